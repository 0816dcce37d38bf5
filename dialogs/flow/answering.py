"""What belongs to numbers: why, what to expect, dates, the picture, files. Only who may see numbers gets here."""

from zlib import crc32

from dialogs import dates
from dialogs.attachments import CalendarFile, Picture, SummaryFile
from dialogs.card import Card
from dialogs.cards.answer import dated as dating
from dialogs.cards.answer.numbers import expect, moved, numbers
from dialogs.cards.answer.summary import consultation, summary
from dialogs.planning.course import can_be_dated
from dialogs.questions.screening import screen
from dialogs.turn import Turn

CALENDAR_TITLES = ("plain", "named")
"""Titles that say nothing about health, or what they are about."""


def note_numbers(turn: Turn) -> None:
    """Remember which numbers this turn shows, what stood there before, and that a picture of them goes along."""
    session = turn.session
    if session.start and session.start < turn.today:
        session.start = None  # asked for anew: the day is over
    seen, own = session.seen, session.own
    if seen is not None and seen != own and screen(seen).complete:
        session.before = seen
        turn.earlier = screen({**session.supplied, **seen}).answers
    session.seen = own
    _attach_picture(turn)


def answer(turn: Turn) -> tuple[Card, ...]:
    """The numbers, what a change did to them, their dates, what else to expect."""
    plan, start = turn.plan, turn.start
    return (
        numbers(turn, plan),
        *((moved(turn, turn.earlier, plan),) if turn.earlier is not None else ()),
        *((dating.dated(plan, start),) if start else ()),
        expect(turn, plan),
    )


def _attach_picture(turn: Turn, *, asked: bool = False) -> None:
    """The picture of the ranges, unless it was sent before; it counts as sent from then on."""
    plan, start = turn.plan, turn.start
    before, now = turn.session.pictured, f"{crc32(repr((plan, start)).encode()):08x}"
    turn.session.pictured = now
    if asked or before != now:
        turn.attachments = (Picture(turn.answers, plan, start, asked),)


# --- what commands do, and the cards that they open -----------------------------------------------


def choose_month(turn: Turn, argument: str) -> None:
    """The month called `argument`; nobody in the middle or at the end of a course is asked for a start."""
    if can_be_dated(turn.answers):
        turn.open(f"do:when:{argument}" if dates.MONTH.fullmatch(argument) else "do:when")
    else:
        turn.close()


def month(turn: Turn, argument: str) -> tuple[Card, ...]:
    """The month of which a day can be chosen."""
    if not can_be_dated(turn.answers):
        return ()
    return (dating.when(dates.month(argument, turn.today, turn.session.start), turn.slip),)


def choose_day(turn: Turn, argument: str) -> None:
    """The day of a first session. One that cannot be is asked for again; the one before stays."""
    day = dates.read(argument)
    problem = dates.problem(day, turn.today)
    if not can_be_dated(turn.answers):
        turn.close()
    elif day is None or problem:
        turn.open("do:when")
        turn.slip = problem or ""
    else:
        turn.session.start = day
        show_dates(turn, "")
        _attach_picture(turn)


def show_dates(turn: Turn, _argument: str) -> None:
    """The windows of dates; first the day, where none was chosen."""
    if turn.start is None:
        choose_month(turn, "")
    else:
        turn.open("do:dates")


def windows(turn: Turn, _argument: str) -> tuple[Card, ...]:
    """The ranges as windows of dates, or the month where no day is chosen."""
    start = turn.start
    return (dating.dated(turn.plan, start, alone=True),) if start else month(turn, "")


def show_picture(turn: Turn, _argument: str) -> None:
    """The picture, once more."""
    turn.open("do:picture")
    _attach_picture(turn, asked=True)


def make_calendar(turn: Turn, argument: str) -> None:
    """How the file is made, then the file; first the day, where none was chosen."""
    start = turn.start
    if start is None:
        choose_month(turn, "")
    elif argument in CALENDAR_TITLES:
        show_dates(turn, "")
        turn.attachments = (CalendarFile(turn.plan, start, named=argument == "named"),)
    else:
        turn.open("do:calendar")


def calendar(turn: Turn, _argument: str) -> tuple[Card, ...]:
    """How a calendar file is made, or the month where no day is chosen."""
    start = turn.start
    return (dating.calendar(start),) if start else month(turn, "")


def make_summary(turn: Turn, _argument: str) -> None:
    """The summary for a consultation, in the conversation and as a file."""
    turn.open("do:summary")
    turn.attachments = (SummaryFile(turn.answers, turn.plan, turn.start),)


def summarised(turn: Turn, _argument: str) -> tuple[Card, ...]:
    """The summary, and what to tell and to ask."""
    return (summary(turn, turn.plan), consultation(turn))


def undo(turn: Turn) -> bool:
    """Back to the answers before the last change; once more, and the change is there again. Whether there was one."""
    before, now = turn.session.before, turn.session.own
    if before is None or not turn.session.screening.complete or not screen(before).complete:
        return False
    for question in dict.fromkeys((*before, *now)):
        if before.get(question) != now.get(question):
            turn.session.say(question, before.get(question))
    return True
