"""The types of the values in `clinics.toml`. Each error says what the field takes, for whoever wrote the file.

Patients read these values as they stand, so nothing passes that could hide other words or turn them around.
"""

import itertools
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

from bot.errors import quoted
from bot.locale.currency import currencies
from bot.locale.translator import languages, translator
from dialogs.hours import MINUTES_A_DAY, Opening
from dialogs.questions.links import SLUG
from dialogs.questions.steps import STEP
from dialogs.understanding.danger import Phrase, plain
from dialogs.understanding.promises import WORDS, promised, promises

PRODUCTS = tuple(option.id for option in STEP["product"].choices if option.id != "unknown")
MAX_PRICE = 1_000_000  # in any currency, for one session
MAX_ACCENTS = 4  # on one letter; more of them cover the lines above and below
MIN_DIGITS, MAX_DIGITS = 2, 15  # of a number to call
MAX_NAME, MAX_LINE = 60, 120  # characters

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_JOINERS = frozenset("\u200c\u200d")
"""Invisible characters that Persian, Indian languages and emoji need."""

_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and signs that look like a space."""

_SPAN = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-–]\s*([0-9]{1,2}):([0-9]{2})")
_NUMBER = re.compile(r"\+?[0-9][0-9 ()/.-]*")
_WEB = re.compile(r"[!-~]+")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:xn--[a-z0-9-]*[a-z0-9]|[a-z]{2,})")
_LINK = re.compile(r"://|\bwww\.|\bt\.me/|(?<![\w/<>])[@/]\w", re.IGNORECASE)
"""What Telegram turns into a link: addresses, names, commands."""

_BARE = re.compile(r"\w[.\u2024\u3002][a-z]{2,}(?!\w)", re.IGNORECASE)
"""A web address without https://. A clinic may be called so, while a welcome has no use for one."""


def line(value: str) -> str:
    """`value` without spaces around it; raises ValueError for what cannot stand in a line or cannot be seen."""
    text = value.strip()
    if (
        not text.isprintable() and any(unicodedata.category(sign) in _UNSEEN for sign in text if sign not in _JOINERS)
    ) or not _BLANK.isdisjoint(text):
        raise ValueError("holds a line break or a character that cannot be seen")
    if any(map(unicodedata.combining, text)) and _most_marks(text) > MAX_ACCENTS:
        raise ValueError("holds a letter with more accents than any language has")
    if text and not any(unicodedata.category(character)[0] in "LNPS" for character in text):
        raise ValueError("shows nothing")
    return text


def _most_marks(text: str) -> int:
    runs = itertools.groupby(text, lambda character: unicodedata.combining(character) > 0)
    return max(len(list(run)) for marks, run in runs if marks)


def _welcome(value: str) -> str:
    if _BARE.search(value):
        raise ValueError("holds a web address; the buttons lead to your website")
    if any(unicodedata.category(number).startswith("N") for number in filter(str.isnumeric, value)):
        raise ValueError("holds a number; numbers come from the protocol only")
    if word := promise(value):
        raise ValueError(f"promises or presses (“{word}”), which the guide never does")
    return value


def promise(value: str) -> str:
    """The first word of `value` that promises something or hurries people, in any language; empty without one."""
    return promised(plain(value), _promises())


@cache
def _promises() -> tuple[Phrase, ...]:
    """The words of every language together."""
    return tuple(phrase for code in languages() for phrase in promises(translator(code).write(WORDS)))


def _web(value: str) -> str:
    if not value:
        return value
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  raises for a port that is none
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or parts.username is not None or not _HOST.fullmatch(parts.hostname or ""):
        raise ValueError("must begin with https:// and name a website, such as https://clinic.example")
    if not _WEB.fullmatch(value) or re.search(r"[\"'<>\\^`{|}]", value):
        raise ValueError("holds a character that no web address has; copy it from the browser's address line")
    return value


def _telephone(value: str) -> str:
    if value and not _NUMBER.fullmatch(value):
        raise ValueError("takes digits, spaces and + ( ) / . -, such as +49 30 1234567")
    if value and not MIN_DIGITS <= digits(value) <= MAX_DIGITS:
        raise ValueError(f"takes one number, of {MIN_DIGITS} to {MAX_DIGITS} digits")
    return value


def digits(value: str) -> int:
    """How many digits a number has."""
    return sum(map(str.isdigit, value))


def _amount(value: Any) -> Decimal:  # noqa: ANN401  whatever TOML holds
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("takes a number without quotation marks, such as 90 or 90.50")  # noqa: TRY004  pydantic's way
    if not 0 <= value <= MAX_PRICE or round(value, 2) != value:
        raise ValueError(f"takes an amount from 0 to {MAX_PRICE}, with at most 2 digits behind the point")
    return Decimal(str(value))


def _day(value: Any) -> date:  # noqa: ANN401  whatever TOML holds
    if type(value) is not date:  # a moment is a date too, and has an hour that says something
        raise ValueError("takes days without quotation marks, such as 2026-12-25")
    return value


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
        raise ValueError(f"{quoted(part)} is no time from and to, such as 09:00-12:30")
    hours, minutes, until_hours, until_minutes = map(int, found.groups())
    opens, closes = hours * 60 + minutes, until_hours * 60 + until_minutes
    if minutes > 59 or until_minutes > 59 or max(opens, closes) > MINUTES_A_DAY:  # noqa: PLR2004  minutes of an hour
        raise ValueError(f"{quoted(part)}: there is no such time of day")
    if closes <= opens:
        raise ValueError(f"{quoted(part)} closes before it opens; what is after midnight belongs to the next day")
    return Opening(opens, closes)


def _must(holds: Callable[[Any], object], otherwise: Callable[[], str] | str) -> AfterValidator:
    """Refuse a value that does not hold; `otherwise` says what it takes, behind the value where it is made up late."""

    def checked(value: Any) -> Any:  # noqa: ANN401  of the type that it is put on
        if not holds(value):
            raise ValueError(otherwise if isinstance(otherwise, str) else f"{quoted(value)} {otherwise()}")
        return value

    return AfterValidator(checked)


_UNLINKED = _must(
    lambda value: not _LINK.search(value),
    "holds a web address, an @name or a /command, which Telegram turns into a link",
)
_OneLine = Annotated[str, AfterValidator(line)]
Line = Annotated[_OneLine, Field(max_length=MAX_LINE)]
Name = Annotated[_OneLine, Field(min_length=1, max_length=MAX_NAME), _UNLINKED]
Welcome = Annotated[Line, Field(min_length=1), _UNLINKED, AfterValidator(_welcome)]
Slug = Annotated[
    str, Field(max_length=32), _must(SLUG.fullmatch, "takes small letters a-z, digits, and single - or _ between them")
]
Web = Annotated[str, Field(max_length=500), AfterValidator(_web)]
Telephone = Annotated[_OneLine, Field(max_length=30), AfterValidator(_telephone)]
Emergency = Annotated[_OneLine, Field(min_length=1, max_length=15), AfterValidator(_telephone)]
Language = Annotated[
    str, _must(lambda value: value in languages(), lambda: f"is not a language of the guide: {', '.join(languages())}")
]
Currency = Annotated[
    str, _must(lambda value: value in currencies(), lambda: "is no currency; write its three letters, such as EUR")
]
Product = Annotated[
    str, _must(PRODUCTS.__contains__, lambda: f"is no product that the guide knows: {', '.join(PRODUCTS)}")
]
Fee = Annotated[Decimal, BeforeValidator(_amount)]
Price = Annotated[Fee, _must(bool, "has to be more than 0; leave it out where you name no price")]
Day = Annotated[date, BeforeValidator(_day)]
Openings = Annotated[tuple[Opening, ...], BeforeValidator(_openings)]
Digest = Annotated[str, Field(pattern=r"^(?:sha256:[0-9a-f]{64})?$")]
