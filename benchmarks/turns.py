"""The timed part: pyperf starts this file in fresh processes and keeps the median."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import pyperf
from dialogs.flow.dialog import Dialog

from bot.guide import read_guide
from dialogs.flow.events import Event, parse_data
from dialogs.guide import Guides
from dialogs.planning.planner import plan
from dialogs.questions.session import CONSENT_VERSION, Session
from dialogs.questions.step import Answer

ANSWERS: dict[str, Answer] = {
    "area": "thighs",
    "concern": "cellulite",
    "severity": "severe",
    "skin_type": "sensitive",
    "firmness": "loose",
    "age": "45_59",
    "lifestyle": ("active", "smoking", "stress"),
    "health": ("diabetes",),
}
NEXT = {
    "area": "area:thighs",
    "severity": "severity:severe",
    "age": "age:45_59",
    "lifestyle": "lifestyle:active",
    "health": "health:none",
}
"""A tap at the beginning, in the middle, on a several-choice card, and on the last question."""
PLAN = ("plan", *(f"{q}={a if isinstance(a, str) else ','.join(a)}" for q, a in ANSWERS.items()))


def turn(dialog: Dialog, question: str, event: Event) -> Callable[[], str]:
    """One turn from stored form to stored form, at `question`."""
    before = {key: ANSWERS[key] for key in list(ANSWERS)[: list(ANSWERS).index(question)]}
    consent = {"version": CONSENT_VERSION, "at": "2026-01-01T00:00:00+00:00"}
    stored = json.dumps({"state": question, "language": "en", "consent": consent, "answers": before})

    def once() -> str:
        session = Session.from_data(json.loads(stored))
        dialog.handle(session, event)
        return json.dumps(session.to_data())

    return once


def main() -> None:
    """Time everything; pyperf's own options apply."""
    runner = pyperf.Runner()
    guide = read_guide()
    dialog = Dialog(Guides(guide))
    turns = {data: turn(dialog, question, parse_data(data)) for question, data in NEXT.items()}

    def all_turns() -> None:
        for each in turns.values():
            each()

    runner.bench_func("one turn of the flow", all_turns, inner_loops=len(turns))
    for data, each in turns.items():
        runner.bench_func(f"of these, {data}", each)
    runner.bench_func("one answer of the planner", plan, ANSWERS, guide.protocol)
    runner.bench_command("mesoguide plan, start to output", [sys.executable, "-m", "bot", *PLAN])


if __name__ == "__main__":
    main()
