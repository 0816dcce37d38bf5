"""`mesoguide chat` as the person in front of it knows it: cards, numbers, words, and a way out."""

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
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from babel import Locale
from rich.cells import cell_len
from rich.console import Console
from structlog.testing import capture_logs

from bot.lexicon import lexicon
from bot.locale.printable import printable
from bot.locale.translator import Translator, translator
from bot.logs import describe
from bot.response import Response, Typed
from bot.terminal.chat import KEPT, KEY, NOTHING_KEPT, language_of
from bot.terminal.choice import Choices, choices, meaning
from bot.terminal.direction import draws_it_itself, visual
from bot.terminal.layout import lines
from bot.terminal.screen import Screen
from dialogs.card import Block, Button, Card
from dialogs.flow.events import Choose, Event, Invoke
from dialogs.text import Strong, _
from tests.kit.answers import progress, taps, taps_to
from tests.kit.pipe import Breaking, Person, opened, somebody

ROOT = Path(__file__).parents[3]
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
        *("Question 3 of 8", "Which?", "", "One. Two.", "", "• first", "• second", "", " 1  Face"),
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
        *(("[red]x[/red]", "[red]x[/red]"), ("[/bold] :warning: \\[b]", "[/bold] :warning: \\[b]")),
        *(("\x1b[31mred\x1b[0m", "red"), ("\x1b]0;title\x07after", "after")),
        *(("up\x1b[A left\x1bOD", "up left"), ("bell\x07 nul\0 old\x9b31m", "bell nul old")),
        *(("two\r\nlines\tand\u2028more", "two  lines and more"), ("exe\u202etxt.gpj", "exetxt.gpj")),
        *(("half \ud800 pair", "half  pair"), ("می\u200cخواهم 👩\u200d⚕️", "می\u200cخواهم 👩\u200d⚕️")),
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
FACE = Button(_("Face"), "area:face")


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
        *(({"VTE_VERSION": "5800"}, True), ({"VTE_VERSION": "7600"}, True)),
        *(({"VTE_VERSION": "5202"}, False), ({"VTE_VERSION": "new"}, False)),
        *(({"KONSOLE_VERSION": "230800"}, True), ({"TERM_PROGRAM": "Apple_Terminal"}, True)),
        *(({"TERM_PROGRAM": "vscode"}, False), ({"MLTERM": "3.9.3"}, True)),
        *(({"TERM": "mlterm-256color"}, True), ({"TERM": "xterm-256color"}, False), ({}, False)),
    ],
)
def test_which_terminals_draw_it_themselves(environment: dict[str, str], itself: bool) -> None:
    assert draws_it_itself(environment) is itself


def on_screen(shown: Card, environment: dict[str, str], *, terminal: bool = True) -> list[str]:
    """`shown` in Arabic on a screen of 30 columns, of which 26 are written on; without the rule above it."""
    paper = io.StringIO()
    console = Console(file=paper, width=30, force_terminal=terminal, color_system=None, legacy_windows=False)
    Screen(console, environment).show(Response((shown,), ARABIC))
    return paper.getvalue().splitlines()[2:]


def test_arabic_is_wrapped_first_then_turned_around_and_stands_at_the_right() -> None:
    shown = card(Block("title", (_("Step"),)), Block("text", (_("Long"),)), rows=((FACE,),))
    title, blank, *text, blank_too, button = on_screen(shown, {})
    assert title == f"{'12 ' + reversed_('من') + ' 3 ' + reversed_('الخطوة'):>28}"
    assert (blank, blank_too) == ("", "")
    assert reversed_(text[0]).startswith("كلمة أولى"), "the first words stay in the first line"
    assert reversed_(text[-1]).strip().endswith("كلمة أخيرة")
    assert [len(line) for line in text] == [28] * len(text)
    assert button == f"{reversed_('الوجه') + '  1 ':>28}"


@pytest.mark.parametrize(("environment", "terminal"), [({"VTE_VERSION": "7600"}, True), ({}, False)])
def test_arabic_is_left_in_order_for_who_orders_it(environment: dict[str, str], *, terminal: bool) -> None:
    title, *_rest, button = on_screen(
        card(Block("title", (_("Step"),)), rows=((FACE,),)), environment, terminal=terminal
    )
    assert title == f"{STEP_3_OF_12:>28}"
    assert button == f"{' 1  الوجه':>28}"


# --- what is typed --------------------------------------------------------------------------------


def meant(typed: str, *cards: Card) -> Event | Typed:
    return meaning(typed, choices(cards) or Choices(), ENGLISH, lexicon("en", ("en",)))


@pytest.mark.parametrize(
    ("typed", "place"),
    [*(("1", 0), ("2.", 1), ("face", 0), ("FACE", 0), ("hip", 1), ("firm", 2), ("4", 3)), ("Heart disease, stroke", 3)],
)
def test_a_number_or_words_pick_a_button(typed: str, place: int) -> None:
    shown = card(rows=(buttons("Face", "Hips", "Less firm skin", "Heart disease, stroke"),))
    assert meant(typed, shown) == Choose("area", str(place))


@pytest.mark.parametrize(
    "typed",
    [
        *("99", "0", "1, 2", "f", "nothing of that", "9" * 5000, "⑩" * 4096, "/face", "start", "hi"),
        *("I had a stroke", "kill myself"),
    ],
)
def test_everything_else_is_left_to_the_conversation(typed: str) -> None:
    shown = card(
        rows=(
            buttons("Face", "Forehead", "Hips", "Start again", "Heart disease, stroke", "I want to kill myself, maybe"),
        )
    )
    assert meant(typed, shown) == Typed(typed)


def test_numbers_are_those_of_the_lowest_card_and_words_may_be_of_any() -> None:
    help_ = card(rows=((Button(_("General information"), "do:topics"),),))
    question = card(rows=(buttons("Face", "Hips"),))
    last = card(Block("note", (_("Something without buttons"),)))
    assert meant("1", help_, question, last) == Choose("area", "0")
    assert meant("general", help_, question, last) == Invoke("topics")
    assert meant("3", help_, question, last) == Typed("3")
    assert choices((last,)) is None


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        *(({"LANG": "ru_RU.UTF-8"}, "ru_RU"), ({"LC_ALL": "de_DE@euro", "LANG": "ru_RU.UTF-8"}, "de_DE")),
        *(({"LC_ALL": "", "LC_MESSAGES": "pt_BR", "LANG": "ru_RU"}, "pt_BR"), ({"LANG": "C.UTF-8"}, "C")),
        ({}, ""),
    ],
)
def test_the_language_of_the_environment(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


# --- the conversation, in this process ------------------------------------------------------------


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Breaking]:
    async with opened(tmp_path) as store:
        yield store


@pytest.fixture
async def anna(store: Breaking) -> AsyncIterator[Person]:
    async with somebody(store) as person:
        yield person


async def test_the_first_card_says_how_to_type_and_how_to_end(anna: Person) -> None:
    first = await anna.sits_down()
    assert "Hello, I am Mesoguide." in first
    assert first.endswith("  Type a number or words. /quit ends.\n\n  > ")
    assert "/quit" not in await anna.types("1")
    assert "/quit" in await anna.types("/help")


async def test_several_at_once_with_commas_count_as_they_are_numbered(anna: Person) -> None:
    await anna.sits_down()
    question = await anna.types("1", "face", "dry", "mild", "normal", "30")
    assert " 1  I move a lot" in question
    chosen = await anna.types("1, 8,sun")
    assert " 1  I move a lot ✓" in chosen
    assert " 8  I smoke ✓" in chosen
    assert "10  A lot of sun ✓" in chosen
    assert chosen.count("✓") == 3
    assert "I smoke ✓" not in await anna.types("8")
    between = taps_to("health")[len(taps_to("lifestyle")) + 1 :]
    assert "Do any of these apply" in await anna.types("done", *(tap.label for tap in between))
    assert "stroke or blood clots ✓" in await anna.types("12")
    unchosen = await anna.types("Heart disease, stroke or blood clots")
    assert "stroke or blood clots" in unchosen, "a copied label is an answer, even if it names a danger"
    assert "✓" not in unchosen


async def test_words_of_danger_come_before_any_button(anna: Person) -> None:
    await anna.sits_down()
    assert "Call 112" in await anna.types("1", "my face is swelling")
    assert "crisis line" in await anna.types("I want to die")
    assert "Back to the question" in await anna.types("misunderstanding")


async def test_typing_may_be_hostile_or_nothing_at_all(anna: Person) -> None:
    await anna.sits_down()
    await anna.types("1")
    for nothing in ("", "     ", "\t", "\0", "\x1b[A"):
        assert (await anna.types(nothing)).strip() == ">", "nobody is told off for a bare Enter"
    for hostile in ("x" * 4096, "ы" * 4096, "[red]x[/red]", "{area}", "\ud800", "9" * 5000, "99", "💉" * 300):
        assert "Which area" in await anna.types(hostile)
    assert "\x1b" not in await anna.types("\x1b[31mface\x1b[0m, \x07hips"), "not even where it is echoed"
    assert "What would you like to change" in await anna.types("face")


async def test_a_turn_that_fails_is_told_and_the_chat_goes_on(anna: Person, store: Breaking) -> None:
    await anna.sits_down()
    await anna.types("1")
    store.fails = True
    with capture_logs() as log:
        assert "Something went wrong on our side." in await anna.types("face")
    store.fails = False
    assert "Which area" in await anna.types("1"), "its button goes on where the person was"
    assert "What would you like to change" in await anna.types("face")
    [line] = log
    assert describe(line["error"]).startswith("StoreError at")


async def test_goodbye_says_truly_what_is_kept(anna: Person, store: Breaking) -> None:
    await anna.sits_down()
    assert ENGLISH.write(NOTHING_KEPT) in await anna.types("/quit")
    await anna.sits_down()
    assert " ".join((await anna.types("1", "Goodbye!")).split()).endswith(ENGLISH.write(KEPT))
    assert anna.task
    assert anna.task.done()
    assert "Welcome" not in await anna.sits_down(), "there is no answer yet to come back to"
    assert "Welcome back." in await anna.types("face", "/start")
    assert "Erase everything about you?" in await anna.types("/delete")
    assert "I have erased everything" in await anna.types("yes")
    assert await store.count() == 0
    assert ENGLISH.write(NOTHING_KEPT) in await anna.types("exit")
    assert await store.count() == 0


async def test_ctrl_c_ends_while_nothing_is_typed(anna: Person) -> None:
    await anna.sits_down()
    assert anna.task
    anna.task.cancel()
    await anna.task
    assert not anna.task.cancelled()


async def test_a_language_is_asked_for_once_and_kept(store: Breaking) -> None:
    for switch_to, environment, expected in (("", "ru", None), ("en", "ru", "en"), ("", "ru", "en")):
        person = Person(store, switch_to or environment)
        await person.sits_down(switch_to)
        await person.leaves()
        kept = await store.load(KEY)
        assert (kept.data["language"] if kept and kept.data else None) == expected


# --- the program ----------------------------------------------------------------------------------


def environment(database: Path, **settings: str) -> dict[str, str]:
    """The environment of the program, with these settings and no others."""
    inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TMPDIR")}
    return {
        **inherited,
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{database}",
        "LANG": "C.UTF-8",
        **settings,
    }


def chat(database: Path, *typed: str, **settings: str) -> str:
    """What the program prints for lines from a pipe, until their end."""
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-m", "bot", "chat", "--lang", "en"],
        input="".join(f"{line}\n" for line in typed),
        cwd=database.parent,
        env=environment(database, **settings),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def rows(database: Path) -> int:
    connection = sqlite3.connect(database)
    try:
        return int(connection.execute("SELECT count(*) FROM conversations").fetchone()[0])
    finally:
        connection.close()


class Program:
    """The program, and a pseudo-terminal or pipes in front of it."""

    def __init__(self, process: subprocess.Popen[bytes], keys: int, display: int) -> None:
        self.process = process
        self._keys = keys
        self._display = display
        self.printed = ""
        self._unseen = b""  # printed already, but not looked for yet

    def press(self, keys: str) -> None:
        os.write(self._keys, keys.encode())

    def see(self, text: str) -> None:
        """Wait until `text` is printed after what was seen before; without `text`, until the end."""
        deadline = time.monotonic() + PATIENCE
        unseen, self._unseen = self._unseen, b""
        while text.encode() not in unseen or not text:
            ready, _w, _x = select.select([self._display], [], [], max(deadline - time.monotonic(), 0))
            assert ready, f"{text!r} is missing in:\n{self.printed}{unseen.decode()}"
            try:
                chunk = os.read(self._display, 65536)
            except OSError:  # how Linux tells that nobody is behind a pseudo-terminal
                chunk = b""
            if not chunk:
                assert not text, f"it ended before {text!r}:\n{self.printed}{unseen.decode()}"
                break
            unseen += chunk
        seen, found, self._unseen = unseen.partition(text.encode()) if text else (unseen, b"", b"")
        self.printed += (seen + found).decode()

    def ends(self) -> int:
        """Its exit status."""
        self.see("")
        return self.process.wait(PATIENCE)


@contextmanager
def started(database: Path, stdin: int, stdout: int, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [*command, sys.executable, "-m", "bot", "chat"],
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.STDOUT,
        cwd=database.parent,
        env=environment(database, TERM="xterm"),
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def on_pipes(database: Path) -> Iterator[Program]:
    with started(database, subprocess.PIPE, subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        with process.stdin, process.stdout:
            yield Program(process, process.stdin.fileno(), process.stdout.fileno())


@contextmanager
def on_a_terminal(database: Path) -> Iterator[Program]:
    ours, theirs = os.openpty()
    # A session takes the first terminal that it opens for its own; only from that one, Ctrl-C is a signal
    adopt = ("sh", "-c", 'name=$(tty) && exec "$@" <"$name" >"$name" 2>&1', "sh")
    try:
        with started(database, theirs, theirs, *adopt) as process:
            os.close(theirs)
            yield Program(process, ours, ours)
    finally:
        os.close(ours)


def test_from_the_first_card_to_the_numbers_with_a_kill_and_to_nothing_kept(database: Path) -> None:
    with on_pipes(database) as program:
        program.see("  > ")
        program.press("1\nface\n/help\n")
        program.see("What I can do")
        program.see(progress("concern"))
        program.process.send_signal(signal.SIGKILL)
        assert program.ends() == -signal.SIGKILL
    assert rows(database) == 1
    way, here = taps(), len(taps_to("lifestyle"))
    typed = ["go on", "2", "back", "Dry", "2", "normal", "4", *(tap.label for tap in way[here:-1]), "1"]
    printed = chat(database, *typed, "why", "/nonsense", "/delete", "1", "/quit", "never read")
    expected = (
        "Welcome back.",
        "> go on",
        progress("concern"),
        "> 2",
        progress("severity"),
        "> back",
        progress("concern"),
        "> Dry",
        *(tap.seen for tap in way[2:-1]),
        "Dry skin",
        "> 1",
        "Typical published ranges, not a plan for you",
        "• How many: ",
        "What to expect",
        "> why",
        "Why these numbers",
        "> /nonsense",
        "I do not know that command.",
        "Erase everything about you?",
        "I have erased everything",
        "> /quit",
        "Goodbye.",
    )
    at = 0
    for text in expected:
        found = printed.find(text, at)
        assert found >= 0, f"{text!r} is missing in:\n{printed[at:]}"
        at = found
    assert "never read" not in printed
    assert "\x1b" not in printed
    assert max(map(len, printed.splitlines())) <= 80
    assert rows(database) == 0


def test_ctrl_c_and_ctrl_d_end_with_one_friendly_line(database: Path) -> None:
    with ExitStack() as both:
        programs = {
            key: both.enter_context(on_a_terminal(database.with_name(name)))
            for key, name in (("\x03", "ctrl_c"), ("\x04", "ctrl_d"))
        }
        for key, program in programs.items():
            program.see("  > ")
            assert "\x1b[1mHello, I am Mesoguide." in program.printed
            program.press("1\n")
            program.see("  > ")
            assert program.printed.count("> 1") == 1, "a terminal echoes by itself"
            program.press(key)
            assert program.ends() == 0
            assert "Goodbye." in program.printed
            assert "Traceback" not in program.printed
            assert "rror" not in program.printed


def test_a_file_an_old_encoding_and_a_reader_who_goes_away(database: Path) -> None:
    (database.parent / "typed").write_text("1\nface\n3", encoding="utf-8")
    script = """
        chat() { "$0" -m bot chat; echo "status $?" >&2; }
        yes 99 | DATABASE_URL=another.sqlite3 chat | head -n 5 >goes_away &
        chat <typed
        wait
    """
    ended = subprocess.run(
        ["sh", "-c", script, sys.executable],
        cwd=database.parent,
        env=environment(database, PYTHONIOENCODING="ascii"),
        capture_output=True,
        encoding="ascii",
        timeout=PATIENCE,
        check=False,
    )
    assert progress("severity") in ended.stdout
    assert "Hello" in (database.parent / "goes_away").read_text(encoding="ascii")
    assert ended.stderr == "status 0\nstatus 0\n"
