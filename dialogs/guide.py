"""What the whole guide knows about itself, the same for every conversation."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Retention:
    """What people are promised about their data, as lengths since their last message."""

    unfinished_hours: int = 24
    finished_days: int = 30
    consent_months: int = 12


@dataclass(frozen=True, slots=True)
class Guide:
    """The protocol in force, the languages that can be chosen, who runs the guide, and how long it remembers."""

    protocol: Protocol
    languages: tuple[str, ...] = ("en",)
    operator: str = ""
    retention: Retention = Retention()
