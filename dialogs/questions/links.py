"""What a clinic's link carries into the conversation: the clinic, a campaign, an area. Nothing else, ever."""

import re
from dataclasses import dataclass
from functools import lru_cache

from dialogs.questions.step import BODY_AREAS

MAX_PAYLOAD = 64  # characters that Telegram takes in a start parameter

AREAS = ("face", *BODY_AREAS)
"""What a link may say about a person: areas for which there are ranges."""

SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
"""Of a clinic, and of a campaign in any case: never two underscores, which stand between the parts."""

_SEPARATOR, _AREA_PREFIX = "__", "area_"


@dataclass(frozen=True, slots=True)
class Link:
    """The parts of a start parameter; empty what it does not say."""

    clinic: str = ""
    campaign: str = ""
    area: str = ""

    @property
    def payload(self) -> str:
        """The start parameter, such as "smile__spring__area_face". It may be longer than `MAX_PAYLOAD`."""
        area = f"{_AREA_PREFIX}{self.area}" if self.area else ""
        return _SEPARATOR.join(filter(None, (self.clinic, self.campaign, area)))


@lru_cache(maxsize=1024)
def read(payload: str) -> Link:
    """The parts of a start parameter; what is damaged is left out, and nothing fails."""
    clinic, *rest = payload.casefold().split(_SEPARATOR)
    if not SLUG.fullmatch(clinic):
        return Link()
    areas = [part.removeprefix(_AREA_PREFIX) for part in rest if part.startswith(_AREA_PREFIX)]
    campaigns = [part for part in rest if is_campaign(part)]
    area = areas[0] if areas and areas[0] in AREAS else ""
    return Link(clinic, campaigns[0] if campaigns else "", area)


def is_campaign(name: str) -> bool:
    """Whether a link can carry `name` as its campaign."""
    return SLUG.fullmatch(name) is not None and not name.startswith(_AREA_PREFIX)
