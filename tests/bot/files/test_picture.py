"""The picture of a course: read back from its SVG, and compared with the numbers and the words beside it."""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import chain, pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from babel import Locale

from bot.files import picture, typesetter
from bot.locale.translator import Translator
from dialogs.attachments import Picture
from dialogs.cards.answer.timeline import Timeline, alike
from dialogs.planning.course import Course, course
from tests.kit import paper
from tests.kit.answers import BODY, FACE, Said
from tests.kit.chat import Chat
from tests.kit.colours import contrast
from tests.kit.people import ASK_FIRST
from tests.kit.scanner import packed

CAPTION = 1024  # characters that Telegram takes under a picture
CONTRAST = 4.5
SOFTEST = 0.3  # pixels by which a place may be rounded

FINISHED: Said = {**FACE, "stage": "finished"}
SEVERE: Said = {**BODY, "severity": "severe"}

speaking = pytest.mark.parametrize("language", paper.LANGUAGES)
dating = pytest.mark.parametrize("dated", [False, True], ids=["weeks", "dates"])


def english(said: Said, start: date | None = None) -> paper.Drawing:
    return paper.drawing(paper.vectors(paper.person(said), paper.LANGUAGES["en"], start))


def rows(seen: paper.Drawing) -> list[tuple[str, ...]]:
    """The words beside each session, as they are read."""
    return [tuple(paper.flat(each.words) for each in seen.beside(line)) for line in seen.sessions]


def laid_out(one: paper.Person) -> Course:
    found = course(one.plan)
    assert found
    return found


# --- what it says --------------------------------------------------------------------------------


def test_every_session_stands_in_a_row_with_its_weeks() -> None:
    seen = english(FACE)
    assert rows(seen) == [
        ("Session 1", "start"),
        ("Session 2", "weeks 2 to 4"),
        ("Session 3", "weeks 4 to 9"),
        ("Session 4", "weeks 6 to 13"),
    ]
    assert "A typical course: 3 to 4 sessions" in seen.text
    assert "Face · Dry skin · Moderate" in seen.text
    assert "First change: session 2 or 3" in seen.text
    assert "Top-ups, if wanted: 1 to 3 months apart" in seen.text
    assert seen.text.endswith("Typical published ranges, not a plan for you. A clinician decides.")


def test_every_session_stands_in_a_row_with_its_dates() -> None:
    seen = english(FACE, date(2028, 2, 29))
    assert rows(seen) == [
        ("Session 1", "Feb 29"),
        ("Session 2", "Mar 14 – 31"),
        ("Session 3", "Mar 28 – May 1"),
        ("Session 4", "Apr 11 – Jun 1"),
    ]
    assert "If the first session is on February 29, 2028" in seen.text
    assert "The first: Apr 27 – Aug 30" in paper.flat(seen.text)


def test_the_clearer_change_of_a_body_is_in_the_picture() -> None:
    seen = english(BODY, date(2027, 1, 14))
    assert "Clearer change: session 6 to 10" in seen.text
    assert "Feb 18 – May 6, or later" in paper.flat(seen.text), "it takes more sessions than this course has"
    assert len(seen.points) == 2


def test_after_a_course_only_top_ups_are_drawn() -> None:
    seen = english(FINISHED)
    assert seen.text.startswith("After a course Face · Dry skin · Moderate Top-ups, if wanted: ")
    assert not seen.sessions
    assert not seen.points
    assert not seen.marks
    assert [line.kind for line in seen.lines].count("top_up") == 4
    assert len(seen.arrows) == 1


@speaking
@dating
def test_labels_are_read_before_their_times_and_sessions_in_order(language: str, *, dated: bool) -> None:
    for one, seen in paper.gallery(language, dated=dated):
        y = [line.y for line in seen.sessions]
        assert y == sorted(y)
        for line in seen.sessions:
            label, when = seen.beside(line)
            assert label.bold == (line.kind == "certain")
            assert label.box.left > when.box.left if language == "pseudo" else label.box.left < when.box.left
        place = {id(words): number for number, words in enumerate(seen.words)}
        reading = [place[id(words)] for line in seen.sessions for words in seen.beside(line)]
        assert reading == sorted(reading), f"{one.answers}"


def test_the_name_of_a_point_in_time_is_read_before_its_dates() -> None:
    """Whoever selects the words of the page for the clinic gets them in the order in which they are written."""
    words = [paper.flat(each.words) for each in english(FACE, date(2027, 1, 14)).words]
    assert words.index("First change: session 2 or 3") < words.index("Jan 28 – Mar 17")


@speaking
@dating
def test_nobody_finds_two_things_at_one_place_or_anything_outside(language: str, *, dated: bool) -> None:
    for one, seen in paper.gallery(language, dated=dated):
        assert seen.words
        found = list(seen.overlaps())
        assert not found, f"{one.answers}: {found[:3]}"


def test_the_numbers_of_the_weeks_do_not_touch() -> None:
    for _one, seen in chain(paper.gallery("en", dated=False), paper.gallery("ru", dated=True)):
        names = sorted((w.box.left, w.box.right) for w in seen.words if abs(w.y - _scale(seen)) < 1)
        for (_left, right), (left, _right) in pairwise(names):
            assert left - right >= 5


def _scale(seen: paper.Drawing) -> float:
    return seen.marks_from - 8


# --- places --------------------------------------------------------------------------------------


def fitted(seen: paper.Drawing, one: paper.Person, *, dated: bool) -> Callable[[int], float]:
    """Where a day lies, from the first session and the farthest end of the last one."""
    last = laid_out(one).sessions[-1]
    right_to_left = seen.sessions[-1].left < seen.sessions[0].left
    start, end = seen.sessions[0], seen.sessions[-1].left if right_to_left else seen.sessions[-1].right
    assert start.left == start.right, "the first session is one day"
    return lambda day: start.left + (end - start.left) * day / last.last


@pytest.mark.parametrize("language", [*paper.LANGUAGES, "mirrored"])
@dating
def test_a_day_lies_at_its_place_and_at_the_same_place_in_every_row(language: str, *, dated: bool) -> None:
    for one, seen in paper.gallery(language, dated=dated):
        if not seen.sessions:
            continue
        place, laid = fitted(seen, one, dated=dated), laid_out(one)
        assert (place(100) < place(0)) == (language in ("pseudo", "mirrored"))
        assert len(seen.sessions) == len(laid.sessions)
        points = [point for point in (laid.first_change, laid.clearer_change) if point]
        assert len(seen.points) == len(points)
        drawn = zip((*seen.sessions, *seen.points), (*laid.sessions, *points), strict=True)
        for line, window in drawn:
            ends = sorted((place(window.first), place(window.last)))
            assert [line.left, line.right] == pytest.approx(ends, abs=SOFTEST)


def months_after(start: date, days: int) -> list[int]:
    """Days from `start` to the firsts of the months that follow, up to `days`."""
    return [n for n in range(1, days + 1) if (start + timedelta(n)).day == 1]


@speaking
def test_a_mark_of_the_scale_lies_where_its_month_begins(language: str) -> None:
    for one, seen in paper.gallery(language, dated=True):
        place = fitted(seen, one, dated=True)
        days = [0, *months_after(paper.START, laid_out(one).days)]
        assert list(seen.marks) == pytest.approx([place(day) for day in days], abs=SOFTEST)


def test_a_mark_of_the_scale_lies_at_its_week() -> None:
    for one, seen in paper.gallery("en", dated=False):
        if seen.sessions:
            place = fitted(seen, one, dated=False)
            named = {(w.box.left + w.box.right) / 2: w.words for w in seen.words if abs(w.y - _scale(seen)) < 1}
            assert len(named) == len(seen.marks), "a week has no number"
            for (middle, week), mark in zip(sorted(named.items()), sorted(seen.marks), strict=True):
                assert middle == pytest.approx(mark, abs=SOFTEST)
                assert mark == pytest.approx(place(int(week) * 7), abs=SOFTEST)


@dating
def test_from_right_to_left_the_picture_is_its_mirror_image(*, dated: bool) -> None:
    here, there = paper.gallery("en", dated=dated), paper.gallery("mirrored", dated=dated)
    for (_one, one), (_other, other) in zip(here, there, strict=True):
        turned = one.width
        assert one.height == other.height
        assert [w.words for w in one.words] == [w.words for w in other.words]
        for words, mirrored in zip(one.words, other.words, strict=True):
            assert mirrored.box.left == pytest.approx(turned - words.box.right, abs=SOFTEST)
        for line, back in zip(one.lines, other.lines, strict=True):
            assert (back.left, back.right) == pytest.approx((turned - line.right, turned - line.left), abs=SOFTEST)
        for arrow, back_arrow in zip(one.arrows, other.arrows, strict=True):
            assert back_arrow.tip == pytest.approx(turned - arrow.tip, abs=SOFTEST)
            assert (arrow.points_right, back_arrow.points_right) == (True, False)
        assert other.marks == pytest.approx([turned - x for x in one.marks], abs=SOFTEST)


def test_words_from_right_to_left_bring_their_direction_along() -> None:
    for _one, seen in paper.gallery("pseudo", dated=True):
        for each in seen.words:
            assert each.raw == f"\N{RIGHT-TO-LEFT ISOLATE}{each.words}\N{POP DIRECTIONAL ISOLATE}"
        assert seen.language == "ar"


# --- what looks different ------------------------------------------------------------------------


@dating
def test_an_open_end_is_an_arrow_and_the_words_or_more(*, dated: bool) -> None:
    for one, seen in paper.gallery("en", dated=dated):
        going_on = [a for a in seen.arrows if [paper.flat(w.words) for w in seen.beside(a)] == ["or more"]]
        assert len(going_on) == one.plan.open_ended, f"{one.answers}"
        for arrow in going_on:
            assert arrow.dotted
            assert arrow.points_right
            assert arrow.y > seen.sessions[-1].y
            assert arrow.tip > seen.sessions[-1].right
        assert ("sessions, or more" in seen.text) == one.plan.open_ended


def test_a_change_that_may_come_later_has_an_arrow_and_says_so() -> None:
    for one, seen in paper.gallery("en", dated=False):
        points = (
            [point for point in (laid_out(one).first_change, laid_out(one).clearer_change) if point]
            if seen.sessions
            else []
        )
        for line, point in zip(seen.points, points, strict=True):
            arrows = [arrow for arrow in seen.arrows if arrow.y == line.y]
            assert len(arrows) == point.later, f"{one.answers}"
            assert all(arrow.tip > line.right for arrow in arrows)
        later = [w for w in seen.words if w.words.startswith("weeks ") and w.words.endswith(", or later")]
        assert len(later) == sum(point.later for point in points)


@speaking
@dating
def test_estimated_gaps_are_dashed_and_printed_ones_are_not(language: str, *, dated: bool) -> None:
    for one, seen in paper.gallery(language, dated=dated):
        lengths = [line for line in seen.sessions if line.right > line.left]
        assert {line.dashed for line in lengths} <= {one.plan.interval_inferred}, f"{one.answers}"
        if language == "en" and lengths:
            assert ("Dashed: the gaps are our estimate." in seen.text) == one.plan.interval_inferred


@speaking
@dating
def test_sessions_of_longer_courses_are_hollow_and_say_so(language: str, *, dated: bool) -> None:
    for one, seen in paper.gallery(language, dated=dated):
        if one.plan.sessions is None:
            continue
        few, many = one.plan.sessions
        assert [line.hollow for line in seen.sessions] == [number > few for number in range(1, many + 1)]
        if language == "en":
            assert ("Hollow: in longer courses only." in seen.text) == (few < many)


def test_nothing_is_told_apart_by_colour_alone() -> None:
    """In one colour, a session, one of longer courses and a point in time still look different."""
    looks: dict[str, set[tuple[Any, ...]]] = {}
    for _one, seen in paper.gallery("en", dated=False):
        for line in (*seen.sessions, *seen.points):
            looks.setdefault(line.kind, set()).add((line.hollow, line.shapes[0]))
    assert looks == {"certain": {(False, "circle")}, "possible": {(True, "circle")}, "point": {(False, "diamond")}}


def test_every_word_and_every_line_can_be_made_out() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    colours: set[str] = set()
    for said, start in ((SEVERE, paper.START), (FINISHED, None), (paper.IRRITATED, None)):
        svg = paper.vectors(paper.person(said), paper.LANGUAGES["en"], start)
        seen = paper.drawing(svg)
        colours |= {words.colour for words in seen.words} | {line.stroke for line in seen.lines}
        colours |= {line.fill for line in seen.lines if not line.hollow}
        colours |= {str(g.get("stroke")) for g in ET.fromstring(svg).findall(f"{paper.SVG}g")}
        for colour in colours:
            assert contrast(colour, seen.paper) >= CONTRAST, f"{colour} on {seen.paper}"
    assert len(colours) >= 4


def test_the_picture_has_a_ground_of_its_own_under_all_of_it() -> None:
    """So that it can be read in a dark theme, too."""
    for said in (SEVERE, FINISHED):
        ground = ET.fromstring(paper.vectors(paper.person(said), paper.LANGUAGES["en"]))[0]
        seen = english(said)
        assert (float(ground.get("width", 0)), float(ground.get("height", 0))) == (seen.width, seen.height)
        assert "opacity" not in ET.tostring(ground, encoding="unicode")


# --- danger and care -----------------------------------------------------------------------------


@speaking
@dating
def test_whoever_asks_a_clinician_first_reads_that_before_any_session(language: str, *, dated: bool) -> None:
    met = 0
    for one, seen in paper.gallery(language, dated=dated):
        if not one.answers["health"] and one.answers.get("response") != "irritated":
            continue
        met += 1
        above = [w for w in seen.words if not seen.sessions or w.y < seen.sessions[0].y]
        said = paper.flat(" ".join(w.words for w in above if w.bold and _is_no_heading(w)))
        assert said, f"{one.answers}"
        assert said in paper.flat(paper.caption(one, paper.LANGUAGES[language], paper.START if dated else None))
        if language == "en":
            assert re.match("Pause: only if|Only if a clinician clears you first", said)
    assert met > len(ASK_FIRST)


def _is_no_heading(words: paper.Words) -> bool:
    return words.box.bottom - words.box.top < 30


def test_the_caution_is_said_in_these_words() -> None:
    for condition in ASK_FIRST:
        health = english({**FACE, "health": (condition,)})
        assert "Only if a clinician clears you first" in health.text
    paused = "Pause: only if a clinician clears you first. Pus or fever: a doctor today."
    assert paused in english(paper.IRRITATED).text
    assert paused in english({**paper.IRRITATED, "health": ("keloid",)}).text
    assert "clinician clears you" not in english(FACE).text


# --- the words beside it -------------------------------------------------------------------------


def utf16(words: str) -> int:
    """Characters as Telegram counts them."""
    return len(words.encode("utf-16-le")) // 2


@speaking
def test_the_caption_of_everybody_fits(language: str) -> None:
    words = paper.LANGUAGES[language]
    longest = max(
        (utf16(paper.caption(one, words, start)), str(one.answers))
        for one in paper.everybody()
        for start in paper.starts(one)
    )
    assert longest[0] <= CAPTION, longest


@speaking
def test_the_longest_captions_fit_on_any_day_beside_any_condition(language: str) -> None:
    """Names of months and of conditions differ in their length."""
    words = paper.LANGUAGES[language]

    def length(one: paper.Person, start: date) -> int:
        return utf16(paper.caption(one, words, start))

    longest = sorted(filter(paper.can_start, paper.every_kind()), key=lambda one: length(one, paper.START))[-6:]
    condition = max(ASK_FIRST, key=lambda each: length(paper.person({**FACE, "health": (each,)}), paper.START))
    found = max(
        (length(paper.Person({**one.answers, "health": (condition,)}, one.plan), day), str(day), str(one.answers))
        for one in longest
        for day in (paper.START + timedelta(n) for n in range(0, 365, 12))
    )
    assert found[0] <= CAPTION, found


@speaking
def test_the_caption_says_every_date_of_the_picture(language: str) -> None:
    words = paper.LANGUAGES[language]
    for one, seen in paper.gallery(language, dated=True):
        said = paper.flat(paper.caption(one, words, paper.START))
        for line in seen.sessions:
            label, when = (paper.flat(each.words) for each in seen.beside(line))
            assert any(label in each and each.endswith(f": {when}") for each in _points(one, words)), label
        for when in _of_points(seen):
            assert when in said, f"{when}\n{said}"


def _points(one: paper.Person, words: Translator) -> list[str]:
    return [
        paper.flat(line[1:]) for line in paper.caption(one, words, paper.START).splitlines() if line.startswith("•")
    ]


def _of_points(seen: paper.Drawing) -> Iterator[str]:
    """The dates under the sessions, which stand at the other side than names."""
    below = max(line.y for line in seen.sessions)
    for words in seen.words:
        far = words.box.left < 37 if seen.language == "ar" else words.box.right > seen.width - 37
        if far and words.y > below + 20 and any(map(str.isdecimal, words.words)) and not words.bold:
            yield paper.flat(words.words)


def test_the_caption_says_every_week_of_the_picture() -> None:
    """For those who cannot see it, and chose no day."""
    for one, seen in paper.gallery("en", dated=False):
        said = paper.flat(paper.caption(one, paper.LANGUAGES["en"]))
        for line in seen.sessions[1:]:
            _label, when = (paper.flat(each.words) for each in seen.beside(line))
            assert when in said, f"nothing says {when!r} in\n{said}"


@pytest.mark.parametrize("dated", [False, True], ids=["weeks", "dates"])
def test_the_caption_says_what_is_open_estimated_or_in_longer_courses_only(dated: bool) -> None:
    for one, _seen in paper.gallery("en", dated=dated):
        said = paper.caption(one, paper.LANGUAGES["en"], paper.START if dated else None)
        if one.plan.open_ended:
            assert "sessions, or more" in said
        if one.plan.interval_inferred and one.plan.interval_days:
            assert "The gaps are our estimate" in said
        if one.plan.sessions:
            few, many = one.plan.sessions
            assert said.count(", in longer courses:") == many - few
        assert said.endswith("Typical published ranges, not a plan for you. A clinician decides.")


def test_those_who_cannot_see_the_picture_are_read_the_caption() -> None:
    for one in (paper.person(SEVERE), paper.person(FINISHED)):
        for words in paper.LANGUAGES.values():
            assert paper.flat(paper.drawing(paper.vectors(one, words)).alternative) == paper.flat(
                paper.caption(one, words)
            )


# --- pixels --------------------------------------------------------------------------------------


def size_of(png: bytes) -> tuple[int, int]:
    """The size of a PNG whose parts are whole."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    place, kinds = 8, []
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        kind, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        (check,) = struct.unpack_from(">I", png, place + 8 + length)
        assert zlib.crc32(kind + content) == check, "a part is damaged"
        kinds.append(kind)
        place += length + 12
    assert (kinds[0], kinds[-1]) == (b"IHDR", b"IEND")
    wide, high = struct.unpack_from(">II", png, 16)
    return wide, high


@speaking
@pytest.mark.parametrize("said", [FACE, FINISHED, paper.FULLEST], ids=["face", "finished", "fullest"])
def test_the_pixels_are_a_png_as_large_as_the_drawing(language: str, said: Said) -> None:
    one, words = paper.person(said), paper.LANGUAGES[language]
    seen = paper.drawing(paper.vectors(one, words))
    assert size_of(picture.png(Picture(*one, None), words)) == (720, round(seen.height))
    assert seen.width == 720


def first_pixels(png: bytes) -> list[tuple[int, int, int]]:
    """The colour in which each line of a picture without transparency begins."""
    wide, high = struct.unpack_from(">II", png, 16)
    size = {2: 3, 6: 4}[png[25]]
    raw, above, found = zlib.decompress(packed(png)), bytearray(wide * size), []
    for start in range(0, high * (wide * size + 1), wide * size + 1):
        line = bytearray(raw[start + 1 : start + 1 + wide * size])
        for x in range(size):  # nothing stands on the left of the first pixel
            up = above[x]
            line[x] = (line[x] + {0: 0, 1: 0, 2: up, 3: up // 2, 4: up}[raw[start]]) & 255
        above = line
        found.append((line[0], line[1], line[2]))
    return found


@pytest.mark.parametrize("height", [308, 473, 946, 1193])
def test_no_line_of_a_picture_is_lost(height: int) -> None:
    """A renderer that rounds up squeezes its picture by a line, in the middle of somebody's date."""
    whole = typesetter.whole_height(720, height)
    assert whole - height < 5
    colours = [(y % 256, y // 256 * 40, y * 7 % 256) for y in range(whole)]
    lines = "".join(
        f'<rect y="{y}" width="720" height="1" fill="rgb({r},{g},{b})"/>' for y, (r, g, b) in enumerate(colours)
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="{whole}">{lines}</svg>'
    assert first_pixels(typesetter.png(svg, 720, whole)) == colours


def test_the_picture_comes_with_the_answer_once_and_whenever_it_is_asked_for(chat: Chat) -> None:
    chat.ask_for_numbers()
    assert [file.name for file in chat.files] == ["mesoguide.png"]
    assert size_of(chat.files[0].make())[0] == 720
    assert not chat.send("/back").tap("Show my ranges").files
    assert [file.name for file in chat.tap("Picture").files] == ["mesoguide.png"]


def test_the_same_picture_is_the_same_file() -> None:
    one = paper.person(FACE)
    made = {picture.png(Picture(*one, paper.START), paper.LANGUAGES["ru"]) for _time in range(2)}
    assert len(made) == 1


# --- words from outside --------------------------------------------------------------------------

HOSTILE = {
    "markup": "</text><script>alert(1)</script>&amp;\"'<![CDATA[",
    "attribute": '" onload="alert(1)" x="',
    "entity": "&xxe; &#0; %s ]]> <!-- <?php ?>",
    "template": "{{ 7 * 7 }} {% raw %}".replace("{", "{{").replace("}", "}}"),
    "control": "a\x00b\x08c\x0bd\x1be\x7ff\x85g\ufffeh\uffff",
    "surrogate": "half \ud83d a \ude00 sign",
    "override": "abc \u202egnp.exe\u202c \u200b\u2067 tail",
    "long": "w" * 5000,
    "typst": '#panic("x") $x$ *b* \\ `raw` #image("/etc/passwd")',
}
ONLY = {f"{paper.SVG}{name}" for name in ("svg", "rect", "line", "g", "path", "circle", "text")}
SAFE = {name for name in HOSTILE if name not in ("control", "surrogate", "override", "long")}


@pytest.mark.parametrize("name", HOSTILE)
def test_words_from_outside_stay_words(name: str) -> None:
    """Whatever gets into a label: no new element, no new attribute, and a picture all the same."""
    one, words = paper.person(SEVERE), Translator(Locale("en"), paper.Outside(HOSTILE[name]))
    plain = ET.fromstring(paper.vectors(one, paper.LANGUAGES["en"]))
    svg = paper.vectors(one, words)
    found = ET.fromstring(svg)
    assert {node.tag for node in found.iter()} == ONLY
    known = {(node.tag, attribute) for node in plain.iter() for attribute in node.attrib}
    assert {(node.tag, attribute) for node in found.iter() for attribute in node.attrib} <= known
    assert not [node for node in found.findall(f"{paper.SVG}text") if len(node)]
    assert size_of(picture.png(Picture(*one, None), words))[0] == 720


def test_words_from_outside_cannot_turn_others_around() -> None:
    words = Translator(Locale("en"), paper.Outside(HOSTILE["override"]))
    said = " ".join(each.raw for each in paper.drawing(paper.vectors(paper.person(SEVERE), words)).words)
    assert "abc gnp.exe" in said
    assert not set(said) & set("\u202a\u202b\u202d\u202e\u200b")


@pytest.mark.parametrize("name", sorted(SAFE))
def test_words_from_outside_are_shown_as_they_are(name: str) -> None:
    words = Translator(Locale("en"), paper.Outside(HOSTILE[name]))
    seen = paper.drawing(paper.vectors(paper.person(SEVERE), words))
    said = paper.flat(HOSTILE[name].replace("{{", "{").replace("}}", "}"))
    assert said in paper.flat(" ".join(each.raw for each in seen.words))


# --- who gets the same one -----------------------------------------------------------------------


def test_pictures_that_count_as_the_same_say_the_same() -> None:
    """Telegram keeps a picture under what it shows; nobody may get somebody else's numbers by that."""
    seen: dict[object, object] = {}
    for one in paper.everybody():
        for start in (None, paper.START):
            shown = Picture(*one, start)
            drawn = repr(vars(Timeline(shown)))
            assert seen.setdefault(alike(shown), drawn) == drawn, f"{one.answers}"
    assert len(seen) > 100
