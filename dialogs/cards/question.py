"""A question with its options, and all answers on one card."""

from dialogs.card import Block, Button, Card, in_columns, note, one_each, points, text, title
from dialogs.cards.buttons import BACK_BUTTON
from dialogs.guide import Guide
from dialogs.questions.labels import answer_lines, label, said
from dialogs.questions.step import Step
from dialogs.questions.steps import STEP
from dialogs.text import Items, Strong, Text, _, n_, p_
from dialogs.turn import Turn

_NONE, _DONE = p_("answer", "None of these"), p_("button", "Done")


def ask(turn: Turn, step: Step) -> Card:
    """The card of `step`, with what is chosen so far of a question that takes several."""
    answers, asked, *_rest = turn.session.screening
    picked = turn.session.picked(step) if step.several else ()
    blocks: list[Block] = []
    if step in asked:
        blocks.append(note(_("Question {number} of {total}", number=asked.index(step) + 1, total=len(asked))))
    blocks.append(title(step.question))
    if step.why:
        blocks.append(text(step.why))
    if step.id == "product" and (known := uses(turn.guide)):
        blocks.append(text(known))
    if picked:
        blocks.append(text(_("Chosen so far: {answer}", answer=Strong(said(step.id, picked)))))
    elif step.several:
        blocks.append(note(_("Typing works too, several with commas.")))
    if turn.slip:
        blocks.append(text(_("Choose at least one, or “None of these”.")))
    options = [Button(option.label, f"{step.id}:{option.id}", option.id in picked) for option in step.options(answers)]
    below: tuple[tuple[Button, ...], ...] = () if step is asked[0] else ((BACK_BUTTON,),)
    if step.several:
        below = ((Button(_NONE, f"{step.id}:none"), Button(_DONE, f"{step.id}:done")), *below)
    return Card(tuple(blocks), (*in_columns(options, step.columns), *below))


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


def review(turn: Turn) -> Card:
    """Every answer that counts, and the way to change each."""
    buttons = [
        Button(_("Change: {question}", question=STEP[question].name), f"do:change:{question}")
        for question in turn.answers
    ]
    go_on = (
        Button(_("Show my ranges"), "do:answer") if turn.session.screening.complete else Button(_("Go on"), "do:resume")
    )
    return Card(
        (title(_("Your answers")), points(answer_lines(turn.answers)), note(_("Any of them can be changed."))),
        ((go_on,), *in_columns(buttons, 2), *one_each(Button(_("Start again"), "do:restart"))),
    )
