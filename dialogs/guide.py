"""What the whole guide knows about itself, the same for every conversation."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.protocol import Protocol

RETENTION_DAYS = 30
"""How long answers stay after a person's last message."""


@dataclass(frozen=True, slots=True)
class Guide:
    """The protocol in force, the languages that can be chosen, and who runs the guide."""

    protocol: Protocol
    languages: tuple[str, ...] = ("en",)
    operator: str = ""
