"""What holds for every turn: views change nothing, the machine alone moves, and what is half declared does not start."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import dialogs
from dialogs.flow.arrival import settle
from dialogs.flow.command import Command
from dialogs.flow.views import beneath, over, view
from dialogs.questions.machine import build
from dialogs.questions.refusals import Refusal
from dialogs.questions.session import Session
from dialogs.turn import Turn
from tests.dialogs.questions.test_stored_by_0_1 import ROWS
from tests.kit.chat import NOW
from tests.kit.clinics import directory

MOST_TRANSITIONS = 80


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_looking_changes_nothing(row: dict[str, Any]) -> None:
    turn = Turn(directory().guides, NOW, Session.from_data(row["kept"]))
    settle(turn)
    before = json.dumps(turn.session.to_data())
    first = (view(turn), over(turn) if turn.session.view else (), beneath(turn))
    assert (view(turn), over(turn) if turn.session.view else (), beneath(turn)) == first
    assert json.dumps(turn.session.to_data()) == before


def test_the_machine_is_small_enough_to_read() -> None:
    moves = [move for event in build().events.values() for moves in event.transitions.values() for move in moves]
    assert len(moves) <= MOST_TRANSITIONS


def test_nothing_but_the_machine_moves_a_conversation() -> None:
    """A stored state is read once; from then on no line assigns another one."""
    root = Path(dialogs.__file__).parent
    assigning = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if re.search(r"\.state\s*(?:,[^=\n]*)?=[^=]", path.read_text("utf-8"))
    }
    assert assigning == {"questions/session.py"}


@pytest.mark.parametrize(
    ("declared", "missing"),
    [
        (lambda: Command("hello"), "/hello neither does anything nor opens a card"),
        (lambda: Refusal("health", "pregnant", ("pregnancy_wait",)), "the refusal pregnant has no words"),
    ],
)
def test_what_is_half_declared_is_named_when_the_program_starts(declared: Any, missing: str) -> None:
    with pytest.raises(ValueError, match=missing):
        declared()
