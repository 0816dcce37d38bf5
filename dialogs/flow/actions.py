"""What a person did, and what it changes."""

from functools import partial

from dialogs.cards.notices import NOTICES, notice
from dialogs.cards.topics import TOPIC
from dialogs.flow import choices, danger
from dialogs.flow.answering import note_numbers
from dialogs.flow.commands import COMMANDS
from dialogs.flow.events import KINDS, About, Alarm, Choose, Event, Invoke, Unreadable
from dialogs.flow.views import shows_numbers
from dialogs.questions.session import ANSWER
from dialogs.questions.steps import STEP
from dialogs.turn import Turn


def act(turn: Turn, *events: Event) -> None:  # noqa: C901  a line for each kind of event
    """Change the turn as `events` say, one after the other, for a turn that was settled before.

    What is said once is what the last of them says. Afterwards `Session.erased` tells that nothing of this
    conversation may be kept.
    """
    for event in events:
        if event is not events[0]:
            turn.begin()
        match event:
            case Choose("consent", option):
                choices.consent(turn, option)
            case Choose(question, option) if turn.session.consent and question in STEP:
                choices.choose(turn, STEP[question], option)
            case Invoke(name, argument, typed) if name in COMMANDS and (COMMANDS[name].typed or not typed):
                COMMANDS[name].run(turn, argument, typed=typed)
            case About(topic) if topic in TOPIC:
                turn.open(f"about:{topic}")
            case Alarm(level) if level in danger.LEVELS:
                danger.urgent(turn, level)
            case Alarm(level):  # words that may name a danger get the one question
                danger.show(turn, level)
            case Unreadable(kind, part):
                turn.say_once(partial(notice, turn, kind, part))
            case Invoke(typed=True):
                turn.say_once(partial(notice, turn, "unknown_command", ""))
            case _:
                turn.close()
    if turn.session.state == ANSWER and shows_numbers(turn):
        note_numbers(turn)


for _kind in KINDS:
    if _kind not in NOTICES:
        raise ValueError(f"there is no notice for a message that is {_kind}")
