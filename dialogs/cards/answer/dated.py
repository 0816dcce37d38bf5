"""Dates: the month of which a day is chosen, the windows that follow from it, the calendar file."""

from collections.abc import Iterator
from datetime import date

from dialogs.attachments import CalendarFile
from dialogs.card import Block, Button, Card, note, one_each, points, text, title
from dialogs.cards.buttons import resume_button
from dialogs.dates import Month
from dialogs.planning.course import Window, course
from dialogs.planning.planner import Plan
from dialogs.text import Dates, MonthOf, Strong, Text, _, p_

WEEKLY = _("Once a week only if your clinician agrees.")
"""What stands beside dates that begin below the usual gap (F49)."""


def when(month: Month, problem: str) -> Card:
    """The month of which a day can be chosen; `problem` is what kept one from being taken, if anything."""
    blocks: list[Block] = [title(_("When could you start?"))]
    if problem:
        blocks.append(text(_problem(problem, month)))
    example = min(max(month.first.replace(day=14), month.earliest), month.latest)  # the middle, where it can be
    blocks += [
        text(_("Choose a day or type one, for example: {day}", day=Dates(example, example))),
        note(_("Nothing is booked by this. The clinic sets the day.")),
        text(_("{month}", month=Strong(MonthOf(month.first)))),
    ]
    around = tuple(
        Button(_("{month}", month=MonthOf(date.fromisoformat(f"{key}-01"))), f"do:when:{key}")
        for key in (month.before, month.after)
        if key
    )
    return Card(tuple(blocks), (*((around,) if around else ()), *one_each(resume_button("answer"))), month)


def _problem(problem: str, month: Month) -> Text:
    if problem == "past":
        return _("That day is over. From {day} on, any day can be chosen.", day=month.earliest)
    if problem == "far":
        return _("That is more than a year away. Until {day}, any day can be chosen.", day=month.latest)
    return _("I did not recognise a day in that.")


def dated(plan: Plan, start: date, *, alone: bool = False) -> Card:
    """The ranges as windows of dates. `alone`: they do not stand under the numbers."""
    weekly = (WEEKLY,) if plan.closest_interval else ()
    blocks = (
        title(_("If the first session is on {day}", day=start)),
        points(windows(plan, start)),
        note(*weekly, _("Windows from typical ranges, no appointments. The clinic sets the days.")),
    )
    if not alone:
        return Card(blocks)
    return Card(
        blocks,
        (
            (Button(_("In my calendar"), "do:calendar"), Button(_("Other dates"), "do:when")),
            *one_each(resume_button("answer")),
        ),
    )


def windows(plan: Plan, start: date) -> Iterator[Text]:
    """A line for each session, and for each point in time that goes with them."""
    laid_out = course(plan)
    if laid_out is None:
        return
    for number, window in enumerate(laid_out.sessions, start=1):
        dates = Strong(window.dates(start))
        if number <= laid_out.certain:
            yield _("Session {number}: {dates}", number=number, dates=dates)
        else:
            yield _("Session {number}, in longer courses: {dates}", number=number, dates=dates)
    if laid_out.open_ended:
        yield _("Perhaps more sessions after that")
    if laid_out.first_change:
        yield _("First change: {dates}", dates=_written(laid_out.first_change, start))
    if laid_out.clearer_change:
        yield _("Clearer change: {dates}", dates=_written(laid_out.clearer_change, start))
    if laid_out.top_up:
        yield _("First top-up, if wanted: {dates}", dates=_written(laid_out.top_up, start))


def _written(window: Window, start: date) -> Strong:
    dates = window.dates(start)
    return Strong(p_("dates", "{dates}, or later", dates=dates) if window.later else dates)


def calendar(start: date) -> Card:
    """How a calendar file is made."""
    return Card(
        (
            title(_("In my calendar")),
            text(
                _("From {day} on, each session gets a window of days in a file.", day=start),
                _("Open it with your calendar."),
            ),
            text(_("Others may see your screen. What may the titles say?")),
            note(_("Opening a newer file moves the same entries. Delete those that are left over.")),
        ),
        one_each(
            Button(_("Nothing about health"), "do:calendar:plain"),
            Button(_("What it is about"), "do:calendar:named"),
            resume_button("answer"),
        ),
    )


def calendar_file(file: CalendarFile) -> Card:
    """The words beside a calendar file."""
    named = _("The titles name mesotherapy.") if file.named else _("The titles say nothing about health.")
    return Card((text(p_("file", "For your calendar."), named),))
