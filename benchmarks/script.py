"""What the people of the benchmark do, and how each reply begins: the same for every bot."""

from __future__ import annotations

from typing import NamedTuple

PAYLOAD = "clinic1"
"""What every link carries."""


class Tap(NamedTuple):
    """A tap: the button's label, and how the cards begin that answer it, in their order."""

    label: str
    replies: tuple[str, ...]


WELCOME = ("Hello, I am Mesoguide.",)
"""How the reply to /start begins."""

AGREE = Tap("I am 18 or older and I agree", ("Question 1 of 7",))


def answering(*labels: str) -> tuple[Tap, ...]:
    """One tap for each question, and then the card with all answers."""
    following = [f"Question {number} of {len(labels)}" for number in range(2, len(labels) + 1)]
    return tuple(
        Tap(label, (reply,)) for label, reply in zip(labels, [*following, "Your answers"], strict=True)
    )


SHOW = Tap("Show my ranges", ("Typical published ranges", "What to expect"))
AGAIN = Tap("Start again", ("Question 1 of 7",))

ROUND = (
    *answering("Face", "Dry skin", "Mild", "Dry", "30 to 44", "None of these", "None of these"),
    SHOW,
    AGAIN,
)
"""From the first question to the answer, and back to the first question."""

OTHER_ROUNDS = tuple(
    (*answering("Face", concern, severity, "Dry", "30 to 44", "None of these", "None of these"), SHOW)
    for concern in (
        "Dull skin",
        "Fine lines",
        "Uneven texture",
        "Deep wrinkles",
        "Less firm skin",
        "Acne scars",
    )
    for severity in ("Mild", "Moderate", "Severe", "I am not sure")
)
"""From the first question to the answer in other ways, each to another picture."""

LONGEST_ROUND = (
    *answering(
        "Several body areas",
        "Dimpled skin (cellulite)",
        "Severe",
        "Sensitive, reactive or thin",
        "Loose",
        "60 or older",
        "None of these",
        "None of these",
    ),
    SHOW,
)
"""The same to the picture of the longest course."""

RETURN = Tap("Change an answer", ("Your answers",))
"""What somebody taps who comes back to an answer of long ago; tapped twice, it shows the same."""
