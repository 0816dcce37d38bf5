"""Cards that say what just happened: something that was no answer, a group, a fault, too much at once."""

from collections.abc import Callable, Mapping

from dialogs.card import Button, Card, note, one_each, text, title
from dialogs.cards.buttons import CONTACT_BUTTON, EMERGENCY_BUTTON, resume_button
from dialogs.cards.danger import emergency_number
from dialogs.cards.opening import ERASED
from dialogs.text import Strong, Text, _
from dialogs.turn import Turn

NOTICES: Mapping[str, Text] = {
    "words": _("I did not recognise that. I understand the buttons, their words and their numbers."),
    "too_long": _("That is a long message, and I can only read short answers. A few words are enough."),
    "picture": _("I cannot look at pictures. Only a clinician can tell something from your skin."),
    "voice": _("I cannot listen to voice messages or watch videos. A tap or a few typed words work."),
    "sticker": _("That made the chat nicer. To go on, tap a button or type a few words."),
    "place": _("I do not use your location and have not kept it."),
    "file": _("I cannot open files and have not kept this one."),
    "forwarded": _("I do not read forwarded messages, so that nobody else's words become your answers."),
    "edited": _("I only read new messages. To change an answer, tap another button or type /change."),
    "other": _("I cannot read this kind of message. A tap or a few typed words work."),
    "unknown_command": _("I do not know that command. /help lists what I can do."),
}


def notice(turn: Turn, name: str, part: str, resume: str) -> Card:
    """What was no answer; `part` is what of it was not understood, if little."""
    said = _("I did not recognise “{part}”.", part=Strong(part)) if part else NOTICES[name]
    lost = name in ("words", "too_long")
    clinic = CONTACT_BUTTON if lost and turn.clinic else None
    return Card((text(said),), one_each(EMERGENCY_BUTTON if lost else None, clinic, resume_button(resume)))


def _trouble(turn: Turn, _again: str) -> Card:
    return Card(
        (
            title(_("Something went wrong on our side.")),
            text(_("Your answers so far are kept. Please try once more.")),
            note(_("Very unwell now? Call {number}.", number=emergency_number(turn.guide))),
        ),
        one_each(Button(_("Go on"), "do:resume")),
    )


def _unsaved(turn: Turn, _again: str) -> Card:
    return Card(
        (
            title(_("One moment, please: I cannot save anything right now.")),
            text(_("What you just sent is not lost. I go on by myself as soon as I can.")),
            note(_("Very unwell now? Call {number}.", number=emergency_number(turn.guide))),
        )
    )


def broken(_resume: str) -> Card:
    """What was kept cannot be read any more, which is no fault of the person's."""
    return Card(
        (
            text(
                _("I cannot read what I had kept of our talk, so it no longer counts. That was not your doing."),
                _("Please begin anew; I am sorry for the trouble."),
            ),
        )
    )


def _no_file(_turn: Turn, again: str) -> Card:
    return Card(
        (
            text(
                _("I could not give you the file; that was not your doing."),
                _("Nothing is lost. Please ask for it again."),
            ),
        ),
        one_each(Button(_("Try again"), again) if again else None, Button(_("Go on"), "do:resume")),
    )


def _slow_down(turn: Turn, _again: str) -> Card:
    return Card(
        (
            text(
                _("That was a lot at once, so I answered only the first few."),
                _("Please go on with the last card, one step at a time."),
            ),
            note(_("Very unwell now? Call {number}.", number=emergency_number(turn.guide))),
        )
    )


STANDALONE: Mapping[str, Callable[[Turn, str], Card]] = {
    "group": lambda _turn, _again: Card((text(_("This is a talk about health, so let us have it in private.")),)),
    "trouble": _trouble,
    "unsaved": _unsaved,
    "no_file": _no_file,
    "erased": lambda _turn, _again: ERASED,
    "slow_down": _slow_down,
}
"""Cards that belong to no turn of a conversation, by their names; given the data of a button that asks once more, if any."""
