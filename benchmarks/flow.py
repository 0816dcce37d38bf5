"""The product's own parts: one turn of the dialog, the planner, the command."""

from benchmarks.report import Cell, Claim, Report, say
from benchmarks.stage import Stage
from benchmarks.timed import medians

ASKED = {
    # the beginning of a benchmark's name: at most, in this unit, of which a second has so many
    "one turn of the flow": (50.0, "microseconds", 1e6),
    "one answer": (100.0, "microseconds", 1e6),
    "mesoguide plan": (600.0, "milliseconds", 1e3),
}
OF_OTHERS = (None, "microseconds", 1e6)


def measure(stage: Stage, *, quick: bool) -> Report:
    """Medians of fresh processes. About a minute."""
    say("turns of the flow, the planner and the command, in fresh processes")
    rows: list[tuple[Cell, ...]] = []
    claims = []
    for name, seconds in medians(stage, "turns", quick=quick).items():
        at_most, unit, a_second = next((a for start, a in ASKED.items() if name.startswith(start)), OF_OTHERS)
        rows.append((name, seconds * a_second, unit))
        if at_most is not None:
            claims.append(Claim(name, seconds * a_second, at_most, unit))
    return Report("The product's own parts", ("what", "measured", "unit"), rows, claims)
