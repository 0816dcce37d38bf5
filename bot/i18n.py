"""Sentences in a language: catalogues, plurals, and everything that Babel knows how to write.

Catalogues are kept as text (`locales/<language>/LC_MESSAGES/mesoguide.po`) and compiled in memory
when a language is first used, so that a clone needs no build and no stale file can be read.
English is the source and has no catalogue.
"""

from __future__ import annotations

import gettext
import html
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache, partial
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import (
    format_date,
    format_datetime,
    format_interval,
    format_skeleton,
    get_day_names,
    get_month_names,
)
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.units import format_unit

from dialogs.text import (
    Dates,
    Days,
    Items,
    LanguageName,
    Length,
    MonthName,
    MonthOf,
    Quantity,
    Span,
    Strong,
    Text,
    Value,
    Weekday,
    Weeks,
    p_,
)

SOURCE_LANGUAGE = "en"
LOCALES = Path(__file__).parent.parent / "locales"
WEEK, MONTH = 7, 30  # days
MONTH_SLACK = 2  # days by which a month may be off: 28 to 32, 58 to 62

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

# Translators: of numbers, or of a number and a length ("2 to 4 weeks")
_RANGE = p_("range", "{low} to {high}")
# Translators: of two lengths, each with its unit ("2 weeks to 1 month")
_RANGE_OF_LENGTHS = p_("range of lengths", "{low} to {high}")


@dataclass(frozen=True, slots=True)
class Markup:
    """How a channel writes: `escape` makes any text harmless, `strong` sets it off."""

    escape: Callable[[str], str]
    strong: Callable[[str], str]


PLAIN = Markup(escape=str, strong=str)
HTML = Markup(escape=partial(html.escape, quote=False), strong="<b>{}</b>".format)


def languages() -> tuple[str, ...]:
    """Every language that the guide speaks, the source first."""
    return (SOURCE_LANGUAGE, *sorted(path.parts[-3] for path in LOCALES.glob("*/LC_MESSAGES/mesoguide.po")))


def closest_language(wanted: str, available: tuple[str, ...], default: str) -> str:
    """The available language for a tag such as "ru-RU" or "pt_BR"; `default` when there is none."""
    tag = wanted.replace("-", "_")
    by_name = {code.casefold(): code for code in available}
    return by_name.get(tag.casefold()) or by_name.get(tag.partition("_")[0].casefold()) or default


@cache
def translator(language: str) -> Translator:
    """The translator of one of `languages()`; made once."""
    if language == SOURCE_LANGUAGE:
        return Translator(Locale(SOURCE_LANGUAGE), gettext.NullTranslations())
    with (LOCALES / language / "LC_MESSAGES" / "mesoguide.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translator(Locale.parse(language), gettext.GNUTranslations(compiled))


@dataclass(frozen=True, slots=True)
class Translator:
    """Writes sentences in one language."""

    locale: Locale
    catalogue: gettext.NullTranslations
    _fixed: dict[tuple[str, str, Callable[[str], str]], str] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def language(self) -> str:
        """The language's code, such as "ru"."""
        return str(self.locale)

    @property
    def tag(self) -> str:
        """The code as files write it, such as "pt-BR"."""
        return self.language.replace("_", "-")

    @property
    def right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return bool(self.locale.text_direction == "rtl")

    def write(self, text: Text, markup: Markup = PLAIN) -> str:
        """`text` in words. What comes from outside is escaped as `markup` says."""
        if not text.values and not text.plural:
            return self._written(text, markup)
        values = {name: self._value(value, markup) for name, value in text.values.items()}
        return markup.escape(self._template(text)).format_map(values)

    def _written(self, text: Text, markup: Markup) -> str:
        """Most sentences and labels hold no value, and every turn shows a dozen of them: written once."""
        key = (text.context, text.msgid, markup.escape)
        written = self._fixed.get(key)
        if written is None:
            written = self._fixed[key] = markup.escape(self._template(text)).format_map({})
        return written

    def _template(self, text: Text) -> str:
        catalogue = self.catalogue
        if text.context and text.plural:
            return catalogue.npgettext(text.context, text.msgid, text.plural, text.count)
        if text.plural:
            return catalogue.ngettext(text.msgid, text.plural, text.count)
        if text.context:
            return catalogue.pgettext(text.context, text.msgid)
        return catalogue.gettext(text.msgid)

    def _value(self, value: Value, markup: Markup) -> str:
        match value:
            case Text():
                return self.write(value, markup)
            case Strong(inner):
                return markup.strong(self._value(inner, markup))
            case Items(items):
                return format_list([self._value(item, markup) for item in items], locale=self.locale)
            case str():
                return markup.escape(self._isolated(value))
            case _:
                return markup.escape(self._quantity(value))

    def _isolated(self, value: str) -> str:
        """Foreign words keep their own direction inside a right-to-left sentence."""
        return f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}" if self.right_to_left else value

    def _quantity(self, value: Quantity) -> str:  # noqa: C901, PLR0911  a line for each kind
        match value:
            case Span(low, high):
                return self._range(self._number(low), self._number(high))
            case Days(low, high):
                return self._days(low, high)
            case Weeks(low, high):
                return self._units("week", round(low / WEEK), round(high / WEEK))
            case Length(count, unit):
                return self._unit(unit, count)
            case Dates(first, last):
                return self._dates(first, last)
            case MonthOf(day):
                return str(format_skeleton("yMMMM", day, locale=self.locale))
            case MonthName(day):
                return str(get_month_names("abbreviated", "stand-alone", self.locale)[day.month])
            case Weekday(number):
                return str(get_day_names("short", "stand-alone", self.locale)[number])
            case LanguageName(code):
                name = Locale.parse(code).get_display_name(code) or code
                return name[:1].upper() + name[1:]
            case datetime():
                return format_datetime(value, "medium", locale=self.locale)
            case date():
                return format_date(value, "long", locale=self.locale)
        return self._number(value)

    def _dates(self, first: date, last: date) -> str:
        if first == last:
            return str(format_skeleton("MMMd", first, locale=self.locale))
        return str(format_interval(first, last, "MMMd", locale=self.locale))

    def _number(self, number: int) -> str:
        return _decimal(number, self.locale)

    def _range(self, low: str, high: str, pattern: Text = _RANGE) -> str:
        return low if low == high else self._template(pattern).format(low=low, high=high)

    def _days(self, low: int, high: int) -> str:
        """Days in the largest unit in which both ends are whole, else each in its own."""
        if low % WEEK == 0 and high % WEEK == 0:
            return self._units("week", low // WEEK, high // WEEK)
        if _months(low) and _months(high):
            return self._units("month", _months(low), _months(high))
        return self._range(self._alone(low), self._alone(high), _RANGE_OF_LENGTHS)

    def _alone(self, days: int) -> str:
        if days % WEEK == 0:
            return self._unit("week", days // WEEK)
        return self._unit("month", _months(days)) if _months(days) else self._unit("day", days)

    def _units(self, unit: str, low: int, high: int) -> str:
        return (
            self._unit(unit, low) if low == high else self._range(self._number(low), self._unit(unit, high))
        )

    def _unit(self, unit: str, count: int) -> str:
        return format_unit(count, f"duration-{unit}", length="long", locale=self.locale)


@lru_cache(maxsize=1024)
def _decimal(number: int, locale: Locale) -> str:
    """Every card counts something, and the same few numbers come again and again."""
    return format_decimal(number, locale=locale)


def _months(days: int) -> int:
    """How many months `days` are, 0 when they are not a whole number of them."""
    months = round(days / MONTH)
    return months if abs(days - months * MONTH) <= MONTH_SLACK else 0
