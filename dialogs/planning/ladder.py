"""One range at a time: where a row starts on a ladder, and where the votes lead from there."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dialogs.planning.protocol import Ladders, Modifier, Range, Row, Rung, Scale, span


class Moved(NamedTuple):
    """Where one range ended.

    `range` is None where there is nothing to show, else it spans `rungs`. `listed` are the directions
    of the votes that are worth naming: the winning one, or both where they balance. `leaning` points
    to one end of a range that cannot move. `replaced` is the way a rung set by name lies from the
    row's own. `elsewhere`: not where the row starts.
    """

    range: Range | None = None
    rungs: tuple[Rung, ...] = ()
    listed: tuple[int, ...] = ()
    leaning: int = 0
    replaced: int = 0
    elsewhere: bool = False


NOTHING = Moved()


def move(scale: Scale, row: Row, ladders: Ladders, modifiers: Sequence[Modifier], shortest_interval: str) -> Moved:
    """Start where `row` says and step as `modifiers` vote, by one rung at most.

    A rung set by name (a known product) replaces the row's; only votes upwards then add to it. An
    interval is never shortened below `shortest_interval`.
    """
    start = row.start(scale)
    if not start:
        return NOTHING
    rungs, order = ladders.of(scale), ladders.order[scale]
    base, voting = _concerned(scale, start, modifiers)
    if base[0] not in order:
        return _stay(rungs, base)
    place = order.index(base[0])
    replaced = _sign(place - order.index(start[0])) if base != start and start[0] in order else 0
    net = _net(scale, voting)
    if base != start and net < 0:
        net, voting = 0, []
    if net == 0:
        return _stay(rungs, base, (-1, 1) if voting else (), 0, replaced)
    lowest = min(place, order.index(shortest_interval)) if shortest_interval in order else 0
    target = order[max(lowest, min(len(order) - 1, place + net))]
    for modifier in voting:
        if net > 0 and scale in modifier.step_to:
            target = modifier.step_to[scale][base[0]]
    if target == base[0]:
        leaning = net if len(order) == 1 else 0
        return _stay(rungs, base, (net,) if leaning else (), leaning, replaced)
    return Moved(rungs[target].range, (rungs[target],), (net,), 0, replaced, elsewhere=True)


def _concerned(
    scale: Scale, start: tuple[str, ...], modifiers: Sequence[Modifier]
) -> tuple[tuple[str, ...], list[Modifier]]:
    """Where the steps begin once a rung may be set by name, and who votes from there."""
    base = start
    voting = []
    for modifier in modifiers:
        if scale in modifier.set:
            base = (modifier.set[scale],)
        if scale in modifier.votes:
            voting.append(modifier)
    return base, [modifier for modifier in voting if base[0] in modifier.step_to.get(scale, base)]


def _stay(
    rungs: Mapping[str, Rung], names: Sequence[str], listed: tuple[int, ...] = (), leaning: int = 0, replaced: int = 0
) -> Moved:
    stood = tuple(rungs[name] for name in names)
    return Moved(span(stood), stood, listed, leaning, replaced, elsewhere=replaced != 0)


def _net(scale: Scale, voting: Sequence[Modifier]) -> int:
    """The votes together. Caution wins over every vote the other way."""
    if not voting:
        return 0
    careful = [modifier.votes[scale] for modifier in voting if modifier.caution]
    return _sign(sum(careful or [modifier.votes[scale] for modifier in voting]))


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
