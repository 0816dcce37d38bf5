"""Danger in a conversation: the action first, and no numbers until the person says that it was none."""

from dialogs.cards.danger import CARDS
from dialogs.questions import machine
from dialogs.questions.refusals import RED_FLAG
from dialogs.turn import DANGER, Turn

LEVELS = ("now", "today", "days", "support")
"""What the help that is needed is like: an emergency number, a doctor today, a doctor within days,
and somebody to talk to now."""

NONE = "none"

for _level in (*LEVELS, NONE):
    if f"urgent_{_level}" not in CARDS:
        raise ValueError(f"there is no card for the danger {_level}")


def show(turn: Turn, name: str) -> None:
    """Lay the card about danger called `name` over everything, so that words refer to it."""
    if name in CARDS:
        turn.open(f"{DANGER}{name}")
    else:
        turn.close()


def urgent(turn: Turn, level: str) -> None:
    """Care first: no numbers for somebody with a red flag until they say that it was none."""
    session = turn.session
    if level == NONE:
        if session.said.get("response") == RED_FLAG:
            session.say("response", None)
            machine.resume(turn.session)
    elif level not in LEVELS:
        turn.close()
        return
    elif session.consent or session.said:  # answers may be waiting for the agreement with another clinic
        session.say("response", RED_FLAG)
        machine.resume(turn.session)
    show(turn, f"urgent_{level}")
