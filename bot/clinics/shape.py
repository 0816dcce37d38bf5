"""The shape of `clinics.toml`: what may stand there, and what is wrong with what does. docs/clinics.md explains it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bot.clinics.values import (
    LONGEST_LINE,
    Currency,
    Day,
    Digest,
    Emergency,
    Fee,
    Language,
    Line,
    Name,
    Openings,
    Price,
    Product,
    Slug,
    Telephone,
    Web,
    Welcome,
    Zone,
)
from bot.locale.currency import decimals
from dialogs.hours import Hours
from dialogs.links import SLUG
from dialogs.text import Money

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

SAID = {
    "missing": "is missing",
    "too_short": "is empty",
    "too_long": "is longer than {max_length} characters",
    "string_too_long": "is longer than {max_length} characters",
    "string_type": "takes words or digits in quotation marks",
    "tuple_type": "takes a list: put [ before it and ] behind it",
    "model_type": "takes lines of its own below [clinic.{last}]",
    "mapping_type": "takes lines of its own below [clinic.{last}]",
    "string_pattern_mismatch": "takes what “mesoguide stats SLUG --new-token” prints",
}
"""Plain words for what pydantic finds, by its name for that."""

PARTS = ("hours", "prices", "welcome")
"""What of a clinic stands under a heading of its own."""

BEGINNING = "every clinic begins with a line [[clinic]]"
WITHOUT_BRACKETS = f"takes double brackets: {BEGINNING}"


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _some(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise ValueError("is empty")
    return values


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class OpeningHours(_Strict):
    """Each weekday with its times; a day that is not there is a closed one."""

    monday: Openings = ()
    tuesday: Openings = ()
    wednesday: Openings = ()
    thursday: Openings = ()
    friday: Openings = ()
    saturday: Openings = ()
    sunday: Openings = ()
    closed_on: tuple[Day, ...] = ()

    def hours(self) -> Hours:
        """The same as `dialogs` knows it."""
        week = tuple(getattr(self, day) for day in WEEKDAYS)
        return Hours(week, frozenset(self.closed_on))


class Prices(_Strict):
    """What a session costs, as an amount or from one to another, and what a consultation does."""

    currency: Currency
    session: Price | None = None
    session_from: Price | None = None
    session_to: Price | None = None
    consultation: Fee | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        low, high = self.session_from, self.session_to
        if (low is None) != (high is None):
            raise ValueError("session_from and session_to belong together")
        if self.session is not None and low is not None:
            raise ValueError("write session, or session_from and session_to, not all of them")
        if low is not None and high is not None and low > high:
            raise ValueError("session_from is more than session_to")
        if self.session is None and low is None and self.consultation is None:
            raise ValueError("names no price; leave it out, or write session, such as session = 90")
        smallest = Decimal(1).scaleb(-decimals(self.currency))
        if any(price % smallest for price in (low, high, self.session, self.consultation) if price):
            raise ValueError(f"{self.currency} has fewer digits behind the point")
        return self

    def of_session(self) -> Money | None:
        """What one session costs."""
        low, high = self.session_from or self.session, self.session_to or self.session
        return Money(low, high, self.currency) if low is not None and high is not None else None

    def of_consultation(self) -> Money | None:
        """What a consultation costs; nothing is an amount too."""
        return (
            None if self.consultation is None else Money(self.consultation, self.consultation, self.currency)
        )


class Entry(_Strict):
    """One `[[clinic]]`."""

    slug: Slug
    name: Name
    languages: Annotated[tuple[Language, ...], AfterValidator(_once), AfterValidator(_some)]
    time_zone: Zone
    emergency_number: Emergency
    controller: Annotated[Line, Field(min_length=1, max_length=LONGEST_LINE)]
    phone: Telephone = ""
    address: Annotated[Line, Field(max_length=LONGEST_LINE)] = ""
    website: Web = ""
    booking: Web = ""
    privacy: Web = ""
    hours: OpeningHours | None = None
    prices: Prices | None = None
    products: Annotated[tuple[Product, ...], AfterValidator(_once)] = ()
    protocol: str = ""
    welcome: Mapping[Language, Welcome] = {}
    stats_token: Digest = ""

    @field_validator("welcome")
    @classmethod
    def _in_its_languages(cls, lines: Mapping[str, str], info: ValidationInfo) -> Mapping[str, str]:
        unlisted = [language for language in lines if language not in info.data.get("languages", lines)]
        if unlisted:
            raise ValueError(f"has a line in {', '.join(unlisted)}, which languages does not list")
        return lines


class Problem(NamedTuple):
    """What is wrong, and where."""

    place: str
    what: str


class Shaped(NamedTuple):
    """A clinic of the file: its place, what stands there, the entry if that can be used, and what is wrong."""

    place: str
    item: Mapping[str, Any]
    entry: Entry | None
    problems: tuple[Problem, ...] = ()


def _instead(key: str) -> str:
    return f"write [clinic.{key}], below its [[clinic]]" if key in PARTS else BEGINNING


def shaped(data: Mapping[str, Any]) -> tuple[list[Shaped], list[Problem]]:
    """Each clinic of a file, and what is wrong with the file as a whole."""
    beside = [Problem(key, f"is not known here; {_instead(key)}") for key in data if key != "clinic"]
    listed = data.get("clinic", [])
    if not isinstance(listed, list):
        return [], [*beside, Problem("clinic", WITHOUT_BRACKETS)]
    if not listed and not beside:
        beside.append(Problem("the file", f"holds no clinic; {BEGINNING}"))
    clinics = [_shaped(number, item) for number, item in enumerate(listed, 1)]
    return clinics, [*beside, *_twice(clinics)]


def _shaped(number: int, item: object) -> Shaped:
    if not isinstance(item, dict):
        return Shaped(f"clinic {number}", {}, None, (Problem(f"clinic {number}", WITHOUT_BRACKETS),))
    slug = item.get("slug")
    named = isinstance(slug, str) and SLUG.fullmatch(slug)
    place = f"clinic {number} ({slug})" if named else f"clinic {number}"
    try:
        return Shaped(place, item, Entry.model_validate(item))
    except ValidationError as error:
        found = (_problem(place, each) for each in error.errors(include_input=False))
        return Shaped(place, item, None, tuple(dict.fromkeys(found)))


def _twice(clinics: Sequence[Shaped]) -> Iterator[Problem]:
    places = defaultdict(list)
    for clinic in clinics:
        if isinstance(slug := clinic.item.get("slug"), str):
            places[slug].append(clinic.place)
    for slug, there in places.items():
        if len(there) > 1:
            yield Problem(" and ".join(there), f"have one slug, {slug}; each needs its own")


def _problem(place: str, error: Any) -> Problem:  # noqa: ANN401  pydantic's own description
    *path, last = (str(part + 1 if isinstance(part, int) else part) for part in error["loc"] or ("",))
    if last == "[key]":
        *path, last = path
    here = ", ".join(filter(None, (place, ".".join((*path, last)))))
    if path and last in Entry.model_fields:
        return Problem(here, f"belongs to the clinic itself: put it above the line [clinic.{path[0]}]")
    if error["type"] == "extra_forbidden":
        near = get_close_matches(last, _known(path), n=1)
        return Problem(here, "is not known here" + (f"; did you mean {near[0]}?" if near else ""))
    said = SAID.get(error["type"], "").format(last=last, **error.get("ctx", {}))
    return Problem(here, said or error["msg"].removeprefix("Value error, "))


def _known(path: Sequence[str]) -> list[str]:
    inside: Mapping[str, type[BaseModel]] = {"hours": OpeningHours, "prices": Prices}
    return list(inside.get(path[-1] if path else "", Entry).model_fields)
