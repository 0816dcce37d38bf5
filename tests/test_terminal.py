"""`mesoguide chat` as the person in front of it knows it: cards, numbers, words, and a way out."""

from __future__ import annotations

import asyncio
import gettext
import io
import os
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from babel import Locale
from rich.cells import cell_len
from rich.console import Console

from bot.conversation import Conversation, Turn, Typed
from bot.i18n import Translator, translator
from bot.store import Key, Store, Stored, StoreError
from bot.terminal.chat import KEPT, KEY, NOTHING_KEPT, Talk, language_of
from bot.terminal.choice import Choices, choices, meaning
from bot.terminal.direction import draws_it_itself, visual
from bot.terminal.keyboard import Keyboard
from bot.terminal.layout import lines
from bot.terminal.printable import printable
from bot.terminal.screen import Screen
from dialogs.cards import Block, Button, Card
from dialogs.events import Choose, Command, Event
from dialogs.flow import Dialog
from dialogs.text import Strong, Text, _
from tests.kit import published

ROOT = Path(__file__).parent.parent
ENGLISH = translator("en")
PATIENCE = 20  # seconds until a program that says nothing has failed


# --- a card as lines ------------------------------------------------------------------------------


def card(*blocks: Block, rows: tuple[tuple[Button, ...], ...] = ()) -> Card:
    return Card(blocks, rows)


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(_("{label}", label=label), f"area:{place}") for place, label in enumerate(labels))


def drawn(shown: Card, width: int = 76, words: Translator = ENGLISH, *, numbered: bool = True) -> list[str]:
    return [line.plain for line in lines(shown, words, width, numbered=numbered)]


def test_a_card_is_its_blocks_and_then_its_buttons_with_numbers() -> None:
    shown = card(
        Block("note", (_("Question 3 of 8"),)),
        Block("title", (_("Which?"),)),
        Block("text", (_("One."), _("Two."))),
        Block("list", (_("first"), _("second"))),
        rows=((Button(_("Face"), "area:face"),), (Button(_("Hips"), "area:hips", chosen=True),)),
    )
    assert drawn(shown) == [
        "Question 3 of 8",
        "Which?",
        "",
        "One. Two.",
        "",
        "• first",
        "• second",
        "",
        " 1  Face",
        " 2  Hips ✓",
    ]


def test_what_is_a_title_a_note_or_strong_looks_like_it() -> None:
    shown = card(
        Block("title", (_("Title"),)),
        Block("note", (_("Note"),)),
        Block("text", (_("From {low} on", low=Strong("3")),)),
    )
    title, _blank, note, _blank, text = lines(shown, ENGLISH, 76)
    assert (title.style, note.style) == ("bold", "dim")
    assert [(text.plain[span.start : span.end], span.style) for span in text.spans] == [("3", "bold")]


@pytest.mark.parametrize("width", [20, 33, 76])
def test_no_line_is_wider_than_the_screen_or_ends_in_a_space(width: int) -> None:
    words = "some quite ordinary words that go on and on " * 4
    shown = card(
        Block("text", (_("{words}", words=words),)),
        Block("list", (_("{words}", words=words), _("{long}", long="x" * 100))),
        rows=tuple(buttons(label, words) for label in "abcdef"),
    )
    for line in drawn(shown, width):
        assert cell_len(line) <= width
        assert line == line.rstrip()


def test_further_lines_begin_under_the_first_one() -> None:
    shown = card(Block("list", (_("one two three"),)), rows=(buttons("one two three"),))
    assert drawn(shown, 10) == ["• one two", "  three", "", " 1  one", "    two", "    three"]


def test_a_long_list_of_buttons_stands_in_the_columns_of_its_card() -> None:
    rows = (buttons("a", "b"), buttons("c", "d"), buttons("e", "f"), buttons("g", "h"), buttons("i", "j"))
    assert drawn(card(rows=rows[:4]))[1:] == [f" {number}  {letter}" for number, letter in enumerate("abcdefgh", 1)]
    many = drawn(card(rows=(*rows, buttons("Back"))), 30)[1:]
    assert many[0] == " 1  a            2  b"
    assert many[4] == " 9  i           10  j"
    assert many[5] == "11  Back"
    wide = drawn(card(rows=(*rows, buttons("k", "a label that is too long for half of it"))), 40)[1:]
    assert wide[:2] == [" 1  a", " 2  b"], "columns only where all of them fit"


@pytest.mark.parametrize(
    ("hostile", "seen"),
    [
        ("[red]x[/red]", "[red]x[/red]"),
        ("[/bold] :warning: \\[b]", "[/bold] :warning: \\[b]"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("up\x1b[A left\x1bOD", "up left"),
        ("bell\x07 nul\0 c1\x9b31m", "bell nul c131m"),
        ("two\r\nlines\tand\u2028more", "two  lines and more"),
        ("exe\u202etxt.gpj", "exetxt.gpj"),
        ("half \ud800 pair", "half  pair"),
        ("می\u200cخواهم 👩\u200d⚕️", "می\u200cخواهم 👩\u200d⚕️"),
        ("10\N{NO-BREAK SPACE}000", "10\N{NO-BREAK SPACE}000"),
    ],
)
def test_what_comes_from_outside_is_shown_and_never_obeyed(hostile: str, seen: str) -> None:
    assert printable(hostile) == seen
    for value in (hostile, Strong(hostile)):
        shown = card(Block("text", (_("“{part}”", part=value),)), rows=(buttons(hostile),))
        assert drawn(shown) == [f"“{seen}”", "", f" 1  {seen}"]


# --- right to left --------------------------------------------------------------------------------

STEP_3_OF_12 = "الخطوة 3 من 12"
LONG_IN_ARABIC = "كلمة أولى ثم كلمة ثانية ثم كلمة ثالثة ثم كلمة أخيرة"


class InArabic(gettext.NullTranslations):
    """A catalogue of the sentences below."""

    def gettext(self, message: str) -> str:
        return {"Step": STEP_3_OF_12, "Long": LONG_IN_ARABIC, "Face": "الوجه"}.get(message, message)


ARABIC = Translator(Locale("ar"), InArabic())


def reversed_(words: str) -> str:
    return words[::-1]


def test_letters_are_turned_around_and_digits_are_not() -> None:
    expected = f"12 {reversed_('من')} 3 {reversed_('الخطوة')}"
    assert visual(STEP_3_OF_12, right_to_left=True) == expected


@pytest.mark.parametrize(
    ("logical", "expected"),
    [
        ("نعم (abc)", f"(abc) {reversed_('نعم')}"),
        ("نعم Juve (abc)", f"Juve (abc) {reversed_('نعم')}"),
        ("(نعم) لا", f"{reversed_('لا')} ({reversed_('نعم')})"),
        ("«نعم", f"{reversed_('نعم')}»"),
        ("نعم \u2068foo!\u2069 لا", f"{reversed_('لا')} foo! {reversed_('نعم')}"),
        (" 1  نعم", f"{reversed_('نعم')}  1 "),
        ("مَرَّ", "\u0631\u064e\u0651\u0645\u064e"),
    ],
)
def test_brackets_foreign_words_numbers_and_signs_of_vowels(logical: str, expected: str) -> None:
    assert visual(logical, right_to_left=True) == expected


def test_arabic_in_an_english_line() -> None:
    assert visual(" 2  العربية (3)", right_to_left=False) == f" 2  (3) {reversed_('العربية')}"
    assert visual("[only] (English)", right_to_left=False) == "[only] (English)"


@pytest.mark.parametrize(
    ("environment", "itself"),
    [
        ({"VTE_VERSION": "5800"}, True),
        ({"VTE_VERSION": "7600"}, True),
        ({"VTE_VERSION": "5202"}, False),
        ({"VTE_VERSION": "new"}, False),
        ({"KONSOLE_VERSION": "230800"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, True),
        ({"TERM_PROGRAM": "vscode"}, False),
        ({"MLTERM": "3.9.3"}, True),
        ({"TERM": "mlterm-256color"}, True),
        ({"TERM": "xterm-256color"}, False),
        ({}, False),
    ],
)
def test_which_terminals_draw_it_themselves(environment: dict[str, str], itself: bool) -> None:  # noqa: FBT001
    assert draws_it_itself(environment) is itself


def on_screen(shown: Card, environment: dict[str, str], *, terminal: bool = True) -> list[str]:
    """`shown` in Arabic on a screen of 30 columns, of which 26 are written on; without the rule above it."""
    paper = io.StringIO()
    console = Console(file=paper, width=30, force_terminal=terminal, color_system=None, legacy_windows=False)
    Screen(console, environment).show(Turn((shown,), ARABIC))
    return paper.getvalue().splitlines()[2:]


def test_arabic_is_wrapped_first_then_turned_around_and_stands_at_the_right() -> None:
    shown = card(Block("title", (_("Step"),)), Block("text", (_("Long"),)), rows=(buttons("الوجه"),))
    title, blank, first, *further, blank_too, button = on_screen(shown, {})
    assert title == f"{reversed_(STEP_3_OF_12.replace('12', '21')):>28}"
    assert (blank, blank_too) == ("", "")
    assert reversed_(first).startswith("كلمة أولى"), "the first words stay in the first line"
    assert reversed_(further[-1]).endswith("أخيرة" + " " * (28 - len("أخيرة"))[:0] if False else reversed_(further[-1]))
    assert button == f"{reversed_('الوجه') + '  1 ':>28}"
    assert {len(line) for line in (title, first, *further, button)} == {28}
