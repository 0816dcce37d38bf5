"""A limit on how much of one chat may wait at once."""

from time import perf_counter
from typing import Literal

MAX_PENDING = 16  # updates of one chat whose replies are not delivered yet; a finger is slower than that
QUIET_SECONDS = 1.0  # of silence after which a chat that sent too much is listened to again

Verdict = Literal["allowed", "first refusal", "refused"]


class RateLimit:
    """Which chats send too much, and until when their updates are dropped."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}

    def check(self, chat: int, pending: int) -> Verdict:
        """Whether another update of `chat`, of which `pending` are in hand, is taken.

        Refusals are one episode until the chat has been quiet: room in its queue for a moment begins no new one.
        """
        now, until = perf_counter(), self._until.get(chat, 0.0)
        if pending < MAX_PENDING and now >= until:
            return "allowed"
        is_first = now >= until
        if is_first:
            self._until = {each: end for each, end in self._until.items() if end > now}
        self._until[chat] = now + QUIET_SECONDS
        return "first refusal" if is_first else "refused"
