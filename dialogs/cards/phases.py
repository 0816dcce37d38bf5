"""Before, during and after a course: one short card a phase, the signs that need help one tap away.

Each names its sources in a comment (docs/facts.md; "safety 3" is docs/safety.md, section 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.card import Block, Button, Card, in_columns, one_each, points, text, title
from dialogs.cards.buttons import EMERGENCY_BUTTON, resume_button
from dialogs.cards.danger import emergency_number
from dialogs.text import Text, _, p_
from dialogs.turn import Turn


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase by its identifier: its title and what it says."""

    name: str
    title: Text
    body: tuple[Block, ...]


PHASES: tuple[Phase, ...] = (
    Phase(
        "before",
        p_("phase", "Before"),
        (  # safety 1, 5; C33 C36
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
    ),
    Phase(
        "same_day",
        p_("phase", "The same day"),
        (  # safety 2, 3; F41 F52
            points(
                (
                    _("Small red marks, slight swelling and soreness are usual."),
                    _("If you feel faint, say so and lie down."),
                    _("Keep the skin out of the sun, and use only mild products."),
                    _("What your clinician told you comes before this list."),
                )
            ),
        ),
    ),
    Phase(
        "first_days",
        p_("phase", "The first days"),
        (  # safety 3; F41 F52
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
    ),
    Phase(
        "between",
        p_("phase", "The weeks between"),
        (  # F11 F13 F29 F49 F53; C31; safety 2
            points(
                (
                    _("Keep to the gap that the clinic set. More often is not better."),
                    _("Still red, swollen or tender? Let the clinic look before the next session."),
                    _("Change takes time, and some people see none. You can stop at any time."),
                )
            ),
            text(_("A new lump or sore weeks later: see a doctor within days, even without fever.")),
        ),
    ),
    Phase(
        "after",
        p_("phase", "After the course"),
        (  # C23 C24 C25 F07 F24; safety 2
            points(
                (
                    _("Any change usually fades. Top-ups are a choice, and doing nothing is one too."),
                    _("Moving, varied food and sleep can help. Nobody is to blame."),
                    _("Tell every doctor about the injections if your skin changes there."),
                )
            ),
            text(_("A new lump or sore weeks later: see a doctor within days, even without fever.")),
        ),
    ),
)
"""Around a session and a course, in their order."""

PHASE: Mapping[str, Phase] = {phase.name: phase for phase in PHASES}


def phases(turn: Turn, name: str) -> Card:
    """The card of the phase called `name`; where there is none, the list of all."""
    resume, found = one_each(resume_button(turn.resume)), PHASE.get(name)
    if found is None:
        return Card(
            (
                title(_("Before and after a session")),
                text(_("What is usual, what helps, and what needs a doctor. Choose a time.")),
            ),
            (*_others(""), (EMERGENCY_BUTTON,), *resume),
        )
    danger = _("Trouble breathing, a swollen face, white skin: call {number} now.", number=emergency_number(turn.guide))
    return Card(
        (title(found.title), *found.body, *([text(danger)] if name == "same_day" else [])),
        ((EMERGENCY_BUTTON,), *_others(name), *resume),
    )


def _others(shown: str) -> tuple[tuple[Button, ...], ...]:
    return in_columns([Button(p.title, f"do:phase:{p.name}") for p in PHASES if p.name != shown], 2)
