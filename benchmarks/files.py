"""Files that go along with an answer: what each takes to make, and who waits meanwhile."""

from benchmarks.bots import SQLITE
from benchmarks.memory import resident
from benchmarks.report import Cell, Claim, Report, percentile, say
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

OTHERS = 20.0
"""Milliseconds by which somebody else's turn may be later while pictures are drawn."""

TURNS = {
    "plain": "the two cards of an answer, without a picture",
    "drawn": "the two cards of an answer, then a picture",
    "picture": "from the tap to that picture",
}


def measure(stage: Stage, *, quick: bool) -> Report:
    """Medians of fresh processes, then a bot that draws. About 2 minutes."""
    say("files, in fresh processes")
    made = {name: 1000 * seconds for name, seconds in medians(stage, "files", quick=quick).items()}
    running = stage.start(SQLITE)
    before = resident(running)
    say("answers with pictures that nobody has seen before")
    turn = stage.play("answers", running)
    say(f"{PICTURES} pictures at once")
    times = 2 if quick else 15
    beside = stage.play("draw", running, pictures=PICTURES, times=times, witnesses=WITNESSES)
    taken = {name: [1000 * seconds for seconds in each] for name, each in {**turn, **beside}.items()}
    p50, p99 = ({name: percentile(each, percent) for name, each in taken.items()} for percent in (50, 99))
    rows: list[tuple[Cell, ...]] = [
        *made.items(),
        *((f"{name}, p50", p50[key]) for key, name in TURNS.items()),
        (f"turns of {WITNESSES} others when nothing is drawn, p50", p50["calm"]),
        ("p99", p99["calm"]),
        (f"their turns while {PICTURES} pictures are drawn, p50", p50["meanwhile"]),
        ("p99", p99["meanwhile"]),
        ("the longest", max(taken["meanwhile"])),
        (f"a picture that is one of {PICTURES} at once, p50", p50["arrived"]),
        ("the last", max(taken["arrived"])),
    ]
    drawn = "memory that a bot has taken for all that, after its start"
    return Report(
        "Files, and who waits for them",
        ("what", "measured", "unit"),
        [*((*row, "ms") for row in rows), (drawn, (resident(running) - before) / 1e6, "MB")],
        [
            *(
                Claim(f"{start} ..., the slowest", _slowest(made, start), at_most, "ms")
                for start, at_most in ASKED.items()
            ),
            Claim("cards of an answer, later than without a picture", p50["drawn"] - p50["plain"], LATER, "ms"),
            Claim(
                f"delay of others while {PICTURES} pictures are drawn, p99",
                p99["meanwhile"] - p50["calm"],
                OTHERS,
                "ms",
            ),
        ],
        (
            "Each picture and page is of another day, so that neither the product nor the typesetter knows it already.",
            f"p99 is of the {len(taken['meanwhile'])} turns of {WITNESSES} other people, less the median of theirs when nothing is drawn.",
        ),
    )


def _slowest(made: dict[str, float], start: str) -> float:
    return max(milliseconds for name, milliseconds in made.items() if name.startswith(start))
