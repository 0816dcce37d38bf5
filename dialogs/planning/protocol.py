"""The protocol: what a protocol file holds, ready for the planner.

`dialogs.planning.protocol_file` reads and checks one; protocol.toml explains each field.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from dialogs.questions.step import Region

Scale = Literal["sessions", "interval_days", "first_visible_session", "clear_result_session", "maintenance_days"]
SCALES: tuple[Scale, ...] = get_args(Scale)
REGIONS: tuple[Region, ...] = ("face", "body")

COMPARED_WITH = {"mild": "moderate", "moderate": "mild", "severe": "mild"}
"""Which row shows what a severity changes; an unknown one changes nothing."""

Range = tuple[int, int]
Fact = Annotated[str, StringConstraints(pattern=r"^[CF]\d\d$")]
Facts = tuple[Fact, ...]


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


def span(rungs: Sequence[Rung]) -> Range:
    """From the lower end of the first to the upper end of the last."""
    return rungs[0].range[0], rungs[-1].range[1]


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
        return {scale: tuple(name for name, rung in self.of(scale).items() if not rung.off_ladder) for scale in SCALES}


class Row(_Strict):
    """Where a concern of a severity starts on each ladder."""

    region: Region
    concerns: tuple[str, ...]
    severities: tuple[str, ...]
    sessions: str
    interval_days: Annotated[
        tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)
    ]
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
    told: dict[Scale, Fact] = {}

    def facts_of(self, scale: Scale) -> Facts:
        """The facts behind its vote on `scale`, the one to tell first."""
        first = self.told.get(scale, self.facts[0])
        return (first, *(fact for fact in self.facts if fact != first))

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
    reviewed_on: Annotated[date | None, BeforeValidator(lambda value: None if value == "" else value)] = None
    shortest_interval: str
    shortest_interval_facts: Facts = ()
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

    @cached_property
    def severity_effects(self) -> Mapping[tuple[Region, str, str], tuple[tuple[Scale, int, Facts], ...]]:
        """What each severity changes: the scale, the direction, and the facts that say so."""
        return {
            (region, concern, severity): tuple(self._effects(row, self._index[region, concern, other]))
            for (region, concern, severity), row in self._index.items()
            if severity is not None and (other := COMPARED_WITH.get(severity))
        }

    def _effects(self, row: Row, other: Row) -> Iterator[tuple[Scale, int, Facts]]:
        """Where `row` starts elsewhere than `other`."""
        for scale in SCALES:
            start, compared = row.start(scale), other.start(scale)
            if start == compared or not (start and compared):
                continue
            rungs = self.ladders(row.region).of(scale)
            here, there = ([rungs[name] for name in names] for names in (start, compared))
            known = {fact for rung in here for fact in rung.facts}
            named = tuple(fact for fact in row.facts if fact in known)
            direction = 1 if span(here) > span(there) else -1
            yield scale, direction, row.because.get(scale, named or row.facts)
