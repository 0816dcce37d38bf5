"""Danger: the action first, nothing sold, nothing diagnosed. Source: docs/safety.md, section 2."""

from collections.abc import Callable, Mapping

from dialogs.card import Button, Card, one_each, points, text, title
from dialogs.cards.buttons import resume_button
from dialogs.guide import Guide
from dialogs.text import Strong, Text, _, p_
from dialogs.turn import Turn

# Translators: put the number of the countries where your language is spoken first
EMERGENCY_NUMBER = _("112 (999 in the UK, 911 in the US)")


def emergency_number(guide: Guide) -> Text | str:
    """The number of the clinic's country; without a clinic, those of several."""
    return guide.clinic.emergency_number if guide.clinic else EMERGENCY_NUMBER


_CHOICES = (
    Button(_("A: it is one of these now"), "do:urgent:now"),
    Button(_("B: growing heat or pain, pus, fever, blisters"), "do:urgent:today"),
    Button(_("C: a new lump or sore, weeks later"), "do:urgent:days"),
    Button(_("D: I do not want to live"), "do:urgent:support"),
    Button(_("None of these"), "do:urgent:none"),
)
_OTHER_SIGNS = Button(_("Other signs"), "do:emergency")
_NOT_ME = Button(_("This was a misunderstanding"), "do:urgent:none")


def emergency(turn: Turn, resume: str) -> Card:
    """The signs of danger by how fast help is needed, and which of them it is."""
    return Card(
        (
            title(_("Call {number} now for any of these:", number=emergency_number(turn.guide))),
            points(
                (
                    _("trouble breathing, swollen face, lips, tongue or throat, hives all over, fainting, chest pain"),
                    _("sudden weak face or arm, slurred speech, blurred or lost sight"),
                    _("after an injection: white, grey or black skin, or strong pain that grows"),
                    _("numb lips, metal taste, ringing ears, twitching; fever with confusion or very fast breathing"),
                )
            ),
            text(_("Is it one of these right now?")),
        ),
        (*one_each(*_CHOICES), *one_each(resume_button(resume))),
    )


def now(turn: Turn, _resume: str) -> Card:
    """Call the emergency number now. Without an emergency number of the clinic, it names those of several countries."""
    return Card(
        (
            title(_("Call {number} now.", number=Strong(emergency_number(turn.guide)))),
            text(
                _("Say what you feel. If you had an injection, say where and when."),
                _("Lie flat, or sit up if breathing is hard. Use your adrenaline pen if you have one."),
            ),
            text(_("Do not wait for a reply here. Have no more sessions until a doctor has looked.")),
        ),
        one_each(_OTHER_SIGNS, _NOT_ME),
    )


def today(turn: Turn, _resume: str) -> Card:
    """See a doctor the same day."""
    return Card(
        (
            title(_("See a doctor or urgent care today.")),
            text(
                _("Say that you had injections, where, and when."),
                _("Redness can be hard to see on brown or black skin: heat, pain and swelling count too."),
            ),
            text(
                _(
                    "Call {number} if you get confused, breathe fast or feel much worse.",
                    number=emergency_number(turn.guide),
                ),
                _("Have no more sessions until a doctor has looked."),
            ),
        ),
        one_each(_OTHER_SIGNS, _NOT_ME),
    )


def days(_turn: Turn, _resume: str) -> Card:
    """See a doctor within days: new lumps or sores weeks after injections need no fever to be an infection."""
    return Card(
        (
            title(_("See a doctor within the next few days.")),
            text(
                _("Say that you had injections, where, and when."),
                _("New lumps or sores weeks later can be an infection, even without fever. Ask about it."),
            ),
            text(_("With fever, pus or growing pain: today. Have no more sessions until a doctor has looked.")),
        ),
        one_each(_OTHER_SIGNS, _NOT_ME),
    )


def support(turn: Turn, _resume: str) -> Card:
    """For somebody who may want to die or to hurt themselves: people to talk to, now."""
    return Card(
        (
            title(_("Call {number} or a crisis line now.", number=Strong(emergency_number(turn.guide)))),
            text(
                _("Please do not stay alone with this. Go to somebody near you and tell them."),
                _("You matter, and people are there for this day and night."),
            ),
            text(_("I am only a program, so please do not wait for a reply here.")),
        ),
        one_each(_OTHER_SIGNS, _NOT_ME),
    )


def distress(_turn: Turn, resume: str) -> Card:
    """For somebody who suffers from how they look and is in no danger."""
    return Card(
        (
            title(_("That sounds hard. Thank you for saying it.")),
            text(
                _("Feeling this way about how you look is common, and you do not have to bear it alone."),
                _("A family doctor or a counsellor can help. That often helps more than a treatment."),
            ),
            text(_("There is no hurry to decide anything here.")),
        ),
        one_each(Button(p_("distress", "I think of hurting myself"), "do:urgent:support"), resume_button(resume)),
    )


def none(_turn: Turn, resume: str) -> Card:
    """After “none of these”: when to ask a doctor all the same."""
    return Card(
        (
            text(
                _("Good that you looked. If in doubt, ask a doctor or the clinic today."),
                _("Contact them too if it gets worse after 48 hours or is not clearly better in a week."),
            ),
            text(_("The list is always under /emergency.")),
        ),
        one_each(resume_button(resume)),
    )


CARDS: Mapping[str, Callable[[Turn, str], Card]] = {
    "ask": emergency,
    "distress": distress,
    "urgent_now": now,
    "urgent_today": today,
    "urgent_days": days,
    "urgent_support": support,
    "urgent_none": none,
}
"""Every card about danger, to which words can refer while it is shown."""
