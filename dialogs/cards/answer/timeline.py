"""What the picture of a course shows, as values: its words and its windows, on no paper yet."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dialogs.attachments import Picture
from dialogs.card import at_session
from dialogs.cards.answer.dated import WEEKLY
from dialogs.cards.answer.figures import line, value
from dialogs.cards.answer.numbers import cleared_first
from dialogs.planning.course import Course, Window, course
from dialogs.planning.planner import Plan
from dialogs.questions.labels import label
from dialogs.questions.step import Answers
from dialogs.text import Dates, MonthName, Span, Text, _, p_

WEEK = 7  # days
ABOUT = ("area", "concern", "severity")
STEPS = (1, 2, 4, 8)  # weeks between two marks of the scale
MARKS = 7  # at most

Kind = Literal["certain", "possible", "point"]
"""A session of every typical course, one of longer courses only, a point in time."""


@dataclass(frozen=True, slots=True)
class Row:
    """One window: what it is, when it is in words, and where it lies."""

    kind: Kind
    label: Text
    when: Text
    window: Window


class Timeline:
    """The picture from top to bottom: for those who ask a clinician first, that goes before every number.

    `marks` are the places on the scale, in days since the first session. `estimated`: the gaps are our reading.
    `more`: there may be more sessions than are named. `top_ups` says how far apart they are, `top_up_when`
    when the first one is. Where no course lies ahead there are only these.
    """

    def __init__(self, picture: Picture) -> None:
        """The picture of an answer, with dates where a start was chosen."""
        plan, start = picture.plan, picture.start
        laid_out = course(plan)
        self.caution = cleared_first(picture.answers, named=False)
        many = value(plan, "sessions") if plan.sessions else None
        self.heading = _("A typical course: {sessions}", sessions=many) if many else _("After a course")
        self.about = _about(picture.answers)
        self.weekly = WEEKLY if plan.closest_interval else None
        self.first_day = _("If the first session is on {day}", day=start) if start else None
        self.remarks = tuple(_remarks(plan, laid_out)) if laid_out else ()
        self.scale = _("Months") if start else _("Weeks after the first session")
        self.marks = tuple(_marks(laid_out, start)) if laid_out else ()
        self.days = laid_out.days if laid_out else 0
        self.rows = tuple(_rows(plan, laid_out, start)) if laid_out else ()
        self.estimated = plan.interval_inferred
        self.more = _("or more") if plan.open_ended else None
        self.top_ups = line(plan, "maintenance_days") if plan.maintenance_days else None
        self.top_up_when = _first_top_up(laid_out, start)
        self.maintenance_estimated = plan.maintenance_inferred
        self.foot = _("Typical published ranges, not a plan for you. A clinician decides.")


def alike(reply: Picture) -> tuple[Hashable, ...]:
    """What pictures that show the same have in common, whatever else was answered."""
    ranges = reply.plan._replace(bases=(), reasons=(), sources=())
    caution = cleared_first(reply.answers, named=False)
    said = (reply.answers.get(question) for question in ABOUT)
    return (ranges, reply.start, caution.msgid if caution else "", *said)


def _about(answers: Answers) -> Text:
    area, concern, *severity = (label(q, str(answers[q])) for q in ABOUT if q in answers)
    if not severity:
        return _("{area} · {concern}", area=area, concern=concern)
    return _("{area} · {concern} · {severity}", area=area, concern=concern, severity=severity[0])


def _remarks(plan: Plan, laid_out: Course) -> Iterator[Text]:
    yield _("Each line: from the earliest to the latest day.")
    if laid_out.certain < len(laid_out.sessions):
        yield _("Hollow: in longer courses only.")
    if plan.interval_inferred:
        yield _("Dashed: the gaps are our estimate.")


def _rows(plan: Plan, laid_out: Course, start: date | None) -> Iterator[Row]:
    for number, window in enumerate(laid_out.sessions, start=1):
        kind: Kind = "certain" if number <= laid_out.certain else "possible"
        yield Row(kind, _("Session {number}", number=number), _when(window, start), window)
    if laid_out.first_change and plan.first_visible_session:
        session = at_session(*plan.first_visible_session)
        name = _("First change: {session}", session=session)
        yield Row("point", name, _when(laid_out.first_change, start), laid_out.first_change)
    if laid_out.clearer_change and plan.clear_result_session:
        session = at_session(*plan.clear_result_session)
        name = _("Clearer change: {session}", session=session)
        yield Row("point", name, _when(laid_out.clearer_change, start), laid_out.clearer_change)


def _when(window: Window, start: date | None) -> Text:
    if start:
        dates = window.dates(start)
        return p_("dates", "{dates}, or later", dates=dates) if window.later else _("{dates}", dates=dates)
    if window.last == 0:
        return p_("timeline", "start")
    weeks = Span(round(window.first / WEEK), round(window.last / WEEK))
    if window.later:
        return p_("timeline", "weeks {weeks}, or later", weeks=weeks)
    if weeks.low == weeks.high:
        return p_("timeline", "week {week}", week=weeks)
    return p_("timeline", "weeks {weeks}", weeks=weeks)


def _first_top_up(laid_out: Course | None, start: date | None) -> Text | None:
    if laid_out is None or laid_out.top_up is None:
        return None
    return _("The first: {when}", when=_when(laid_out.top_up, start))


def _marks(laid_out: Course, start: date | None) -> Iterator[tuple[int, Text]]:
    """The beginnings of months, or every so many weeks."""
    if start is None:
        weeks = laid_out.days // WEEK
        step = next((step for step in STEPS if weeks // step < MARKS), STEPS[-1])
        yield from ((week * WEEK, _("{week}", week=week)) for week in range(0, weeks + 1, step))
        return
    yield 0, _("{dates}", dates=Dates(start, start))
    first = _next_month(start)
    while (days := (first - start).days) <= laid_out.days:
        yield days, _("{month}", month=MonthName(first))
        first = _next_month(first)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(31)).replace(day=1)
