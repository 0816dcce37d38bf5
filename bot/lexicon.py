"""What the languages of the guide bring to understanding; made once for each."""

from datetime import date
from functools import cache

from bot.locale.date_parser import read_day
from bot.locale.translator import translator
from dialogs.understanding.alarms import alarming_labels, danger_words
from dialogs.understanding.danger import Lists
from dialogs.understanding.understand import Lexicon


@cache
def danger(languages: tuple[str, ...]) -> tuple[Lists, frozenset[str]]:
    """The words of danger of `languages`, and the labels of answers that hold some."""
    writers = [translator(code).write for code in languages]
    words = danger_words(writers)
    return words, alarming_labels(writers, words)


@cache
def lexicon(language: str, languages: tuple[str, ...]) -> Lexicon:
    """What `language` brings to understanding, with the words of danger of all `languages`."""
    words = translator(language)

    def day(typed: str, today: date) -> date | None:
        return read_day(typed, language, today)

    return Lexicon(words.write, day, words.first_weekday, danger(languages)[0])
