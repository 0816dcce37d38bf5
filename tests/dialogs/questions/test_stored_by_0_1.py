"""Conversations that version 0.1 stored go on where they were: one row for every state and every card over it.

Each line of the file holds what 0.1 stored, and the data of the buttons that it showed for it. Questions that came
later are answered here, so that they stand in nobody's way.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from dialogs.questions.session import STATES
from tests.kit.answers import answers_of
from tests.kit.chat import Chat
from tests.kit.clinics import directory

FILE = Path(__file__).with_name("stored_by_0_1.jsonl")
QUESTIONS_OF_0_1 = {
    *("area", "concern", "severity", "skin_type", "firmness", "age", "lifestyle", "health"),
    *("product", "stage", "response"),
}
NEWER = {question: answer for question, answer in answers_of().items() if question not in QUESTIONS_OF_0_1}


def _read(line: str) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(line)
    if row["kept"].get("answers"):
        row["kept"]["answers"] |= NEWER
    for seen in ("seen", "before"):
        if seen in row["kept"]:
            row["kept"][seen] |= NEWER
    return row


ROWS = [_read(line) for line in FILE.read_text("utf-8").splitlines()]


def test_there_is_a_row_for_every_state() -> None:
    assert {row["kept"]["state"] for row in ROWS} >= set(STATES) - {"welcome", *NEWER}


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_a_stored_conversation_shows_what_it_showed(row: dict[str, Any]) -> None:
    chat = Chat(kept=row["kept"], clinics=directory() if row["clinic"] else None)
    shown = [data for data in chat.look_again().data if data.rpartition(":")[2] not in NEWER]
    assert shown == row["buttons"]
    assert (chat.kept or {})["state"] == row["kept"]["state"]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_a_stored_conversation_goes_on(row: dict[str, Any]) -> None:
    """The next words find the open question, and no answer is lost."""
    chat = Chat(kept=row["kept"], clinics=directory() if row["clinic"] else None)
    chat.send("what is this").tap_data("do:resume")
    assert chat.answers == row["kept"].get("answers", {})
