"""What is shown: a function of the turn. Nothing here changes anything."""

from dialogs.card import Card
from dialogs.cards.opening import welcome
from dialogs.cards.question import ask, review
from dialogs.cards.refusals import refused
from dialogs.cards.topics import TOPIC, topic
from dialogs.flow.answering import answer
from dialogs.flow.commands import COMMANDS
from dialogs.flow.events import About, Invoke, parse_data
from dialogs.questions.refusals import UNDER_18
from dialogs.questions.session import ANSWER, REVIEW, STOPPED
from dialogs.questions.steps import STEP
from dialogs.turn import Turn


def view(turn: Turn) -> tuple[Card, ...]:
    """Every card of the turn, from top to bottom; there is at least one."""
    if turn.instead is not None:
        return (turn.instead,)
    over_it = over(turn) if turn.session.view else ()
    return (*turn.opening, *(over_it or beneath(turn)), *turn.closing)


def over(turn: Turn) -> tuple[Card, ...]:
    """The cards that lie over the question; none where nothing does, or where they do not hold any more."""
    match parse_data(turn.session.view):
        case About(name) if name in TOPIC:
            return (topic(turn, name),)
        case Invoke(name, argument) if name in COMMANDS:
            return COMMANDS[name].cards(turn, argument)
    return ()


def beneath(turn: Turn) -> tuple[Card, ...]:
    """What the state itself says: the welcome, the open question, the review, the answer, the refusal."""
    state = turn.session.state
    if state in STEP:
        return (ask(turn, STEP[state]),)
    if state == REVIEW:
        return (review(turn),)
    if state == ANSWER:
        return answer(turn)
    if state == STOPPED:
        return (refused(turn, turn.session.screening.refusal or "", turn.answers),)
    return (welcome(turn),)


def shows_numbers(turn: Turn) -> bool:
    """Whether the numbers themselves are shown."""
    return turn.session.state == ANSWER and not turn.session.view and turn.instead is None


def shows_refusal(turn: Turn) -> str:
    """The identifier of the reason that is shown why there are no numbers; empty where none is."""
    if turn.too_young:
        return UNDER_18
    session = turn.session
    bare = session.state == STOPPED and not session.view and turn.instead is None
    return session.screening.refusal or "" if bare else ""
