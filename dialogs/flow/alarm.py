"""Danger in a conversation: the action first, and no numbers until the person says that it was none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogs.questions import machine
from dialogs.questions.screening import RED_FLAG
from dialogs.questions.session import Session
from dialogs.replies import Reply, Say
from dialogs.understanding.danger import LEVELS

if TYPE_CHECKING:
    from dialogs.flow.dialog import Dialog

NONE = "none"
SHOWING = "do:show:"


def show(dialog: Dialog, session: Session, name: str) -> tuple[Reply, ...]:
    """A card about danger, which stays what words refer to. The one question offers no way past it."""
    resume = "" if name == "ask" else dialog.resume(session)
    return dialog.lay_over(session, f"{SHOWING}{name}", Say(name, resume=resume))


def alarm(dialog: Dialog, session: Session, level: str) -> tuple[Reply, ...]:
    """Words that name a danger get the action; words that may name one, the one question."""
    if level in LEVELS:
        return urgent(dialog, session, level)
    return show(dialog, session, level)


def urgent(dialog: Dialog, session: Session, level: str) -> tuple[Reply, ...]:
    """Care first: no numbers for somebody with a red flag until they say that it was none."""
    if level == NONE:
        if session.said.get("response") == RED_FLAG:
            session.say("response", None)
            machine.fire(session, machine.PROCEED)
        return show(dialog, session, "urgent_none")
    if level not in LEVELS:
        return dialog.current(session)
    if session.consent or session.said:  # answers may be waiting for the agreement with another clinic
        session.say("response", RED_FLAG)
        machine.fire(session, machine.PROCEED)
    return show(dialog, session, f"urgent_{level}")
