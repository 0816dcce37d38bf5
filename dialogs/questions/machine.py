"""The finite-state machine over `STEPS`. It decides every move of a conversation; the only user of transitions.

The way ahead is a line: from each question to the next one, past those that are not asked of this person or have
an answer, to the review and the answer. A refusing answer leaves it for `stopped`. To ask one question again, the
way leads over the review; to begin anew, or to find a place that is lost, over the welcome.

One shared machine serves every conversation: a session is fired through it without being registered, so that a
conversation costs no memory between two turns.
"""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any, Protocol

from transitions import Machine

from dialogs.questions.refusals import REFUSALS
from dialogs.questions.session import ANSWER, REVIEW, STATES, STOPPED, WELCOME, Session
from dialogs.questions.step import Step
from dialogs.questions.steps import MAIN, REFINE, STEP, STEPS

BEGIN, RESUME, PROCEED, BACK, LEAVE, SHOW = "begin", "resume", "proceed", "back", "leave", "show"
ASK = "ask_"

# A trigger is four times slower when its logger has to look for handlers, and a trigger that leads
# nowhere from a state (a forged tap, say) is nothing to warn of.
logging.getLogger("transitions").setLevel(logging.ERROR)


class Fired(Protocol):
    """What transitions hands to a condition or a callback; `args` is the step to ask, if any."""

    model: Session
    args: tuple[Step | None, ...]


Condition = Callable[[Any], bool]
Callback = Callable[[Any], object]


def resume(session: Session) -> bool:
    """From wherever the person is to the first question that is open, the review, the answer or the refusal.

    Without an agreement, that is the welcome.
    """
    return _fire(session, RESUME if session.state == WELCOME else BEGIN)


def proceed(session: Session) -> bool:
    """On from the question that was just answered."""
    return bool(_MACHINE.events[PROCEED].trigger(session))


def ask(session: Session, step: Step) -> bool:
    """Ask `step`, from wherever the person is; False where it cannot be asked of them."""
    return _fire(session, f"{ASK}{step.id}") or _fire(session, LEAVE, step)


def back(session: Session) -> bool:
    """To the question before; for somebody who changes an answer, to where the change began."""
    return _fire(session, LEAVE) or _fire(session, BACK)


def show(session: Session) -> bool:
    """To the numbers, where every question is answered."""
    _fire(session, LEAVE)
    return _fire(session, SHOW)


def fits(session: Session) -> bool:
    """Whether the person can be where they are: a question may be gone, or out of turn."""
    screening, state = session.screening, session.state
    if session.consent is None:
        return state == WELCOME
    if state in STEP:
        return screening.can_be_asked(STEP[state])
    return screening.refusal is not None if state == STOPPED else state != WELCOME and screening.complete


# --- conditions -----------------------------------------------------------------------------------


def _agreed(fired: Fired) -> bool:
    return fired.model.consent is not None


def _stopped(fired: Fired) -> bool:
    return fired.model.screening.stopped


def _complete(fired: Fired) -> bool:
    return fired.model.screening.complete


def _is_open(step: Step, fired: Fired) -> bool:
    screening = fired.model.screening
    return step.asked(screening.answers) and step.id not in screening.answers


def _can_be_asked(step: Step, fired: Fired) -> bool:
    return fired.model.screening.can_be_asked(step)


def _may_leave(fired: Fired) -> bool:
    """To ask another question, or back from changing an answer: nothing but the change is under way then."""
    screening = fired.model.screening
    step = next(iter(fired.args), None)
    if step is not None:
        return screening.can_be_asked(step)
    return fired.model.state in STEP and (screening.complete or screening.stopped)


# --- callbacks ------------------------------------------------------------------------------------


def _enter(fired: Fired) -> None:
    """Whoever comes to a state sees what it says."""
    fired.model.view = ""


def _set_out(fired: Fired) -> None:
    _fire(fired.model, RESUME)


def _pass_by(fired: Fired) -> None:
    """Go on from a question that wants no answer of this person."""
    session = fired.model
    if not session.screening.is_open(STEP[session.state]):
        _fire(session, PROCEED)


def _pass_back(fired: Fired) -> None:
    """Go further back from a question that is not asked of this person."""
    session = fired.model
    if STEP[session.state] not in session.screening.asked:
        _fire(session, BACK)


def _go_on(fired: Fired) -> None:
    """From the review to the question that was wanted; without one, to where a change of answers leads."""
    session = fired.model
    step = next(iter(fired.args), None)
    if step is not None:
        _fire(session, f"{ASK}{step.id}")
    elif session.screening.stopped:
        _fire(session, BEGIN)
    elif session.seen is not None:
        _fire(session, SHOW)


# --- the machine ----------------------------------------------------------------------------------


def _transitions() -> Iterator[dict[str, Any]]:
    first, last = MAIN[0].id, MAIN[-1].id
    yield _go(RESUME, WELCOME, STOPPED, _agreed, _stopped)
    yield _go(RESUME, WELCOME, first, _agreed, then=_pass_by)
    for question in {refusal.question: refusal for refusal in REFUSALS}:
        yield _go(PROCEED, question, STOPPED, _stopped)
    for step, following in pairwise(MAIN):
        yield _go(PROCEED, step.id, following.id, then=_pass_by)
        yield _go(BACK, following.id, step.id, then=_pass_back)
    yield _go(PROCEED, last, REVIEW, then=_go_on)
    yield _go(BACK, STOPPED, last, then=_pass_back)
    yield _go(BACK, ANSWER, REVIEW)
    yield _go(SHOW, REVIEW, ANSWER, _complete)
    for step in REFINE:
        if step.followed_by:
            yield _go(PROCEED, step.id, step.followed_by, partial(_is_open, STEP[step.followed_by]))
        yield _go(PROCEED, step.id, REVIEW, then=_go_on)
    for step in STEPS:
        yield _go(f"{ASK}{step.id}", REVIEW, step.id, partial(_can_be_asked, step))
    for state in STATES:
        if state != WELCOME:
            yield _go(BEGIN, state, WELCOME, then=_set_out)
        if state not in (WELCOME, REVIEW):
            yield _go(LEAVE, state, REVIEW, _may_leave, then=_go_on)


def _go(trigger: str, source: str, dest: str, *conditions: Condition, then: Callback | None = None) -> dict[str, Any]:
    if dest not in STATES:
        raise ValueError(f"{trigger}: there is no state {dest!r}")
    after = [then] if then else []
    return {"trigger": trigger, "source": source, "dest": dest, "conditions": list(conditions), "after": after}


FROM_ANYWHERE = (BEGIN, LEAVE, *(f"{ASK}{step.id}" for step in MAIN))
"""Triggers that lead to the beginning, and over the review to any question: in a diagram they hide the way."""


def build(kind: type[Machine] = Machine, *, without: tuple[str, ...] = ()) -> Machine:
    """The machine, checked: every state that a transition names exists. `without`: triggers that are left out."""
    return kind(
        model=None,
        states=[{"name": state, "on_enter": _enter} for state in STATES],
        initial=WELCOME,
        transitions=[move for move in _transitions() if move["trigger"] not in without],
        auto_transitions=False,
        send_event=True,
        ignore_invalid_triggers=True,
    )


_MACHINE = build()


def _fire(session: Session, trigger: str, *args: Step) -> bool:
    """Move along `trigger`; False when no transition of the session's state applies."""
    return bool(_MACHINE.events[trigger].trigger(session, *args))
