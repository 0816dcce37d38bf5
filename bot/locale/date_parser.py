"""Days as people type them: "14 January", "14.01.2027", "tomorrow", in their language."""

import re
import unicodedata
from datetime import date, datetime, time
from functools import cache

from bot.locale.translator import SOURCE_LANGUAGE
from dialogs import dates

EXACT = ("day", "week")  # periods that name a day: "in 2 weeks" does, "May" does not
MAX_LENGTH = 40  # characters; no day takes more
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_SEVERAL = re.compile(r"\d\s?[-–—]\s?\d{1,2}\s+[^\W\d]")  # "14-20 January"
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.\-](?=\d)")


def read_day(typed: str, language: str, today: date) -> date | None:
    """The day that `typed` names in `language`, the first one from `today` on; None where it names none.

    A day and a month without a year lie ahead: on 1 December 2026, "14 January" is 2027-01-14. Numbers alone
    stand in the order that the language writes.
    """
    words = "".join(_digit(character) for character in typed.strip())
    if not words or len(words) > MAX_LENGTH or ":" in words or _SEVERAL.search(words):  # 9:30 names no day
        return None
    if _ISO.fullmatch(words):
        return dates.read(words)
    # With dots, day and month without a year would be taken for a time of day
    words = _BETWEEN_DIGITS.sub("/", words)
    numbered = any(map(str.isdecimal, words))
    # To the library, today is no future. "Monday" is the next one all the same.
    soon = _found(words, language, today, "current_period") if numbered else None
    return soon if soon and soon >= today else _found(words, language, today, "future") or soon


def _found(words: str, language: str, today: date, prefer: str) -> date | None:
    from dateparser.date import DateDataParser

    spoken = language.partition("_")[0]
    parser = DateDataParser(
        languages=[spoken if spoken in _known() else SOURCE_LANGUAGE],
        settings={
            "PREFER_DATES_FROM": prefer,
            "RELATIVE_BASE": datetime.combine(today, time.min),
            "RETURN_TIME_AS_PERIOD": True,
        },
    )
    found = parser.get_date_data(words)
    return found.date_obj.date() if found.date_obj and found.period in EXACT else None


def warm_up(languages: tuple[str, ...]) -> None:
    """Load what each language takes, so that nobody's turn waits for it."""
    for language in languages:
        read_day("1/2", language, date(2000, 1, 1))


def _digit(character: str) -> str:
    """Digits of any script as the ones that dates are read in."""
    return str(unicodedata.digit(character)) if character.isdigit() else character


@cache
def _known() -> frozenset[str]:
    from dateparser.data.languages_info import language_order

    return frozenset(language_order)
