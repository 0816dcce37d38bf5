"""The answer: the numbers, what a change did to them, and what else an honest answer says."""

from collections.abc import Iterator

from dialogs.card import Button, Card, note, one_each, points, text, title
from dialogs.cards.answer.figures import changed, figures
from dialogs.cards.buttons import CHANGE_BUTTON, CONTACT_BUTTON, RESTART_BUTTON, resume_button
from dialogs.planning.course import can_be_dated
from dialogs.planning.expectations import of_plan, wording
from dialogs.planning.planner import Plan
from dialogs.planning.planner import plan as planned
from dialogs.questions.labels import listed, said
from dialogs.questions.screening import ask_first
from dialogs.questions.step import Answers
from dialogs.questions.steps import REFINE, STEP, on_face
from dialogs.text import Items, Text, _, p_
from dialogs.turn import Turn

EXPECTATIONS_A_PAGE = 4

COSTS_BUTTON = Button(_("What it may cost"), "do:costs")


def numbers(turn: Turn, plan: Plan) -> Card:
    """The ranges of `plan`, under the caution where one holds."""
    answers = turn.answers
    blocks = [title(_("Typical published ranges, not a plan for you"))]
    if caution := cleared_first(answers):
        blocks.append(text(caution))
    blocks.append(points(figures(plan)))
    if remarks := [*_remarks(plan, answers), *_supplied(turn)]:
        blocks.append(note(*remarks))
    return Card(tuple(blocks))


def cleared_first(answers: Answers, *, named: bool = True) -> Text | None:
    """The line above the numbers for those who ask a clinician first (C36).

    Where others may look on, as with a picture, the condition is not `named`.
    """
    conditions = ask_first(answers)
    if answers.get("response") == "irritated":
        return _("Pause: only if a clinician clears you first. Pus or fever: a doctor today.")
    if not conditions:
        return None
    if len(conditions) > 1 or not named:
        return _("Only if a clinician clears you first, because of your health.")
    condition = listed("health", conditions)
    return _("Only if a clinician clears you first, because of: {conditions}.", conditions=condition)


def _remarks(plan: Plan, answers: Answers) -> Iterator[Text]:
    """What has to stand beside a number so that it does not say too much."""
    if "evidence_limited" not in of_plan(answers, plan)[:EXPECTATIONS_A_PAGE]:
        yield _("Studies are small and mixed. Some see no change.")
    if answers.get("response") == "plateau":
        yield _("No further change: ask the clinician whether to go on, change the product or stop.")
    if answers.get("severity") == "unsure":
        yield (
            _("Not sure how much it shows: this is what articles print in between.")
            if on_face(answers)
            else _("Not sure how much it shows: this is the whole published range.")
        )


def _supplied(turn: Turn) -> Iterator[Text]:
    """What the clinic answered for its patients, and what the ranges count with."""
    product, clinic = turn.answers.get("product"), turn.clinic
    if clinic and isinstance(product, str) and clinic.supplied.get("product") == product:
        yield _("Counted with “{product}”, which {clinic} uses.", product=said("product", product), clinic=clinic.name)


def moved(turn: Turn, earlier: Answers, plan: Plan) -> Card:
    """What the ranges were with the answers before, beside those of `plan`; which answer it was; the way back."""
    before = planned(earlier, turn.guide.protocol)
    answers = [
        p_("changed answer", "{question} ({answer})", question=STEP[question].name, answer=said(question, answer))
        for question, answer in turn.answers.items()
        if answer != earlier.get(question)
    ]
    answers += [
        p_("changed answer", "{question} (no longer counts)", question=STEP[question].name)
        for question in earlier
        if question not in turn.answers
    ]
    changes = list(changed(before, plan))
    blocks = [title(_("Before and now"))]
    if answers:
        blocks.append(text(_("Changed: {answers}.", answers=Items(tuple(answers)))))
    if changes:
        blocks.append(points(changes))
    elif before.sessions and not plan.sessions:
        blocks.append(text(_("After a course I show top-ups only.")))
    else:
        blocks.append(text(_("The ranges stay the same.")))
    return Card(tuple(blocks), one_each(Button(_("Take the change back"), "do:undo")))


def expect(turn: Turn, plan: Plan, argument: str = "", *, alone: bool = False) -> Card:
    """What an honest answer says besides the numbers, from the expectation number `argument` on.

    `alone`: it was asked for, and does not stand under the numbers.
    """
    identifiers = of_plan(turn.answers, plan)
    first = int(argument) if argument.isdecimal() and int(argument) < len(identifiers) else 0
    following = first + EXPECTATIONS_A_PAGE
    more = following < len(identifiers)
    shown = [wording(each, turn.answers, plan) for each in identifiers[first:following]]
    blocks = (title(_("What to expect")), points(shown))
    rest = Button(_("More to expect"), f"do:expect:{following}") if more else None
    if alone:
        return Card(blocks, one_each(rest, resume_button("answer")))
    return Card(
        (*blocks, note(_("Worrying signs: /emergency. Erase your answers: /delete."))),
        (
            (Button(_("Why these numbers"), "do:why"),),
            *_of_dates(turn),
            (Button(_("Summary for my consultation"), "do:summary"),),
            *(((CONTACT_BUTTON, COSTS_BUTTON),) if turn.clinic else ()),
            *one_each(rest),
            (Button(_("Before and after a session"), "do:aftercare"),),
            (Button(_("Picture"), "do:picture"), Button(_("Refine"), "do:refine")),
            (CHANGE_BUTTON, RESTART_BUTTON),
        ),
    )


def _of_dates(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    if not can_be_dated(turn.answers):
        return ()
    if turn.start is None:
        return one_each(Button(_("When could you start?"), "do:when"))
    return ((Button(_("In my calendar"), "do:calendar"), Button(_("Other dates"), "do:when")),)


def everything(turn: Turn, plan: Plan) -> tuple[Card, ...]:
    """The whole answer at once, for those who read it on paper or in a terminal."""
    answers = turn.answers
    return (
        numbers(turn, plan),
        Card((title(_("What to expect")), points(wording(i, answers, plan) for i in of_plan(answers, plan)))),
    )


def refine(turn: Turn) -> Card:
    """The questions that make an answer finer."""
    buttons = [
        Button(_("Tell me: {question}", question=step.name), f"do:change:{step.id}")
        for step in REFINE
        if step.asked(turn.answers)
    ]
    return Card(
        (title(_("Refine")), text(_("These answers can move the ranges. Tell me what you know and skip the rest."))),
        (*one_each(*buttons), *one_each(resume_button("answer"))),
    )
