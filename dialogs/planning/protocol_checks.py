"""What a protocol has to hold beyond its shape: order, bounds, known names, sources, no gaps."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from dialogs.planning.protocol import REGIONS, SCALES, Facts, Ladders, Modifier, Protocol, Row, Rung, Scale
from dialogs.questions.refusals import STOPS
from dialogs.questions.step import Region
from dialogs.questions.steps import STEP

BOUNDS: Mapping[tuple[Region, Scale], tuple[int, int]] = {
    ("face", "sessions"): (3, 6),
    ("face", "interval_days"): (7, 42),
    ("face", "first_visible_session"): (2, 3),
    ("face", "maintenance_days"): (28, 120),
    ("body", "sessions"): (6, 10),
    ("body", "interval_days"): (7, 21),
    ("body", "first_visible_session"): (3, 4),
    ("body", "clear_result_session"): (6, 10),
    ("body", "maintenance_days"): (60, 120),
}
"""The widest that the articles support. Kept out of the file: a file cannot vouch for itself."""

LAST_FACT = {"C": 41, "F": 57}


def problems(protocol: Protocol) -> Iterator[str]:
    """Everything that keeps `protocol` from being used, each with its place, but for what `excesses` finds."""
    for region in REGIONS:
        yield from _rung_problems(region, protocol.ladders(region))
    for number, row in enumerate(protocol.rows):
        place = f"rows[{number}] ({row.region}, {'/'.join(row.concerns)}, {'/'.join(row.severities) or 'any'})"
        yield from (f"{place}{problem}" for problem in _row_problems(row, protocol))
    for number, modifier in enumerate(protocol.modifiers):
        place = f"modifiers[{number}] ({modifier.question}: {'/'.join(modifier.options)})"
        yield from (f"{place}{problem}" for problem in _modifier_problems(modifier, protocol))
    if protocol.shortest_interval not in protocol.face.interval_days:
        yield f"shortest_interval: no rung is called {protocol.shortest_interval!r}"
    for fact in protocol.shortest_interval_facts:
        yield from (f"shortest_interval_facts{problem}" for problem in _unknown_fact(fact))
    if bool(protocol.reviewed_by) != bool(protocol.reviewed_on):
        yield "reviewed_by, reviewed_on: a review needs both a name and a day"
    yield from _coverage_problems(protocol)


def excesses(protocol: Protocol) -> Iterator[str]:
    """Every range of `protocol` that reaches beyond what is published, with its place."""
    for region in REGIONS:
        for scale in SCALES:
            least, most = BOUNDS.get((region, scale), (0, 0))
            for name, rung in protocol.ladders(region).of(scale).items():
                low, high = rung.range
                if not least <= low <= most or not least <= high <= most:
                    place = f"{region}.{scale}.{name}.range"
                    yield f"{place}: {low} to {high} is outside of what is published, {least} to {most}"


def _fact_problems(facts: Facts) -> Iterator[str]:
    if not facts:
        yield ".facts: no source; name at least one fact"
    for fact in facts:
        yield from (f".facts{problem}" for problem in _unknown_fact(fact))


def _unknown_fact(fact: str) -> Iterator[str]:
    if not 1 <= int(fact[1:]) <= LAST_FACT[fact[0]]:
        yield f": there is no fact {fact}"


def _rung_problems(region: Region, ladders: Ladders) -> Iterator[str]:
    for scale in SCALES:
        previous: tuple[str, Rung] | None = None
        for name, rung in ladders.of(scale).items():
            place = f"{region}.{scale}.{name}"
            low, high = rung.range
            if low > high:
                yield f"{place}.range: {low} to {high} is upside down"
            yield from (f"{place}{problem}" for problem in _fact_problems(rung.facts))
            if rung.off_ladder:
                continue
            if previous and not _above(rung, previous[1]):
                yield f"{place}.range: comes after {previous[0]} but does not lie above it"
            previous = (name, rung)
        if not ladders.order[scale] and (region, scale) in BOUNDS:
            yield f"{region}.{scale}: a ladder needs at least one rung"


def _above(rung: Rung, other: Rung) -> bool:
    (low, high), (other_low, other_high) = rung.range, other.range
    return low >= other_low and high >= other_high and rung.range != other.range


def _row_problems(row: Row, protocol: Protocol) -> Iterator[str]:
    yield from _unknown(".concerns", row.concerns, _planned(row.region))
    yield from _unknown(".severities", row.severities, _ids("severity"))
    for scale in SCALES:
        yield from _rung_names(f".{scale}", row.region, scale, row.start(scale), protocol)
    shortest = (row.shortest_interval,) if row.shortest_interval else ()
    yield from _rung_names(".shortest_interval", row.region, "interval_days", shortest, protocol)
    if len(row.interval_days) not in (1, 2):
        yield ".interval_days: takes one rung, or the two that the row spans"
    yield from _fact_problems(row.facts)
    for scale, facts in row.because.items():
        yield from (f".because.{scale}{problem}" for problem in _fact_problems(facts))


def _modifier_problems(modifier: Modifier, protocol: Protocol) -> Iterator[str]:
    yield from _unknown(".question", (modifier.question,), tuple(STEP))
    if modifier.question in STEP:
        yield from _unknown(".options", modifier.options, _ids(modifier.question))
    yield from _unknown(".only_concerns", modifier.only_concerns, _ids("concern"))
    yield from _unknown(".except_concerns", modifier.except_concerns, _ids("concern"))
    yield from _unknown(".except_severities", modifier.except_severities, _ids("severity"))
    for region in (modifier.region,) if modifier.region else REGIONS:
        for scale, name in modifier.set.items():
            yield from _rung_names(f".set.{scale}", region, scale, (name,), protocol)
        for scale, steps in modifier.step_to.items():
            yield from _rung_names(f".step_to.{scale}", region, scale, chain(*steps.items()), protocol)
    if modifier.only not in (None, "maintenance_days"):
        yield ".only: nothing but maintenance_days can stand alone"
    yield from _fact_problems(modifier.facts)
    for scale, fact in modifier.told.items():
        yield from _unknown(f".told.{scale}", (fact,), modifier.facts)


def _unknown(place: str, named: Iterable[str], allowed: Sequence[str]) -> Iterator[str]:
    for name in named:
        if name not in allowed:
            yield f"{place}: {name!r} is not one of {', '.join(allowed)}"


def _rung_names(place: str, region: Region, scale: Scale, names: Iterable[str], protocol: Protocol) -> Iterator[str]:
    for name in names:
        if name not in protocol.ladders(region).of(scale):
            yield f"{place}: no rung of the {region} is called {name!r}"


def _coverage_problems(protocol: Protocol) -> Iterator[str]:
    """Every person that gets numbers needs exactly one row."""
    for region in REGIONS:
        for concern in _planned(region):
            severities = _ids("severity") if concern != "prevention" else (None,)
            for severity in severities:
                found = sum(
                    row.region == region and concern in row.concerns and severity in (row.severities or (None,))
                    for row in protocol.rows
                )
                if found != 1:
                    what = "no row" if found == 0 else f"{found} rows"
                    yield f"rows: {what} for {region}, {concern}, {severity or 'any severity'}"


def _ids(question: str) -> tuple[str, ...]:
    return tuple(option.id for option in STEP[question].choices)


def _planned(region: Region) -> tuple[str, ...]:
    """The concerns of `region` that get numbers."""
    somewhere = {"area": "face" if region == "face" else "abdomen"}
    stops = {option for question, option in STOPS if question == "concern"}
    return tuple(option.id for option in STEP["concern"].options(somewhere) if option.id not in stops)
