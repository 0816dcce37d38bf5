"""The state diagram, drawn from the very machine that leads the dialog."""

from __future__ import annotations

from transitions.extensions import GraphMachine

from dialogs import machine


class _Drawing:
    """GraphMachine wants somebody to draw for; the shared machine serves nobody in particular."""


def mermaid() -> str:
    """The states and triggers as a mermaid diagram.

    The triggers `ask_<question>` lead from everywhere to their question and are left out.
    """
    drawn = machine.build(GraphMachine, asking=False, drawn_for=_Drawing(), graph_engine="mermaid", title="")
    return str(drawn.get_combined_graph().source).strip()
