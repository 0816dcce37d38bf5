"""Before, during and after a course: one short card a phase, the signs that need help one tap away.

Each names its sources in a comment (docs/facts.md; "safety 3" is docs/safety.md, section 3).
"""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.cards.card import (
    EMERGENCY_BUTTON,
    Block,
    Button,
    Card,
    in_columns,
    one_each,
    points,
    resume_button,
    text,
    title,
)
from dialogs.cards.danger import emergency_number
from dialogs.guide import Guide
from dialogs.phases import PHASES
from dialogs.replies import Say
from dialogs.text import Text, _, p_

NAMES: Mapping[str, Text] = {
    "before": p_("phase", "Before"),
    "same_day": p_("phase", "The same day"),
    "first_days": p_("phase", "The first days"),
    "between": p_("phase", "The weeks between"),
    "after": p_("phase", "After the course"),
}

_BODIES: Mapping[str, tuple[Block, ...]] = {
    "before": (  # safety 1, 5; C33 C36
        points(
            (
                _("Tell the clinic about illnesses, medicines, allergies, cold sores and pregnancy."),
                _("Do not stop a prescribed medicine yourself."),
                _("Ask which product it is and what is in it."),
                _("Fever, sunburn, a wound or a rash there? Ask for another day."),
            )
        ),
        text(_("You can say no at any time, also on the day itself.")),
    ),
    "same_day": (  # safety 2, 3; F41 F52
        points(
            (
                _("Small red marks, slight swelling and soreness are usual."),
                _("If you feel faint, say so and lie down."),
                _("Keep the skin out of the sun, and use only mild products."),
                _("What your clinician told you comes before this list."),
            )
        ),
    ),
    "first_days": (  # safety 3; F41 F52
        points(
            (
                _("Marks and swelling often go in hours to 2 days, soreness in about 2 days."),
                _("Bruises often stay for about 1 week, sometimes 10 days."),
                _("Sun protection and mild products still help."),
            )
        ),
        text(
            _("Worse after 48 hours, or not clearly better in a week? Contact the clinic."),
            _("Growing heat, pain, pus or fever: see a doctor the same day."),
        ),
    ),
    "between": (  # F11 F13 F29 F49 F53; C31; safety 2
        points(
            (
                _("Keep to the gap that the clinic set. More often is not better."),
                _("Still red, swollen or tender? Let the clinic look before the next session."),
                _("Change takes time, and some people see none. You can stop at any time."),
            )
        ),
        text(_("A new lump or sore weeks later: see a doctor within days, even without fever.")),
    ),
    "after": (  # C23 C24 C25 F07 F24; safety 2
        points(
            (
                _("Any change usually fades. Top-ups are a choice, and doing nothing is one too."),
                _("Moving, varied food and sleep can help. Nobody is to blame."),
                _("Tell every doctor about the injections if your skin changes there."),
            )
        ),
        text(_("A new lump or sore weeks later: see a doctor within days, even without fever.")),
    ),
}


def phases(say: Say, _guide: Guide) -> Card:
    """The list of the phases."""
    return Card(
        (
            title(_("Before and after a session")),
            text(_("What is usual, what helps, and what needs a doctor. Choose a time.")),
        ),
        (*_others(""), (EMERGENCY_BUTTON,), *one_each(resume_button(say.resume))),
    )


def phase(say: Say, guide: Guide) -> Card:
    """The card of the phase that `say` names."""
    name = say.name.removeprefix("phase_")
    danger = _(
        "Trouble breathing, a swollen face, white skin: call {number} now.", number=emergency_number(guide)
    )
    return Card(
        (title(NAMES[name]), *_BODIES[name], *([text(danger)] if name == "same_day" else [])),
        ((EMERGENCY_BUTTON,), *_others(name), *one_each(resume_button(say.resume))),
    )


def _others(shown: str) -> tuple[tuple[Button, ...], ...]:
    return in_columns([Button(NAMES[name], f"do:phase:{name}") for name in PHASES if name != shown], 2)
