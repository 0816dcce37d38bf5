"""Answers and protocol in, a plan with its reasons out. There is no number in this file.

A row of the protocol picks a rung on each ladder, modifiers vote to move it by one rung at most,
so the answer is always a range that an article printed. The rules stand in protocol.toml; why
they are so, in docs/protocol.md.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dialogs.planning.ladder import NOTHING, Moved, move
from dialogs.planning.protocol import SCALES, Modifier, Protocol, Range, Row, Scale, span
from dialogs.questions.step import Answers, Region, chosen, region


class Reason(NamedTuple):
    """One answer that moved one range: 1 is more, further apart or later, -1 the opposite."""

    question: str
    option: str
    changes: str
    direction: int
    sources: tuple[str, ...]


class Base(NamedTuple):
    """Where one range starts before any answer moves it: what the row says, and the facts that print it.

    `chosen`: those facts print more, and taking this end of it is our reading. `end`: the facts that print
    where answers moved it; empty where none did.
    """

    changes: Scale
    range: Range
    inferred: bool
    chosen: bool
    sources: tuple[str, ...]
    end: tuple[str, ...]


class Plan(NamedTuple):
    """Typical published ranges for one person. Sessions are counts or ordinals, the rest days.

    `closest_interval`: the gap begins below what is usual, which takes a clinician's word (F49).
    `or_later`: the first change may also come after that session. `maintenance_end`: the end of the
    maintenance range that the answers point to (1 the longer gap, -1 the shorter) where the range itself
    stays. `interpolated`: no fact names this severity, the row lies between two that are named.
    """

    sessions: Range | None
    open_ended: bool
    interval_days: Range | None
    interval_inferred: bool
    closest_interval: bool
    first_visible_session: Range | None
    or_later: bool
    clear_result_session: Range | None
    maintenance_days: Range | None
    maintenance_inferred: bool
    maintenance_end: int
    interpolated: bool
    bases: tuple[Base, ...]
    reasons: tuple[Reason, ...]
    sources: tuple[str, ...]

    @property
    def course_days(self) -> Range | None:
        """Days from the first session to the last, at the least and at the most."""
        if self.sessions is None or self.interval_days is None:
            return None
        (few, many), (close, far) = self.sessions, self.interval_days
        return (few - 1) * close, (many - 1) * far


class _Vote(NamedTuple):
    question: str
    option: str
    modifier: Modifier


def plan(answers: Answers, protocol: Protocol) -> Plan:
    """The ranges for `answers`, which are complete and free of stops (see `dialogs.questions.screening`).

    Raises KeyError for answers that no row covers; a checked protocol has a row for each.
    """
    where = region(answers)
    if where is None:
        raise KeyError("area")
    row = protocol.row(where, str(answers["concern"]), _severity(answers))
    votes = tuple(_votes(answers, protocol, where))
    modifiers = tuple({id(vote.modifier): vote.modifier for vote in votes}.values())
    only = next((modifier.only for modifier in modifiers if modifier.only), None)
    ladders, shortest = protocol.ladders(where), _shortest(protocol, row, modifiers)
    moved = {
        scale: move(scale, row, ladders, modifiers, shortest) if only in (None, scale) else NOTHING for scale in SCALES
    }
    opens = {modifier.open_ended for modifier in modifiers} | {r.open_ended for r in moved["sessions"].rungs}
    bases = tuple(_base(scale, row, protocol, where, moved[scale]) for scale in SCALES if moved[scale].rungs)
    reasons = (*_severity_reasons(answers, protocol, where, moved), *_vote_reasons(votes, moved))
    return Plan(
        sessions=moved["sessions"].range,
        open_ended=only is None and True in opens,
        interval_days=moved["interval_days"].range,
        interval_inferred=any(rung.inferred for rung in moved["interval_days"].rungs),
        closest_interval=_is_closest(moved["interval_days"], protocol, where),
        first_visible_session=moved["first_visible_session"].range,
        or_later=any(rung.or_later for rung in moved["first_visible_session"].rungs),
        clear_result_session=moved["clear_result_session"].range,
        maintenance_days=moved["maintenance_days"].range,
        maintenance_inferred=any(rung.inferred for rung in moved["maintenance_days"].rungs),
        maintenance_end=moved["maintenance_days"].leaning,
        interpolated=row.interpolated,
        bases=bases,
        reasons=reasons,
        sources=_sources(row, moved, (*bases, *reasons), modifiers, only),
    )


def _severity(answers: Answers) -> str | None:
    severity = answers.get("severity")
    return severity if isinstance(severity, str) else None


def _votes(answers: Answers, protocol: Protocol, where: Region) -> Iterator[_Vote]:
    """Every modifier that one of the answers brings; one modifier can stand for two habits."""
    concern, severity = str(answers["concern"]), _severity(answers)
    for question, answer in answers.items():
        for option in chosen(answer):
            for modifier in protocol.modifiers_of(question, option):
                if modifier.holds_for(where, concern, severity):
                    yield _Vote(question, option, modifier)


def _shortest(protocol: Protocol, row: Row, modifiers: tuple[Modifier, ...]) -> str:
    """The rung below which no vote leads: weekly sessions only where a row and a skin allow (F49)."""
    if row.shortest_interval and any(modifier.reaches_shortest for modifier in modifiers):
        return row.shortest_interval
    return protocol.shortest_interval


def _is_closest(interval: Moved, protocol: Protocol, where: Region) -> bool:
    usual = protocol.ladders(where).interval_days.get(protocol.shortest_interval)
    return bool(usual and interval.range and interval.range[0] < usual.range[0])


def _base(scale: Scale, row: Row, protocol: Protocol, where: Region, moved: Moved) -> Base:
    """The rung or rungs on which `row` starts, with those of its facts that print them.

    A row's own gap may begin below what is usual: then the facts that print it, and those against it, are told.
    """
    ladder = protocol.ladders(where).of(scale)
    rungs = [ladder[name] for name in row.start(scale)]
    named = [set(rung.facts).intersection(row.facts) or set(rung.facts) for rung in rungs]
    sources = set().union(*named)
    wider = row.shortest_interval if scale == "interval_days" else None
    chosen = wider is not None and not sources.intersection(row.facts)
    if wider and chosen:
        printed = {*ladder[wider].facts, *protocol.shortest_interval_facts}
        sources = printed.intersection(row.facts) or sources
    inferred = any(rung.inferred for rung in rungs)
    end = {fact for rung in moved.rungs for fact in rung.facts} if moved.elsewhere else set()
    return Base(scale, span(rungs), inferred, chosen, tuple(sorted(sources)), tuple(sorted(end)))


def _severity_reasons(
    answers: Answers, protocol: Protocol, where: Region, moved: Mapping[Scale, Moved]
) -> Iterator[Reason]:
    severity = _severity(answers)
    if severity is None:
        return
    effects = protocol.severity_effects.get((where, str(answers["concern"]), severity), ())
    for scale, direction, facts in effects:
        if moved[scale].rungs:
            yield Reason("severity", severity, scale, direction, facts)


def _vote_reasons(votes: tuple[_Vote, ...], moved: Mapping[Scale, Moved]) -> Iterator[Reason]:
    for question, option, modifier in votes:
        for scale, direction in modifier.votes.items():
            if direction in moved[scale].listed and scale not in modifier.set:
                yield Reason(question, option, scale, direction, modifier.facts_of(scale))
        for scale in modifier.set:
            if moved[scale].replaced:
                yield Reason(question, option, scale, moved[scale].replaced, modifier.facts_of(scale))
        if modifier.open_ended and moved["sessions"].rungs:
            yield Reason(question, option, "open_ended", 1, modifier.facts)


def _sources(
    row: Row,
    moved: Mapping[Scale, Moved],
    told: tuple[Base | Reason, ...],
    modifiers: tuple[Modifier, ...],
    only: Scale | None,
) -> tuple[str, ...]:
    """Every fact behind what is shown, in order: the row's, those of `told`, and those of other rungs."""
    facts = {fact for each in told for fact in each.sources}
    if only is None:
        facts.update(row.facts)
    else:
        facts.update(fact for modifier in modifiers if modifier.only for fact in modifier.facts)
    for result in moved.values():
        if only or result.elsewhere:
            facts.update(fact for rung in result.rungs for fact in rung.facts)
    return tuple(sorted(facts))
