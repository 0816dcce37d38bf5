"""What else an honest answer says. An expectation is declared once: its identifier, when it applies, its words.

They stand in the order in which a person reads them. What each rests on: docs/safety.md, section 5, and the facts
of the protocol.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dialogs.planning.planner import Plan
from dialogs.questions.labels import label, listed
from dialogs.questions.refusals import REFUSAL, REFUSALS
from dialogs.questions.screening import ask_first
from dialogs.questions.step import Answers, chosen
from dialogs.questions.steps import on_body, on_face
from dialogs.text import Days, Text, _

PRESCRIBED = {"blood_thinners", "isotretinoin"}
"""Medicines that nobody should stop on their own, with one exception: isotretinoin harms an unborn child."""

UNKNOWN = "unknown"


def keeps_medicine(answers: Answers) -> bool:
    """Whether to say that a prescribed medicine is not to be stopped."""
    health = set(chosen(answers.get("health", ())))
    return bool(health & PRESCRIBED) and not warns_of_isotretinoin(answers)


def warns_of_isotretinoin(answers: Answers) -> bool:
    """Whether isotretinoin and a pregnancy come together, which the prescriber has to hear of today."""
    return {"pregnant", "isotretinoin"} <= set(chosen(answers.get("health", ())))


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing to expect. `when` says with which numbers it goes; None: only with a refusal that names it."""

    name: str
    words: Text | Callable[[Answers, Plan | None], Text]
    when: Callable[[Answers, Plan], bool] | None = None


def _always(_said: Answers, _plan: Plan) -> bool:
    return True


def _face(said: Answers, _plan: Plan) -> bool:
    return on_face(said)


def _body(said: Answers, _plan: Plan) -> bool:
    return on_body(said)


def _sensitive(said: Answers, _plan: Plan) -> bool:
    return said.get("skin_type") == "sensitive"


def _irritated(said: Answers, _plan: Plan) -> bool:
    return said.get("response") == "irritated"


def _product(said: Answers) -> str:
    return str(said.get("product", UNKNOWN))


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
    return _("The first change is often subtle. Clearer smoothing is a different point, several sessions later.")


def _formulation_matters(answers: Answers, plan: Plan | None) -> Text:
    product = _product(answers)
    if product == UNKNOWN:
        return _("The gap depends on the product, so ask which one the clinic uses.")
    set_by_product = plan and any(r.question == "product" and r.changes == "interval_days" for r in plan.reasons)
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


EXPECTATIONS: tuple[Expectation, ...] = (
    Expectation(
        "pause_and_review", _("Pause: let the clinic look at the irritation before the next session."), _irritated
    ),
    Expectation(
        "no_more_sessions_until_reviewed", _("Have no more sessions until somebody qualified has looked."), _irritated
    ),
    Expectation("health_condition_check", _health_condition_check, lambda said, _plan: bool(ask_first(said))),
    Expectation(
        "do_not_stop_medicine",
        _("Do not stop a prescribed medicine yourself. Ask whoever prescribed it."),
        lambda said, _plan: keeps_medicine(said),
    ),
    Expectation(
        "formulation_matters", _formulation_matters, lambda said, _plan: on_face(said) and _product(said) != UNKNOWN
    ),
    Expectation("clinician_decides", _("A qualified clinician examines your skin and decides with you."), _always),
    Expectation("results_vary", _("Ranges are typical, not promised. Some people see no change."), _always),
    Expectation("evidence_limited", _evidence_limited, _always),
    Expectation(
        "two_stage_results", _two_stage_results, lambda said, plan: on_body(said) and plan.sessions is not None
    ),
    Expectation(
        "more_sessions_may_be_needed",
        _("The upper number is open: some people have more sessions."),
        lambda _said, plan: plan.open_ended,
    ),
    Expectation(
        "no_weekly",
        _("Weekly sessions are not for you now: they can keep skin from healing."),
        lambda said, plan: on_face(said) and (_sensitive(said, plan) or _irritated(said, plan)),
    ),
    Expectation(
        "longer_gaps_sensitive",
        _("Sensitive skin takes longer gaps, so that it can calm down."),
        lambda said, plan: on_face(said) and _sensitive(said, plan),
    ),
    # A product that is not known yet is asked about later in the list than one that is
    Expectation(
        "formulation_matters", _formulation_matters, lambda said, _plan: on_face(said) and _product(said) == UNKNOWN
    ),
    Expectation("maintenance_optional", _maintenance_optional, lambda _said, plan: plan.maintenance_days is not None),
    Expectation("no_overtreatment", _("More often is not better: too many sessions can inflame the skin."), _face),
    Expectation(
        "cellulite_can_return", _("Dimples can come back with hormones, weight changes, little movement or age."), _body
    ),
    Expectation("avoid_sun", _("Keep treated skin out of the sun and use sun protection."), _face),
    Expectation("gentle_skincare", _("Use mild products afterwards, nothing harsh."), _face),
    Expectation("not_about_weight", _("Dimpled skin is very common and harmless. Slim people have it too."), _body),
    Expectation(
        "lifestyle_support",
        _("Moving, eating well, drinking enough and sleep can help. Nobody is to blame."),
        lambda said, _plan: on_body(said) or bool(chosen(said.get("lifestyle", ()))),
    ),
    Expectation("not_weight_loss", _("This is not a way to lose weight or fat.")),
    Expectation("infection_wait", _("Wait until the skin has healed and somebody qualified has checked it.")),
    Expectation("pregnancy_wait", _("Wait while you are pregnant. Your midwife or doctor can advise you.")),
    Expectation("breastfeeding_wait", _("Wait while you are breastfeeding. Your midwife or doctor can advise you.")),
    Expectation("clinician_only", _("Speak with a clinician first, before any talk of sessions.")),
    Expectation("adults_only", _("This guide is for adults only.")),
    Expectation(
        "fat_dissolving_unapproved", _("Regulators warn about fat-dissolving injections. Do not buy or inject them.")
    ),
    Expectation("no_published_ranges", _("The articles give no numbers for this. A clinic can answer.")),
    Expectation("urgent_care", _("Get medical help now: it comes before everything else.")),
)

_BY_NAME: Mapping[str, Expectation] = {each.name: each for each in EXPECTATIONS}


def of_plan(answers: Answers, plan: Plan) -> tuple[str, ...]:
    """The identifiers of the expectations that go with these numbers, most important first."""
    return tuple(each.name for each in EXPECTATIONS if each.when and each.when(answers, plan))


def of_refusal(decided_by: str, answers: Answers) -> tuple[str, ...]:
    """The expectations that go with "no numbers": the deciding one first, then the others that hold."""
    health = (option for option in chosen(answers.get("health", ())) if option in REFUSAL)
    said = [identifier for cause in (decided_by, *health) for identifier in REFUSAL[cause].expectations]
    said += ["do_not_stop_medicine"] if keeps_medicine(answers) else []
    return tuple(dict.fromkeys([*said, "clinician_decides"]))


def wording(name: str, answers: Answers, plan: Plan | None) -> Text:
    """One expectation in words for this person. Raises KeyError where there is none called `name`."""
    words = _BY_NAME[name].words
    return words if isinstance(words, Text) else words(answers, plan)


for _refusal in REFUSALS:
    for _name in _refusal.expectations:
        if _name not in _BY_NAME:
            raise ValueError(f"the refusal {_refusal.option} names an expectation that is not there: {_name}")
