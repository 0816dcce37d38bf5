"""Errors that end a command with one sentence and exit status 2."""

from collections.abc import Sequence
from difflib import get_close_matches

from dialogs.text import Text, _

MAX_QUOTED = 40  # characters of a wrong value


class UsageError(Exception):
    """What the person who started the command can mend; `explanation` is all that they read about it."""

    def __init__(self, explanation: Text) -> None:
        super().__init__(explanation.msgid)
        self.explanation = explanation


def quoted(value: object) -> str:
    """A wrong value as an error may name it: short, and harmless in a terminal."""
    text = str(value)
    return repr(text if len(text) <= MAX_QUOTED else text[:MAX_QUOTED] + "…")


def unknown(missing: Text, word: str, allowed: Sequence[str]) -> Text:
    """`missing` says that there is no `word`; added to it, the closest of the `allowed` ones, and all of them."""
    listed = _("Allowed: {allowed}.", allowed=", ".join(allowed))
    near = get_close_matches(word, allowed, n=1)
    if not near:
        return _("{missing} {listed}", missing=missing, listed=listed)
    return _("{missing} Did you mean “{near}”? {listed}", missing=missing, near=near[0], listed=listed)
