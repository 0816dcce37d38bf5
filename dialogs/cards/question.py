"""A question with its options, and all answers on one card."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.cards.card import (
    BACK_BUTTON,
    Block,
    Button,
    Card,
    in_columns,
    note,
    one_each,
    points,
    text,
    title,
)
from dialogs.guide import Guide
from dialogs.questions.step import Answer, Answers, chosen
from dialogs.questions.steps import STEP
from dialogs.replies import Ask, Review
from dialogs.text import Items, Strong, Text, _, n_, p_


def label(question: str, option: str) -> Text:
    """How a person reads an option."""
    return STEP[question].option(option).label


def said(question: str, answer: Answer) -> Text:
    """How a person reads an answer of theirs."""
    options = chosen(answer)
    if not options:
        return p_("answer", "None of these")
    return label(question, options[0]) if len(options) == 1 else listed(question, options)


def listed(question: str, options: Sequence[str]) -> Text:
    """Options inside a sentence, set off so that each reads as what the person chose."""
    quoted = tuple(p_("quoted answer", "“{answer}”", answer=label(question, option)) for option in options)
    return _("{answers}", answers=Items(quoted))


def ask(reply: Ask, guide: Guide) -> Card:
    step = reply.step
    blocks: list[Block] = []
    if reply.position:
        blocks.append(note(_("Question {number} of {total}", number=reply.position, total=reply.total)))
    blocks.append(title(step.question))
    if step.why:
        blocks.append(text(step.why))
    if step.id == "product" and (known := uses(guide)):
        blocks.append(text(known))
    if step.several and not reply.chosen:
        blocks.append(note(_("Typing works too, several with commas.")))
    if step.several and reply.chosen:
        blocks.append(text(_("Chosen so far: {answer}", answer=Strong(said(step.id, reply.chosen)))))
    if reply.hint:
        blocks.append(text(_("Choose at least one, or “None of these”.")))
    return Card(tuple(blocks), (*_options(reply), *_below(reply)))


def _options(reply: Ask) -> tuple[tuple[Button, ...], ...]:
    step = reply.step
    buttons = [
        Button(option.label, f"{step.id}:{option.id}", step.several and option.id in reply.chosen)
        for option in step.options(reply.answers)
    ]
    return in_columns(buttons, step.columns)


def _below(reply: Ask) -> tuple[tuple[Button, ...], ...]:
    """What ends a several-choice question, and the way back where there is one."""
    rows: tuple[tuple[Button, ...], ...] = ()
    if reply.step.several:
        rows = (
            (
                Button(p_("answer", "None of these"), f"{reply.step.id}:none"),
                Button(p_("button", "Done"), f"{reply.step.id}:done"),
            ),
        )
    return rows if reply.position == 1 else (*rows, (BACK_BUTTON,))


def uses(guide: Guide) -> Text | None:
    """Which products the clinic uses; None where it does not say."""
    clinic = guide.clinic
    if clinic is None or not clinic.products:
        return None
    named = tuple(label("product", product) for product in clinic.products)
    return n_(
        "{clinic} uses this product: {products}.",
        "{clinic} uses these products: {products}.",
        len(named),
        clinic=clinic.name,
        products=Items(named),
    )


def review(reply: Review) -> Card:
    buttons = [
        Button(_("Change: {question}", question=STEP[question].name), f"do:change:{question}")
        for question in reply.answers
        if question in STEP
    ]
    go_on = Button(_("Show my ranges"), "do:answer") if reply.complete else Button(_("Go on"), "do:resume")
    return Card(
        (
            title(_("Your answers")),
            points(answer_lines(reply.answers)),
            note(_("Any of them can be changed.")),
        ),
        ((go_on,), *in_columns(buttons, 2), *one_each(Button(_("Start again"), "do:restart"))),
    )


def answer_lines(answers: Answers) -> list[Text]:
    """One line for each answer."""
    return [
        _("{question}: {answer}", question=STEP[question].name, answer=Strong(said(question, answer)))
        for question, answer in answers.items()
    ]
