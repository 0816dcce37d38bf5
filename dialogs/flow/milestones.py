"""How far a conversation has come: the steps of the way that a clinic may count, and nothing about a person."""

from collections.abc import Iterable, Iterator

from dialogs.flow.commands import BOOKING as BOOKING_VIEW
from dialogs.flow.views import shows_numbers, shows_refusal
from dialogs.questions.refusals import RED_FLAG
from dialogs.turn import Turn

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


def reached(turn: Turn) -> tuple[str, ...]:
    """The steps at which a conversation is counted after a turn, each once for its clinic; the session keeps that."""
    session = turn.session
    known = session.counted.get(session.clinic, ())
    steps = tuple(step for step in dict.fromkeys(milestones(turn)) if step not in known)
    if steps:
        session.counted = {**session.counted, session.clinic: (*known, *remembered(steps))}
    return steps


def milestones(turn: Turn) -> Iterator[str]:
    """The steps that a conversation has reached by a turn that has ended; most come turn after turn.

    Whether it belongs to a clinic at all, and which steps were counted before, is for the caller to look at. Of
    the reasons why somebody gets no numbers, only the first is a step.
    """
    session = turn.session
    yield STARTED
    if session.consent:
        yield AGREED
        yield from (asked(step.id) for step in session.screening.asked if session.screening.can_be_asked(step))
    if shows_numbers(turn):
        yield ANSWERED
    if session.view == BOOKING_VIEW:
        yield BOOKING
    # With a red flag, what is shown is what to do
    if reason := RED_FLAG if session.consent and turn.is_flagged else shows_refusal(turn):
        yield REFUSED
        if REFUSED not in session.counted.get(session.clinic, ()):
            yield refused(reason)


def remembered(steps: Iterable[str]) -> tuple[str, ...]:
    """What `Session.counted` has to hold of `steps`: no reason, which would outlive the answer that it tells."""
    return tuple(step for step in steps if not step.startswith(refused("")))
