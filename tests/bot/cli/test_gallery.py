"""`mesoguide gallery`: everything there is to look at, in every language."""

from pathlib import Path

import pytest

from bot.cli.commands.gallery import render
from bot.cli.main import main
from bot.locale.translator import languages
from dialogs.planning.samples import SAMPLES
from dialogs.questions.steps import STEP
from tests.kit.answers import answers_of
from tests.kit.chat import published
from tests.kit.paper import every_kind
from tests.kit.people import counted, plan_of
from tests.kit.pseudo import PSEUDO


def test_every_answer_is_drawn_in_every_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = tmp_path / "new" / "folder"
    assert main(["gallery", str(new)]) == 0
    files = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert {file.parent.name for file in files} == set(languages())
    for name in SAMPLES:
        for language in languages():
            assert (new / language / f"{name}.png").read_bytes().startswith(b"\x89PNG")
            assert (new / language / f"{name}.pdf").read_bytes().startswith(b"%PDF")


def test_a_language_from_right_to_left_can_be_drawn_too(tmp_path: Path) -> None:
    drawn = render(tmp_path, [PSEUDO], published())
    assert next(drawn).is_file()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = tmp_path / "taken"
    taken.write_text("not a folder")
    assert main(["gallery", str(taken)]) == 2
    assert "taken cannot be written" in capsys.readouterr().err


def test_the_samples_are_people_who_get_numbers_and_show_every_shape_of_a_course() -> None:
    for name, answers in SAMPLES.items():
        full = answers_of(**answers)
        assert counted(full) == full, f"{name} says something that nobody is asked"
        assert all(STEP[question].optional for question in full.keys() - answers.keys()), name
    shown = {_shape(plan_of(answers_of(**answers))) for answers in SAMPLES.values()}
    possible = {_shape(one.plan) for one in every_kind()}
    assert {shape[:3] for shape in possible} <= {shape[:3] for shape in shown}


def _shape(found: object) -> tuple[bool, ...]:
    return tuple(
        bool(getattr(found, name))
        for name in ("sessions", "open_ended", "closest_interval", "interval_inferred", "or_later")
    )
