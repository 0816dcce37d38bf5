"""`mesoguide plan`: one answer on the command line, as the contract in the table of identifiers has it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from tests.kit.people import ASK_FIRST, HEALTH_STOPS
from tests.kit.words import listed

EXAMPLE = listed("""
    area=thighs | concern=cellulite | severity=severe | skin_type=normal | age=30_44
    lifestyle=active,balanced_diet | health=
""")
FACE = listed("""
    area=face | concern=fine_lines | severity=mild | skin_type=normal | age=30_44 | lifestyle= | health=
""")
KEYS = ["answers", "plan", "refusal", "expectations", "reasons", "sources", "text"]
PLAN_KEYS = listed("""
    sessions | open_ended | interval_days | interval_inferred | first_visible_session
    clear_result_session | maintenance_days
""")


@pytest.fixture(autouse=True)
def _no_settings_from_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A developer's own .env and environment are not what is tested."""
    monkeypatch.chdir(tmp_path)
    for name in ("BOT_TOKEN", "DATABASE_URL", "DEFAULT_LANGUAGE", "PROTOCOL", "OPERATOR", "LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)


class Asked:
    """What one run of the command printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.err = ""

    def json(self, *arguments: str) -> dict[str, Any]:
        """The object that a run without complaint about its arguments prints."""
        assert main(["plan", *arguments, "--json"]) == 0, self._capsys.readouterr().err
        out, self.err = self._capsys.readouterr()
        found = json.loads(out)
        assert isinstance(found, dict)
        return found

    def words(self, *arguments: str) -> str:
        assert main(["plan", *arguments]) == 0, self._capsys.readouterr().err
        out, self.err = self._capsys.readouterr()
        return str(out)

    def refused(self, *arguments: str) -> str:
        """What a run that cannot be answered says; its exit status is 2 and it prints no answer."""
        assert main(["plan", *arguments, "--json"]) == 2
        out, err = self._capsys.readouterr()
        assert out == ""
        assert err.strip()
        return str(err)


@pytest.fixture
def asked(capsys: pytest.CaptureFixture[str]) -> Asked:
    return Asked(capsys)


def with_(arguments: Sequence[str], **changes: str | None) -> list[str]:
    """The arguments with other answers; None leaves the question out."""
    said = dict(argument.split("=") for argument in arguments)
    said |= {question: answer for question, answer in changes.items() if answer is not None}
    return [f"{asked}={answer}" for asked, answer in said.items() if changes.get(asked, "") is not None]


# --- the contract --------------------------------------------------------------------------------


def test_the_example_prints_these_numbers(asked: Asked) -> None:
    found = asked.json(*EXAMPLE)
    assert list(found) == KEYS
    assert found["plan"] == {
        "sessions": [8, 10],
        "open_ended": True,
        "interval_days": [7, 14],
        "interval_inferred": True,
        "first_visible_session": [4, 4],
        "clear_result_session": [6, 10],
        "maintenance_days": [60, 120],
    }
    assert tuple(found["plan"]) == PLAN_KEYS
    assert found["refusal"] is None
    assert found["expectations"][:2] == ["clinician_decides", "results_vary"]
    parts = ("question", "option", "changes", "direction", "sources")
    assert dict(zip(parts, ("severity", "severe", "sessions", 1, ["C14"]), strict=True)) in found["reasons"]
    assert all(tuple(reason) == parts for reason in found["reasons"])
    assert {"C11", "C14", "C29", "C30"} <= set(found["sources"])
    assert found["sources"] == sorted(set(found["sources"]))


def test_the_example_repeats_the_answers_that_were_given(asked: Asked) -> None:
    assert asked.json(*EXAMPLE)["answers"] == {
        "area": "thighs",
        "concern": "cellulite",
        "severity": "severe",
        "skin_type": "normal",
        "age": "30_44",
        "lifestyle": ["active", "balanced_diet"],
        "health": [],
    }
    assert not asked.err


def test_the_object_stands_alone_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", *EXAMPLE, "--json"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("{")
    assert out.endswith("}\n")


def test_without_json_the_words_of_the_answer_are_printed(asked: Asked) -> None:
    words = asked.words(*EXAMPLE)
    assert words.strip() == asked.json(*EXAMPLE)["text"]
    for shown in ("Typical published ranges", "8 to 10 sessions, or more", "1 to 2 weeks", "clinician"):
        assert shown in words, words


def test_the_order_of_the_answers_does_not_matter(asked: Asked) -> None:
    assert asked.json(*reversed(EXAMPLE)) == asked.json(*EXAMPLE)


def test_after_a_finished_course_the_other_ranges_are_null(asked: Asked) -> None:
    plan = asked.json(*FACE, "stage=finished")["plan"]
    assert plan == {
        "sessions": None,
        "open_ended": False,
        "interval_days": None,
        "interval_inferred": False,
        "first_visible_session": None,
        "clear_result_session": None,
        "maintenance_days": [30, 90],
    }


def test_the_face_has_no_second_point(asked: Asked) -> None:
    plan = asked.json(*FACE)["plan"]
    assert plan["clear_result_session"] is None
    assert plan["interval_inferred"] is False


def test_several_may_have_blanks_and_none_may_be_said(asked: Asked) -> None:
    found = asked.json(*with_(FACE, lifestyle="smoking, stress", health="none"))
    assert found["answers"]["lifestyle"] == ["smoking", "stress"]
    assert found["answers"]["health"] == []


def test_the_text_comes_in_the_language_that_was_asked_for(asked: Asked) -> None:
    english = asked.json(*FACE, "--lang", "en")["text"]
    assert english == asked.json(*FACE)["text"]
    message = asked.refused(*FACE, "--lang", "tlh")
    assert "tlh" in message
    assert "en" in message


# --- without numbers -----------------------------------------------------------------------------

REFUSED = {
    "under_18": [*with_(FACE, age="under_18")],
    **{condition: [*with_(FACE, health=condition)] for condition in HEALTH_STOPS},
    "red_flag": [*FACE, "stage=in_course", "response=red_flag"],
    "fat_reduction": [*with_(EXAMPLE, concern="fat_reduction", severity=None)],
    "other": ["area=other"],
    "other_face": ["area=face", "concern=other_face"],
    "other_body": ["area=hips", "concern=other_body"],
}

FIRST_SAID = {
    "under_18": "adults_only",
    "pregnant": "pregnancy_wait",
    "breastfeeding": "breastfeeding_wait",
    "active_infection": "infection_wait",
    "ingredient_allergy": "clinician_only",
    "cancer_treatment": "clinician_only",
    "immunosuppression": "clinician_only",
    "red_flag": "urgent_care",
    "fat_reduction": "not_weight_loss",
    "other": "no_published_ranges",
    "other_face": "no_published_ranges",
    "other_body": "no_published_ranges",
}


@pytest.mark.parametrize("refusal", REFUSED)
def test_a_refusal_names_what_decided_it_and_shows_no_plan(asked: Asked, refusal: str) -> None:
    found = asked.json(*REFUSED[refusal])
    assert list(found) == KEYS
    assert found["plan"] is None
    assert found["refusal"] == refusal
    assert found["expectations"][0] == FIRST_SAID[refusal]
    assert "clinician_decides" in found["expectations"]
    assert "results_vary" not in found["expectations"], "no numbers show"
    assert found["reasons"] == []
    assert found["text"].strip()
    assert "sessions, or" not in found["text"]


@pytest.mark.parametrize("condition", ASK_FIRST)
def test_a_condition_to_ask_about_keeps_the_plan(asked: Asked, condition: str) -> None:
    plain, found = asked.json(*FACE), asked.json(*with_(FACE, health=condition))
    assert found["plan"] == plain["plan"]
    assert found["refusal"] is None
    assert "health_condition_check" in found["expectations"]
    assert "nly if a clinician clears you first" in found["text"]


# --- answers without effect ----------------------------------------------------------------------


def test_an_answer_to_a_question_that_is_not_asked_is_named_and_has_no_effect(asked: Asked) -> None:
    plain = asked.json(*REFUSED["fat_reduction"])
    found = asked.json(*REFUSED["fat_reduction"], "severity=mild")
    assert "severity" in asked.err
    assert "severity" not in found["answers"]
    assert found == plain


@pytest.mark.parametrize(
    ("arguments", "idle"),
    [
        ([*EXAMPLE, "product=collagen"], "product"),
        ([*FACE, "firmness=loose"], "firmness"),
        ([*FACE, "response=good"], "response"),
        ([*FACE, "stage=finished", "response=irritated"], "response"),
        ([*with_(FACE, concern="prevention")], "severity"),
    ],
)
def test_such_an_answer_is_named_on_standard_error(asked: Asked, arguments: Sequence[str], idle: str) -> None:
    without = [argument for argument in arguments if not argument.startswith(f"{idle}=")]
    plain, found = asked.json(*without), asked.json(*arguments)
    assert idle in asked.err
    assert found == plain


def test_answers_with_an_effect_are_not_named(asked: Asked) -> None:
    asked.json(*FACE, "product=collagen", "stage=in_course", "response=good")
    assert asked.err == ""


# --- what may be left out, and what may not ------------------------------------------------------


def test_firmness_habits_and_refinements_may_be_left_out(asked: Asked) -> None:
    found = asked.json(*with_(EXAMPLE, lifestyle=None))
    assert found["plan"]["sessions"] == [8, 10]
    assert set(found["answers"]) == {"area", "concern", "severity", "skin_type", "age", "health"}


@pytest.mark.parametrize("question", ["area", "concern", "severity", "skin_type", "age", "health"])
def test_a_missing_answer_is_named_with_what_is_allowed(asked: Asked, question: str) -> None:
    message = asked.refused(*with_(EXAMPLE, **{question: None}))
    allowed = {
        "area": "thighs",
        "concern": "cellulite",
        "severity": "moderate",
        "skin_type": "resilient",
        "age": "30_44",
        "health": "pregnant",
    }
    assert question in message
    assert allowed[question] in message


def test_no_answers_at_all_begin_with_the_area(asked: Asked) -> None:
    message = asked.refused()
    assert "area" in message
    assert "several_body_areas" in message


def test_an_unknown_question_is_refused_with_the_near_one_and_all_others(asked: Asked) -> None:
    message = asked.refused(*EXAMPLE, "skintype=dry")
    for word in ("skintype", "skin_type", "lifestyle", "response"):
        assert word in message


def test_an_unknown_option_is_refused_with_the_near_one_and_all_others(asked: Asked) -> None:
    message = asked.refused(*with_(FACE, concern="fine_line"))
    for word in ("concern", "fine_line", "Did you mean", "fine_lines", "pigmentation"):
        assert word in message


def test_an_unknown_option_among_several_is_refused(asked: Asked) -> None:
    message = asked.refused(*with_(FACE, lifestyle="stress,smokng"))
    for word in ("smokng", "smoking", "good_sleep"):
        assert word in message


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (with_(FACE, concern="cellulite"), ("concern", "cellulite", "fine_lines")),
        (with_(EXAMPLE, concern="fine_lines"), ("concern", "fine_lines", "cellulite")),
        *(([*EXAMPLE, "age=18_29"], ("age", "twice")), ([*FACE, "health=diabetes"], ("health", "twice"))),
        *(([*FACE, "face"], ("face",)), (with_(FACE, age=""), ("age", "30_44"))),
        *((with_(FACE, age="30_44,45_59"), ("age", "30_44")), (with_(FACE, age="Age"), ("age", "30_44"))),
        *(([*FACE, "=face"], ("area",)), (with_(FACE, severity="MILD"), ("severity", "mild"))),
    ],
)
def test_nonsense_is_refused(asked: Asked, arguments: Sequence[str], named: tuple[str, ...]) -> None:
    message = asked.refused(*arguments)
    for word in named:
        assert word in message, message


def test_problems_of_a_protocol_are_named(asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "clinic.toml").write_text("version = 3", encoding="utf-8")
    monkeypatch.setenv("PROTOCOL", str(tmp_path / "clinic.toml"))
    message = asked.refused(*FACE)
    for words in ("clinic.toml", "version", "rows", "face"):
        assert words in message


# --- as a process --------------------------------------------------------------------------------


def test_the_command_runs_as_a_process(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"}
    arguments = [sys.executable, "-m", "bot", "plan", *EXAMPLE, "--json"]
    run = subprocess.run(arguments, cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stderr == b""
    assert json.loads(run.stdout)["plan"]["sessions"] == [8, 10]


ANOTHER_QUESTION = """
import dialogs.questions.steps as steps
from dialogs.questions.step import Option, Step
from dialogs.text import Text

choices = tuple(Option(option, Text(option)) for option in ("back", "side"))
extra = Step("made_up", Text("Sleep"), Text("How do you sleep?"), choices, optional=True)
steps.MAIN = (*steps.MAIN[:-1], extra, steps.MAIN[-1])
steps.STEPS = (*steps.MAIN, *steps.REFINE)
steps.STEP = {step.id: step for step in steps.STEPS}

from bot.cli.main import main
raise SystemExit(main())
"""


def test_an_optional_question_may_be_left_out_whatever_its_options_are(asked: Asked, tmp_path: Path) -> None:
    def run(*more: str) -> subprocess.CompletedProcess[bytes]:
        arguments = [sys.executable, "-c", ANOTHER_QUESTION, "plan", *EXAMPLE, *more, "--json"]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
        return subprocess.run(arguments, cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=False)

    without = asked.json(*EXAMPLE, "product=collagen")
    assert json.loads(run("product=collagen").stdout) == without
    answered = json.loads(run("product=collagen", "made_up=side").stdout)
    assert answered["answers"].pop("made_up") == "side"
    assert answered == without
    assert b"Allowed: back, side" in run("made_up=up").stderr


# --- dates and reasons ---------------------------------------------------------------------------


def test_with_a_start_the_windows_of_dates_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", *FACE, "--start", "2028-02-29"]) == 0
    printed = capsys.readouterr().out.replace("\u2009", " ")
    assert "If the first session is on February 29, 2028" in printed
    assert "• Session 1: Feb 29\n• Session 2: Mar 14\n" in printed


def test_a_start_does_not_change_the_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", *EXAMPLE, "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert main(["plan", *EXAMPLE, "--json", "--start", "2027-01-14"]) == 0
    dated = json.loads(capsys.readouterr().out)
    assert dated.pop("text") != plain.pop("text")
    assert dated == plain


@pytest.mark.parametrize("day", ["tomorrow", "2027-02-30", "14.01.2027", "", "9999-12-30", "0001-01-01"])
def test_a_start_that_is_no_day_is_refused(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["plan", *FACE, "--start", day])
    assert ended.value.code == 2
    assert "must be a day such as 2027-01-14" in capsys.readouterr().err


def test_nobody_after_a_course_gets_dates(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", *FACE, "stage=finished", "--start", "2027-01-14"]) == 0
    assert "If the first session" not in capsys.readouterr().out


def test_the_reasons_behind_each_range_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", *EXAMPLE]) == 0
    printed = capsys.readouterr().out
    for seen in listed("""
        Why these numbers | it starts at 8 to 10 sessions
        “Severe” compared with “Mild”: more sessions. Moderate or severe dimples often mean
        No article prints this | its split by degree is ours | “I move a lot”: top-ups further apart
        No clinician has reviewed these ranges yet
    """):
        assert seen in printed, f"{seen!r} is not in\n{printed}"
