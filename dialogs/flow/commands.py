"""What every command and every button that is no answer does.

The first part is what Telegram lists under the menu button: name, description, and the words that
mean the same when they are typed. The rest are buttons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialogs.clinic_replies import Booking, Contact
from dialogs.flow import alarm, arrival
from dialogs.flow.answering import OF_ANSWER
from dialogs.flow.events import Command
from dialogs.phases import PHASES
from dialogs.questions import machine
from dialogs.questions.screening import RED_FLAG, standing
from dialogs.questions.session import WELCOME, Session
from dialogs.questions.steps import STEP
from dialogs.replies import Export, Languages, Reply, Review, Say
from dialogs.text import Text, _
from dialogs.understanding.danger import LEVELS

if TYPE_CHECKING:
    from dialogs.flow.dialog import Dialog

Handler = Callable[["Dialog", Session, Command], tuple[Reply, ...]]


@dataclass(frozen=True, slots=True)
class Listed:
    """A command that people can find in the menu."""

    name: str
    description: Text
    words: Text


LISTED: tuple[Listed, ...] = (
    # Translators: the second text of each pair lists what people may type instead, with commas
    Listed(
        "start",
        _("Begin, or go on where you were"),
        _("start, begin, hello, hi, start again, begin again, restart"),
    ),
    Listed("help", _("What I can do"), _("help, commands, how does this work")),
    Listed("change", _("Look at your answers and change one"), _("change, edit, my answers")),
    Listed("language", _("Choose your language"), _("language, other language")),
    Listed("privacy", _("What happens to your answers"), _("privacy, my data")),
    Listed("delete", _("Erase everything about you"), _("delete, erase, forget me, stop")),
    Listed("emergency", _("Signs that need help now"), _("emergency, urgent, help me now")),
)


OF_CLINIC: Mapping[str, Text] = {
    # Translators: what people type who want to know prices, with commas
    "costs": _(
        "price, prices, cost, costs, how much, how much is it, how much does it cost, what does it cost"
    ),
    # Translators: what people type who want to reach the clinic, with commas
    "contact": _(
        "phone, phone number, call, address, where are you, opening hours, hours, are you open, are you open now, open now, book,"
        " booking, appointment, book an appointment, can i book, contact, clinic, a person, human"
    ),
}
"""What people may type to a clinic's guide, by the button that it means."""

TYPED = frozenset({*(command.name for command in LISTED), "stop", "back", "human", "export"})
"""What works with a slash. Buttons do more, but nothing that erases may come from a slip of the fingers."""


SHOWN = frozenset({*(f"urgent_{level}" for level in LEVELS), "urgent_none", "ask", "distress"})
"""The cards about danger, which words can refer to while they are shown."""


def _start(dialog: Dialog, session: Session, command: Command) -> tuple[Reply, ...]:
    flagged = session.standing.refusal == RED_FLAG
    asked = () if flagged else arrival.arrive(dialog, session, command.argument)
    if asked:
        return asked
    if session.consent and (session.said or session.drafts) and not flagged:
        return dialog.lay_over(session, "do:start", Say("resume", resume=dialog.resume(session)))
    return dialog.current(session)


def _notice(dialog: Dialog, session: Session, command: Command) -> tuple[Reply, ...]:
    reply = Say(command.name, resume=dialog.resume(session))
    if command.typed:
        session.view = ""
        return dialog.notice(session, Say(command.name))
    return dialog.lay_over(session, f"do:{command.name}", reply)


def _card(dialog: Dialog, session: Session, command: Command) -> tuple[Reply, ...]:
    reply = Say(command.name, resume=dialog.resume(session))
    return dialog.lay_over(session, f"do:{command.name}", reply)


def _show(dialog: Dialog, session: Session, command: Command) -> tuple[Reply, ...]:
    return (
        alarm.show(dialog, session, command.argument)
        if command.argument in SHOWN
        else dialog.current(session)
    )


def _change(dialog: Dialog, session: Session, command: Command) -> tuple[Reply, ...]:
    """Ask one question again, or show all answers to choose from."""
    step = STEP.get(command.argument)
    if step and machine.fire(session, machine.ask(step)):
        return dialog.current(session)
    if not session.consent or not session.answers:
        return dialog.current(session)
    return dialog.lay_over(session, "do:change", Review(session.answers, session.standing.complete))


def _language(dialog: Dialog, session: Session, command: Command) -> tuple[Reply, ...]:
    languages = dialog.guide(session).languages
    if command.argument in languages:
        session.language, session.pictured = command.argument, ""
        return dialog.current(session)
    return dialog.lay_over(session, "do:language", Languages(languages))


def _export(dialog: Dialog, session: Session, _command: Command) -> tuple[Reply, ...]:
    answers = {**session.said, **session.drafts}
    kept = Export(
        answers,
        session.consent,
        session.payload,
        dialog.resume(session),
        offered=session.offered,
        start=session.start,
    )
    return dialog.lay_over(session, "do:export", kept)


def _erase(_dialog: Dialog, session: Session, _command: Command) -> tuple[Reply, ...]:
    session.erased = True
    return (Say("erased"),)


def _current(dialog: Dialog, session: Session, _command: Command) -> tuple[Reply, ...]:
    return dialog.current(session)


def _restart(dialog: Dialog, session: Session, _command: Command) -> tuple[Reply, ...]:
    """Ask everything anew. Only "none of these" takes a red flag back."""
    flagged = session.standing.refusal == RED_FLAG
    session.forget_answers()
    if flagged:
        session.say("response", RED_FLAG)
    session.state = WELCOME
    machine.fire(session, machine.AGREE)
    return dialog.current(session)


def _back(dialog: Dialog, session: Session, _command: Command) -> tuple[Reply, ...]:
    """Close the card that lies over the question; without one, go to the question before."""
    if not session.view:
        machine.fire(session, machine.BACK)
    return dialog.current(session)


def _answer(dialog: Dialog, session: Session, _command: Command) -> tuple[Reply, ...]:
    machine.fire(session, machine.SHOW)
    return dialog.current(session)


def _undo(dialog: Dialog, session: Session, _command: Command) -> tuple[Reply, ...]:
    """Back to the answers before the last change; once more, and the change is there again."""
    before, now = session.before, session.own
    if before is not None and session.standing.complete and standing(before).complete:
        for question in dict.fromkeys((*before, *now)):
            if before.get(question) != now.get(question):
                session.say(question, before.get(question))
        machine.fire(session, machine.SHOW)
    return dialog.current(session)


def _of_answer(dialog: Dialog, session: Session, command: Command) -> tuple[Reply, ...]:
    """What belongs to numbers, for those who may see numbers: why, what to expect, dates, files."""
    if not session.consent or not session.standing.complete:
        return dialog.current(session)
    session.view = f"do:{command.name}" + (f":{command.argument}" if command.argument else "")
    return OF_ANSWER[command.name](dialog, session, command.argument)


def _clinic(dialog: Dialog, session: Session, command: Command) -> tuple[Reply, ...]:
    """Which of two clinics is meant; nobody with a red flag is asked that now."""
    if session.standing.refusal == RED_FLAG:
        return dialog.current(session)
    return arrival.choose(dialog, session, command.argument)


def _contact(dialog: Dialog, session: Session, command: Command) -> tuple[Reply, ...]:
    """How to reach the clinic; without one, who else can answer."""
    if dialog.guide(session).clinic is None:
        return _card(dialog, session, Command("human"))
    flagged = session.standing.refusal == RED_FLAG
    reply = Contact(dialog.here(session), flagged, dialog.resume(session))
    return dialog.lay_over(session, f"do:{command.name}", reply)


def _book(dialog: Dialog, session: Session, command: Command) -> tuple[Reply, ...]:
    clinic = dialog.guide(session).clinic
    if clinic is None or not clinic.booking or session.standing.refusal == RED_FLAG:
        return _contact(dialog, session, Command("contact"))
    return dialog.lay_over(session, f"do:{command.name}", Booking(dialog.resume(session)))


def _phase(dialog: Dialog, session: Session, command: Command) -> tuple[Reply, ...]:
    """One phase around a session, or the list of them."""
    name = command.argument if command.argument in PHASES else ""
    reply = Say(f"phase_{name}" if name else "phases", resume=dialog.resume(session))
    return dialog.lay_over(session, f"do:phase:{name}" if name else "do:phase", reply)


COMMANDS: Mapping[str, Handler] = {
    "start": _start,
    "help": _notice,
    "change": _change,
    "language": _language,
    "privacy": _notice,
    "delete": _card,
    "stop": lambda dialog, session, command: _card(dialog, session, Command("delete")),  # noqa: ARG005
    "emergency": _card,
    "human": _contact,
    "contact": _contact,
    "book": _book,
    "clinic": _clinic,
    "show": _show,
    "export": _export,
    "erase": _erase,
    "resume": _current,
    "restart": _restart,
    "back": _back,
    "review": _change,
    "answer": _answer,
    "undo": _undo,
    **dict.fromkeys(OF_ANSWER, _of_answer),
    "aftercare": _phase,
    "phase": _phase,
    "topics": _card,
}
