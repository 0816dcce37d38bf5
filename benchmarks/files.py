"""Files that go along with an answer: what each takes to make, and who waits meanwhile."""

from __future__ import annotations

from typing import Any

from benchmarks import room
from benchmarks.bots import SQLITE
from benchmarks.memory import resident
from benchmarks.progress import say
from benchmarks.report import Cell, Claim, Report, percentile
from benchmarks.stage import Stage
from benchmarks.timed import medians

ASKED = {
    # the beginning of a benchmark's name: milliseconds at most, for the slowest of those
    "a picture of": 40.0,
    "a page": 150.0,
    "a calendar": 5.0,
}
PICTURES = 20
"""Pictures that are drawn at once."""

WITNESSES = 4
"""Other people who tap meanwhile."""

LATER = 5.0
"""Milliseconds by which the cards of an answer may come later than without a picture."""

OTHERS = 50.0
"""Milliseconds by which somebody else's turn may be later while pictures are drawn."""


def measure(stage: Stage, *, quick: bool) -> Report:
    """Medians of fresh processes, then a bot that draws. About 2 minutes."""
    say("files, in fresh processes")
    made = {name: 1000 * seconds for name, seconds in medians(stage, "making", quick=quick).items()}
    taken = room.in_fresh_process(quick=quick)
    say("answers with pictures that nobody has seen before")
    running = stage.start(SQLITE)
    before = resident(running)
    turn = stage.play("answers", running)
    say(f"{PICTURES} pictures at once")
    beside = stage.play("draw", running, pictures=PICTURES, times=2 if quick else 15, witnesses=WITNESSES)
    grown = (resident(running) - before) / 1e6
    return Report(
        "Files, and who waits for them",
        ("what", "measured", "unit"),
        [
            *((name, milliseconds, "ms") for name, milliseconds in made.items()),
            ("the first picture of a process, with imports", taken["first"], "ms"),
            ("memory that the first picture adds", taken["after the first"], "MB"),
            (f"after {room.MANY} different ones of the longest course", taken["after many"], "MB"),
            ("after twice as many", taken["after twice as many"], "MB"),
            ("with pages and calendars, too", taken["with pages and calendars"], "MB"),
            ("a bot that has drawn all that is below: memory that was added", grown, "MB"),
            *_turn_rows(turn),
            *_beside_rows(beside),
        ],
        [
            *(
                Claim(f"{start} ..., the slowest", max(_starting(made, start)), at_most, "ms")
                for start, at_most in ASKED.items()
            ),
            Claim("cards of an answer, later than without a picture", _later(turn), LATER, "ms"),
            Claim(f"delay of others while {PICTURES} pictures are drawn, p99", _delay(beside), OTHERS, "ms"),
        ],
        (
            "Each picture and page is of another day, so that neither the product nor the typesetter knows it already.",
            f"p99 is of the turns of {WITNESSES} other people at once, less the median of theirs when nothing is drawn.",
        ),
    )


def _starting(made: dict[str, float], start: str) -> list[float]:
    return [milliseconds for name, milliseconds in made.items() if name.startswith(start)]


def _milliseconds(seconds: list[float], percent: int = 50) -> float:
    return 1000 * percentile(seconds, percent)


def _later(turn: dict[str, Any]) -> float:
    return _milliseconds(turn["drawn"]) - _milliseconds(turn["plain"])


def _delay(beside: dict[str, Any]) -> float:
    return _milliseconds(beside["meanwhile"], 99) - _milliseconds(beside["calm"])


def _turn_rows(turn: dict[str, Any]) -> list[tuple[Cell, ...]]:
    names = {
        "ordinary": "a turn with one card",
        "plain": "the two cards of an answer, without a picture",
        "drawn": "the two cards of an answer, then a picture",
        "picture": "from the tap to that picture",
        "hasty": "the next tap in that chat, made before the picture is there",
    }
    return [(f"{name}, p50", _milliseconds(turn[key]), "ms") for key, name in names.items()]


def _beside_rows(beside: dict[str, Any]) -> list[tuple[Cell, ...]]:
    calm, meanwhile, arrived = beside["calm"], beside["meanwhile"], beside["arrived"]
    return [
        (f"turns of {WITNESSES} others when nothing is drawn, p50", _milliseconds(calm), "ms"),
        ("p99", _milliseconds(calm, 99), "ms"),
        (f"their turns while {PICTURES} pictures are drawn, p50", _milliseconds(meanwhile), "ms"),
        ("p99", _milliseconds(meanwhile, 99), "ms"),
        ("the longest", 1000 * max(meanwhile), "ms"),
        ("so many turns", len(meanwhile), ""),
        (f"a picture that is one of {PICTURES} at once, p50", _milliseconds(arrived), "ms"),
        ("the last", 1000 * max(arrived), "ms"),
    ]
