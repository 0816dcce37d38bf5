"""Why there are no numbers, and what to do next: a message of its own for each reason."""

from dialogs.card import Button, Card, one_each, text, title
from dialogs.cards import danger
from dialogs.cards.buttons import CHANGE_BUTTON, CONTACT_BUTTON, EMERGENCY_BUTTON, RESTART_BUTTON, TOPICS_BUTTON
from dialogs.planning.expectations import keeps_medicine, warns_of_isotretinoin
from dialogs.questions.refusals import RED_FLAG, REFUSAL, UNDER_18
from dialogs.questions.step import Answers, chosen
from dialogs.text import _
from dialogs.turn import Turn


def refused(turn: Turn, decided_by: str, answers: Answers) -> Card:
    """The card of the refusal `decided_by`, with what the other `answers` add to it."""
    if decided_by == RED_FLAG:
        return danger.emergency(turn, "")
    heading, *rest = REFUSAL[decided_by].words
    others = [REFUSAL[o] for o in chosen(answers.get("health", ())) if o in REFUSAL and o != decided_by]
    rest += [refusal.also for refusal in others if refusal.also]
    if warns_of_isotretinoin(answers):
        rest.insert(0, _("Call whoever prescribed isotretinoin today: it can harm an unborn child."))
    if keeps_medicine(answers):
        rest.append(_("Do not stop a prescribed medicine yourself. Ask whoever prescribed it."))
    return Card((title(heading), *map(text, rest)), _buttons(turn, decided_by))


def _buttons(turn: Turn, decided_by: str) -> tuple[tuple[Button, ...], ...]:
    if decided_by == UNDER_18:
        return one_each(TOPICS_BUTTON, Button(_("That was a slip: begin anew"), "do:start"))
    return one_each(
        TOPICS_BUTTON,
        Button(_("What to ask a clinic"), "about:ask_clinic"),
        CONTACT_BUTTON if turn.clinic else None,
        EMERGENCY_BUTTON if decided_by == "active_infection" else None,
        CHANGE_BUTTON,
        RESTART_BUTTON,
    )
