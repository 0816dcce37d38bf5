"""Sentences as values: what to say, in no language yet.

`dialogs` writes every sentence once, in English, with one of three markers. A channel
turns the value into words with a catalogue (`bot.locale.translator`). Values that have a form of their
own in each language (numbers, spans of days, lists, names of languages) stay values too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class _Ends:
    """From one whole number to another, both included; `low == high` is one number."""

    low: int
    high: int


class Span(_Ends):
    """A range of whole numbers, both ends included; `low == high` is one number."""


class Days(_Ends):
    """A length of time in days, both ends included; shown in weeks or months where they fit."""


class Weeks(_Ends):
    """A computed length of time in days, shown in whole weeks."""


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time as it was set, in its own unit."""

    count: int
    unit: Literal["hour", "day", "month"]


@dataclass(frozen=True, slots=True)
class Dates:
    """From one day to another, both included; the same day twice is one day. The year is left out."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class MonthOf:
    """The month of a day, with its year."""

    day: date


@dataclass(frozen=True, slots=True)
class MonthName:
    """The month of a day, shortened and without its year."""

    day: date


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, 0 being Monday, in as few letters as the language uses."""

    number: int


@dataclass(frozen=True, slots=True)
class Weekdays:
    """From one day of the week to another, 0 being Monday; the same day twice is one day."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Times:
    """From one time of day to another."""

    first: time
    last: time


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, or from one to another, both included, in a currency by its ISO 4217 code."""

    low: Decimal
    high: Decimal
    currency: str

    def times(self, low: int, high: int) -> Money:
        """What `low` to `high` of it come to."""
        return Money(self.low * low, self.high * high, self.currency)


@dataclass(frozen=True, slots=True)
class Items:
    """Things said one after another: "a, b and c"."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class LanguageName:
    """A language, called by its own name."""

    code: str


@dataclass(frozen=True, slots=True)
class ByLanguage:
    """Words of somebody's own, by the code of the language; nothing in a language that is not there."""

    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Strong:
    """A value that the eye should find first."""

    value: Value


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence: its English form, the form for many, and the values that fill it."""

    msgid: str
    plural: str = ""
    count: int = 1
    context: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)


_Amount = int | Span | Days | Weeks | Length | Money
_Moment = date | datetime | time | Dates | MonthOf | MonthName | Weekday | Weekdays | Times
Quantity = _Amount | _Moment | LanguageName
"""What each language writes in a form of its own."""

Value = str | Quantity | Items | ByLanguage | Strong | Text


def _(msgid: str, **values: Value) -> Text:
    """A sentence."""
    return Text(msgid, values=values)


def n_(msgid: str, plural: str, count: int, **values: Value) -> Text:
    """A sentence that depends on a count; for a range, the count is its upper end."""
    return Text(msgid, plural, count, values=values)


def p_(context: str, msgid: str, **values: Value) -> Text:
    """A sentence whose English word means two things; `context` says which one."""
    return Text(msgid, context=context, values=values)
