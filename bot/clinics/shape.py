"""The shape of `clinics.toml`: what may stand there, and what is wrong with what does. docs/clinics.md explains it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
    MAX_LINE,
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
)
from bot.locale.currency import decimals
from bot.locale.translator import languages
from bot.settings import Zone
from dialogs.clinic import Clinic
from dialogs.guide import Guide
from dialogs.hours import Hours
from dialogs.links import SLUG
from dialogs.planning.protocol import Protocol
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
        return Hours(tuple(getattr(self, day) for day in WEEKDAYS), frozenset(self.closed_on))


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


@dataclass(frozen=True, slots=True)
class Missed:
    """What is said to a clinic that leaves a field out whose absence its patients notice."""

    remark: str


class Entry(_Strict):
    """One `[[clinic]]`. What a clinic may leave out stands in the order in which patients miss it."""

    slug: Slug
    name: Name
    languages: Annotated[tuple[Language, ...], AfterValidator(_once), AfterValidator(_some)]
    time_zone: Zone
    emergency_number: Emergency
    controller: Annotated[Line, Field(min_length=1, max_length=MAX_LINE)]
    phone: Annotated[Telephone, Missed("no phone: nobody can call you from the conversation")] = ""
    privacy: Annotated[Web, Missed("no privacy page: people cannot read what happens to their data")] = ""
    booking: Annotated[Web, Missed("no booking link: people have to call or write")] = ""
    address: Annotated[
        Line, Field(max_length=MAX_LINE), Missed("no address: people do not learn where you are")
    ] = ""
    hours: Annotated[
        OpeningHours | None, Missed("no opening hours: people do not learn when somebody answers")
    ] = None
    website: Annotated[Web, Missed("no website")] = ""
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

    def guide(self, neutral: Guide, own: Protocol | None) -> Guide:
        """The guide that speaks for the clinic; what it leaves open is as in `neutral`, such as its protocol."""
        return replace(
            neutral,
            protocol=own or neutral.protocol,
            languages=self.languages,
            operator=self.controller,
            clinic=self._clinic(own_protocol=own is not None),
        )

    def _clinic(self, *, own_protocol: bool) -> Clinic:
        """Every field by its name: one that `Clinic` has, and that is not carried on here, is a type error."""
        return Clinic(
            slug=self.slug,
            name=self.name,
            languages=self.languages,
            time_zone=self.time_zone,
            emergency_number=self.emergency_number,
            controller=self.controller,
            phone=self.phone,
            address=self.address,
            website=self.website,
            booking=self.booking,
            privacy=self.privacy,
            hours=self.hours.hours() if self.hours else None,
            price=self.prices.of_session() if self.prices else None,
            consultation=self.prices.of_consultation() if self.prices else None,
            products=self.products,
            welcome=self.welcome,
            own_protocol=own_protocol,
        )


MISSED: Mapping[str, str] = {
    name: mark.remark
    for name, declared in Entry.model_fields.items()
    for mark in declared.metadata
    if isinstance(mark, Missed)
}
"""What can be left out, and what is said about that."""

PARTS: Mapping[str, Collection[str]] = {
    "hours": OpeningHours.model_fields,
    "prices": Prices.model_fields,
    "welcome": languages(),
}
"""What of a clinic stands under a heading of its own, and what may stand there."""


class Problem(NamedTuple):
    """What is wrong, and where."""

    place: str
    what: str


class ParsedClinic(NamedTuple):
    """A clinic of the file: its place, what stands there, the entry if that can be used, and what is wrong."""

    place: str
    item: Mapping[str, Any]
    entry: Entry | None
    problems: tuple[Problem, ...] = ()

    @property
    def protocol(self) -> str:
        """The name of its protocol file, whatever else is wrong; empty where none is named."""
        name = self.item.get("protocol")
        return name if isinstance(name, str) else ""


def _instead(key: str) -> str:
    return f"write [clinic.{key}], below its [[clinic]]" if key in PARTS else BEGINNING


def parse_clinics(data: Mapping[str, Any]) -> tuple[list[ParsedClinic], list[Problem]]:
    """Each clinic of a file, and what is wrong with the file as a whole."""
    beside = [Problem(key, f"is not known here; {_instead(key)}") for key in data if key != "clinic"]
    listed = data.get("clinic", [])
    if not isinstance(listed, list):
        return [], [*beside, Problem("clinic", WITHOUT_BRACKETS)]
    if not listed and not beside:
        beside.append(Problem("the file", f"holds no clinic; {BEGINNING}"))
    clinics = [_parse(number, item) for number, item in enumerate(listed, 1)]
    return clinics, [*beside, *_twice(clinics)]


def _parse(number: int, item: object) -> ParsedClinic:
    if not isinstance(item, dict):
        return ParsedClinic(f"clinic {number}", {}, None, (Problem(f"clinic {number}", WITHOUT_BRACKETS),))
    slug = item.get("slug")
    named = isinstance(slug, str) and SLUG.fullmatch(slug)
    place = f"clinic {number} ({slug})" if named else f"clinic {number}"
    try:
        return ParsedClinic(place, item, Entry.model_validate(item))
    except ValidationError as error:
        found = (_problem(place, each) for each in error.errors(include_input=False))
        return ParsedClinic(place, item, None, tuple(dict.fromkeys(found)))


def _twice(clinics: Sequence[ParsedClinic]) -> Iterator[Problem]:
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
        known = PARTS.get(path[-1] if path else "", Entry.model_fields)
        near = get_close_matches(last, known, n=1)
        return Problem(here, "is not known here" + (f"; did you mean {near[0]}?" if near else ""))
    said = SAID.get(error["type"], "").format(last=last, **error.get("ctx", {}))
    return Problem(here, said or error["msg"].removeprefix("Value error, "))
