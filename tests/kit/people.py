"""Everybody who could ask: the combinations of answers, from the table of identifiers.

Written down here a second time, on purpose: what the product offers is compared with it.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

from dialogs.planning.planner import Plan, plan
from dialogs.questions.screening import screen
from dialogs.questions.step import Answers
from tests.kit.answers import Said, answers_of
from tests.kit.chat import published
from tests.kit.words import listed

SMALL, LARGE = "back_of_thighs", "several_body_areas"
BODY_AREAS = ("thighs", SMALL, "hips", "buttocks", "abdomen", LARGE)
FACE_CONCERNS = listed("""
    prevention | radiance | hydration | fine_lines | uneven_texture | deep_wrinkles | elasticity
    acne_scars | pigmentation | sun_damage
""")
SEVERITIES = ("mild", "moderate", "severe", "unsure")
SKINS = ("normal", "combination", "dry", "oily", "sensitive", "resilient", "unsure")
FIRMNESSES = ("firm", "loose", "unsure")
ADULT_AGES = ("18_29", "30_44", "45_59", "60_plus", "unsaid")
OLDER = ("45_59", "60_plus")

SUPPORTIVE = ("active", "balanced_diet", "well_hydrated", "good_sleep")
UNSUPPORTIVE = ("inactive", "poor_diet", "poor_sleep", "smoking")
HABITS = (
    *SUPPORTIVE,
    *UNSUPPORTIVE,
    "stress",
    "high_sun",
    "pollution",
    "dry_climate",
    "weight_changes",
    "hormonal_changes",
)
HEALTH_STOPS = (
    *("pregnant", "breastfeeding", "active_infection", "ingredient_allergy", "cancer_treatment"),
    "immunosuppression",
)
ASK_FIRST = listed("""
    blood_thinners | diabetes | autoimmune | keloid | cancer_history | heart_or_clots | isotretinoin
    other_allergy | recent_procedure | cold_sores
""")
STOPS = {
    "area": ("other",),
    "concern": ("other_face", "other_body", "fat_reduction"),
    "age": ("under_18",),
    "health": HEALTH_STOPS,
    "response": ("red_flag",),
}
"""The answers that end without numbers."""

PRODUCTS = ("hyaluronic_acid", "collagen", "light_serum")
COURSES = (("finished", None), ("in_course", "good"), ("in_course", "plateau"), ("in_course", "irritated"))
"""Stage and response together: a response exists in the middle of a course only."""

IDLE = ({"product": "unknown"}, {"stage": "not_started"}, {"stage": "in_course"})
"""What refines nothing: the same as not saying it."""

Profile = tuple[Any, ...]
"""The answers to `QUESTIONS`, None where one is not asked or not answered."""

QUESTIONS = ("area", "concern", "severity", "skin_type", "firmness", "age", "product", "stage", "response")


def plain_profiles() -> Iterator[Profile]:
    """Every adult who gets plan_of, before anything is refined."""
    none = (None, None, None)
    for concern, skin, age in product(FACE_CONCERNS, SKINS, ADULT_AGES):
        for severity in (None,) if concern == "prevention" else SEVERITIES:
            yield ("face", concern, severity, skin, None, age, *none)
    for area, severity, skin, firmness, age in product(BODY_AREAS, SEVERITIES, SKINS, FIRMNESSES, ADULT_AGES):
        yield (area, "cellulite", severity, skin, firmness, age, *none)


def refined_profiles() -> Iterator[Profile]:
    """Every adult who gets plan_of, with everything that refines an answer."""
    for profile in plain_profiles():
        for known in (None, *PRODUCTS) if profile[0] == "face" else (None,):
            for stage, response in ((None, None), *COURSES):
                yield (*profile[:6], known, stage, response)


def changed(profile: Profile, **to: str | None) -> Profile:
    """The same person with other answers."""
    return tuple(to.get(question, answer) for question, answer in zip(QUESTIONS, profile, strict=True))


def of(profile: Profile) -> dict[str, Any]:
    """The profile by question."""
    return dict(zip(QUESTIONS, profile, strict=True))


def said_by(profile: Profile, habits: tuple[str, ...] = (), health: tuple[str, ...] = ()) -> Said:
    """What this person says: only what they are asked, every main question answered."""
    answers = {question: answer for question, answer in of(profile).items() if answer is not None}
    return answers_of(**answers, lifestyle=habits, health=health)


def outcome(profile: Profile, habits: tuple[str, ...] = (), health: tuple[str, ...] = ()) -> Plan | str:
    """The numbers for a person, or the identifier that decides that there are none."""
    now = screen(said_by(profile, habits, health))
    assert now.refusal or now.complete, f"{profile} is not done"
    return now.refusal or plan(now.answers, published().protocol)


def counted(said: Answers) -> Answers:
    """The answers that count of what somebody said."""
    return screen(said).answers


def plan_of(said: Answers) -> Plan:
    """The numbers of somebody who gets some."""
    return plan(counted(said), published().protocol)
