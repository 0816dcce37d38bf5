"""The ranges of a plan in words: one line for each that is shown."""

from collections.abc import Iterator, Mapping
from typing import Literal

from dialogs.card import at_session
from dialogs.planning.planner import Plan
from dialogs.planning.protocol import Scale
from dialogs.text import Days, Span, Strong, Text, Weeks, _, n_

Figure = Scale | Literal["course_days"]

NAMES: Mapping[Figure, Text] = {
    "sessions": _("How many"),
    "interval_days": _("Gap"),
    "course_days": _("First to last"),
    "first_visible_session": _("First change"),
    "clear_result_session": _("Clearer change"),
    "maintenance_days": _("Top-ups, if wanted"),
}
"""What can be shown, in the order in which a person reads it."""


def figures(plan: Plan) -> list[Text]:
    """A line for each range that `plan` has."""
    return [line(plan, figure) for figure in shown(plan)]


def shown(plan: Plan) -> tuple[Figure, ...]:
    """The ranges that `plan` has."""
    return tuple(figure for figure in NAMES if getattr(plan, figure) is not None)


def line(plan: Plan, figure: Figure) -> Text:
    """One range with its name."""
    return _("{name}: {value}", name=NAMES[figure], value=Strong(value(plan, figure)))


def value(plan: Plan, figure: Figure) -> Text:  # noqa: PLR0911  a line for each
    """One range of `plan`, which has it."""
    low, high = getattr(plan, figure)
    match figure:
        case "sessions":
            return count(low, high, open_ended=plan.open_ended)
        case "interval_days" if plan.interval_inferred:
            return _("about {gap} (our estimate)", gap=Days(low, high))
        case "interval_days" if plan.closest_interval:
            return _("about {gap}; weekly only if your clinician agrees", gap=Days(low, high))
        case "interval_days":
            return _("about {gap}", gap=Days(low, high))
        case "course_days" if plan.open_ended:
            return _("about {weeks}, or longer", weeks=Weeks(low, high))
        case "course_days":
            return _("about {weeks}", weeks=Weeks(low, high))
        case "first_visible_session" if plan.or_later:
            return _("around {session}, or later", session=at_session(low, high))
        case "maintenance_days":
            return _top_ups(plan, Days(low, high))
    return _("around {session}", session=at_session(low, high))


def count(low: int, high: int, *, open_ended: bool = False) -> Text:
    """So many sessions."""
    if open_ended:
        return n_("{number} session, or more", "{number} sessions, or more", high, number=Span(low, high))
    return n_("{number} session", "{number} sessions", high, number=Span(low, high))


def _top_ups(plan: Plan, gap: Days) -> Text:
    """Maintenance: a choice, and on the body our reading of "several times a year" (C24)."""
    if plan.maintenance_inferred and plan.maintenance_end > 0:
        return _("{gap} apart (our estimate), rather longer", gap=gap)
    if plan.maintenance_inferred and plan.maintenance_end < 0:
        return _("{gap} apart (our estimate), rather shorter", gap=gap)
    if plan.maintenance_inferred:
        return _("{gap} apart (our estimate)", gap=gap)
    return _("{gap} apart", gap=gap)


def changed(before: Plan, after: Plan) -> Iterator[Text]:
    """Before and now beside each other, for each range that is shown now and was not the same before."""
    for figure in shown(after):
        if figure == "course_days":  # it follows from the others
            continue
        now, name = value(after, figure), NAMES[figure]
        if figure not in shown(before):
            yield _("{name}: now {now}", name=name, now=Strong(now))
        elif value(before, figure) != now:
            had = value(before, figure)
            # Translators: the arrow leads from before to now
            yield _("{name}: {before} → {now}", name=name, before=had, now=Strong(now))
