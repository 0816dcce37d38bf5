"""The reasons behind one range: where it starts, what moved it, where it ended, and what of that is our reading."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dialogs.card import at_session
from dialogs.cards.answer.figures import count
from dialogs.planning.facts import FACTS, WRITTEN_FOR
from dialogs.planning.planner import Base, Plan, Reason
from dialogs.planning.protocol import COMPARED_WITH, Range, Scale
from dialogs.questions.labels import label
from dialogs.questions.step import Answers
from dialogs.questions.steps import on_body
from dialogs.text import Days, Items, Strong, Text, _, p_

FEW_FACTS = 2  # of a degree; with more it cites its whole row, and none of them tells what it changed


class Item(NamedTuple):
    """What one fact says, or what one answer did; `question` is the one to change for another effect."""

    text: Text
    question: str = ""


def _base(plan: Plan, scale: Scale) -> Base:
    return next(base for base in plan.bases if base.changes == scale)


def start(answers: Answers, plan: Plan, scale: Scale) -> Text:
    """Where the range begins before any answer moves it."""
    base = _base(plan, scale)
    concern = label("concern", str(answers["concern"]))
    if base.inferred:
        return _(
            "No article prints this for “{concern}”. Our reading starts at {value}, from:",
            concern=concern,
            value=_range(scale, base.range),
        )
    severity = answers.get("severity")
    if severity is None or severity == "unsure":
        return _("For “{concern}”, it starts at {value}:", concern=concern, value=_range(scale, base.range))
    return _(
        "For “{concern}” (“{severity}”), it starts at {value}:",
        concern=concern,
        severity=label("severity", str(severity)),
        value=_range(scale, base.range),
    )


def _range(scale: Scale, ends: Range) -> Text:
    match scale:
        case "sessions":
            return count(*ends)
        case "interval_days" | "maintenance_days":
            return _("{gap} apart", gap=Days(*ends))
    return at_session(*ends)


def items(answers: Answers, plan: Plan, scale: Scale) -> list[Item]:
    """What the articles print, what each answer changed, what it became. No fact is told twice."""
    base = _base(plan, scale)
    told = base.sources
    found = [Item(_told(fact, str(answers["concern"]))) for fact in told]
    for reason in _reasons(plan, scale):
        found.append(Item(_moved(answers, reason, told), reason.question))
        told = (*told, *reason.sources)
    if base.end:
        found.append(Item(_became(plan, scale, base, told)))
    return found


def _became(plan: Plan, scale: Scale, base: Base, told: tuple[str, ...]) -> Text:
    """Where the range ended, with the fact that prints it."""
    now, facts = _range(scale, getattr(plan, scale)), Items(base.end)
    new = next((FACTS[fact] for fact in base.end if fact in FACTS and fact not in told), None)
    if new is None:
        return _("So it becomes {value} ({facts})", value=Strong(now), facts=facts)
    return _("So it becomes {value}. {sentence} ({facts})", value=Strong(now), sentence=new, facts=facts)


def _reasons(plan: Plan, scale: Scale) -> list[Reason]:
    scales = ("sessions", "open_ended") if scale == "sessions" else (scale,)
    return [reason for reason in plan.reasons if reason.changes in scales]


def _told(fact: str, concern: str) -> Text:
    """One fact in a sentence; of a clinic's own protocol perhaps only by its name."""
    if fact not in FACTS:
        return _("Fact {fact}.", fact=fact)
    if concern not in WRITTEN_FOR.get(fact, (concern,)):
        return _("{sentence} Borrowed from there. ({facts})", sentence=FACTS[fact], facts=fact)
    return _("{sentence} ({facts})", sentence=FACTS[fact], facts=fact)


def _moved(answers: Answers, reason: Reason, told: tuple[str, ...]) -> Text:
    """What an answer did, with the fact that says so, unless it was `told` before."""
    effect = _EFFECTS[reason.changes, reason.direction]
    first, facts = reason.sources[0], Items(reason.sources)
    whole_row = reason.question == "severity" and len(reason.sources) > FEW_FACTS
    if first in told or first not in FACTS or whole_row:
        moved = _("{answer}: {effect} ({facts})", answer=_named(reason), effect=effect, facts=facts)
    else:
        moved = _(
            "{answer}: {effect}. {sentence} ({facts})",
            answer=_named(reason),
            effect=effect,
            sentence=FACTS[first],
            facts=facts,
        )
    ours = _ours(answers, reason)
    return _("{told} {ours}", told=moved, ours=ours) if ours else moved


def _named(reason: Reason) -> Text | Strong:
    """The answer; a degree beside the one that it is compared with, since the row begins with it."""
    answer = label(reason.question, reason.option)
    if reason.question != "severity" or reason.option not in COMPARED_WITH:
        return Strong(p_("quoted answer", "“{answer}”", answer=answer))
    other = label("severity", COMPARED_WITH[reason.option])
    return _("“{answer}” compared with “{other}”", answer=answer, other=other)


def _ours(answers: Answers, reason: Reason) -> Text | None:
    """What of a reason is our reading: docs/protocol.md lists the same."""
    if reason.question == "age" and reason.direction > 0 and not on_body(answers):
        return _("That, and from which age, is our reading.")
    if reason.question == "age":
        return _("From which age is our reading.")
    if reason.option == "smoking":
        return _("Counting smoking is our reading.")
    if reason.option == "sensitive" and on_body(answers):
        return _("For the body, that is our reading.")
    return None


def of_start(answers: Answers, plan: Plan, scale: Scale) -> Iterator[Text]:
    """What of the beginning is our reading."""
    if plan.interpolated:
        yield _("No article names this very degree.")
    if _base(plan, scale).chosen:
        yield _("Taking the longer end is our reading.")
    if scale == "sessions" and on_body(answers) and answers.get("severity") != "unsure":
        yield _("Articles print one range; its split by degree is ours.")
    elif any(reason.question == "severity" for reason in _reasons(plan, scale)):
        yield _("How degrees compare is our reading.")
    if scale == "first_visible_session" and plan.or_later:
        yield _("“Or later” is ours.")


def of_moves(plan: Plan, scale: Scale) -> Iterator[Text]:
    """What the answers did together, and how good all of it is."""
    reasons = [reason for reason in _reasons(plan, scale) if reason.question != "severity"]
    moves = len({(reason.question, reason.option) for reason in reasons})
    stayed = not _base(plan, scale).end and all(reason.changes != "open_ended" for reason in reasons)
    if moves == 0:
        yield _("No other answer changed it.")
    elif stayed and not (scale == "maintenance_days" and plan.maintenance_end):
        yield _("Together they leave it where it is.")
    elif moves > 1:
        yield _("Several answers together move it by one step at most.")
    yield _("Evidence: web articles; studies are small and mixed.")


_EFFECTS: Mapping[tuple[str, int], Text] = {
    ("sessions", 1): _("more sessions"),
    ("sessions", -1): _("fewer sessions"),
    ("open_ended", 1): _("perhaps more than the upper number"),
    ("interval_days", 1): _("longer gaps"),
    ("interval_days", -1): _("shorter gaps"),
    ("first_visible_session", 1): _("first change later"),
    ("first_visible_session", -1): _("first change sooner"),
    ("clear_result_session", 1): _("clearer change later"),
    ("clear_result_session", -1): _("clearer change sooner"),
    ("maintenance_days", 1): _("top-ups further apart"),
    ("maintenance_days", -1): _("top-ups closer together"),
}
