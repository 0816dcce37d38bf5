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
    """One more with every change. A new conversation's begins at the clock, in microseconds: one that is
    erased and begun anew never has a version again that it had before."""
    handled: tuple[int, ...]
    """The ids of the newest updates that are in it already."""
    saved_at: datetime
    """In UTC, to the second."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something stays: answers since the last save, an agreement since it was given."""

    unfinished: timedelta = timedelta(hours=24)
    finished: timedelta = timedelta(days=30)
    consent: timedelta = timedelta(days=365)
