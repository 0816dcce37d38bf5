"""What belongs to numbers: why, what to expect, dates, the picture, files. Only who may see numbers gets here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING
from zlib import crc32

from dialogs import dates
from dialogs.clinic_replies import Costs
from dialogs.planning.course import can_be_dated
from dialogs.planning.planner import Plan, plan
from dialogs.questions.screening import standing
from dialogs.questions.session import Session
from dialogs.replies import (
    Calendar,
    CalendarFile,
    Consultation,
    Dated,
    Expect,
    Moved,
    Numbers,
    Picture,
    Refine,
    Reply,
    Summary,
    SummaryFile,
    When,
    Why,
)

if TYPE_CHECKING:
    from dialogs.flow.dialog import Dialog

Handler = Callable[["Dialog", Session, str], tuple[Reply, ...]]
"""Takes what stands behind the command; `session.view` is set, and may be changed."""

CALENDAR_TITLES = ("plain", "named")
"""Titles that say nothing about health, or what they are about."""


def _plan(dialog: Dialog, session: Session) -> Plan:
    return plan(session.answers, dialog.guide(session).protocol)


def _start(dialog: Dialog, session: Session) -> date | None:
    """The day of the first session, where one was chosen and still lies ahead of the course."""
    start = session.start
    fits = start and dates.problem(start, dialog.today(session)) is None and can_be_dated(session.answers)
    return start if fits else None


def _is_new(session: Session, now: Plan, start: date | None) -> bool:
    """Whether the picture of these ranges has not been sent yet; it counts as sent from then on."""
    shown, session.pictured = session.pictured, f"{crc32(repr((now, start)).encode()):08x}"
    return shown != session.pictured


def answer(dialog: Dialog, session: Session) -> tuple[Reply, ...]:
    """The numbers, what a change did to them, their dates, what else to expect; once, a picture of it."""
    answers, seen = session.answers, session.seen
    if session.start and session.start < dialog.today(session):
        session.start = None  # asked for anew: the day is over
    protocol = dialog.guide(session).protocol
    now = plan(answers, protocol)
    shown: list[Reply] = [Numbers(answers, now)]
    own = session.own
    if seen is not None and seen != own and standing(seen).complete:
        session.before = seen
        earlier = standing({**session.supplied, **seen}).answers
        shown.append(Moved(answers, now, earlier, plan(earlier, protocol)))
    session.seen = own
    start = _start(dialog, session)
    if start:
        shown.append(Dated(now, start))
    shown.append(Expect(answers, now, start=start))
    if _is_new(session, now, start):
        shown.append(Picture(answers, now, start))
    return tuple(shown)


def _why(dialog: Dialog, session: Session, argument: str) -> tuple[Reply, ...]:
    scale, _, first = argument.partition("-")
    now = _plan(dialog, session)
    return (Why(session.answers, now, scale, int(first) if first.isdecimal() else 0),)


def _expect(dialog: Dialog, session: Session, argument: str) -> tuple[Reply, ...]:
    now = _plan(dialog, session)
    return (Expect(session.answers, now, int(argument) if argument.isdecimal() else 0, alone=True),)


def _when(dialog: Dialog, session: Session, argument: str) -> tuple[Reply, ...]:
    """The month called `argument`; nobody in the middle or at the end of a course is asked for a start."""
    if not can_be_dated(session.answers):
        return dialog.current(session)
    session.view = f"do:when:{argument}" if dates.MONTH.fullmatch(argument) else "do:when"
    return (When(dates.month(argument, dialog.today(session), session.start)),)


def _day(dialog: Dialog, session: Session, argument: str) -> tuple[Reply, ...]:
    """The day of a first session. One that cannot be is asked for again; the one before stays."""
    if not can_be_dated(session.answers):
        return dialog.current(session)
    day = dates.read(argument)
    problem = dates.problem(day, dialog.today(session))
    if day is None or problem:
        session.view = "do:when"
        return (When(dates.month("", dialog.today(session), session.start), problem),)
    session.start = day
    shown, now = _dates(dialog, session, ""), _plan(dialog, session)
    return (*shown, Picture(session.answers, now, day)) if _is_new(session, now, day) else shown


def _dates(dialog: Dialog, session: Session, _argument: str) -> tuple[Reply, ...]:
    """The windows of dates; first the day, where none was chosen."""
    start = _start(dialog, session)
    if start is None:
        return _when(dialog, session, "")
    session.view = "do:dates"
    return (Dated(_plan(dialog, session), start, alone=True),)


def _picture(dialog: Dialog, session: Session, _argument: str) -> tuple[Reply, ...]:
    now, start = _plan(dialog, session), _start(dialog, session)
    _is_new(session, now, start)
    return (Expect(session.answers, now, start=start), Picture(session.answers, now, start, asked=True))


def _calendar(dialog: Dialog, session: Session, argument: str) -> tuple[Reply, ...]:
    """How the file is made, then the file; first the day, where none was chosen."""
    start = _start(dialog, session)
    if start is None:
        return _when(dialog, session, "")
    if argument not in CALENDAR_TITLES:
        return (Calendar(start),)
    now = _plan(dialog, session)
    return (*_dates(dialog, session, ""), CalendarFile(now, start, named=argument == "named"))


def _summary(dialog: Dialog, session: Session, _argument: str) -> tuple[Reply, ...]:
    answers, now, start = session.answers, _plan(dialog, session), _start(dialog, session)
    return (Summary(answers, now, start), Consultation(answers, now), SummaryFile(answers, now, start))


OF_ANSWER: Mapping[str, Handler] = {
    "why": _why,
    "expect": _expect,
    "costs": lambda dialog, session, _argument: (Costs(session.answers, _plan(dialog, session)),),
    "refine": lambda _dialog, session, _argument: (Refine(session.answers),),
    "when": _when,
    "day": _day,
    "dates": _dates,
    "picture": _picture,
    "calendar": _calendar,
    "summary": _summary,
}
