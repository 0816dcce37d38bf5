"""`mesoguide plan`: one answer on the command line, for people who check the numbers.

It imports neither Telegram nor a database, so that it starts fast.
"""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.cli.command import Command, add_language, chosen_language
from bot.cli.output import complain, say, say_json
from bot.errors import UsageError, unknown
from bot.guide import read_guide
from bot.locale.translator import Translator, translator
from bot.render import show
from bot.settings import Settings
from dialogs.cards.answer import why
from dialogs.cards.answer.dated import dated
from dialogs.cards.answer.numbers import everything
from dialogs.cards.refusals import refused
from dialogs.guide import Guide
from dialogs.planning.course import can_be_dated
from dialogs.planning.expectations import of_plan, of_refusal
from dialogs.questions import machine
from dialogs.questions.step import Answer, Step
from dialogs.questions.steps import MAIN, STEP
from dialogs.text import Text, _
from dialogs.turn import Turn

EXAMPLES = """Several habits or health conditions are separated with commas; none is empty:
  mesoguide plan area=thighs concern=cellulite severity=severe skin_type=normal \\
      age=30_44 lifestyle=active,balanced_diet health= --json

With a day for the first session, the windows of dates follow:
  mesoguide plan area=face concern=fine_lines severity=mild skin_type=dry age=30_44 \\
      health= --start 2027-01-14
"""

NONE = "none"
PLAN_KEYS = (
    *("sessions", "open_ended", "interval_days", "interval_inferred"),
    *("first_visible_session", "clear_result_session", "maintenance_days"),
)


def _add_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("answers", nargs="*", metavar="question=option", help="the answers, see docs/plan.md")
    add("--start", type=_day, metavar="DAY", help="the day of a first session, such as 2027-01-14")
    add("--json", action="store_true", help="print one JSON object")
    add_language(parser)


def _day(value: str) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = date.min
    if not 2000 <= day.year <= 2100:  # noqa: PLR2004  whatever anybody wants to check
        raise ArgumentTypeError("must be a day such as 2027-01-14, from 2000 to 2100")
    return day


def _run(options: Namespace) -> None:
    settings = Settings.read()
    words = translator(chosen_language(options) or settings.default_language)
    guide = read_guide(settings.protocol, settings.operator)
    result = answer(read_arguments(options.answers), guide, words, options.start)
    for question in result.without_effect:
        idle = _("“{question}” is not asked of this person and has no effect.", question=question)
        complain(words.write(idle))
    if options.json:
        say_json(result.data)
    else:
        say(result.data["text"])


@dataclass(frozen=True, slots=True)
class Result:
    """What `plan` found: the JSON object, and the answers that had no effect."""

    data: dict[str, Any]
    without_effect: tuple[str, ...]


def read_arguments(arguments: Sequence[str]) -> dict[str, Answer]:
    """`key=value` pairs to answers; raises `UsageError` that names what is allowed."""
    answers: dict[str, Answer] = {}
    for argument in arguments:
        question, equals, value = argument.partition("=")
        if not equals:
            raise UsageError(
                _("“{argument}” is not an answer. Write question=option, for example area=face.", argument=argument)
            )
        step = STEP.get(question)
        if step is None:
            raise UsageError(unknown(_("There is no question “{word}”.", word=question), question, tuple(STEP)))
        if question in answers:
            raise UsageError(_("“{question}” is answered twice.", question=question))
        answers[question] = _read(step, value)
    return answers


def _read(step: Step, value: str) -> Answer:
    allowed = tuple(option.id for option in step.choices)
    options = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    if step.several and options == (NONE,):
        options = ()
    if step.several and NONE in options:
        raise UsageError(_("“none” stands alone: “{value}” names something too.", value=value))
    for option in options:
        if option not in allowed:
            raise UsageError(_no_option(step, option, (*allowed, NONE) if step.several else allowed))
    if step.several:
        return options
    if len(options) != 1:
        raise UsageError(_("“{question}” takes one option: {allowed}.", question=step.id, allowed=", ".join(allowed)))
    return options[0]


def _no_option(step: Step, word: str, allowed: Sequence[str]) -> Text:
    missing = _("“{question}” has no option “{word}” for these answers.", question=step.id, word=word)
    return unknown(missing, word, allowed)


def answer(said: dict[str, Answer], guide: Guide, words: Translator, start: date | None = None) -> Result:
    """The answer for one person, as the contract in docs/plan.md has it; with windows of dates from `start` on.

    Raises `UsageError` when a question that decides something has no answer, or one that does not
    exist for this person.
    """
    turn = _turn(said, guide)
    screening = turn.session.screening
    if screening.refusal is None:
        found = turn.plan
        expectations = of_plan(turn.answers, found)
        windows = (dated(found, start),) if start and can_be_dated(turn.answers) else ()
        cards = (*everything(turn, found), *windows, *why.everything(turn, found))
    else:
        found = None
        expectations = of_refusal(screening.refusal, turn.answers)
        cards = (refused(turn, screening.refusal, turn.answers),)
    data = {
        "answers": {question: answer for question, answer in turn.answers.items() if question in said},
        "plan": {key: getattr(found, key) for key in PLAN_KEYS} if found else None,
        "refusal": screening.refusal,
        "expectations": expectations,
        "reasons": [reason._asdict() for reason in found.reasons] if found else [],
        "sources": found.sources if found else (),
        "text": "\n\n".join(show(card, words).text for card in cards),
    }
    return Result(data, tuple(question for question in said if question not in turn.answers))


def _turn(said: dict[str, Answer], guide: Guide) -> Turn:
    """The turn of somebody who said this and has nothing more to say; raises `UsageError` as `answer` does."""
    turn = Turn.about(guide, {step.id: step.left_out for step in MAIN if step.optional} | said)
    machine.resume(turn.session)
    step = STEP.get(turn.session.state)
    if step is None:
        return turn
    options = tuple(option.id for option in step.options(turn.answers))
    if step.id in said:
        raise UsageError(_no_option(step, str(said[step.id]), options))
    raise UsageError(_("“{question}” is missing. Allowed: {allowed}.", question=step.id, allowed=", ".join(options)))


PLAN = Command("plan", "print one answer", _run, _add_arguments, EXAMPLES)
