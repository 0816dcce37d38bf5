"""What else an honest answer says: identifiers in the order in which a person reads them.

The wording lives in `dialogs.cards.answer.numbers.expectations`. What each rests on: docs/safety.md and the facts beside its wording.
"""

from __future__ import annotations

from dialogs.planning.planner import Plan
from dialogs.questions.screening import ask_first
from dialogs.questions.step import Answers, chosen
from dialogs.questions.steps import on_body, on_face

PRESCRIBED = {"blood_thinners", "isotretinoin"}
"""Medicines that nobody should stop on their own, with one exception: isotretinoin harms an unborn child."""


def keeps_medicine(answers: Answers) -> bool:
    """Whether to say that a prescribed medicine is not to be stopped."""
    health = set(chosen(answers.get("health", ())))
    return bool(health & PRESCRIBED) and not warns_of_isotretinoin(answers)


def warns_of_isotretinoin(answers: Answers) -> bool:
    """Whether isotretinoin and a pregnancy come together, which the prescriber has to hear of today."""
    return {"pregnant", "isotretinoin"} <= set(chosen(answers.get("health", ())))


OF_REFUSAL: dict[str, tuple[str, ...]] = {
    "red_flag": ("urgent_care", "no_more_sessions_until_reviewed"),
    "under_18": ("adults_only",),
    "pregnant": ("pregnancy_wait",),
    "breastfeeding": ("breastfeeding_wait",),
    "active_infection": ("infection_wait",),
    "ingredient_allergy": ("clinician_only",),
    "cancer_treatment": ("clinician_only",),
    "immunosuppression": ("clinician_only",),
    "fat_reduction": ("not_weight_loss", "fat_dissolving_unapproved"),
    "other": ("no_published_ranges",),
    "other_face": ("no_published_ranges",),
    "other_body": ("no_published_ranges",),
}


def of_plan(answers: Answers, plan: Plan) -> tuple[str, ...]:
    """The expectations that go with these numbers, most important first."""
    health, response = ask_first(answers), answers.get("response")
    face, body = on_face(answers), on_body(answers)
    course = plan.sessions is not None
    irritated, sensitive = response == "irritated", answers.get("skin_type") == "sensitive"
    known_product = answers.get("product", "unknown") != "unknown"
    said = {
        "pause_and_review": irritated,
        "no_more_sessions_until_reviewed": irritated,
        "health_condition_check": bool(health),
        "do_not_stop_medicine": keeps_medicine(answers),
        "formulation_matters": face and known_product,
        "clinician_decides": True,
        "results_vary": True,
        "evidence_limited": True,
        "two_stage_results": body and course,
        "more_sessions_may_be_needed": plan.open_ended,
        "no_weekly": face and (sensitive or irritated),
        "longer_gaps_sensitive": face and sensitive,
        "maintenance_optional": plan.maintenance_days is not None,
        "no_overtreatment": face,
        "cellulite_can_return": body,
        "avoid_sun": face,
        "gentle_skincare": face,
        "not_about_weight": body,
        "lifestyle_support": body or bool(chosen(answers.get("lifestyle", ()))),
    }
    applying = [identifier for identifier, applies in said.items() if applies]
    if face and not known_product:
        applying.insert(applying.index("maintenance_optional"), "formulation_matters")
    return tuple(applying)


def of_refusal(decided_by: str, answers: Answers) -> tuple[str, ...]:
    """The expectations that go with "no numbers": the deciding one first, then the others that hold."""
    health = (option for option in chosen(answers.get("health", ())) if option in OF_REFUSAL)
    said = [identifier for cause in (decided_by, *health) for identifier in OF_REFUSAL[cause]]
    said += ["do_not_stop_medicine"] if keeps_medicine(answers) else []
    return tuple(dict.fromkeys([*said, "clinician_decides"]))
