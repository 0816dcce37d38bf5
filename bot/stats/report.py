"""What a clinic sees of its counts: how far people come, then the same by campaign, language and week."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from bot.stats.hiding import FEWEST, few, hide
from bot.store.counts import OTHER, Count
from dialogs.flow.milestones import AGREED, ANSWERED, BOOKING, REFUSED, STARTED, asked, refused
from dialogs.questions.refusals import RED_FLAG, STOPS
from dialogs.questions.steps import MAIN

WEEKS = 26
"""Newest weeks that are shown one by one; all older ones are counted together."""

COLUMNS = (STARTED, AGREED, ANSWERED, REFUSED, BOOKING)
"""The steps by which groups are compared."""

STEPS = (STARTED, AGREED, *(asked(step.id) for step in MAIN), ANSWERED, REFUSED, BOOKING)
"""The way from the link on, in its order."""

REASONS = (RED_FLAG, *(option for _question, option in STOPS))
"""Why somebody gets no numbers, by identifier."""

By = Literal["campaign", "language", "week"]


class Step(NamedTuple):
    """How many conversations came so far; `number` is None where it is hidden."""

    event: str
    number: int | None


class Group(NamedTuple):
    """Conversations with the same campaign, language or week; `name` is None for the small ones together.

    `numbers` are those of `COLUMNS`, with None for hidden ones.
    """

    name: str | None
    numbers: tuple[int | None, ...]


class Breakdown(NamedTuple):
    """All conversations in groups; `groups` is empty where all of them are small."""

    by: By
    groups: tuple[Group, ...]


class Report(NamedTuple):
    """Everything that may be shown; nothing that is hidden is in it.

    Of `reasons` there are those that anybody was told. Who was told several counts at the first.
    """

    steps: tuple[Step, ...]
    reasons: tuple[Step, ...]
    breakdowns: tuple[Breakdown, ...]

    @property
    def empty(self) -> bool:
        """Whether nobody came yet."""
        return all(step.number == 0 for step in self.steps)


def report(counts: Iterable[Count]) -> Report:
    """What may be shown of everything that was counted for one clinic."""
    counts = list(counts)
    total = Counter[str]()
    for count in counts:
        total[count.event] += count.number
    weeks = sorted({count.week for count in counts}, reverse=True)[:WEEKS]
    return Report(
        tuple(Step(event, None if few(total[event]) else total[event]) for event in STEPS),
        _reasons(total),
        (
            _breakdown("campaign", counts, {count.campaign for count in counts} - {OTHER}),
            _breakdown("language", counts, {count.language for count in counts}),
            _breakdown("week", counts, weeks),
        ),
    )


def _reasons(total: Mapping[str, int]) -> tuple[Step, ...]:
    """In the order of `REASONS`: the order of their numbers would tell something about the hidden ones."""
    told = sorted((event for event in map(refused, REASONS) if total[event]), key=total.__getitem__)
    published = dict(zip(told, hide([total[event] for event in told]), strict=True))
    return tuple(Step(event, published[event]) for event in map(refused, REASONS) if event in published)


def _breakdown(by: By, counts: Iterable[Count], apart: Iterable[str]) -> Breakdown:
    """A group for each name of `apart`, and all others together."""
    groups = {name: Counter[str]() for name in apart}
    others = Counter[str]()
    for count in counts:
        if count.event in COLUMNS:
            groups.get(getattr(count, by), others)[count.event] += count.number
    sized = _sized(groups, others)
    columns = [hide([numbers[event] for _name, numbers in sized]) for event in COLUMNS]
    rows = zip(*columns, strict=True)
    published = [Group(name, row) for (name, _numbers), row in zip(sized, rows, strict=True)]
    named = [group for group in reversed(published) if group.name is not None]
    if by == "week":
        named.sort(key=lambda group: group.name or "", reverse=True)
    rest = [group for group in published if group.name is None]
    return Breakdown(by, (*named, *rest) if named else ())


def _sized(groups: Mapping[str, Counter[str]], others: Counter[str]) -> list[tuple[str | None, Counter[str]]]:
    """The groups, the smallest first. Small ones are added to `others` until these are no small group either."""
    left: list[tuple[str | None, Counter[str]]] = sorted(
        groups.items(), key=lambda group: (group[1][STARTED], group[0])
    )
    while left and (left[0][1][STARTED] < FEWEST or (others.total() and others[STARTED] < FEWEST)):
        others.update(left.pop(0)[1])
    if others.total():
        left.append((None, others))
    return sorted(left, key=lambda group: group[1][STARTED])
