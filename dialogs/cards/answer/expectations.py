"""The wording of every expectation. Identifiers and when each applies: `dialogs.planning.expectations`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dialogs.cards.question import label, listed
from dialogs.planning.planner import Plan
from dialogs.questions.screening import ask_first
from dialogs.questions.step import Answers
from dialogs.text import Days, Text, _


def wording(identifier: str, answers: Answers, plan: Plan | None) -> Text:
    """One expectation in words for this person."""
    if identifier in _FIXED:
        return _FIXED[identifier]
    return _FITTED[identifier](answers, plan)


def _health_condition_check(answers: Answers, _plan: Plan | None) -> Text:
    conditions = listed("health", ask_first(answers))
    return _("Before anything else, tell the clinician about: {conditions}.", conditions=conditions)


def _evidence_limited(answers: Answers, _plan: Plan | None) -> Text:
    if answers.get("concern") == "hydration":
        return _("Studies are small and mixed. Hyaluronic acid for dry skin has the better evidence.")
    return _("Some people are pleased, but studies are small and mixed, and several found no clear benefit.")


def _two_stage_results(_answers: Answers, plan: Plan | None) -> Text:
    first = plan.first_visible_session if plan else None
    clear = plan.clear_result_session if plan else None
    if not first or not clear:
        return _("The first change and a clearer change are two different points.")
    return _(
        "The first change is often subtle. Clearer smoothing is a different point, several sessions later."
    )


def _formulation_matters(answers: Answers, plan: Plan | None) -> Text:
    product = str(answers.get("product", "unknown"))
    if product == "unknown":
        return _("The gap depends on the product, so ask which one the clinic uses.")
    set_by_product = plan and any(
        r.question == "product" and r.changes == "interval_days" for r in plan.reasons
    )
    if not plan or not plan.interval_days or not set_by_product:
        return _("The product matters: ask the clinic which gap goes with it.")
    return _(
        "The product matters: with “{product}”, a gap of {gap} is usual.",
        product=label("product", product),
        gap=Days(*plan.interval_days),
    )


def _maintenance_optional(answers: Answers, _plan: Plan | None) -> Text:
    if answers.get("stage") == "finished":
        return _("Any change usually fades. Top-ups are a choice, and doing nothing is one too.")
    return _("Any change usually fades. Top-ups are a choice.")


_FITTED: Mapping[str, Callable[[Answers, Plan | None], Text]] = {
    "health_condition_check": _health_condition_check,
    "evidence_limited": _evidence_limited,
    "two_stage_results": _two_stage_results,
    "formulation_matters": _formulation_matters,
    "maintenance_optional": _maintenance_optional,
}

_FIXED: Mapping[str, Text] = {
    "clinician_decides": _("A qualified clinician examines your skin and decides with you."),
    "results_vary": _("Ranges are typical, not promised. Some people see no change."),
    "more_sessions_may_be_needed": _("The upper number is open: some people have more sessions."),
    "cellulite_can_return": _("Dimples can come back with hormones, weight changes, little movement or age."),
    "lifestyle_support": _("Moving, eating well, drinking enough and sleep can help. Nobody is to blame."),
    "not_about_weight": _("Dimpled skin is very common and harmless. Slim people have it too."),
    "not_weight_loss": _("This is not a way to lose weight or fat."),
    "longer_gaps_sensitive": _("Sensitive skin takes longer gaps, so that it can calm down."),
    "no_weekly": _("Weekly sessions are not for you now: they can keep skin from healing."),
    "no_overtreatment": _("More often is not better: too many sessions can inflame the skin."),
    "avoid_sun": _("Keep treated skin out of the sun and use sun protection."),
    "gentle_skincare": _("Use mild products afterwards, nothing harsh."),
    "pause_and_review": _("Pause: let the clinic look at the irritation before the next session."),
    "no_more_sessions_until_reviewed": _("Have no more sessions until somebody qualified has looked."),
    "do_not_stop_medicine": _("Do not stop a prescribed medicine yourself. Ask whoever prescribed it."),
    "infection_wait": _("Wait until the skin has healed and somebody qualified has checked it."),
    "pregnancy_wait": _("Wait while you are pregnant. Your midwife or doctor can advise you."),
    "breastfeeding_wait": _("Wait while you are breastfeeding. Your midwife or doctor can advise you."),
    "clinician_only": _("Speak with a clinician first, before any talk of sessions."),
    "adults_only": _("This guide is for adults only."),
    "fat_dissolving_unapproved": _(
        "Regulators warn about fat-dissolving injections. Do not buy or inject them."
    ),
    "no_published_ranges": _("The articles give no numbers for this. A clinic can answer."),
    "urgent_care": _("Get medical help now: it comes before everything else."),
}
