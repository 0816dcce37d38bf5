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
from functools import cache, lru_cache, partial
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.locale.formatter import Formatter
from dialogs.text import ByLanguage, Items, Strong, Text, Value

SOURCE_LANGUAGE = "en"
LOCALES = Path(__file__).parents[2] / "locales"

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


@dataclass(frozen=True, slots=True)
class Markup:
    """How a channel writes: `escape` makes any text harmless, `strong` sets it off."""

    escape: Callable[[str], str]
    strong: Callable[[str], str]


PLAIN = Markup(escape=str, strong=str)
HTML = Markup(escape=partial(html.escape, quote=False), strong="<b>{}</b>".format)


@cache
def languages() -> tuple[str, ...]:
    """Every language that the guide speaks, the source first."""
    return (SOURCE_LANGUAGE, *sorted(path.parts[-3] for path in LOCALES.glob("*/LC_MESSAGES/mesoguide.po")))


@lru_cache(maxsize=256)
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
    _fixed: dict[tuple[str, str, Callable[[str], str]], str] = field(default_factory=dict, repr=False, compare=False)
    _formatter: Formatter = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_formatter", Formatter(self.locale, self._template))

    @property
    def language(self) -> str:
        """The language's code, such as "ru"."""
        return str(self.locale)

    @property
    def tag(self) -> str:
        """The code as files write it, such as "pt-BR"."""
        return self.language.replace("_", "-")

    @property
    def first_weekday(self) -> int:
        """The day with which a week begins in a calendar, 0 being Monday."""
        return int(self.locale.first_week_day)

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
            case ByLanguage(words):
                return markup.escape(self._isolated(words.get(self.language, "")))
            case str():
                return markup.escape(self._isolated(value))
            case _:
                return markup.escape(self._formatter.format(value))

    def _isolated(self, value: str) -> str:
        """Foreign words keep their own direction inside a right-to-left sentence."""
        return f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}" if self.right_to_left and value else value
