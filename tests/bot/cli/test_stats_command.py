"""`mesoguide stats`: tables in the terminal, lines for a spreadsheet, and a new token."""

import asyncio
import csv
import io
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.clinics.file import read
from bot.locale.translator import Translator, translator
from bot.settings import Settings
from bot.stats import token
from bot.stats.report import report
from bot.stats.sheet import harmless, sheet
from bot.stats.table import lines
from bot.store import Store
from tests.kit.brackets import BRACKETS
from tests.kit.chat import published
from tests.kit.clinics import SMILE
from tests.kit.pseudo import PSEUDO
from tests.kit.stats_desk import counted, rows_of
from tests.project.test_wording import outside

ENGLISH = translator("en")

# --- for a spreadsheet ---------------------------------------------------------------------------


def test_the_sheet_has_a_line_for_each_number_and_leaves_hidden_ones_empty() -> None:
    rows = rows_of({"": [40, 30, 20, 3, 0], "spring": [12, 9, 6, 5, 6], "poster": [2, 2, 1, 0, 0]})
    found = list(csv.DictReader(io.StringIO(sheet(report(rows)))))
    assert list(found[0]) == ["breakdown", "group", "event", "number"]
    table = {(line["breakdown"], line["group"], line["event"]): line["number"] for line in found}
    assert len(table) == len(found)
    assert table["all", "", "started"] == "54"
    assert table["all", "", "refused"] == "8"
    assert table["campaign", "(none)", "started"] == "40"
    assert table["campaign", "(other)", "started"] == "14", "poster was too small, and so was what it left"
    assert table["week", "2026-11-23", "agreed"] == "41"
    assert table["language", "en", "booking"] == "6"
    assert not [number for number in table.values() if number in ("1", "2", "3", "4")]


@pytest.mark.parametrize("name", ['=HYPERLINK("https://x.example")', "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_name_becomes_a_formula(name: str) -> None:
    written = sheet(report(rows_of({name: [30], "b": [20]})))
    found = list(csv.reader(io.StringIO(written, newline="")))
    assert [f"'{name}"] == sorted({line[1] for line in found if name in line[1]})


def test_harmless_texts_stay_as_they_are() -> None:
    assert harmless("spring-2027") == "spring-2027"
    assert harmless("") == ""


# --- in the terminal -----------------------------------------------------------------------------

SOME = [
    *rows_of({"": [40, 30, 20, 3], "spring": [32, 29, 26, 5, 6], "red\x1b[31m": [9, 9, 8]}),
    *rows_of({"poster": [2, 2, 1], "letter": [4]}),
    *(counted(8, "refused:pregnant"), counted(50, "asked:area"), counted(9, language="ru")),
]


@pytest.mark.parametrize("words", [ENGLISH, translator("ru"), PSEUDO, BRACKETS], ids=["en", "ru", "ar", "[]"])
def test_the_terminal_shows_what_the_report_holds(words: Translator) -> None:
    drawn = lines(report(SOME), "Clinic Smile", words, 80)
    text = "\n".join(drawn)
    for shown in ("96", "50", "32", "8", "spring", "red"):
        assert shown in text
    assert "31m" not in text
    assert max(map(len, drawn)) <= 100 if words is BRACKETS else 88


def test_a_receptionist_reads_it_line_by_line() -> None:
    text = "\n".join(lines(report(SOME), "Clinic Smile", ENGLISH, 200))
    for line in (
        "Clinic Smile\nHow people use your guide\n",
        "Step                         People\n",
        "Health: Pregnant, or maybe pregnant       8  ████",
        "Campaign            Opened  Agreed  Got numbers  Got no numbers  Tapped to book\n",
        "Without a campaign      49      30           20          hidden               0\n",
        "“hidden” is a number from 1 to 4,",
    ):
        assert line in text
    assert f"Question: Area                   50  {'█' * 12}▌\n" in text, "a bar for 50 of 96"


def test_every_word_comes_from_the_catalogue() -> None:
    drawn = lines(report(SOME), "", BRACKETS, 200)
    kept = [line for line in drawn if "spring" not in line and "red" not in line and "English" not in line]
    left = outside("\n".join(kept).replace("█", "").replace("▌", "").replace("─", ""))
    assert not left.strip("0123456789"), left


def test_nobody_yet_is_said_in_a_sentence() -> None:
    text = "\n".join(lines(report([]), "Clinic Smile", ENGLISH, 80))
    assert text == ("Clinic Smile\nHow people use your guide\n\nNobody has opened the guide by your link yet.")


def test_few_people_are_not_shown_in_groups() -> None:
    text = "\n".join(lines(report(rows_of({"spring": [3, 2, 1], "poster": [4]})), "S", ENGLISH, 80))
    assert text.count("There are too few people yet to show them in groups.") == 1
    assert "spring" not in text
    assert "Opened                            7" in text


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of somebody who has one clinic."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    Path("clinics.toml").write_text(SMILE, encoding="utf-8")
    monkeypatch.setenv("CLINICS", "clinics.toml")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'kept.db'}")
    return Settings.read()


def test_the_command_prints_tables_or_csv(known: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    async def prepared() -> None:
        store = await Store.open(known.database_url)
        await store.counts.add(SOME)
        await store.close()

    asyncio.run(prepared())
    assert main(["stats", "smile"]) == 0
    assert "Clinic Smile\nHow people use your guide" in capsys.readouterr().out
    assert main(["stats", "smile", "--lang", "ru", "--csv"]) == 0
    assert capsys.readouterr().out.startswith("breakdown,group,event,number\r\nall,,started,96\r\n")


@pytest.mark.usefixtures("known")
def test_a_new_token_is_shown_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["stats", "smile", "--new-token"]) == 0
    said = capsys.readouterr().out
    (line,) = [line.strip() for line in said.splitlines() if "stats_token" in line]
    (made,) = [part for part in said.split() if len(part) == 32 and "sha256" not in part]
    (tmp_path / "clinics.toml").write_text(SMILE.replace("products =", f"{line}\nproducts ="), encoding="utf-8")
    clinics = read(tmp_path / "clinics.toml", published())
    assert token.opens(made.encode(), clinics.digests["smile"])
    assert not token.opens(made[:-1].encode(), clinics.digests["smile"])
    assert not (tmp_path / "kept.db").exists(), "no database is made on the way"
    main(["stats", "smile", "--new-token"])
    assert made not in capsys.readouterr().out


@pytest.mark.usefixtures("known")
def test_an_unknown_clinic_is_told_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "smiles"]) == 2
    said = "mesoguide: There is no clinic “smiles”. Did you mean “smile”? Allowed: smile.\n"
    assert capsys.readouterr() == ("", said)


@pytest.mark.usefixtures("known")
def test_without_clinics_it_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("CLINICS")
    assert main(["stats", "smile", "--csv"]) == 2
    assert "CLINICS is not set" in capsys.readouterr().err
