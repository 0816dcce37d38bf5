"""The shape of `clinics.toml`: what may stand there, and what each value has to look like. docs/clinics.md explains it."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any, NamedTuple, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from bot.currency import currencies
from bot.i18n import languages
from dialogs.hours import DAY, Hours, Opening
from dialogs.links import SLUG
from dialogs.steps import STEP
from dialogs.text import Money

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PRODUCTS = tuple(option.id for option in STEP["product"].choices if option.id != "unknown")
LONGEST_ADDRESS = 500  # characters of a web address
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Kinds of characters that nobody sees and that can turn a line around or break it."""

_SPAN = re.compile(r"(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)")
_NUMBER = re.compile(r"\+?[0-9][0-9 ()/.-]*")


def _slug(value: str) -> str:
    if not SLUG.fullmatch(value):
        raise ValueError("takes small letters a-z, digits, and single - or _ between them")
    return value


def _line(value: str) -> str:
    text = value.strip()
    if not text.isprintable() and any(unicodedata.category(character) in UNSEEN for character in text):
        raise ValueError("holds a line break or a character that cannot be seen")
    return text


def _web(value: str) -> str:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  raises for a port that is none
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise ValueError("must begin with https:// and name a website")
    if not value.isascii() or re.search(r"[\s\"'<>\\^`{|}]", value):
        raise ValueError("holds a character that no web address has; copy it from the browser's address line")
    return value


def _zone(value: Any) -> ZoneInfo:  # noqa: ANN401  whatever TOML holds
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{value!r} is no time zone; write one such as Europe/Berlin") from None


def _language(value: str) -> str:
    if value not in languages():
        raise ValueError(f"{value!r} is not a language of the guide: {', '.join(languages())}")
    return value


def _currency(value: str) -> str:
    if value not in currencies():
        raise ValueError(f"{value!r} is no currency; write its three letters, such as EUR")
    return value


def _telephone(value: str) -> str:
    if not _NUMBER.fullmatch(value):
        raise ValueError("takes digits, spaces and + ( ) / . -, such as +49 30 1234567")
    return value


def _product(value: str) -> str:
    if value not in PRODUCTS:
        raise ValueError(f"{value!r} is no product that the guide knows: {', '.join(PRODUCTS)}")
    return value


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _openings(value: Any) -> tuple[Opening, ...]:  # noqa: ANN401  whatever TOML holds
    if not isinstance(value, str):
        raise ValueError("takes times in quotation marks, such as “09:00-12:30, 14:00-18:00”")  # noqa: TRY004  pydantic's way
    openings = tuple(map(_opening, filter(None, (part.strip() for part in value.split(",")))))
    for earlier, later in itertools.pairwise(openings):
        if later.opens < earlier.closes:
            raise ValueError("takes the earlier time first, and no two that overlap")
    return openings


def _opening(part: str) -> Opening:
    found = _SPAN.fullmatch(part)
    if not found:
        raise ValueError(f"{part!r} is no time from and to, such as 09:00-12:30")
    hours, minutes, until_hours, until_minutes = map(int, found.groups())
    opens, closes = hours * 60 + minutes, until_hours * 60 + until_minutes
    if minutes > 59 or until_minutes > 59 or closes > DAY:  # noqa: PLR2004  minutes of an hour
        raise ValueError(f"{part!r}: there is no such time of day")
    if closes <= opens:
        raise ValueError(f"{part!r} closes before it opens")
    return Opening(opens, closes)


Line = Annotated[str, AfterValidator(_line)]
Name = Annotated[Line, Field(min_length=1, max_length=60)]
Slug = Annotated[str, Field(max_length=32), AfterValidator(_slug)]
Web = Annotated[str, Field(max_length=LONGEST_ADDRESS), AfterValidator(_web)]
Telephone = Annotated[Line, Field(max_length=30), AfterValidator(_telephone)]
Emergency = Annotated[Line, Field(min_length=2, max_length=15), AfterValidator(_telephone)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
Language = Annotated[str, AfterValidator(_language)]
Currency = Annotated[str, AfterValidator(_currency)]
Amount = Annotated[Decimal, Field(gt=0, le=1_000_000, max_digits=9, decimal_places=2)]
Openings = Annotated[tuple[Opening, ...], BeforeValidator(_openings)]
Welcome = Annotated[Line, Field(min_length=1, max_length=120)]
Product = Annotated[str, AfterValidator(_product)]
Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


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
    closed_on: tuple[date, ...] = ()

    def hours(self) -> Hours:
        """The same as `dialogs` knows it."""
        week = tuple(getattr(self, day) for day in WEEKDAYS)
        return Hours(week, frozenset(self.closed_on))


class Prices(_Strict):
    """What a session costs, as an amount or from one to another, and what a consultation does."""

    currency: Currency
    session: Amount | None = None
    session_from: Amount | None = None
    session_to: Amount | None = None
    consultation: Annotated[Decimal, Field(ge=0, le=1_000_000, max_digits=9, decimal_places=2)] | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        both = self.session_from is not None and self.session_to is not None
        if (self.session_from is None) != (self.session_to is None):
            raise ValueError("session_from and session_to belong together")
        if self.session is not None and both:
            raise ValueError("write session, or session_from and session_to, not all of them")
        if (
            self.session_from is not None
            and self.session_to is not None
            and self.session_from > self.session_to
        ):
            raise ValueError("session_from is more than session_to")
        if self.session is None and not both and self.consultation is None:
            raise ValueError("names no price; leave it out, or write session, such as session = 90")
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
    languages: Annotated[tuple[Language, ...], Field(min_length=1), AfterValidator(_once)]
    time_zone: Zone
    emergency_number: Emergency
    controller: Annotated[Line, Field(min_length=1, max_length=120)]
    phone: Telephone = ""
    address: Annotated[Line, Field(max_length=120)] = ""
    website: Web = ""
    booking: Web = ""
    privacy: Web = ""
    hours: OpeningHours | None = None
    prices: Prices | None = None
    products: Annotated[tuple[Product, ...], AfterValidator(_once)] = ()
    protocol: Annotated[str, Field(min_length=1)] | None = None
    welcome: Mapping[Language, Welcome] = {}
    stats_token: Digest | None = None


class Problem(NamedTuple):
    """What is wrong, and where."""

    place: str
    what: str


def shaped(data: Mapping[str, Any]) -> Iterator[tuple[str, Entry | None, tuple[Problem, ...]]]:
    """Each clinic of a file by its place, with what is wrong in it; None where it cannot be used."""
    unknown = tuple(
        Problem(key, "is not known here; every clinic begins with a line [[clinic]]")
        for key in data
        if key != "clinic"
    )
    listed = data.get("clinic", [])
    if not isinstance(listed, list):
        unknown, listed = (*unknown, Problem("clinic", "takes double brackets: [[clinic]]")), []
    if unknown:
        yield "", None, unknown
    for number, item in enumerate(listed, 1):
        slug = item.get("slug") if isinstance(item, dict) else None
        place = (
            f"clinic {number} ({slug})"
            if isinstance(slug, str) and SLUG.fullmatch(slug)
            else f"clinic {number}"
        )
        try:
            yield place, Entry.model_validate(item), ()
        except ValidationError as error:
            yield place, None, tuple(_problem(place, each) for each in error.errors(include_input=False))


def _problem(place: str, error: Any) -> Problem:  # noqa: ANN401  pydantic's own description
    *path, last = error["loc"] or ("",)
    inner = ".".join(
        str(part + 1 if isinstance(part, int) else part) for part in error["loc"] if part != "[key]"
    )
    what: str = error["msg"].removeprefix("Value error, ")
    match error["type"]:
        case "missing":
            what = "is missing"
        case "extra_forbidden":
            near = get_close_matches(str(last), _known(path), n=1)
            what = "is not known here" + (f"; did you mean {near[0]}?" if near else "")
    return Problem(", ".join(filter(None, (place, inner))), what)


def _known(path: Sequence[object]) -> list[str]:
    inside: Mapping[str, type[BaseModel]] = {"hours": OpeningHours, "prices": Prices}
    return list(inside.get(str(path[-1]) if path else "", Entry).model_fields)
