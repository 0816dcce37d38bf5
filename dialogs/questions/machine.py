"""The finite-state machine over `STEPS`: which state follows which. The only user of transitions.

One shared machine serves every conversation: a session is fired through it without being
registered, so that a conversation costs no memory between two turns. Nothing here talks; what
each state says is the business of `dialogs.flow.dialog`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Protocol

from transitions import Machine

from dialogs.questions.session import ANSWER, REVIEW, STATES, STOPPED, WELCOME, Session
from dialogs.questions.step import Step
from dialogs.questions.steps import MAIN, REFINE, STEPS

AGREE, PROCEED, BACK, SHOW = "agree", "proceed", "back", "show"
ASK = "ask_"
Guard = Callable[[Any], bool]

# A trigger is four times slower when its logger has to look for handlers, and a trigger that leads
# nowhere from a state (a forged tap, say) is nothing to warn of.
logging.getLogger("transitions").setLevel(logging.ERROR)


def ask(step: Step) -> str:
    """The name of the trigger that asks `step` again, from wherever the person is."""
    return f"{ASK}{step.id}"


class _Fired(Protocol):
    """What transitions hands to a guard: the session goes by the name of model."""

    model: Session


def _agreed(event: _Fired) -> bool:
    return event.model.consent is not None


def _stopped(event: _Fired) -> bool:
    return event.model.standing.refusal is not None


def _all_answered(event: _Fired) -> bool:
    return event.model.standing.open is None


def _complete(event: _Fired) -> bool:
    return event.model.standing.complete


def _first_time_complete(event: _Fired) -> bool:
    return event.model.seen is None and event.model.standing.complete


def _seen_before(event: _Fired) -> bool:
    return event.model.seen is not None


def _is_open(step: Step, event: _Fired) -> bool:
    return event.model.standing.open is step


def _is_asked(step: Step, event: _Fired) -> bool:
    return step in event.model.standing.asked


def _refines(step: Step, event: _Fired) -> bool:
    return event.model.standing.complete and step.asked(event.model.answers)


def _transitions() -> Iterator[dict[str, Any]]:
    yield from _proceeding(AGREE, WELCOME, _agreed)
    for state in (state for state in STATES if state != WELCOME):
        yield from _proceeding(PROCEED, state)
        yield _go(SHOW, state, STOPPED, _agreed, _stopped)
        yield _go(SHOW, state, ANSWER, _agreed, _all_answered)
        for step in MAIN:
            yield _go(ask(step), state, step.id, _agreed, partial(_is_asked, step))
        for step in REFINE:
            yield _go(ask(step), state, step.id, _agreed, partial(_refines, step))
    for number, step in enumerate(STEPS):
        # Someone who changes an answer goes back to where the change began.
        yield _go(BACK, step.id, STOPPED, _stopped)
        yield _go(BACK, step.id, ANSWER, _all_answered, _seen_before)
        yield _go(BACK, step.id, REVIEW, _all_answered)
        for earlier in reversed(MAIN[:number]):
            yield _go(BACK, step.id, earlier.id, partial(_is_asked, earlier))
    for step in reversed(MAIN):
        yield _go(BACK, STOPPED, step.id, partial(_is_asked, step))
    yield _go(BACK, ANSWER, REVIEW)


def _proceeding(trigger: str, state: str, *guards: Guard) -> Iterator[dict[str, Any]]:
    """What follows an answer: the question that it opened, the review, the answer, a stop.

    An answer opens later questions only; from a state that is no main question any may be open. The
    likeliest goes first: a guard that fails costs as much as one that holds.
    """
    place = next((number for number, step in enumerate(MAIN) if step.id == state), -1)
    for step in MAIN[place + 1 :]:
        yield _go(trigger, state, step.id, *guards, partial(_is_open, step))
    yield _go(trigger, state, REVIEW, *guards, _first_time_complete)
    yield _go(trigger, state, ANSWER, *guards, _complete)
    yield _go(trigger, state, STOPPED, *guards, _stopped)


def _go(trigger: str, source: str, dest: str, *conditions: Guard) -> dict[str, Any]:
    if dest not in STATES:
        raise ValueError(f"{trigger}: there is no state {dest!r}")
    return {"trigger": trigger, "source": source, "dest": dest, "conditions": list(conditions)}


def build(kind: type[Machine] = Machine, *, asking: bool = True) -> Machine:
    """The machine, checked: every state that a transition names exists.

    Without `asking` it lacks the triggers that lead from everywhere to every question.
    """
    return kind(
        model=None,
        states=list(STATES),
        initial=WELCOME,
        transitions=[move for move in _transitions() if asking or not move["trigger"].startswith(ASK)],
        auto_transitions=False,
        send_event=True,
        ignore_invalid_triggers=True,
    )


_MACHINE = build()


def fire(session: Session, trigger: str) -> bool:
    """Move `session` along `trigger`; False when no transition of its state applies."""
    return bool(_MACHINE.events[trigger].trigger(session))
