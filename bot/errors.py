"""Errors that end a command with one sentence and exit status 2."""

from __future__ import annotations

from dialogs.text import Text


class UsageError(Exception):
    """What the person who started the command can mend; `explanation` says it in whole."""

    def __init__(self, explanation: Text) -> None:
        super().__init__(explanation.msgid)
        self.explanation = explanation
