"""What the clinics' page says is true: its files, fields and commands are those that there are."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.cli.main import main, parser
from bot.clinics.directory import Directory
from bot.clinics.file import read
from bot.clinics.shape import Entry, OpeningHours, Prices
from bot.clinics.values import PRODUCTS
from bot.locale.translator import languages
from dialogs.clinic import Clinic
from tests.bot.clinics.test_clinics_file import remarks
from tests.kit.chat import Chat, published

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "clinics.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "docs" / "clinics.example.toml"
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [line for _kind, block in BLOCKS for line in block.splitlines() if line.startswith("mesoguide ")]
MINIMAL = next(block for kind, block in BLOCKS if kind == "toml")

Rows = dict[str, tuple[str, str, str]]


def table(below: str) -> Rows:
    """The rows of the first table below these words, by their field."""
    rows = re.findall(
        r"^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$", PAGE.split(below, 1)[1].split("\n\n")[1], re.MULTILINE
    )
    return {name: (needed, looks, seen) for name, needed, looks, seen in rows}


@pytest.mark.parametrize(
    ("below", "model", "elsewhere"),
    [
        ("right below `[[clinic]]`:", Entry, {"hours", "prices", "welcome"}),
        ("Below `[clinic.hours]`", OpeningHours, set()),
        ("Below `[clinic.prices]`", Prices, set()),
    ],
)
def test_every_field_is_in_its_table_alone(below: str, model: type[BaseModel], elsewhere: set[str]) -> None:
    rows = table(below)
    assert rows.keys() == model.model_fields.keys() - elsewhere
    for name, (needed, looks, seen) in rows.items():
        assert needed == ("yes" if model.model_fields[name].is_required() else "no"), name
        assert looks, name
        assert seen, name
    for name in elsewhere:
        assert f"`[clinic.{name}]`" in PAGE


def test_every_product_and_every_language_is_named() -> None:
    rows = table("right below `[[clinic]]`:")
    assert re.findall(r'`"(\w+)"`', rows["products"][1]) == list(PRODUCTS)
    assert re.findall(r'"(\w+)"', rows["languages"][1]) == list(languages())


def test_the_example_is_valid_without_a_weak_spot() -> None:
    clinics = read(EXAMPLE, published())
    assert clinics.remarks == ()
    assert list(clinics.guides.of_clinics) == ["smile"]


def test_the_example_says_everything_that_there_is_to_say() -> None:
    clinic = read(EXAMPLE, published()).guides.of("smile").clinic
    assert clinic
    optional = {name for name in Clinic.__dataclass_fields__ if name != "own_protocol"}
    assert not [name for name in optional if not getattr(clinic, name)]
    assert set(re.findall(r"^(?:# )?(\w+) = ", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)) >= {
        *Entry.model_fields.keys() - {"hours", "prices", "welcome"}
    }


def test_every_field_of_the_file_is_carried_on() -> None:
    """The type checker sees what `Clinic` lacks; what only the file has would be dropped without a word."""
    becomes_something_else = {"prices", "protocol", "stats_token"}
    assert Entry.model_fields.keys() - becomes_something_else <= Clinic.__dataclass_fields__.keys()


def test_the_least_that_is_said_to_be_enough_is_enough(tmp_path: Path) -> None:
    assert remarks(tmp_path, MINIMAL)


def test_every_command_exists() -> None:
    assert len({line.split()[1] for line in COMMANDS}) > 3
    for line in COMMANDS:
        parser().parse_args(line.split()[1:])


def test_every_command_and_setting_between_words_exists(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    offered = re.findall(r"^    (\w+) +\w", capsys.readouterr().out, re.MULTILINE)
    assert set(re.findall(r"`mesoguide (\w+)", PAGE)) <= set(offered)
    settings = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in re.findall(r"`([A-Z]+(?:_[A-Z]+)*)`", PAGE):
        assert f"\n{name}=" in settings, name


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target


def test_the_page_shows_what_check_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = EXAMPLE.read_text(encoding="utf-8")
    shown = [block for kind, block in BLOCKS if not kind]
    Path("clinics.toml").write_text(re.sub(r"(?m)^privacy = .*\n", "", text), encoding="utf-8")
    assert main(["check", "clinics.toml"]) == 0
    assert capsys.readouterr().out in shown
    broken = text.replace('"https://clinic.example/book"', '"http://clinic.example/book"')
    broken = broken.replace('monday = "09:00-12:30, 14:00-18:00"', 'monday = "9-18"')
    Path("clinics.toml").write_text(broken, encoding="utf-8")
    assert main(["check", "clinics.toml"]) == 2
    assert capsys.readouterr().err in shown


def test_what_is_quoted_from_the_program_stands_there() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    for words in (
        "the clinics cannot be used as they are now; the last good ones stay",
        "broken, the last good one is in force",
    ):
        assert words in PAGE
        assert words in sources


def test_what_patients_are_said_to_see_is_what_they_see() -> None:
    afternoon = datetime(2026, 11, 23, 15, tzinfo=UTC)
    chat = Chat(clinics=Directory(EXAMPLE, published()), now=afternoon).send("/start smile")
    chat.see("Welcome to Clinic Smile.", "The clinic offers this treatment.")
    chat.send("/privacy").see("Responsible: Clinic Smile GmbH", "The clinic's privacy page")
    chat.send("/human").see("Open now, until 6:00 PM.", "Book a consultation", "The clinic's website")
    chat.send("/start").choose("consent", "agree").answer().tap("Show my ranges")
    chat.see("Talk to the clinic", "What it may cost", "Why these numbers")
    chat.tap("What it may cost").see("Consultation: €40")
