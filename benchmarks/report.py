"""What was measured beside what was asked: tables for people, JSON for machines."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median, quantiles
from time import perf_counter

from rich.console import Console
from rich.table import Table

Cell = str | int | float

_BEGAN = perf_counter()


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that something was asked of: a bound, at least or at most."""

    what: str
    measured: float
    bound: float
    unit: str = ""
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Whether it holds."""
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to one question: rows under `columns`, and what was asked of them."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    claims: list[Claim] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Everything, with numbers as they were measured."""
        return {
            "title": self.title,
            "rows": [dict(zip(self.columns, row, strict=True)) for row in self.rows],
            "asked": [{**asdict(claim), "reached": claim.reached} for claim in self.claims],
            "notes": self.notes,
        }

    def print(self, console: Console) -> None:
        """Two tables: the figures, then what was asked."""
        figures = Table(title=self.title, title_justify="left")
        for number, column in enumerate(self.columns):
            figures.add_column(column, justify="right" if number else "left")
        for row in self.rows:
            figures.add_row(*map(written, row))
        console.print(figures)
        if self.claims:
            asked = Table("what", "asked", "measured", "")
            for claim in self.claims:
                bound = f"{'at least' if claim.at_least else 'at most'} {written(claim.bound)} {claim.unit}"
                verdict = "[green]REACHED" if claim.reached else "[bold red]MISSED"
                asked.add_row(claim.what, bound, f"{written(claim.measured)} {claim.unit}", verdict)
            console.print(asked)
        for note in self.notes:
            console.print(note, highlight=False)
        console.print()


def written(cell: Cell) -> str:
    """A cell in three digits or more."""
    if isinstance(cell, str):
        return cell
    return f"{cell:,.0f}" if isinstance(cell, int) or abs(cell) >= 100 else f"{cell:.3g}"  # noqa: PLR2004  three digits


def middle(values: Sequence[float]) -> float:
    """The median; 0 of nothing."""
    return median(values) if values else 0.0


def percentile(values: Sequence[float], percent: int) -> float:
    """The value below which `percent` of `values` lie."""
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else middle(values)


def say(what: str) -> None:
    """Tell whoever waits what is measured now, with the seconds since the beginning, on standard error."""
    print(f"{perf_counter() - _BEGAN:6.0f} s  {what}", file=sys.stderr, flush=True)
