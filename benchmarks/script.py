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

ROUND = (
    Tap("Face", ("Question 2 of 7",)),
    Tap("Dry skin", ("Question 3 of 7",)),
    Tap("Mild", ("Question 4 of 7",)),
    Tap("Dry", ("Question 5 of 7",)),
    Tap("30 to 44", ("Question 6 of 7",)),
    Tap("None of these", ("Question 7 of 7",)),
    Tap("None of these", ("Your answers",)),
    Tap("Show my ranges", ("Typical published ranges", "What to expect")),
    Tap("Start again", ("Question 1 of 7",)),
)
"""From the first question to the answer, and back to the first question."""

RETURN = Tap("Change an answer", ("Your answers",))
"""What somebody taps who comes back to an answer of long ago; tapped twice, it shows the same."""
