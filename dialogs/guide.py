"""What the guide knows about itself, for everybody who comes by the same clinic's link."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.clinic import Clinic
from dialogs.planning.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Retention:
    """What people are promised about their data, as lengths since their last message."""

    unfinished_hours: int = 24
    finished_days: int = 30
    consent_months: int = 12


@dataclass(frozen=True, slots=True)
class Guide:
    """The protocol in force, the languages that can be chosen, who runs the guide, and how long it remembers.

    `clinic`: in whose name it speaks; None: nobody's in particular.
    """

    protocol: Protocol
    languages: tuple[str, ...] = ("en",)
    operator: str = ""
    retention: Retention = Retention()
    clinic: Clinic | None = None


@dataclass(frozen=True, slots=True)
class Guides:
    """The guide of each clinic by its slug, and the one for everybody else, which speaks every language."""

    neutral: Guide
    of_clinics: Mapping[str, Guide] = field(default_factory=dict)

    def of(self, slug: str) -> Guide:
        """The guide for those who came by the link of the clinic `slug`."""
        return self.of_clinics.get(slug, self.neutral)
