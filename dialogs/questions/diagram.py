"""The state diagram, drawn from the very machine that leads the dialog."""

from typing import Any

from transitions.extensions import GraphMachine

from dialogs.questions import machine


class _Nobody:
    """A machine that draws wants somebody to draw for; the shared one serves nobody in particular."""


class _Drawing(GraphMachine):
    def __init__(self, **options: Any) -> None:  # noqa: ANN401  whatever the machine is built with
        # Mermaid reads the front matter as YAML, which transitions does not write.
        title = "title: The dialog"
        super().__init__(**{**options, "model": _Nobody(), "graph_engine": "mermaid", "title": title})


def mermaid() -> str:
    """The states and triggers as a mermaid diagram.

    What is possible from everywhere is left out: to change an answer (over the review), to begin anew and to
    find the place of somebody who is lost (over the welcome).
    """
    drawn = machine.build(_Drawing, without=machine.FROM_ANYWHERE)
    return str(drawn.get_combined_graph().source).strip()
