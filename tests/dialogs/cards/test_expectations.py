"""What an honest answer says besides the numbers: the table "Expectations", row by row."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from dialogs.planning.expectations import of_plan, of_refusal
from dialogs.planning.planner import Plan
from tests.conftest import Walked
from tests.kit.answers import BODY, FACE, Said
from tests.kit.people import ASK_FIRST, HABITS, HEALTH_STOPS, STOPS, Profile, of, plan_of, said_by

Answers = Mapping[str, Any]
When = Callable[[Answers, Plan], bool]


def on_face(answers: Answers, _plan: Plan) -> bool:
    return bool(answers["area"] == "face")


def has_cellulite(answers: Answers, _plan: Plan) -> bool:
    return bool(answers["concern"] == "cellulite")


# Every identifier that can stand with plan_of, and when it does.
WITH_NUMBERS: dict[str, When] = {
    "clinician_decides": lambda _answers, _plan: True,
    "results_vary": lambda _answers, _plan: True,
    "evidence_limited": lambda _answers, _plan: True,
    "more_sessions_may_be_needed": lambda _answers, plan: plan.open_ended,
    "maintenance_optional": lambda _answers, plan: plan.maintenance_days is not None,
    "cellulite_can_return": has_cellulite,
    "not_about_weight": has_cellulite,
    "lifestyle_support": lambda answers, plan: has_cellulite(answers, plan) or bool(answers["lifestyle"]),
    "longer_gaps_sensitive": lambda a, plan: on_face(a, plan) and a["skin_type"] == "sensitive",
    "no_weekly": lambda a, plan: (
        on_face(a, plan) and (a["skin_type"] == "sensitive" or a.get("response") == "irritated")
    ),
    "no_overtreatment": on_face,
    "avoid_sun": on_face,
    "gentle_skincare": on_face,
    "formulation_matters": on_face,
    "pause_and_review": lambda answers, _plan: answers.get("response") == "irritated",
    "no_more_sessions_until_reviewed": lambda answers, _plan: answers.get("response") == "irritated",
    "health_condition_check": lambda answers, _plan: bool(answers["health"]),
    "do_not_stop_medicine": lambda a, _plan: bool({"blood_thinners", "isotretinoin"} & set(a["health"])),
}
NOT_WITH_NUMBERS = {
    *["not_weight_loss", "infection_wait", "pregnancy_wait", "breastfeeding_wait", "clinician_only"],
    *["adults_only", "fat_dissolving_unapproved", "no_published_ranges", "urgent_care"],
}
WITH_A_REFUSAL = {
    "under_18": {"adults_only"},
    "pregnant": {"pregnancy_wait"},
    "breastfeeding": {"breastfeeding_wait"},
    "active_infection": {"infection_wait"},
    "ingredient_allergy": {"clinician_only"},
    "cancer_treatment": {"clinician_only"},
    "immunosuppression": {"clinician_only"},
    "fat_reduction": {"not_weight_loss", "fat_dissolving_unapproved"},
    "other": {"no_published_ranges"},
    "other_face": {"no_published_ranges"},
    "other_body": {"no_published_ranges"},
    "red_flag": {"urgent_care", "no_more_sessions_until_reviewed"},
}


def finished(answers: Answers) -> bool:
    return answers.get("stage") == "finished"


Person = tuple[Answers, Plan, tuple[str, ...]]


@pytest.fixture(scope="module")
def people(walked: Walked) -> list[Person]:
    """Many of those walked, and each habit and condition alone, with what is said to them."""
    found = [(said_by(profile), end) for profile, end in walked.items() if _differs_in_what_is_said(profile)]
    for plain in (FACE, BODY):
        for extra in (*({"lifestyle": (habit,)} for habit in HABITS), *({"health": (c,)} for c in ASK_FIRST)):
            said: Said = {**plain, **extra}
            found.append((said, plan_of(said)))
    return [(said, end, of_plan(said, end)) for said, end in found]


def _differs_in_what_is_said(profile: Profile) -> bool:
    given = of(profile)
    return given["age"] in ("30_44", "60_plus") and given["skin_type"] in ("normal", "sensitive", "resilient")


@pytest.mark.parametrize("identifier", WITH_NUMBERS)
def test_each_expectation_is_said_to_those_whom_it_concerns(people: list[Person], identifier: str) -> None:
    said_to_somebody = False
    for answers, found, identifiers in people:
        expected = WITH_NUMBERS[identifier](answers, found)
        assert (identifier in identifiers) == expected, f"{identifier}: {answers}, {found}"
        said_to_somebody |= expected
    assert said_to_somebody


def test_the_two_points_are_told_apart_for_cellulite_while_sessions_are_shown(people: list[Person]) -> None:
    for answers, found, identifiers in people:
        if not finished(answers):
            expected = has_cellulite(answers, found)
            assert ("two_stage_results" in identifiers) == expected, f"{answers}"


def test_nothing_else_and_nothing_twice_stands_with_numbers(people: list[Person]) -> None:
    known = {*WITH_NUMBERS, "two_stage_results"}
    for answers, _found, identifiers in people:
        assert len(set(identifiers)) == len(identifiers), f"{answers}: {identifiers}"
        assert set(identifiers) <= known, f"{answers}: {set(identifiers) - known}"
        assert not set(identifiers) & NOT_WITH_NUMBERS


def test_a_known_product_is_spoken_of_first(people: list[Person]) -> None:
    for answers, found, identifiers in people:
        known = answers.get("product") in ("hyaluronic_acid", "collagen", "light_serum")
        calm = answers.get("response") != "irritated"  # care comes before products
        if known and calm and found.interval_days:
            assert identifiers[0] == "formulation_matters", f"{answers}: {identifiers}"


@pytest.mark.parametrize("decided_by", WITH_A_REFUSAL)
def test_each_refusal_says_what_belongs_to_it(decided_by: str) -> None:
    health = (decided_by,) if decided_by in HEALTH_STOPS else ()
    identifiers = of_refusal(decided_by, {**FACE, "health": health})
    assert set(identifiers) == WITH_A_REFUSAL[decided_by] | {"clinician_decides"}
    assert identifiers[-1] == "clinician_decides"


def test_every_identifier_that_refuses_is_covered() -> None:
    assert set(WITH_A_REFUSAL) == {option for options in STOPS.values() for option in options}


def test_several_stops_are_all_spoken_to() -> None:
    answers = {**FACE, "health": ("pregnant", "active_infection", "blood_thinners")}
    identifiers = of_refusal("pregnant", answers)
    assert {"pregnancy_wait", "infection_wait", "do_not_stop_medicine"} <= set(identifiers)
    assert identifiers[0] == "pregnancy_wait"
