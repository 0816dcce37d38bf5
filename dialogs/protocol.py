"""The protocol: every published range and every modifier, read from TOML and checked.

`parse` takes the text of a protocol file and gives a `Protocol`, or raises `ProtocolError` with
every problem it found, each with its place. The planner trusts what comes out of here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from dialogs.screening import STOPS
from dialogs.steps import STEP, Region

Scale = Literal[
    "sessions", "interval_days", "first_visible_session", "clear_result_session", "maintenance_days"
]
SCALES: tuple[Scale, ...] = (
    "sessions",
    "interval_days",
    "first_visible_session",
    "clear_result_session",
    "maintenance_days",
)
REGIONS: tuple[Region, ...] = ("face", "body")

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

Fact = Annotated[str, StringConstraints(pattern=r"^[CF]\d\d$")]
Facts = tuple[Fact, ...]


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _as_date(value: object) -> object:
    return None if value == "" else value


class ProtocolError(Exception):
    """A protocol file that cannot be used; `problems` names each place and what is wrong there."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rung(_Strict):
    """A range that an article printed: both ends included, in sessions or days as its scale says."""

    range: tuple[int, int]
    facts: Facts
    off_ladder: bool = False
    open_ended: bool = False
    or_later: bool = False
    inferred: bool = False


class Ladders(_Strict):
    """The rungs of one region, by scale; ordered from the fewest, soonest, closest upwards."""

    sessions: dict[str, Rung]
    interval_days: dict[str, Rung]
    first_visible_session: dict[str, Rung]
    clear_result_session: dict[str, Rung] = {}
    maintenance_days: dict[str, Rung]

    def of(self, scale: Scale) -> dict[str, Rung]:
        """Every rung of `scale` by its name."""
        rungs: dict[str, Rung] = getattr(self, scale)
        return rungs

    @cached_property
    def order(self) -> Mapping[Scale, tuple[str, ...]]:
        """The names of the rungs that steps lead along."""
        return {
            scale: tuple(name for name, rung in self.of(scale).items() if not rung.off_ladder)
            for scale in SCALES
        }


class Row(_Strict):
    """Where a concern of a severity starts on each ladder."""

    region: Region
    concerns: tuple[str, ...]
    severities: tuple[str, ...]
    sessions: str
    interval_days: Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
    shortest_interval: str | None = None
    first_visible_session: str
    clear_result_session: str | None = None
    maintenance_days: str
    facts: Facts
    because: dict[Scale, Facts] = {}
    interpolated: bool = False

    def start(self, scale: Scale) -> tuple[str, ...]:
        """The rung or the two rungs on which the row starts; empty where it has none."""
        value: str | tuple[str, ...] | None = getattr(self, scale)
        if value is None:
            return ()
        return (value,) if isinstance(value, str) else value


class Modifier(_Strict):
    """What an answer moves; see the comments in protocol.toml for each field."""

    region: Region | None = None
    question: str
    options: tuple[str, ...]
    only_concerns: tuple[str, ...] = ()
    except_concerns: tuple[str, ...] = ()
    except_severities: tuple[str, ...] = ()
    votes: dict[Scale, Literal[-1, 1]] = {}
    caution: bool = False
    set: dict[Scale, str] = {}
    step_to: dict[Scale, dict[str, str]] = {}
    reaches_shortest: bool = False
    open_ended: bool = False
    only: Scale | None = None
    facts: Facts

    def holds_for(self, region: str, concern: str, severity: str | None) -> bool:
        """Whether it applies to this region, concern and severity."""
        return (
            self.region in (None, region)
            and (not self.only_concerns or concern in self.only_concerns)
            and concern not in self.except_concerns
            and severity not in self.except_severities
        )


class Protocol(_Strict):
    """The whole file."""

    version: str
    reviewed_by: str = ""
    reviewed_on: Annotated[date | None, BeforeValidator(_as_date)] = None
    shortest_interval: str
    face: Ladders
    body: Ladders
    rows: tuple[Row, ...]
    modifiers: tuple[Modifier, ...]

    def ladders(self, region: Region) -> Ladders:
        """The rungs of `region`."""
        return self.face if region == "face" else self.body

    @cached_property
    def _index(self) -> Mapping[tuple[Region, str, str | None], Row]:
        return {
            (row.region, concern, severity): row
            for row in self.rows
            for concern in row.concerns
            for severity in row.severities or (None,)
        }

    @cached_property
    def _by_answer(self) -> Mapping[tuple[str, str], tuple[Modifier, ...]]:
        found: dict[tuple[str, str], tuple[Modifier, ...]] = {}
        for modifier in self.modifiers:
            for option in modifier.options:
                key = (modifier.question, option)
                found[key] = (*found.get(key, ()), modifier)
        return found

    def row(self, region: Region, concern: str, severity: str | None) -> Row:
        """The row for this person; `severity` is None where it is not asked."""
        return self._index[region, concern, severity]

    def modifiers_of(self, question: str, option: str) -> tuple[Modifier, ...]:
        """Every modifier that this answer could bring, for any region."""
        return self._by_answer.get((question, option), ())

    @classmethod
    def checked(cls, data: Mapping[str, object]) -> Self:
        """Build from plain data; raises `ProtocolError`."""
        try:
            protocol = cls.model_validate(data)
        except ValidationError as error:
            raise ProtocolError(tuple(_place(problem) for problem in error.errors())) from error
        if problems := tuple(_problems(protocol)):
            raise ProtocolError(problems)
        return protocol


def parse(text: str) -> Protocol:
    """Read a protocol file's text; raises `ProtocolError` naming every problem at once."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError((f"not TOML: {error}",)) from error
    return Protocol.checked(data)


def _place(problem: Mapping[str, object]) -> str:
    location = problem["loc"]
    parts = location if isinstance(location, tuple) else (location,)
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
    return f"{place}: {problem['msg']}"


def _problems(protocol: Protocol) -> Iterator[str]:
    for region in REGIONS:
        yield from _rung_problems(region, protocol.ladders(region))
    for number, row in enumerate(protocol.rows):
        place = (
            f"rows[{number}] ({row.region}, {'/'.join(row.concerns)}, {'/'.join(row.severities) or 'any'})"
        )
        yield from (f"{place}{problem}" for problem in _row_problems(row, protocol))
    for number, modifier in enumerate(protocol.modifiers):
        place = f"modifiers[{number}] ({modifier.question}: {'/'.join(modifier.options)})"
        yield from (f"{place}{problem}" for problem in _modifier_problems(modifier, protocol))
    if protocol.shortest_interval not in protocol.face.interval_days:
        yield f"shortest_interval: no rung is called {protocol.shortest_interval!r}"
    if bool(protocol.reviewed_by) != bool(protocol.reviewed_on):
        yield "reviewed_by, reviewed_on: a review needs both a name and a day"
    yield from _coverage_problems(protocol)


def _fact_problems(facts: Facts) -> Iterator[str]:
    if not facts:
        yield ".facts: no source; name at least one fact"
    for fact in facts:
        if not 1 <= int(fact[1:]) <= LAST_FACT[fact[0]]:
            yield f".facts: there is no fact {fact}"


def _rung_problems(region: Region, ladders: Ladders) -> Iterator[str]:
    for scale in SCALES:
        previous: tuple[str, Rung] | None = None
        for name, rung in ladders.of(scale).items():
            place = f"{region}.{scale}.{name}"
            low, high = rung.range
            least, most = BOUNDS.get((region, scale), (0, 0))
            if low > high:
                yield f"{place}.range: {low} to {high} is upside down"
            if not least <= low <= most or not least <= high <= most:
                yield f"{place}.range: {low} to {high} is outside of what is published, {least} to {most}"
            yield from (f"{place}{problem}" for problem in _fact_problems(rung.facts))
            if rung.off_ladder:
                continue
            if previous and (low < previous[1].range[0] or rung.range == previous[1].range):
                yield f"{place}.range: comes after {previous[0]} but does not lie above it"
            previous = (name, rung)
        if not ladders.order[scale] and (region, scale) in BOUNDS:
            yield f"{region}.{scale}: a ladder needs at least one rung"


def _row_problems(row: Row, protocol: Protocol) -> Iterator[str]:
    ladders = protocol.ladders(row.region)
    for concern in row.concerns:
        if concern not in _planned(row.region):
            yield f".concerns: {concern!r} is not a concern of the {row.region} that gets numbers"
    for severity in row.severities:
        if severity not in _ids("severity"):
            yield f".severities: {severity!r} is not one of {', '.join(_ids('severity'))}"
    for scale in SCALES:
        for name in row.start(scale):
            if name not in ladders.of(scale):
                yield f".{scale}: no rung of the {row.region} is called {name!r}"
    if len(row.interval_days) not in (1, 2):
        yield ".interval_days: takes one rung, or the two that the row spans"
    if row.shortest_interval is not None and row.shortest_interval not in ladders.interval_days:
        yield f".shortest_interval: no rung of the {row.region} is called {row.shortest_interval!r}"
    yield from _fact_problems(row.facts)
    for scale, facts in row.because.items():
        yield from (f".because.{scale}{problem}" for problem in _fact_problems(facts))


def _modifier_problems(modifier: Modifier, protocol: Protocol) -> Iterator[str]:
    if modifier.question not in STEP:
        yield f".question: there is no question {modifier.question!r}"
    else:
        allowed = _ids(modifier.question)
        for option in modifier.options:
            if option not in allowed:
                yield f".options: {option!r} is not one of {', '.join(allowed)}"
    for concern in (*modifier.only_concerns, *modifier.except_concerns):
        if concern not in _ids("concern"):
            yield f": {concern!r} is not a concern"
    for severity in modifier.except_severities:
        if severity not in _ids("severity"):
            yield f".except_severities: {severity!r} is not a severity"
    regions = (modifier.region,) if modifier.region else REGIONS
    for region in regions:
        ladders = protocol.ladders(region)
        named = [*modifier.set.items()]
        named += [
            (scale, name) for scale, steps in modifier.step_to.items() for name in chain(*steps.items())
        ]
        for scale, name in named:
            if name not in ladders.of(scale):
                yield f".{scale}: no rung of the {region} is called {name!r}"
    yield from _fact_problems(modifier.facts)


def _coverage_problems(protocol: Protocol) -> Iterator[str]:
    """Every person that gets numbers needs exactly one row."""
    for region in REGIONS:
        for concern in _planned(region):
            severities = _ids("severity") if concern != "prevention" else (None,)
            for severity in severities:
                found = sum(
                    row.region == region
                    and concern in row.concerns
                    and severity in (row.severities or (None,))
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
