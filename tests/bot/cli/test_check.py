"""`mesoguide check`, as somebody at a clinic's desk sees it."""

from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from bot.guide import PUBLISHED
from bot.settings import Settings
from dialogs.planning.planner import Plan
from dialogs.planning.planner import plan as planned
from tests.kit.clinics import OTRA, SIGNED, SMILE

OWN = SMILE.replace("controller =", 'protocol = "own.toml"\ncontroller =')


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file of two clinics, and no setting at all."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    write("clinics.toml", SMILE + OTRA)
    return tmp_path


def write(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")


class Seen:
    """What a run of the command printed, and how it ended."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        self.status = main(["check", *arguments])
        self.out, self.err = capsys.readouterr()


def test_every_clinic_has_a_line_and_every_weak_spot_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    seen = Seen(capsys, "clinics.toml")
    assert (seen.status, seen.err) == (0, "")
    found, clinics, weak = seen.out.strip().split("\n\n")
    assert found == "clinics.toml: 2 clinics, nothing is wrong."
    assert clinics.splitlines() == [
        "smile: Clinic Smile. Languages: English and Русский. Ranges: those that are published.",
        "otra: Clínica Otra. Languages: Русский. Ranges: those that are published.",
    ]
    heading, *spots = weak.splitlines()
    assert heading == "6 weak spots, with which the guide works all the same:"
    assert len(spots) == 6
    assert all(spot.startswith("  clinic 2 (otra): no ") for spot in spots)


def test_a_file_without_a_weak_spot_ends_with_its_clinics(capsys: pytest.CaptureFixture[str]) -> None:
    write("clinics.toml", SMILE)
    seen = Seen(capsys, "clinics.toml")
    assert seen.out.startswith("clinics.toml: 1 clinic, nothing is wrong.")
    assert "weak" not in seen.out


def test_the_settings_name_the_file(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINICS", "clinics.toml")
    assert "2 clinics" in Seen(capsys).out
    write("other.toml", SMILE)
    assert "other.toml: 1 clinic," in Seen(capsys, "other.toml").out


def test_without_a_file_it_says_how_to_name_one(capsys: pytest.CaptureFixture[str]) -> None:
    seen = Seen(capsys)
    assert (seen.status, seen.out) == (2, "")
    for words in ("mesoguide check clinics.toml", "CLINICS=", "docs/clinics.example.toml"):
        assert words in seen.err


def test_all_that_is_wrong_is_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    write("clinics.toml", SMILE.replace('"EUR"', '"EURO"') + OTRA.replace('"123"', r'"1\u001b[31m"'))
    seen = Seen(capsys, "clinics.toml")
    assert (seen.status, seen.out) == (2, "")
    assert seen.err.splitlines() == [
        "mesoguide: The clinics in clinics.toml cannot be used:",
        "  clinic 1 (smile), prices.currency: 'EURO' is no currency; write its three letters, such as EUR",
        "  clinic 2 (otra), emergency_number: holds a line break or a character that cannot be seen",
    ]


@pytest.mark.parametrize(
    ("protocol", "said"),
    [
        (SIGNED, "Ranges: its own, reviewed by Dr. Ada Example on October 1, 2026."),
        (PUBLISHED.read_text(encoding="utf-8"), "Ranges: its own, which nobody has signed."),
        (SIGNED.replace("range = [4, 5]", "range = [4, 9]"), "Ranges: those that are published."),
    ],
    ids=["signed", "unsigned", "wide"],
)
def test_whose_ranges_apply_is_told(capsys: pytest.CaptureFixture[str], protocol: str, said: str) -> None:
    write("own.toml", protocol)
    write("clinics.toml", OWN)
    assert said in Seen(capsys, "clinics.toml").out


def test_the_protocol_is_checked(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    write("own.toml", "x")
    monkeypatch.setenv("PROTOCOL", "own.toml")
    seen = Seen(capsys, "clinics.toml")
    assert seen.status == 2
    assert "The protocol file own.toml cannot be used" in seen.err


def test_protocol_gaps_are_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def plan(answers: Any, protocol: Any) -> Plan:
        if protocol.version == "smile-3" and answers["area"] == "thighs":
            raise IndexError("something that no check found")
        return planned(answers, protocol)

    monkeypatch.setattr("dialogs.turn.plan", plan)
    write("own.toml", SIGNED)
    write("clinics.toml", OWN)
    seen = Seen(capsys, "clinics.toml")
    assert (seen.status, seen.out) == (2, "")
    assert "clinic 1 (smile), protocol: it has no answer for “body” with the product unknown (IndexError" in seen.err
    assert "“face”" not in seen.err


def test_a_name_it_cannot_draw_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    write("clinics.toml", SMILE.replace("Clinic Smile", "微笑诊所"))
    seen = Seen(capsys, "clinics.toml")
    assert seen.status == 0
    assert "1 weak spot," in seen.out
    assert "smile, name: The poster leaves" in seen.out
