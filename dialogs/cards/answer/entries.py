"""What a calendar shows of a course: titles and notes, with or without a word about health."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.attachments import CalendarFile
from dialogs.cards.answer.dated import WEEKLY
from dialogs.planning.course import Window, course
from dialogs.text import Text, _, p_


@dataclass(frozen=True, slots=True)
class Entry:
    """One window of a calendar; `name` stays the same when its days change."""

    name: str
    title: Text
    notes: tuple[Text, ...]
    window: Window


CALENDAR_NAME = _("Possible days")
_FURTHER = p_("calendar", "Perhaps a further visit")


def entries(reply: CalendarFile) -> Iterator[Entry]:
    """One for each session, for the first and the clearer change, and for the first top-up."""
    laid_out = course(reply.plan)
    if laid_out is None:
        return
    for number, window in enumerate(laid_out.sessions, start=1):
        title = _session(number, named=reply.named, possible=number > laid_out.certain)
        yield Entry(f"session-{number}", title, (*_notes(window), *_of_gap(reply)), window)
    for name, named, plain, point in (
        ("first-change", _("Mesotherapy: first change, if any"), _("A first look back"), laid_out.first_change),
        ("clearer-change", _("Mesotherapy: clearer change, if any"), _("Another look back"), laid_out.clearer_change),
        ("top-up", _("Mesotherapy: first top-up, if wanted"), _FURTHER, laid_out.top_up),
    ):
        if point:
            yield Entry(name, named if reply.named else plain, _notes(point), point)


def _session(number: int, *, named: bool, possible: bool) -> Text:
    if named and possible:
        return _("Perhaps mesotherapy, session {number}: possible days", number=number)
    if named:
        return _("Mesotherapy, session {number}: possible days", number=number)
    if possible:
        return _("Perhaps visit {number}: possible days", number=number)
    return _("Visit {number}: possible days", number=number)


def _notes(window: Window) -> tuple[Text, ...]:
    notes = (_("A window from typical ranges, no appointment. The real day is set with you."),)
    return (*notes, _("It may also be later.")) if window.later else notes


def _of_gap(reply: CalendarFile) -> tuple[Text, ...]:
    """What stands beside days that begin below the usual gap (F49)."""
    if not reply.plan.closest_interval:
        return ()
    return (WEEKLY,) if reply.named else (_("The earliest days only if agreed with you first."),)
