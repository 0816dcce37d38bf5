"""How far a conversation has come: the steps of the way that a clinic may count, and nothing about a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dialogs.clinic_replies import Booking
from dialogs.questions.screening import RED_FLAG
from dialogs.questions.session import Session
from dialogs.replies import Numbers, Refused, Reply

STARTED, AGREED, ANSWERED, REFUSED, BOOKING = "started", "agreed", "answered", "refused", "booking"
_BEHIND = ":"  # between a step and which question or reason it was


def asked(question: str) -> str:
    """The step of reaching the main question called `question`."""
    return f"asked{_BEHIND}{question}"


def refused(identifier: str) -> str:
    """The step of getting no numbers for the reason called `identifier`."""
    return f"{REFUSED}{_BEHIND}{identifier}"


def is_detail(step: str) -> bool:
    """Whether a step names a question or a reason: together with a campaign it would come close to a person."""
    return _BEHIND in step


def reached(session: Session, replies: tuple[Reply, ...]) -> tuple[str, ...]:
    """The steps at which a conversation is counted after a turn, each once for its clinic; `session` keeps that."""
    known = session.counted.get(session.clinic, ())
    steps = tuple(step for step in dict.fromkeys(milestones(session, replies)) if step not in known)
    if steps:
        session.counted = {**session.counted, session.clinic: (*known, *remembered(steps))}
    return steps


def milestones(session: Session, replies: tuple[Reply, ...]) -> Iterator[str]:
    """The steps that a conversation has reached by a turn that ended with `replies`; most come turn after turn.

    Whether it belongs to a clinic at all, and which steps were counted before, is for the caller to look at. Of
    the reasons why somebody gets no numbers, only the first is a step.
    """
    yield STARTED
    if session.consent:
        yield AGREED
        now = session.standing
        yield from (asked(step.id) for step in now.asked if step is now.open or step.id in now.answers)
    if any(isinstance(reply, Numbers) for reply in replies):
        yield ANSWERED
    if any(isinstance(reply, Booking) for reply in replies):
        yield BOOKING
    reason = _reason(session, replies)
    if reason:
        yield REFUSED
        if REFUSED not in session.counted.get(session.clinic, ()):
            yield refused(reason)


def remembered(steps: Iterable[str]) -> tuple[str, ...]:
    """What `Session.counted` has to hold of `steps`: no reason, which would outlive the answer that it tells."""
    return tuple(step for step in steps if not step.startswith(refused("")))


def _reason(session: Session, replies: tuple[Reply, ...]) -> str:
    """Why there are no numbers, once that is said; empty where there may be some."""
    if session.consent and session.standing.refusal == RED_FLAG:
        return RED_FLAG  # what is shown then is what to do
    return next((reply.decided_by for reply in replies if isinstance(reply, Refused)), "")
