"""A protocol file that cannot be used: every problem is named at once, each with its place."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.errors import UsageError
from bot.guide import PUBLISHED, read_guide
from bot.locale.translator import translator
from dialogs.planning.protocol_file import ProtocolError, parse
from tests.kit.chat import Chat, published

TEXT = PUBLISHED.read_text(encoding="utf-8")
Edit = tuple[str, str]


def edited(*edits: Edit) -> str:
    """The published file with each passage replaced where it stands first."""
    text = TEXT
    for old, new in edits:
        assert old in text, f"{old!r} is not in the published file"
        text = text.replace(old, new, 1)
    return text


def problems(text: str) -> list[str]:
    with pytest.raises(ProtocolError) as raised:
        parse(text)
    assert str(raised.value) == "\n".join(raised.value.problems)
    return list(raised.value.problems)


def without_row(text: str, concern: str, severity: str) -> str:
    """`text` without the row of this concern and severity."""
    before, *rows = text.split("[[rows]]")
    kept = [row for row in rows if not (f'"{concern}"' in row and f'"{severity}"' in row)]
    assert len(kept) == len(rows) - 1
    return "[[rows]]".join([before, *kept])


SEVERE_SPOTS = next(
    "[[rows]]" + row for row in TEXT.split("[[rows]]") if '"pigmentation"' in row and '"severe"' in row
).partition("# --- ")[0]
"""A whole row of the file."""

# One thing wrong: the edit, the place that has to be named, and what else.
WRONG: dict[str, tuple[Edit, tuple[str, ...]]] = {
    "upside down": (("S1 = { range = [3, 4]", "S1 = { range = [4, 3]"), ("face.sessions.S1", "4 to 3")),
    "too many sessions": (("S3 = { range = [4, 6]", "S3 = { range = [4, 7]"), ("face.sessions.S3", "4 to 7")),
    "no session": (("S1 = { range = [3, 4]", "S1 = { range = [0, 4]"), ("face.sessions.S1", "0 to 4")),
    "too close": (("I2 = { range = [7, 14]", "I2 = { range = [3, 14]"), ("face.interval_days.I2", "3 to 14")),
    "too far": (("U1 = { range = [60, 120]", "U1 = { range = [60, 365]"), ("body.maintenance_days.U1", "365")),
    "out of order": (("S2 = { range = [3, 5]", "S2 = { range = [5, 6]"), ("face.sessions.S3", "S2")),
    "one number": (("S1 = { range = [3, 4]", "S1 = { range = [3]"), ("face.sessions.S1.range",)),
    "words for numbers": (("S1 = { range = [3, 4]", 'S1 = { range = ["three", 4]'), ("face.sessions.S1.range",)),
    "unknown concern": (('concerns = ["radiance"]', 'concerns = ["radiance", "glow"]'), ("rows[5]", "'glow'")),
    "a concern without numbers": (
        ('concerns = ["cellulite"]', 'concerns = ["cellulite", "fat_reduction"]'),
        ("rows[0]", "'fat_reduction'"),
    ),
    "unknown severity": (('severities = ["mild"]', 'severities = ["mild", "awful"]'), ("rows[0]", "'awful'")),
    "unknown region": (('region = "body"', 'region = "neck"'), ("rows[0].region",)),
    "unknown rung": (('sessions = "B1"', 'sessions = "B9"'), ("rows[0]", "sessions", "'B9'")),
    "a rung of the other region": (('sessions = "B1"', 'sessions = "S1"'), ("rows[0]", "sessions", "'S1'")),
    "unknown shortest gap": (('shortest_interval = "I3"', 'shortest_interval = "I9"'), ("shortest_interval", "'I9'")),
    "unknown shortest gap of a row": (('shortest_interval = "I2"', 'shortest_interval = "I9"'), ("rows[", "'I9'")),
    "row without source": (
        ('facts = ["C01", "C10", "C11", "C13", "C24", "C29"]', "facts = []"),
        ("rows[0]", "facts", "source"),
    ),
    "row without the word": (('facts = ["C01", "C10", "C11", "C13", "C24", "C29"]\n', ""), ("rows[0].facts",)),
    "rung without source": (
        ('S1 = { range = [3, 4], facts = ["F47"] }', "S1 = { range = [3, 4], facts = [] }"),
        ("face.sessions.S1", "facts"),
    ),
    "modifier without source": (('facts = ["F37"]\n\n[[mod', "facts = []\n\n[[mod"), ("modifiers[", "age", "facts")),
    "unknown fact": (('facts = ["C24"], inferred', 'facts = ["C99"], inferred'), ("maintenance_days.U1", "C99")),
    "no such fact": (('facts = ["F47"] }', 'facts = ["F00"] }'), ("face.sessions.S1", "F00")),
    "no fact at all": (('facts = ["F47"] }', 'facts = ["page 7"] }'), ("face.sessions.S1.facts",)),
    "unknown key": (('version = "', 'colour = "blue"\nversion = "'), ("colour",)),
    "unknown key of a rung": (
        ("S1 = { range = [3, 4],", "S1 = { rnage = [3, 4], range = [3, 4],"),
        ("face.sessions.S1.rnage",),
    ),
    "unknown key of a modifier": (("caution = true", "cautoin = true"), ("modifiers[", "cautoin")),
    "unknown ladder": (("[face.sessions]", "[face.seasons]\n[face.sessions]"), ("face.seasons",)),
    "unknown question": (('question = "skin_type"', 'question = "skin"'), ("modifiers[0]", "'skin'")),
    "unknown option": (('options = ["sensitive"]', 'options = ["sensitiv"]'), ("modifiers[0]", "'sensitiv'")),
    "unknown vote": (
        ("votes = { interval_days = 1,", "votes = { gap_days = 1, interval_days = 1,"),
        ("modifiers[0].votes",),
    ),
    "two rungs at once": (("votes = { interval_days = 1,", "votes = { interval_days = 2,"), ("modifiers[0].votes",)),
    "unknown rung of a product": (
        ('set = { interval_days = "I6" }', 'set = { interval_days = "I7" }'),
        ("modifiers[", "'I7'"),
    ),
    "review without a day": (('reviewed_by = ""', 'reviewed_by = "Dr. A. Example"'), ("reviewed_by", "day")),
    "review without a name": (('reviewed_on = ""', 'reviewed_on = "2026-11-23"'), ("reviewed_on", "name")),
    "review on no day": (('reviewed_on = ""', 'reviewed_on = "soon"'), ("reviewed_on",)),
    "no version": (('version = "', '# version = "'), ("version",)),
}


def test_the_published_file_has_no_problem() -> None:
    assert parse(TEXT) == published().protocol


@pytest.mark.parametrize("what", WRONG)
def test_a_problem_is_named_with_its_place(what: str) -> None:
    edit, named = WRONG[what]
    found = problems(edited(edit))
    assert any(all(words in problem for words in named) for problem in found), f"{named} not in {found}"


def test_every_problem_of_a_kind_is_named_at_once() -> None:
    edits = [WRONG[what] for what in ("upside down", "too far", "unknown rung", "unknown fact", "unknown option")]
    found = problems(edited(*(edit for edit, _named in edits)))
    for _edit, named in edits:
        assert any(all(words in problem for words in named) for problem in found), f"{named} not in {found}"


def test_a_wrong_shape_hides_no_wrong_number() -> None:
    """Whoever edits the file sees everything in one go, not a second list after mending the first."""
    edits = [WRONG[what] for what in ("unknown key", "upside down", "unknown rung", "review without a day")]
    found = problems(edited(*(edit for edit, _named in edits)))
    for _edit, named in edits:
        assert any(all(words in problem for words in named) for problem in found), f"{named} not in {found}"


def test_a_missing_row_is_named() -> None:
    found = problems(without_row(TEXT, "pigmentation", "severe"))
    assert len(found) == 1
    assert re.search("no row .*face.*pigmentation.*severe", found[0])


def test_a_row_that_stands_twice_is_named() -> None:
    found = problems(TEXT.replace(SEVERE_SPOTS, SEVERE_SPOTS * 2))
    assert len(found) == 1
    assert re.search("2 rows .*face.*pigmentation.*severe", found[0])


def test_prevention_needs_a_row_without_severity() -> None:
    found = problems(edited(("severities = []", 'severities = ["mild"]')))
    assert any("prevention" in problem and "no row" in problem for problem in found), found


def test_an_empty_ladder_is_named() -> None:
    text = re.sub(r"(?m)^U1 = .*\n", "", TEXT)
    assert any("body.maintenance_days" in problem for problem in problems(text))


@pytest.mark.parametrize("text", ["not TOML at all", "a = ", '[face\nx = "', TEXT + "\n[[rows"])
def test_what_is_no_toml_is_said_with_its_place(text: str) -> None:
    found = problems(text)
    assert len(found) == 1
    assert "TOML" in found[0]
    assert re.search("line|end of document", found[0])


def test_an_empty_file_names_everything_that_is_missing() -> None:
    found = problems("")
    for key in ("version", "face", "body", "rows", "modifiers"):
        assert any(problem.startswith(key) for problem in found), f"{key} not in {found}"


# --- a clinic's own file -------------------------------------------------------------------------


def test_a_signed_file_can_be_used() -> None:
    signed = parse(
        edited(('reviewed_by = ""', 'reviewed_by = "Dr. A"'), ('reviewed_on = ""', "reviewed_on = 2026-11-23"))
    )
    assert (signed.reviewed_by, signed.reviewed_on) == ("Dr. A", date(2026, 11, 23))


def test_a_changed_number_reaches_the_answer_and_the_general_information() -> None:
    protocol = parse(edited(("S1 = { range = [3, 4]", "S1 = { range = [3, 3]")))
    chat = Chat(guide=replace(published(), protocol=protocol))
    chat.ask_for_numbers(concern="prevention").see("3 sessions")


Broken = Callable[[Path], None]


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda path: None, "cannot be read"),
        (lambda path: path.mkdir(), "cannot be read"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "not text in UTF-8"),
        (lambda path: path.write_text("x", encoding="utf-8"), "TOML"),
    ],
    ids=["missing", "a folder", "binary", "no TOML"],
)
def test_a_file_that_cannot_be_read_is_said_by_its_name(tmp_path: Path, write: Broken, said: str) -> None:
    path = tmp_path / "clinic.toml"
    write(path)
    with pytest.raises(UsageError) as raised:
        read_guide(path)
    explanation = translator("en").write(raised.value.explanation)
    assert "clinic.toml" in explanation
    assert said in explanation


def test_a_file_with_the_mark_that_windows_editors_put_first_is_read(tmp_path: Path) -> None:
    path = tmp_path / "clinic.toml"
    path.write_text("\ufeff" + TEXT, encoding="utf-8")
    assert read_guide(path).protocol == published().protocol


@pytest.mark.parametrize(
    "edit",
    [
        # A clearer change that loose skin moves: there is a rung for it, so the file may say so.
        (
            "votes = { sessions = 1, first_visible_session = 1 }\nopen_ended = true",
            "votes = { sessions = 1, first_visible_session = 1, clear_result_session = 1 }\nopen_ended = true",
        ),
        # A gap in one more rung, and a top rung that is open for the face too.
        ('S3 = { range = [4, 6], facts = ["F31"] }', 'S3 = { range = [4, 6], facts = ["F31"], open_ended = true }'),
    ],
    ids=["votes for the clearer change", "an open end on the face"],
)
def test_what_passes_the_checks_can_be_shown_and_explained(edit: Edit) -> None:
    guide = replace(published(), protocol=parse(edited(edit)))
    for said in ({"area": "hips", "firmness": "loose"}, {"concern": "fine_lines"}):
        chat = Chat(guide=guide).ask_for_numbers(**said).see_numbers()
        chat.tap("Why these numbers").tap("Where this comes from").see("general web articles")
