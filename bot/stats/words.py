"""What a clinic reads about its counts: tables in no language and no layout yet."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from bot.stats.hiding import FEWEST
from bot.stats.report import COLUMNS, Breakdown, By, Report, Step
from dialogs.flow.milestones import AGREED, ANSWERED, BOOKING, REFUSED, STARTED, asked, refused
from dialogs.questions.labels import label
from dialogs.questions.refusals import RED_FLAG, STOPS
from dialogs.questions.steps import MAIN, STEP
from dialogs.text import Dates, LanguageName, Text, Value, _, p_

HEADING = _("How people use your guide")
PRIVATE = _("These are counts only: no names and no answers.")
NOBODY = _("Nobody has opened the guide by your link yet.")
TOO_FEW = _("There are too few people yet to show them in groups.")
DOWNLOAD = _("Download the numbers for a spreadsheet (CSV)")

# Translators: stands in a table, in place of a number
HIDDEN = p_("number", "hidden")

NOTES_TITLE = _("How to read the numbers")
NOTES: tuple[Text, ...] = (
    _(
        "“{hidden}” is a number from 1 to {most}, or one that would give such a small number away.",
        hidden=HIDDEN,
        most=FEWEST - 1,
    ),
    _("Groups of fewer than {fewest} people are counted together.", fewest=FEWEST),
    _("Each person counts once at each step, in the week in which they get there."),
    _("Some questions are for some people only."),
    _("How many people stopped between two steps is not hidden."),
    _("“Numbers” are the typical numbers of sessions that the guide shows at the end."),
    _("When somebody erases their answers, these counts stay."),
)

# Translators: headings over numbers of people; the five stand beside each other in a table
EVENTS: Mapping[str, Text] = {
    STARTED: p_("people", "Opened"),
    AGREED: p_("people", "Agreed"),
    ANSWERED: p_("people", "Got numbers"),
    REFUSED: p_("people", "Got no numbers"),
    BOOKING: p_("people", "Tapped to book"),
    **{asked(step.id): _("Question: {question}", question=step.name) for step in MAIN},
    **{
        refused(option): _("{name}: {value}", name=STEP[question].name, value=label(question, option))
        for question, option in STOPS
    },
    refused(RED_FLAG): _("Signs that need help now"),
}
"""Each step that is counted."""


class _Wording(NamedTuple):
    title: Text
    heading: Text
    others: Text


_BREAKDOWNS: Mapping[By, _Wording] = {
    "campaign": _Wording(_("By campaign"), _("Campaign"), _("Other campaigns")),
    "language": _Wording(_("By language"), _("Language"), _("Other languages")),
    "week": _Wording(_("By week"), _("Week"), _("Other weeks")),
}


class Row(NamedTuple):
    """A line of a table: what is counted, and its numbers, with None for hidden ones."""

    label: Text
    numbers: tuple[int | None, ...]


class Table(NamedTuple):
    """Numbers under headings, the first of which stands over the labels. Without rows there are too few people."""

    name: str
    title: Text
    headings: tuple[Text, ...]
    rows: tuple[Row, ...]

    def share(self, row: Row) -> float:
        """The first number of `row` as a part of the largest that the table shows first; 0 where it is hidden."""
        return (row.numbers[0] or 0) / max(1, *(each.numbers[0] or 0 for each in self.rows))


def tables(report: Report) -> Iterator[Table]:
    """Everything of `report`; nothing where nobody came yet."""
    if report.empty:
        return
    yield _steps("steps", _("From your link to your booking page"), _("Step"), report.steps)
    if report.reasons:
        yield _steps("reasons", _("Why there were no numbers"), _("Reason"), report.reasons)
    yield from map(_groups, report.breakdowns)


def number(value: int | None) -> Text:
    """A number, or the word for a hidden one where `value` is None."""
    return HIDDEN if value is None else _("{number}", number=value)


def _steps(name: str, title: Text, heading: Text, steps: tuple[Step, ...]) -> Table:
    rows = (Row(EVENTS[event], (number,)) for event, number in steps)
    return Table(name, title, (heading, _("People")), tuple(rows))


def _groups(breakdown: Breakdown) -> Table:
    by, words = breakdown.by, _BREAKDOWNS[breakdown.by]
    rows = (Row(_name(by, group.name), group.numbers) for group in breakdown.groups)
    return Table(by, words.title, (words.heading, *(EVENTS[event] for event in COLUMNS)), tuple(rows))


def _name(by: By, name: str | None) -> Text:
    if name is None:
        return _BREAKDOWNS[by].others
    if by == "campaign" and not name:
        return _("Without a campaign")
    value: Value = name
    if by == "week":
        monday = date.fromisoformat(name)
        value = Dates(monday, monday + timedelta(days=6))
    elif by == "language":
        value = LanguageName(name)
    return _("{group}", group=value)
