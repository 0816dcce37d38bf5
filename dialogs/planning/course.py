"""A plan laid out in time: for each session its earliest and its latest day.

Days count from the first session, so nothing here knows a date, and no time zone can move one.
"""

from datetime import date, timedelta
from typing import NamedTuple

from dialogs.planning.planner import Plan
from dialogs.planning.protocol import Range
from dialogs.questions.step import Answers
from dialogs.text import Dates

NO_START_AHEAD = ("in_course", "finished")
"""Stages in which nobody can say when they could start."""


class Window(NamedTuple):
    """Days since the first session, both ends included. `later`: it may also come after the last day."""

    first: int
    last: int
    later: bool = False

    def dates(self, start: date) -> Dates:
        """The window as dates, when the first session is on `start`."""
        return Dates(start + timedelta(self.first), start + timedelta(self.last))


class Course(NamedTuple):
    """Every session that a plan names, and the points in time that go with them.

    `certain`: so many of the `sessions` are in every typical course, the others in longer ones. `open_ended`:
    there may be more of them. `top_up`: the first maintenance session.
    """

    sessions: tuple[Window, ...]
    certain: int
    open_ended: bool
    first_change: Window | None
    clearer_change: Window | None
    top_up: Window | None

    @property
    def days(self) -> int:
        """Days from the first session to the latest day of the last one that is named."""
        return self.sessions[-1].last


def course(plan: Plan) -> Course | None:
    """`plan` in time; None where it names no sessions, as after a course.

    Each session's window begins one shortest gap after the earliest day of the session before, and ends
    one longest gap after its latest day.
    """
    if plan.sessions is None or plan.interval_days is None:
        return None
    (few, many), (close, far) = plan.sessions, plan.interval_days
    windows = tuple(Window(number * close, number * far) for number in range(many))
    return Course(
        sessions=windows,
        certain=few,
        open_ended=plan.open_ended,
        first_change=_reach(windows, plan.first_visible_session, later=plan.or_later),
        clearer_change=_reach(windows, plan.clear_result_session),
        top_up=_top_up(plan, windows),
    )


def can_be_dated(answers: Answers) -> bool:
    """Whether a first session lies ahead, so that a day can be chosen for it."""
    return answers.get("stage") not in NO_START_AHEAD


def _reach(windows: tuple[Window, ...], points: Range | None, *, later: bool = False) -> Window | None:
    """From the earliest day of the first of two sessions to the latest day of the second.

    A point that articles put behind the last session of this course leaves the window open.
    """
    if points is None:
        return None
    first, last = (min(point, len(windows)) for point in points)
    return Window(windows[first - 1].first, windows[last - 1].last, later or points[1] > len(windows))


def _top_up(plan: Plan, windows: tuple[Window, ...]) -> Window | None:
    if plan.maintenance_days is None or plan.sessions is None:
        return None
    soon, late = plan.maintenance_days
    return Window(windows[plan.sessions[0] - 1].first + soon, windows[-1].last + late, plan.open_ended)
