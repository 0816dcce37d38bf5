"""What a tap on an option does: the agreement, and the answers to the questions."""

from datetime import UTC

from dialogs.cards.refusals import refused
from dialogs.flow.arrival import prefill
from dialogs.questions import machine
from dialogs.questions.refusals import UNDER_18
from dialogs.questions.session import CONSENT_VERSION, Consent
from dialogs.questions.step import Step
from dialogs.turn import Turn

DONE, NONE = "done", "none"
"""What ends a question that takes several options: with those that are chosen, or with none."""


def consent(turn: Turn, option: str) -> None:
    """Take the agreement, lead minors out, or show general information."""
    session = turn.session
    if option == "info":
        turn.open("do:topics")
        return
    if option == "minor":
        _too_young(turn)
        return
    turn.close()
    if option == "agree" and session.consent is None:
        at = turn.now.astimezone(UTC).isoformat(timespec="seconds")
        session.consent = Consent(CONSENT_VERSION, at, turn.clinic.slug if turn.clinic else "")
        prefill(turn)
        machine.resume(turn.session)


def choose(turn: Turn, step: Step, option: str) -> None:
    """Take an answer; what nobody could have tapped shows the open question again."""
    session, screening = turn.session, turn.session.screening
    session.view = ""
    if not screening.can_be_asked(step):
        return
    if step.several:
        _choose_several(turn, step, option)
    elif option == UNDER_18 and step.has(option):
        _too_young(turn)
    elif step.accepts(option, screening.answers):
        if turn.session.state != step.id:  # an older card was tapped
            machine.ask(turn.session, step)
        turn.session.say(step.id, option)
        machine.proceed(turn.session)


def _choose_several(turn: Turn, step: Step, option: str) -> None:
    """A tap toggles. What was answered before changes at once; the rest waits for "done"."""
    session = turn.session
    if session.state != step.id:
        machine.ask(session, step)
    picked = session.picked(step)
    if option == DONE and not picked:
        turn.slip = NONE
    elif option in (DONE, NONE):
        session.say(step.id, picked if option == DONE else ())
        session.drafts.pop(step.id, None)
        machine.proceed(turn.session)
    elif step.accepts((option,), session.screening.answers):
        toggled = set(picked) ^ {option}
        ordered = tuple(o.id for o in step.options(session.screening.answers) if o.id in toggled)
        if step.id in session.said:
            session.say(step.id, ordered)
        else:
            session.drafts[step.id] = ordered


def _too_young(turn: Turn) -> None:
    """Nobody under 18 is guided or remembered: the answers and the agreement go."""
    turn.session.forget_answers()
    turn.session.withdraw()
    machine.resume(turn.session)
    # Words now refer to general information, so that a typed number is no agreement by accident
    turn.open("do:topics")
    turn.instead, turn.too_young = refused(turn, UNDER_18, {}), True
