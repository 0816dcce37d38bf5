"""The page for a consultation: one A4 page that can be read, selected, read aloud and printed."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from babel import Locale
from pypdf import PdfReader

from bot.files.summary import pdf
from bot.locale.translator import Translator
from dialogs.attachments import SummaryFile
from dialogs.cards.answer.dated import windows
from dialogs.cards.answer.figures import figures
from dialogs.cards.answer.numbers import cleared_first
from dialogs.cards.answer.summary import ANSWERS, RANGES, TELL_FIRST, TITLE, TO_ASK, tell_first
from dialogs.cards.topics import QUESTIONS_FOR_THE_CLINIC
from dialogs.guide import Guide
from dialogs.questions.labels import answer_lines
from dialogs.text import Text
from tests.kit.answers import BODY, FACE, Said
from tests.kit.chat import NOW, Chat, published
from tests.kit.paper import FULLEST, IRRITATED, LANGUAGES, Outside, Person, every_kind, flat, person, starts
from tests.kit.people import ASK_FIRST, HABITS
from tests.kit.tags import tags_of

START = date(2027, 1, 14)
A4 = (210 / 25.4 * 72, 297 / 25.4 * 72)
SMALLEST = 7  # points; nobody reads less on paper

UNSURE: Said = {**FULLEST, "severity": "unsure"}
PEOPLE: dict[str, Said] = {
    "face": FACE,
    "body": BODY,
    "fullest": FULLEST,
    "fullest, unsure": UNSURE,
    "irritated": IRRITATED,
    "finished": {**FACE, "stage": "finished"},
}

speaking = pytest.mark.parametrize("language", LANGUAGES)
telling = pytest.mark.parametrize("who", PEOPLE)


def page(one: Person, words: Translator, start: date | None = None, guide: Guide | None = None) -> PdfReader:
    return PdfReader(io.BytesIO(pdf(SummaryFile(*one, start), words, guide or published(), NOW)), strict=True)


@cache
def made(who: str, language: str) -> tuple[Person, date | None, PdfReader]:
    """Somebody's page, with dates where they can choose a day."""
    one = person(PEOPLE[who])
    start = START if len(starts(one)) > 1 else None
    return one, start, page(one, LANGUAGES[language], start)


def text_of(reader: PdfReader) -> str:
    """Its words, as they are when somebody selects them all."""
    return flat(" ".join(each.extract_text() for each in reader.pages))


@cache
def text(who: str, language: str) -> str:
    return text_of(made(who, language)[2])


def sentences(one: Person, start: date | None) -> Iterator[Text]:
    """Everything that the page has to say."""
    yield from (TITLE, ANSWERS, RANGES, TELL_FIRST, TO_ASK)
    yield from answer_lines(one.answers)
    yield from figures(one.plan)
    yield from tell_first(one.answers)
    yield from QUESTIONS_FOR_THE_CLINIC
    if start:
        yield from windows(one.plan, start)
    if caution := cleared_first(one.answers):
        yield caution


# --- one page ------------------------------------------------------------------------------------


@speaking
@telling
def test_it_is_one_page_of_a4_however_much_there_is_to_tell(language: str, who: str) -> None:
    _one, _start, reader = made(who, language)
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx(A4, abs=0.5)


def test_it_is_one_page_for_other_ranges_too() -> None:
    """One for each number of sessions, with everything else that fills a page."""
    found = {one.plan[:2]: one for one in every_kind()}
    assert len(found) > 6
    for one in found.values():
        full = Person({**one.answers, "lifestyle": HABITS, "health": ASK_FIRST}, one.plan)
        reader = page(full, LANGUAGES["ru"], START)
        assert len(reader.pages) == 1, f"{one.answers}"


@cache
def printed(who: str, language: str) -> list[tuple[float, float, float]]:
    """Where words stand on the page, and how large they are, in points."""
    found = []

    def see(words: str, user: list[float], matrix: list[float], _font: Any, size: float) -> None:
        if words.strip():
            scale = abs(user[3] * matrix[3])
            x = user[0] * matrix[4] + user[2] * matrix[5] + user[4]
            y = user[1] * matrix[4] + user[3] * matrix[5] + user[5]
            found.append((x, y, size * scale))

    made(who, language)[2].pages[0].extract_text(visitor_text=see)
    return found


@speaking
@telling
def test_nothing_is_printed_beyond_the_margins(language: str, who: str) -> None:
    places = printed(who, language)
    assert len(places) > 10
    for x, y, _size in places:
        assert 20 <= x <= A4[0] - 20
        assert 20 <= y <= A4[1] - 20


@pytest.mark.parametrize("language", ["en", "ru"])
@telling
def test_no_letter_is_too_small_to_read(language: str, who: str) -> None:
    sizes = [size for _x, _y, size in printed(who, language) if size]
    assert min(sizes) >= SMALLEST * 0.85, "the facts at the foot are the smallest"


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru"])
@telling
def test_everything_is_there_and_can_be_selected(language: str, who: str) -> None:
    one, start, _reader = made(who, language)
    said = text(who, language)
    for sentence in sentences(one, start):
        written = flat(LANGUAGES[language].write(sentence))
        assert written in said, f"{written!r} is not on the page:\n{said}"


def test_the_page_says_what_somebody_said() -> None:
    said = text("fullest", "en")
    for words in (
        *("Area: Several body areas", "How much it shows: Severe", "8 to 10 sessions, or more"),
        *("(our estimate)", "Session 10, in longer courses: ", "• Blood thinners or a bleeding disorder"),
        *("• Isotretinoin in the last 6 months", "Who injects, and with which licence?"),
        *("Only if a clinician clears you first", "November 23, 2026"),
        "No clinician has reviewed these ranges yet.",
    ):
        assert words in said, f"{words!r} is not in\n{said}"


def test_what_the_clinician_has_to_hear_comes_before_what_to_ask() -> None:
    said = text("irritated", "en")
    tell, ask = said.index("To tell the clinician first"), said.index("To ask")
    assert said.index("My answers") < tell < said.index("The skin has been irritated since the last session.") < ask
    assert "If the first session is on" not in said


def test_the_picture_is_on_the_page_with_its_words() -> None:
    said = text("body", "en")
    assert "A typical course: 7 to 9 sessions" in said
    assert "Hollow: in longer courses only." in said
    assert "Clearer change: session 6 to 10 Feb 18 – May 6, or later" in said


def test_words_from_right_to_left_stay_in_reading_order() -> None:
    """Letter for letter: whoever searches the page for a word finds it."""
    one, start, _reader = made("fullest", "pseudo")
    said = text("fullest", "pseudo").replace(" ", "")
    for sentence in sentences(one, start):
        for word in re.findall(r"[\u0621-\u064a]{4,}", LANGUAGES["pseudo"].write(sentence)):
            assert word in said, f"{word!r} is not on the page"


def test_numbers_from_right_to_left_are_not_turned_around() -> None:
    said = text("body", "pseudo")
    assert "2027" in said
    assert "2026" in said
    assert "7202" not in said


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_comes_with_the_summary_and_says_the_same(language: str) -> None:
    chat = Chat(language).answer_all().tap_data("do:answer").tap_data("do:summary")
    (draft,) = chat.files
    assert draft.name.endswith(".pdf")
    said = text_of(PdfReader(io.BytesIO(draft.make())))
    lines = [flat(line[1:]) for line in chat.text.splitlines() if line.startswith("•")]
    assert len(lines) > 10
    for line in (flat(LANGUAGES[language].write(TITLE)), *lines):
        assert line in said, f"{line!r} is not on the page:\n{said}"


# --- what programs read --------------------------------------------------------------------------


@speaking
def test_programs_are_told_its_title_and_language(language: str) -> None:
    reader = made("fullest", language)[2]
    root = _root(reader)
    assert root["/Lang"] == ("ar" if language == "pseudo" else language)
    assert reader.metadata
    assert reader.metadata.title == LANGUAGES[language].write(TITLE)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert (root["/ViewerPreferences"].get("/Direction") == "/R2L") == (language == "pseudo")


@speaking
def test_programs_that_read_aloud_find_headings_lists_and_words_for_the_picture(language: str) -> None:
    reader = made("fullest", language)[2]
    root = _root(reader)
    assert root["/MarkInfo"]["/Marked"]
    tags = list(tags_of(root["/StructTreeRoot"]))
    names = [str(tag.get("/S")) for tag in tags]
    assert names.count("/H1") == 1
    assert names.count("/H2") == 5
    assert names.count("/LI") > 30
    (figure,) = (tag for tag in tags if tag.get("/S") == "/Figure")
    assert flat(LANGUAGES[language].write(Text("or more"))) in flat(str(figure["/Alt"]))


def _root(reader: PdfReader) -> Any:
    return reader.trailer["/Root"]


@speaking
def test_its_letters_come_along(language: str) -> None:
    fonts = list(_fonts(made("fullest", language)[2].pages[0]["/Resources"]))
    assert fonts
    for font in fonts:
        assert "Rubik" in str(font["/BaseFont"])
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor), "it is not embedded"
        assert "/ToUnicode" in font, "its words cannot be selected"


def _fonts(resources: Any) -> Iterator[Any]:
    for font in resources.get("/Font", {}).values():
        yield font.get_object()
    for inner in resources.get("/XObject", {}).values():
        yield from _fonts(inner.get_object().get("/Resources", {}))


def test_the_page_holds_nothing_about_who_or_where() -> None:
    reader = made("fullest", "en")[2]
    assert reader.metadata
    assert set(reader.metadata) <= {"/Title", "/Creator", "/Producer", "/CreationDate", "/ModDate"}
    assert not reader.attachments
    assert not {"/OpenAction", "/AcroForm"} & set(_root(reader))


# --- words from outside --------------------------------------------------------------------------

HOSTILE = {
    "panic": '#panic("x") #import "evil.typ": * #read("/etc/passwd")',
    "marks": "*bold* _it_ `raw` $x^2$ <label> @ref = heading",
    "escapes": '\\ \\u{41} \\n " \\" // no /* comment */',
    "comment": "http://example.com //gone ~ -- --- ...",
    "brackets": "](#evil)[ }} {{ ]]",
    "markup": "</text><script>alert(1)</script>&amp;\"'<![CDATA[",
    "json": '", "title": "evil", "x": ["',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_name_of_who_reviewed_the_ranges_stays_a_name(name: str) -> None:
    guide = published()
    signed = replace(
        guide, protocol=guide.protocol.model_copy(update={"reviewed_by": HOSTILE[name], "reviewed_on": START})
    )
    said = text_of(page(person(FACE), LANGUAGES["en"], START, signed))
    assert flat(f"Reviewed by {HOSTILE[name]} on January 14, 2027.") in said


@pytest.mark.parametrize("name", ["panic", "escapes", "markup"])
def test_words_from_outside_stay_words(name: str) -> None:
    said = HOSTILE[name]
    words = Translator(Locale("en"), Outside(said.replace("{", "{{").replace("}", "}}")))
    reader = page(person(BODY), words, START)
    assert len(reader.pages) == 1
    assert reader.metadata
    assert reader.metadata.title == said
    assert text_of(reader).count(flat(said)) > 20


@pytest.mark.parametrize(
    "said",
    ["a\x00b\x08c\x0bd\x1be", "half \ud83d a \ude00 sign", "\u202egnp.exe", "w" * 500],
    ids=["control", "surrogate", "override", "long"],
)
def test_words_that_no_page_can_hold_do_not_break_it(said: str) -> None:
    reader = page(person(BODY), Translator(Locale("en"), Outside(said)), START)
    assert reader.pages


@pytest.mark.parametrize("name", ["Dr. Nguyễn Thị Hà", "Δρ. Παπαδοπούλου", "王医生", "👩 Dr. A"])
def test_a_reviewer_whose_name_the_font_lacks_costs_nobody_the_page(name: str) -> None:
    signed = {"reviewed_by": name, "reviewed_on": date(2026, 11, 20)}
    guide = replace(published(), protocol=published().protocol.model_copy(update=signed))
    chat = Chat(guide=guide).ask_for_numbers().tap("Summary for my consultation").see(name)
    said = flat(PdfReader(io.BytesIO(chat.files[0].make())).pages[0].extract_text())
    assert "Reviewed by" in said
    if name.startswith("Dr. Ng"):
        assert "Reviewed by Dr. Nguy" in said
