"""What the store takes and gives."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Key:
    """Which conversation: the channel, and the conversation's id there (on Telegram, the chat's)."""

    channel: str
    chat: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A conversation as it was saved last."""

    data: dict[str, Any] | None = field(repr=False)  # what is printed by accident shouldn't be health data
    """``None`` where the answers are erased and only the record of an agreement is left."""
    version: int
    """One more with every change. A new conversation starts at the clock's microseconds since 1970, so that one
    that is erased and begun anew never has a version that it had before."""
    handled: tuple[int, ...]
    """The ids of the newest updates that it takes account of."""
    saved_at: datetime
    """In UTC, to the second."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A reply that somebody waits for: enough to write it again from what is saved."""

    ticket: int
    """Tells one debt of a worker from another."""
    language: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept: answers from the last save on, an agreement from when it was given."""

    unfinished: timedelta = timedelta(hours=24)
    finished: timedelta = timedelta(days=30)
    consent: timedelta = timedelta(days=365)
