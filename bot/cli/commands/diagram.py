"""`mesoguide diagram`: the states of the dialog."""

from argparse import Namespace

from bot.cli.command import Command
from bot.cli.output import say


def _run(_options: Namespace) -> None:
    from dialogs.questions.diagram import mermaid

    say(mermaid())


DIAGRAM = Command("diagram", "print the states of the dialog as a mermaid diagram", _run)
