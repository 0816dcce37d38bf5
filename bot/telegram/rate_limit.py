"""Chats that send more than anybody could answer."""

from __future__ import annotations

from time import perf_counter
from typing import Literal

MAX_UPDATES = 16  # updates of one chat whose replies are not delivered yet; a finger is slower than that
QUIET_SECONDS = 1.0  # seconds of silence after which a chat that sent too much is listened to again


class RateLimit:
    """Who sends too much, and until when they are not heard."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}

    def check(self, chat: int, present: int) -> Literal["heard", "begins", "goes on"]:
        """Whether `chat`, of which so much is here, is heard; where not, whether that begins now.

        It counts as one flood until there is silence: emptying the line for a moment is no new beginning.
        """
        now, until = perf_counter(), self._until.get(chat, 0.0)
        if present < MAX_UPDATES and now >= until:
            return "heard"
        begins = now >= until
        if begins:
            self._until = {each: end for each, end in self._until.items() if end > now}
        self._until[chat] = now + QUIET_SECONDS
        return "begins" if begins else "goes on"
