"""What the people of the benchmark do and see, taken from the product's own questions and English cards."""

from collections.abc import Iterable
from os.path import commonprefix
from typing import Any

from benchmarks.product import AGAIN, AGREE, CHANGE, DAY, SHOW, Answers, Chat, answers, names, taps
from dialogs.questions.steps import STEP

Script = list[tuple[str, list[str], bool]]
"""Turns, as `tests.botapi.load.visitor.Turn` has them."""

FACE = {"area": "face", "skin_type": "dry", "age": "30_44"}
ROUND = answers(**FACE, concern="hydration")
OTHERS = [
    answers(**FACE, concern=concern, severity=severity.id)
    for concern in ("radiance", "fine_lines", "uneven_texture", "deep_wrinkles", "elasticity", "acne_scars")
    for severity in STEP["severity"].choices
]
"""Other ways to an answer, each to another picture."""

LONGEST = answers(
    area="several_body_areas",
    concern="cellulite",
    severity="severe",
    skin_type="sensitive",
    firmness="loose",
    age="60_plus",
)
"""The way to the picture of the longest course."""


def _script(data: Iterable[str], chat: Chat | None = None) -> Script:
    """What the buttons are called that send `data`, and how the replies begin."""
    chat = chat or _begun()
    return [(chat.tap(each), _beginnings(chat), each == SHOW) for each in data]


def _begun() -> Chat:
    chat = Chat()
    chat.tap("")
    chat.tap(AGREE)
    return chat


def _beginnings(chat: Chat) -> list[str]:
    return [card.text.partition("\n")[0] for card in chat.plain]


def _day() -> tuple[str, list[str]]:
    """What the button of a day sends, less the day, and how its reply begins whichever day it is."""
    chat = _begun()
    for data in (*taps(LONGEST), SHOW):
        chat.tap(data)
    replies = []
    for day in ("2026-11-23", "2027-02-04"):
        chat.tap(f"{DAY}{day}")
        replies.append(_beginnings(chat)[0])
    return DAY, [commonprefix(replies).rstrip()]  # noqa: RUF071  words, no paths


def _arrive() -> Script:
    chat = Chat()
    chat.tap("")
    return [("/start clinic1", _beginnings(chat), False), *_script([AGREE], chat)]


def _to_answer(answered: Answers) -> list[str]:
    return [*taps(answered), SHOW]


SCRIPT = {
    "arrive": _arrive(),
    "around": _script([*_to_answer(ROUND), AGAIN]),
    "others": [_script([*_to_answer(way), AGAIN]) for way in OTHERS],
    "longest": _script(_to_answer(LONGEST)),
    "back": _script([*_to_answer(ROUND), CHANGE])[-1:],
    "day": _day(),
}
"""What is done in scenes, as `tests.botapi.load.visitor.Script` has it."""


def cards() -> dict[str, Any]:
    """What peers show: each card of one round by its name, as its text and its buttons, and how the review calls each question.

    Files are left out: no peer makes any.
    """
    chat = Chat()
    order, shown = ["welcome", *ROUND, "review", "numbers", "expect"], []
    for data in ("", AGREE, *_to_answer(ROUND)):
        chat.tap(data)
        shown += chat.cards
    return {
        "questions": names(ROUND),
        "several": [question for question in ROUND if STEP[question].several],
        "cards": {name: [card.text, card.rows] for name, card in zip(order, shown, strict=True)},
    }
