"""Every command, declared once: what it does, the card that it opens, and how people find it.

Buttons that are no answers are commands too. To add one, add a `Command` to `COMMANDS`; the menu of Telegram, what
may be typed instead and the data of its buttons follow.
"""

from collections.abc import Callable, Mapping

from dialogs.attachments import ExportFile
from dialogs.card import Card
from dialogs.cards import danger as danger_cards
from dialogs.cards import opening
from dialogs.cards.answer.numbers import expect, refine
from dialogs.cards.answer.why import why
from dialogs.cards.clinic import contact
from dialogs.cards.phases import PHASE, phases
from dialogs.cards.question import review
from dialogs.cards.topics import topics
from dialogs.flow import answering, arrival, danger
from dialogs.flow.command import Command, View
from dialogs.questions import machine
from dialogs.questions.refusals import RED_FLAG
from dialogs.questions.steps import STEP
from dialogs.text import Text, _
from dialogs.turn import Turn

BOOKING = "do:book"


def _start(turn: Turn, argument: str) -> None:
    """Begin, or go on: whoever gave answers is asked whether to go on with them."""
    session, flagged = turn.session, turn.is_flagged
    if not flagged and arrival.arrive(turn, argument):
        return
    if session.consent and (session.said or session.drafts) and not flagged:
        turn.open("do:start")
    else:
        turn.close()


def _change(turn: Turn, argument: str) -> None:
    """Ask one question again, or show all answers to choose from."""
    step = STEP.get(argument)
    asked = step is not None and machine.ask(turn.session, step)
    if asked or not turn.session.consent or not turn.answers:
        turn.close()
    else:
        turn.open("do:change")


def _language(turn: Turn, argument: str) -> None:
    if argument in turn.guide.languages:
        turn.session.language, turn.session.pictured = argument, ""
        turn.close()
    else:
        turn.open("do:language")


def _export(turn: Turn, _argument: str) -> None:
    turn.open("do:export")
    turn.attachments = (ExportFile(),)


def _erase(turn: Turn, _argument: str) -> None:
    turn.session.erased = True
    turn.instead = opening.ERASED


def _restart(turn: Turn, _argument: str) -> None:
    """Ask everything anew. Only "none of these" takes a red flag back."""
    flagged = turn.is_flagged
    turn.session.forget_answers()
    if flagged:
        turn.session.say("response", RED_FLAG)
    machine.resume(turn.session)
    turn.close()


def _back(turn: Turn, _argument: str) -> None:
    """Close the card that lies over the question; without one, go to the question before."""
    if not turn.session.view:
        machine.back(turn.session)
    turn.close()


def _answer(turn: Turn, _argument: str) -> None:
    machine.show(turn.session)
    turn.close()


def _undo(turn: Turn, _argument: str) -> None:
    if answering.undo(turn):
        machine.show(turn.session)
    turn.close()


def _clinic(turn: Turn, argument: str) -> None:
    """Which of two clinics is meant; nobody with a red flag is asked that now."""
    if turn.is_flagged:
        turn.close()
    else:
        arrival.choose(turn, argument)


def _which(turn: Turn, _argument: str) -> tuple[Card, ...]:
    other = arrival.other(turn)
    return (contact.which(turn, other),) if other else ()


def _contact(turn: Turn, _argument: str) -> None:
    """How to reach the clinic; without one, who else can answer."""
    turn.open("do:contact" if turn.clinic else "do:human")


def _book(turn: Turn, argument: str) -> None:
    if turn.clinic and turn.clinic.booking and not turn.is_flagged:
        turn.open(BOOKING)
    else:
        _contact(turn, argument)


def _phase(turn: Turn, argument: str) -> None:
    """One phase around a session, or the list of them."""
    turn.open(f"do:phase:{argument}" if argument in PHASE else "do:phase")


def _danger(turn: Turn, argument: str) -> tuple[Card, ...]:
    card = danger_cards.CARDS.get(argument)
    # The one question offers no way past it
    return (card(turn, "" if argument == "ask" else turn.resume),) if card else ()


def _reach(turn: Turn, _argument: str) -> tuple[Card, ...]:
    return (contact.contact(turn) if turn.clinic else opening.human(turn, turn.resume),)


def _simple(card: Callable[[Turn], Card]) -> View:
    return lambda turn, _argument: (card(turn),)


_ALL = (
    # Translators: the second text of each pair lists what people may type instead, with commas
    Command(
        "start",
        _start,
        view=lambda turn, _argument: (opening.welcome_back(turn),) if turn.session.consent else (),
        menu=(_("Begin, or go on where you were"), _("start, begin, hello, hi, start again, begin again, restart")),
    ),
    Command(
        "help", card=opening.help_, notice=True, menu=(_("What I can do"), _("help, commands, how does this work"))
    ),
    Command(
        "change",
        _change,
        view=_simple(review),
        menu=(_("Look at your answers and change one"), _("change, edit, my answers")),
    ),
    Command(
        "language",
        _language,
        view=_simple(opening.languages),
        menu=(_("Choose your language"), _("language, other language")),
    ),
    Command(
        "privacy", card=opening.privacy, notice=True, menu=(_("What happens to your answers"), _("privacy, my data"))
    ),
    Command(
        "delete",
        view=_simple(opening.delete),
        menu=(_("Erase everything about you"), _("delete, erase, forget me, stop")),
    ),
    Command(
        "emergency",
        card=danger_cards.emergency,
        menu=(_("Signs that need help now"), _("emergency, urgent, help me now")),
    ),
    Command("stop", lambda turn, _argument: turn.open("do:delete"), slash=True),
    Command("back", _back, slash=True),
    Command("human", _contact, view=_reach, slash=True),
    Command("export", _export, view=_simple(opening.export), slash=True),
    Command(
        "costs",
        view=lambda turn, _argument: (contact.costs(turn, turn.plan),),
        of_numbers=True,
        # Translators: what people type who want to know prices, with commas
        words=_("price, prices, cost, costs, how much, how much is it, how much does it cost, what does it cost"),
    ),
    Command(
        "contact",
        _contact,
        view=_reach,
        # Translators: what people type who want to reach the clinic, with commas
        words=_(
            "phone, phone number, call, address, where are you, opening hours, hours, are you open, are you open now, open now, book,"
            " booking, appointment, book an appointment, can i book, contact, clinic, a person, human"
        ),
    ),
    Command("book", _book, view=lambda turn, _argument: (contact.booking(turn),) if turn.clinic else ()),
    Command("clinic", _clinic, view=_which),
    Command("urgent", danger.urgent, slash=True),
    Command("show", danger.show, view=_danger),
    Command("erase", _erase),
    Command("resume", lambda turn, _argument: turn.close()),
    Command("restart", _restart),
    Command("review", _change),
    Command("answer", _answer),
    Command("undo", _undo),
    Command("topics", card=topics),
    Command("aftercare", _phase),
    Command("phase", _phase, view=lambda turn, argument: (phases(turn, argument),)),
    Command("why", view=lambda turn, argument: (why(turn, turn.plan, argument),), of_numbers=True),
    Command("expect", view=lambda turn, argument: (expect(turn, turn.plan, argument, alone=True),), of_numbers=True),
    Command("refine", view=_simple(refine), of_numbers=True),
    Command("when", answering.choose_month, view=answering.month, of_numbers=True),
    Command("day", answering.choose_day, of_numbers=True),
    Command("dates", answering.show_dates, view=answering.windows, of_numbers=True),
    Command(
        "picture", answering.show_picture, view=lambda turn, _argument: (expect(turn, turn.plan),), of_numbers=True
    ),
    Command("calendar", answering.make_calendar, view=answering.calendar, of_numbers=True),
    Command("summary", answering.make_summary, view=answering.summarised, of_numbers=True),
)

COMMANDS: Mapping[str, Command] = {command.name: command for command in _ALL}
if len(COMMANDS) < len(_ALL):
    raise ValueError("two commands have one name")

MENU: Mapping[str, tuple[Text, Text]] = {command.name: command.menu for command in _ALL if command.menu}
"""What people find in the menu: each command's description and the words to type instead, by its name."""
