"""Why there are no numbers, and what to do next: a message of its own for each reason."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.cards import danger as urgent
from dialogs.cards.card import (
    CHANGE_BUTTON,
    CONTACT_BUTTON,
    EMERGENCY_BUTTON,
    RESTART_BUTTON,
    TOPICS_BUTTON,
    Button,
    Card,
    one_each,
    text,
    title,
)
from dialogs.guide import Guide
from dialogs.planning.expectations import keeps_medicine, warns_of_isotretinoin
from dialogs.questions.screening import RED_FLAG
from dialogs.questions.step import chosen
from dialogs.replies import Refused, Say
from dialogs.text import Text, _

_WORDS: Mapping[str, tuple[Text, ...]] = {
    "under_18": (
        _("Thank you for being honest."),
        _(
            "I talk about mesotherapy with adults only, so I show no numbers. I have kept no answers of yours."
        ),
        _("If your skin worries you, you can talk with a family doctor or a skin doctor."),
    ),
    "pregnant": (
        _("I show no numbers while you are, or may be, pregnant."),
        _("There is too little research about mesotherapy in pregnancy, so waiting is the usual advice."),
        _("Your midwife or doctor can tell you what is fine for your skin until then."),
    ),
    "breastfeeding": (
        _("I show no numbers while you are breastfeeding."),
        _("What is injected can be absorbed, and we found no study of whether it reaches the milk."),
        _("Your midwife or doctor can help you choose when to think about it again."),
    ),
    "active_infection": (
        _("First let this heal; then there is time for everything else."),
        _("See a doctor today if it spreads or hurts more, or comes with pus or fever."),
        _("If you had injections there, say so. A clinician checks the skin before any start."),
    ),
    "ingredient_allergy": (
        _("With an allergy to an ingredient, please do not have that product."),
        _("I show no numbers here, because a clinician has to look at it first."),
        _("Ask the clinic for the full list of ingredients and show it to your doctor."),
    ),
    "cancer_treatment": (
        _("I show no numbers during cancer treatment."),
        _("Injections may carry more risk now, and only the team that treats you can weigh that."),
        _("Please ask them before you plan anything. I wish you well."),
    ),
    "immunosuppression": (
        _("I show no numbers when the immune system is weak."),
        _("Injections can bring infections that are harder to fight now."),
        _("Please ask the doctor who looks after you before you plan anything."),
    ),
    "fat_reduction": (
        _("I show no numbers for this: it is not a way to lose weight or fat."),
        _("Regulators warn about unapproved fat-dissolving injections: infections, scars and painful knots."),
        _("Please do not buy or inject such products. A doctor can talk with you about what else there is."),
    ),
    "other": (
        _("For this area the articles give no numbers, so I show none."),
        _("That says nothing about you. A clinic can look at it and answer you."),
    ),
    "other_face": (
        _("For this wish the articles give no numbers, so I show none."),
        _("That says nothing about your skin. A clinic can look at it and answer you."),
    ),
    "other_body": (
        _("For this wish the articles give no numbers, so I show none."),
        _("That says nothing about your body. A clinic can look at it and answer you."),
    ),
}

_ALSO: Mapping[str, Text] = {
    "pregnant": _("The same holds while you are pregnant: please wait."),
    "breastfeeding": _("The same holds while you are breastfeeding: please wait."),
    "active_infection": _("Let the infection, wound or fever heal and be checked first, too."),
    "ingredient_allergy": _("And tell the clinician about your allergy first."),
    "cancer_treatment": _("And ask the team that treats you for cancer first."),
    "immunosuppression": _("And ask the doctor who looks after your immune system first."),
}


def refused(reply: Refused, guide: Guide) -> Card:
    if reply.decided_by == RED_FLAG:
        return urgent.emergency(Say("emergency"), guide)
    heading, *rest = _WORDS[reply.decided_by]
    health = chosen(reply.answers.get("health", ()))
    rest += [_ALSO[option] for option in health if option in _ALSO and option != reply.decided_by]
    if warns_of_isotretinoin(reply.answers):
        rest.insert(0, _("Call whoever prescribed isotretinoin today: it can harm an unborn child."))
    if keeps_medicine(reply.answers):
        rest.append(_("Do not stop a prescribed medicine yourself. Ask whoever prescribed it."))
    return Card((title(heading), *map(text, rest)), _buttons(reply.decided_by, guide))


def _buttons(decided_by: str, guide: Guide) -> tuple[tuple[Button, ...], ...]:
    if decided_by == "under_18":
        return one_each(TOPICS_BUTTON, Button(_("That was a slip: begin anew"), "do:start"))
    return one_each(
        TOPICS_BUTTON,
        Button(_("What to ask a clinic"), "about:ask_clinic"),
        CONTACT_BUTTON if guide.clinic else None,
        EMERGENCY_BUTTON if decided_by == "active_infection" else None,
        CHANGE_BUTTON,
        RESTART_BUTTON,
    )
