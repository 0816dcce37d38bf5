"""What must hold between people: the relations of the reconciled table, and its modifiers.

Each rule compares everybody with the same person who gives one other answer.
"""

from collections.abc import Callable, Iterator
from itertools import product

import pytest

from bot.locale.translator import translator
from bot.render import show
from dialogs.cards.answer.numbers import numbers
from dialogs.planning.planner import Plan
from dialogs.turn import Turn
from tests.conftest import Walked
from tests.kit import people
from tests.kit.chat import published

Range = tuple[int, int]
Who = Callable[[people.Profile], bool]

TAKES_MORE = {"mild": (7, 9), "moderate": (8, 10), "severe": (8, 10), "unsure": (6, 10)}
"""The sessions of a body that takes more of them, by how much shows."""


def at_least(more: Range | None, less: Range | None) -> bool:
    """Neither end lies below; what is shown to neither of two people differs for neither."""
    if more is None or less is None:
        return more == less
    return more[0] >= less[0] and more[1] >= less[1]


def pairs(walked: Walked, question: str, one: str, other: str) -> Iterator[tuple[people.Profile, Plan, Plan]]:
    """Everybody who answers `one`, with their plan and the plan of who answers `other` instead."""
    found, place = 0, people.QUESTIONS.index(question)
    for profile, plan in walked.items():
        if profile[place] != one:
            continue
        twin = walked.get((*profile[:place], other, *profile[place + 1 :]))
        if twin is not None:
            found += 1
            yield profile, plan, twin
    assert found, f"nobody answers {one} to {question}"


def on_face(profile: people.Profile) -> bool:
    return bool(profile[0] == "face")


def unrefined(profile: people.Profile) -> bool:
    return profile[6:] == (None, None, None)


def some(walked: Walked, *conditions: Who) -> list[people.Profile]:
    found = [profile for profile in walked if all(condition(profile) for condition in conditions)]
    assert found, "nobody is like that"
    return found


def answers(**wanted: str | tuple[str | None, ...] | None) -> Who:
    """People who give these answers; a tuple means one of them."""
    places = [(people.QUESTIONS.index(q), a if isinstance(a, tuple) else (a,)) for q, a in wanted.items()]

    def holds(profile: people.Profile) -> bool:
        return all(profile[place] in allowed for place, allowed in places)

    return holds


def on_quiet_hips_but(question: str, answer: str) -> Who:
    """People in a first course who give one answer that may move a range of their hips, and no other."""
    quiet: dict[str, str | None] = {"area": "hips", "firmness": "firm", "age": "30_44", "response": None}
    return answers(**{**quiet, "concern": "cellulite", "stage": None, question: answer})


def with_habit(profile: people.Profile, *habits: str) -> Plan:
    plan = people.outcome(profile, habits=habits)
    assert isinstance(plan, Plan)
    return plan


# --- the relations -------------------------------------------------------------------------------


@pytest.mark.parametrize(("more", "less"), [("severe", "moderate"), ("moderate", "mild"), ("severe", "mild")])
def test_what_shows_more_takes_no_fewer_sessions(walked: Walked, more: str, less: str) -> None:
    for profile, plan, twin in pairs(walked, "severity", more, less):
        assert at_least(plan.sessions, twin.sessions), f"{profile}: {plan.sessions} < {twin.sessions} of {less}"


@pytest.mark.parametrize(
    ("longer", "closer"), [("sensitive", "normal"), ("normal", "resilient"), ("sensitive", "resilient")]
)
def test_skin_that_reacts_more_gets_no_closer_gaps(walked: Walked, longer: str, closer: str) -> None:
    for profile, plan, twin in pairs(walked, "skin_type", longer, closer):
        assert at_least(plan.interval_days, twin.interval_days), f"{profile}: {plan} against {twin}"


@pytest.mark.parametrize("kind", ["combination", "dry", "unsure"])
def test_these_kinds_of_skin_move_nothing(walked: Walked, kind: str) -> None:
    for profile, plan, twin in pairs(walked, "skin_type", kind, "normal"):
        assert plan == twin, f"{profile}"


def test_deep_wrinkles_take_no_fewer_sessions_than_dry_skin(walked: Walked) -> None:
    for profile, plan, twin in pairs(walked, "concern", "deep_wrinkles", "hydration"):
        assert at_least(plan.sessions, twin.sessions), f"{profile}: {plan.sessions} < {twin.sessions}"


def test_maintenance_of_prevention_is_no_closer_than_of_deep_wrinkles(walked: Walked) -> None:
    for profile in some(walked, answers(concern="prevention")):
        for severity in people.SEVERITIES:
            twin = walked[people.changed(profile, concern="deep_wrinkles", severity=severity)]
            assert at_least(walked[profile].maintenance_days, twin.maintenance_days), f"{profile}, {severity}"


@pytest.mark.parametrize("habit", ["high_sun", "pollution", "stress"])
def test_sun_city_air_and_stress_bring_top_ups_no_further_apart(walked: Walked, habit: str) -> None:
    closer = 0
    for profile in some(walked, on_face, answers(age="30_44", stage=None)):
        plan, without = with_habit(profile, habit), walked[profile]
        assert at_least(without.maintenance_days, plan.maintenance_days), f"{profile} with {habit}"
        assert plan.sessions == without.sessions, f"{profile}: {habit} moves maintenance only"
        assert plan.interval_days == without.interval_days, f"{profile}: {habit} moves maintenance only"
        closer += plan.maintenance_days != without.maintenance_days
    assert closer, f"{habit} moves nobody"


@pytest.mark.parametrize(("older", "younger"), [*product(people.OLDER, ("18_29", "30_44", "unsaid"))])
def test_older_people_get_no_fewer_sessions(walked: Walked, older: str, younger: str) -> None:
    for profile, plan, twin in pairs(walked, "age", older, younger):
        assert at_least(plan.sessions, twin.sessions), f"{profile}: {plan.sessions} < {twin.sessions}"


def test_a_large_area_changes_no_sooner_than_a_small_one(walked: Walked) -> None:
    for profile, plan, twin in pairs(walked, "area", people.LARGE, people.SMALL):
        assert at_least(plan.first_visible_session, twin.first_visible_session), f"{profile}"
        assert at_least(plan.sessions, twin.sessions), f"{profile}"


def test_the_first_change_on_the_face_stays_at_2_to_3_unless_collagen_makes_it_later(walked: Walked) -> None:
    for profile in some(walked, on_face):
        plan, collagen = walked[profile], people.of(profile)["product"] == "collagen"
        if plan.sessions is None:
            continue
        if collagen:
            assert plan.or_later, f"{profile}: collagen needs time"
            assert at_least(plan.first_visible_session, (2, 3)), f"{profile}: {plan}"
        else:
            assert (plan.first_visible_session, plan.or_later) == ((2, 3), False), f"{profile}: {plan}"


# --- skin ----------------------------------------------------------------------------------------

# Rows for which some article prints weekly sessions, with the moderate row for who is unsure.
WEEKLY_ROWS = {
    ("hydration", "severe"),
    *product(("fine_lines", "uneven_texture"), ("moderate", "unsure", "severe")),
    *product(("deep_wrinkles", "elasticity"), ("moderate", "unsure", "severe")),
    ("acne_scars", "severe"),
    ("pigmentation", "severe"),
}


def test_weekly_sessions_are_for_resilient_skin_and_a_marked_concern_only(walked: Walked) -> None:
    shown = set()
    for profile in some(walked, on_face):
        given, gap = people.of(profile), walked[profile].interval_days
        if gap and gap[0] < 14:
            assert given["skin_type"] == "resilient", f"{profile}: {gap}"
            assert (given["concern"], given["severity"]) in WEEKLY_ROWS, f"{profile}: {gap}"
            assert given["response"] != "irritated", f"{profile}: {gap}"
            assert gap == (7, 14), "weekly is only the short end of one to two weeks"
            shown.add((given["concern"], given["severity"]))
    assert shown == WEEKLY_ROWS


def test_weekly_sessions_come_with_the_word_of_a_clinician(walked: Walked) -> None:
    for profile in some(walked, on_face, unrefined, answers(skin_type="resilient", age="30_44")):
        plan = walked[profile]
        card = show(numbers(Turn.about(published(), people.said_by(profile)), plan), translator("en"))
        weekly = plan.interval_days == (7, 14)
        assert ("only if your clinician agrees" in card.text) == weekly, f"{profile}\n{card.text}"


def test_sensitive_skin_on_the_face_is_left_in_peace_for_2_to_4_weeks_at_least(walked: Walked) -> None:
    for profile in some(walked, on_face, answers(skin_type="sensitive")):
        gap = walked[profile].interval_days
        if gap:
            assert gap[0] >= 14, f"{profile}: {gap}"
            assert gap[1] >= 28, f"{profile}: {gap}"


def test_sensitive_skin_on_the_body_gets_2_to_3_weeks_marked_as_ours(walked: Walked) -> None:
    for profile in some(walked, answers(concern="cellulite", skin_type="sensitive", stage=None)):
        plan = walked[profile]
        assert plan.interval_days == (14, 21), f"{profile}: {plan}"
        assert plan.interval_inferred


def test_sensitive_skin_gets_top_ups_no_closer_and_no_other_number_of_sessions(walked: Walked) -> None:
    for profile, plan, twin in pairs(walked, "skin_type", "sensitive", "normal"):
        assert at_least(plan.maintenance_days, twin.maintenance_days), f"{profile}"
        assert (plan.sessions, plan.first_visible_session) == (twin.sessions, twin.first_visible_session)


def test_nothing_shortens_the_gap_of_sensitive_or_irritated_skin(walked: Walked) -> None:
    for profile in some(walked, on_face, answers(skin_type="sensitive", age="30_44")):
        plan, before = with_habit(profile, "dry_climate"), walked[profile]
        assert at_least(plan.interval_days, before.interval_days), f"{profile}"
    for careful in ({"skin_type": "sensitive"}, {"response": "irritated"}):
        for profile in some(walked, answers(product="light_serum", **careful)):
            before = walked[people.changed(profile, product=None)]
            assert at_least(walked[profile].interval_days, before.interval_days), f"{profile}"


def test_oily_skin_gets_no_longer_gaps_and_none_under_2_weeks(walked: Walked) -> None:
    shorter = 0
    for profile, plan, twin in pairs(walked, "skin_type", "oily", "normal"):
        assert at_least(twin.interval_days, plan.interval_days), f"{profile}"
        if on_face(profile) and plan.interval_days:
            assert plan.interval_days[0] >= 14, f"{profile}: {plan}"
            shorter += plan.interval_days != twin.interval_days
        assert plan.maintenance_days == twin.maintenance_days, f"{profile}"
    assert shorter


def test_resilient_skin_on_the_face_may_leave_top_ups_up_to_84_days(walked: Walked) -> None:
    for profile in some(walked, on_face, unrefined, answers(skin_type="resilient")):
        plan, twin = walked[profile], walked[people.changed(profile, skin_type="normal")]
        assert plan.maintenance_days
        assert plan.maintenance_days[1] >= 84, f"{profile}: {plan}"
        assert at_least(plan.maintenance_days, twin.maintenance_days), f"{profile}"
        assert plan.sessions == twin.sessions, f"{profile}"


def test_maintenance_of_8_to_12_weeks_is_for_resilient_skin_only(walked: Walked) -> None:
    found = {people.of(p)["skin_type"] for p, plan in walked.items() if plan.maintenance_days == (56, 84)}
    assert found == {"resilient"}


@pytest.mark.parametrize("skin", ["oily", "resilient"])
def test_no_fact_lets_these_kinds_of_skin_move_anything_on_the_body(walked: Walked, skin: str) -> None:
    for profile, plan, twin in pairs(walked, "skin_type", skin, "normal"):
        assert on_face(profile) or plan == twin, f"{profile}"


# --- age, area, firmness -------------------------------------------------------------------------


def test_older_people_with_acne_scars_get_no_more_sessions_for_their_age(walked: Walked) -> None:
    for profile in some(walked, answers(concern="acne_scars", age=people.OLDER)):
        assert walked[profile].sessions == walked[people.changed(profile, age="30_44")].sessions


def test_age_alone_moves_no_gap_and_no_maintenance(walked: Walked) -> None:
    for older in people.OLDER:
        for profile, plan, twin in pairs(walked, "age", older, "30_44"):
            assert plan.interval_days == twin.interval_days, f"{profile}"
            assert plan.maintenance_days == twin.maintenance_days, f"{profile}"


def test_on_the_face_youth_counts_for_prevention_only(walked: Walked) -> None:
    for profile, plan, twin in pairs(walked, "age", "18_29", "30_44"):
        if on_face(profile) and people.of(profile)["concern"] != "prevention":
            assert plan == twin, f"{profile}"
        if people.of(profile)["concern"] == "prevention" and plan.sessions:
            assert plan.sessions == (3, 4), f"{profile}: {plan}"


@pytest.mark.parametrize(("question", "answer", "neutral"), [("age", "18_29", "30_44"), ("area", people.SMALL, "hips")])
def test_young_skin_or_small_areas_take_less(walked: Walked, question: str, answer: str, neutral: str) -> None:
    expected = {"mild": (6, 8), "moderate": (6, 8), "severe": (8, 10), "unsure": (6, 10)}
    for profile in some(walked, on_quiet_hips_but(question, answer)):
        plan, severity = walked[profile], people.of(profile)["severity"]
        assert plan.sessions == expected[severity], f"{profile}: {plan}"
        if severity == "severe":
            assert plan == walked[people.changed(profile, **{question: neutral})], f"{profile}"
        else:
            assert plan.first_visible_session == (3, 3), f"{profile}: the low end, {plan}"


@pytest.mark.parametrize(
    ("question", "answer"), [("age", "45_59"), ("age", "60_plus"), ("area", people.LARGE), ("firmness", "loose")]
)
def test_older_or_loose_skin_or_a_large_area_takes_more(walked: Walked, question: str, answer: str) -> None:
    for profile in some(walked, on_quiet_hips_but(question, answer)):
        plan = walked[profile]
        assert plan.sessions == TAKES_MORE[people.of(profile)["severity"]], f"{profile}: {plan}"
        assert plan.first_visible_session == (4, 4), f"{profile}: {plan}"
        assert plan.or_later, f"{profile}: at session 4 or later"


def test_loose_skin_leaves_the_upper_end_open(walked: Walked) -> None:
    for profile in some(walked, answers(firmness="loose")):
        assert walked[profile].open_ended or people.of(profile)["stage"] == "finished", f"{profile}"


def test_the_upper_end_is_open_for_severe_cellulite_loose_skin_and_the_top_rung_only(walked: Walked) -> None:
    for profile, plan in walked.items():
        given = people.of(profile)
        course = given["concern"] == "cellulite" and given["stage"] != "finished"
        expected = course and (
            given["severity"] == "severe" or given["firmness"] == "loose" or plan.sessions == (8, 10)
        )
        assert plan.open_ended == expected, f"{profile}: {plan}"


def test_being_unsure_how_much_it_shows_on_the_body_shows_the_whole_range(walked: Walked) -> None:
    for profile in some(walked, answers(concern="cellulite", severity="unsure")):
        finished = people.of(profile)["stage"] == "finished"
        assert walked[profile].sessions == (None if finished else (6, 10)), f"{profile}"


# --- products and the course ---------------------------------------------------------------------


def test_collagen_sets_the_gap_to_4_to_6_weeks(walked: Walked) -> None:
    for profile in some(walked, answers(product="collagen")):
        plan, without = walked[profile], walked[people.changed(profile, product=None)]
        assert plan.interval_days in ((28, 42), None), f"{profile}: {plan}"
        assert plan.sessions == without.sessions, f"{profile}: collagen takes no fewer sessions"
        assert plan.maintenance_days == without.maintenance_days, f"{profile}"


def test_hyaluronic_acid_for_dry_skin_is_given_monthly(walked: Walked) -> None:
    for profile in some(walked, answers(product="hyaluronic_acid", concern="hydration")):
        plan, without, given = walked[profile], walked[people.changed(profile, product=None)], people.of(profile)
        assert at_least(without.sessions, plan.sessions), f"{profile}: it often needs fewer sessions"
        if given["stage"] == "finished":
            continue
        if given["skin_type"] == "sensitive" or given["response"] == "irritated":
            assert at_least(plan.interval_days, (28, 31)), f"{profile}: {plan}"
        elif given["response"] != "good":  # a clinician may then space sessions out
            assert plan.interval_days == (28, 31), f"{profile}: {plan}"


def test_hyaluronic_acid_moves_nothing_for_another_wish(walked: Walked) -> None:
    for profile in some(walked, answers(product="hyaluronic_acid")):
        if people.of(profile)["concern"] != "hydration":
            assert walked[profile] == walked[people.changed(profile, product=None)], f"{profile}"


def test_a_light_serum_moves_the_gap_only_and_not_under_2_weeks(walked: Walked) -> None:
    for profile in some(walked, answers(product="light_serum")):
        plan, without = walked[profile], walked[people.changed(profile, product=None)]
        assert at_least(without.interval_days, plan.interval_days), f"{profile}: {plan}"
        if plan.interval_days and people.of(profile)["skin_type"] != "resilient":
            assert plan.interval_days[0] >= 14, f"{profile}: {plan}"
        same = (plan.sessions, plan.first_visible_session, plan.maintenance_days)
        assert same == (without.sessions, without.first_visible_session, without.maintenance_days)


def test_a_finished_course_shows_the_maintenance_only(walked: Walked) -> None:
    for profile in some(walked, answers(stage="finished")):
        plan, course = walked[profile], walked[people.changed(profile, stage=None)]
        shown = (plan.sessions, plan.interval_days, plan.first_visible_session, plan.clear_result_session)
        assert shown == (None, None, None, None), f"{profile}: {plan}"
        assert plan.maintenance_days is not None, f"{profile}: {plan}"
        assert plan.maintenance_days == course.maintenance_days, f"{profile}"
        assert {reason.changes for reason in plan.reasons} <= {"maintenance_days"}, f"{profile}"


@pytest.mark.parametrize("response", ["irritated", "good"])
def test_irritated_skin_and_good_progress_get_longer_gaps_and_never_closer_ones(walked: Walked, response: str) -> None:
    longer = 0
    for profile in some(walked, answers(response=response)):
        plan, before = walked[profile], walked[people.changed(profile, stage=None, response=None)]
        assert at_least(plan.interval_days, before.interval_days), f"{profile}: {plan}"
        assert at_least(plan.maintenance_days, before.maintenance_days), f"{profile}: {plan}"
        assert plan.sessions == before.sessions, f"{profile}"
        longer += plan.interval_days != before.interval_days
    assert longer


def test_a_plateau_is_for_the_clinician_and_moves_nothing(walked: Walked) -> None:
    for profile in some(walked, answers(response="plateau")):
        plan, before = walked[profile], walked[people.changed(profile, stage=None, response=None)]
        for name in ("sessions", "interval_days", "first_visible_session", "maintenance_days"):
            assert getattr(plan, name) == getattr(before, name), f"{profile}"


# --- habits --------------------------------------------------------------------------------------


def test_a_dry_climate_moves_the_gap_for_dry_skin_only(walked: Walked) -> None:
    shorter = 0
    for profile in some(walked, answers(age="30_44", stage=None)):
        plan, before, given = with_habit(profile, "dry_climate"), walked[profile], people.of(profile)
        if given["concern"] != "hydration":
            assert plan == before, f"{profile}"
            continue
        assert at_least(before.interval_days, plan.interval_days), f"{profile}: {plan}"
        assert plan.interval_days
        assert plan.interval_days[0] >= 14 or given["skin_type"] == "resilient", f"{profile}: {plan}"
        shorter += plan.interval_days != before.interval_days
    assert shorter


@pytest.mark.parametrize("habit", people.UNSUPPORTIVE)
def test_habits_that_slow_things_down_count_on_the_body_only(walked: Walked, habit: str) -> None:
    for profile in some(walked, unrefined, answers(age="30_44", firmness=(None, "firm"))):
        plan, before, given = with_habit(profile, habit), walked[profile], people.of(profile)
        if on_face(profile):
            assert plan == before, f"{profile}"
        elif given["area"] not in (people.SMALL, people.LARGE):
            assert plan.sessions == TAKES_MORE[given["severity"]], f"{profile}: {plan}"
            assert plan.first_visible_session == (4, 4), f"{profile}: {plan}"
            assert plan.maintenance_end < 0, f"{profile}: the short end of the maintenance"


@pytest.mark.parametrize(
    ("habits", "end"),
    [*(((habit,), 1) for habit in people.SUPPORTIVE), (("weight_changes",), -1), (("hormonal_changes",), -1)],
)
def test_habits_about_top_ups_move_nothing_else(walked: Walked, habits: tuple[str, ...], end: int) -> None:
    for profile in some(walked, unrefined, answers(age="30_44", firmness=(None, "firm"))):
        plan, before = with_habit(profile, *habits), walked[profile]
        assert plan.sessions == before.sessions, f"{profile}"
        assert plan.interval_days == before.interval_days, f"{profile}"
        assert plan.first_visible_session == before.first_visible_session, f"{profile}"
        assert plan.maintenance_days == before.maintenance_days, f"{profile}"
        assert plan.maintenance_end == (0 if on_face(profile) else end), f"{profile}"


# --- reasons -------------------------------------------------------------------------------------

SCALES = ("sessions", "interval_days", "first_visible_session", "maintenance_days")
NEUTRAL = {"skin_type": "normal", "age": "30_44", "firmness": "firm", "product": None, "area": "hips"}


def test_every_answer_that_moves_a_range_is_a_reason_with_its_direction(walked: Walked) -> None:
    """A range that differs from the one of a neutral answer has that answer among its reasons."""
    moved = 0
    for profile in some(walked, answers(stage=None)):
        given = people.of(profile)
        for question, neutral in NEUTRAL.items():
            if given[question] in (neutral, None) or given["area"] == "face" == given[question]:
                continue
            plan, twin = walked[profile], walked[people.changed(profile, **{question: neutral})]
            named = {(r.changes, r.direction) for r in plan.reasons if r.question == question}
            for scale in SCALES:
                here, there = getattr(plan, scale), getattr(twin, scale)
                if here != there:
                    moved += 1
                    direction = 1 if at_least(here, there) else -1
                    assert (scale, direction) in named, f"{profile}: {scale} by {question}: {plan.reasons}"
    assert moved > 1000


def test_an_answer_is_no_reason_for_what_it_cannot_move(walked: Walked) -> None:
    allowed = {
        "severity": {"sessions", "interval_days", "first_visible_session", "maintenance_days"},
        "skin_type": {"interval_days", "maintenance_days"},
        "firmness": {"sessions", "first_visible_session", "open_ended"},
        "area": {"sessions", "first_visible_session"},
        "age": {"sessions", "first_visible_session"},
        "product": {"sessions", "interval_days", "first_visible_session"},
        "response": {"interval_days", "maintenance_days"},
    }
    for profile, plan in walked.items():
        given = people.of(profile)
        for reason in plan.reasons:
            assert reason.changes in allowed[reason.question], f"{profile}: {reason}"
            assert reason.option == given[reason.question], f"{profile}: {reason}"
            assert reason.direction in (-1, 1), f"{profile}: {reason}"
