"""The calls that the bot made."""

from typing import Any, NamedTuple

from tests.botapi.errors import Failure


class Call(NamedTuple):
    """A call that the bot made, and what it got."""

    method: str
    params: dict[str, Any]
    result: Any = None
    error: Failure | None = None
    injected: bool = False  # the error was ordered with `fail`, `limit` or `storm`
    in_response: bool = False  # it came in the answer to a webhook: the bot never saw the result

    @property
    def refused(self) -> bool:
        """Whether a bot without mistakes wouldn't have made it."""
        return self.error is not None and not self.injected


class Journal(list[Call]):
    """Calls, oldest first: all of them, or at most `kept`. A refusal is never left out."""

    def __init__(self, kept: int | None) -> None:
        super().__init__()
        self.kept = kept
        self.made = 0  # how many calls there were, also those that are not here any more

    def add(self, call: Call) -> None:
        """Write down a call; for it the oldest that was no refusal goes, if there are too many."""
        self.made += 1
        if self.kept == 0 and not call.refused:
            return
        self.append(call)
        if self.kept is not None and len(self) > self.kept:
            oldest = next((index for index, made in enumerate(self) if not made.refused), None)
            if oldest is not None:
                del self[oldest]
