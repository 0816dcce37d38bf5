"""Every reply as a card: its words and its buttons, in no language and on no channel yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dialogs.cards import answer, notices, opening, question, refusals, topics, urgent, why
from dialogs.cards.card import Block, Button, Card
from dialogs.guide import Guide
from dialogs.replies import (
    Ask,
    Expect,
    Export,
    Languages,
    Moved,
    Numbers,
    Refine,
    Refused,
    Reply,
    Review,
    Say,
    Why,
)
from dialogs.topics import TOPICS

__all__ = ["Block", "Button", "Card", "draw"]

_SAID: Mapping[str, Callable[[Say, Guide], Card]] = {
    "welcome": opening.welcome,
    "resume": opening.resume,
    "help": opening.help_,
    "privacy": opening.privacy,
    "delete": opening.delete,
    "human": opening.human,
    "erased": opening.erased,
    "topics": opening.topics,
    "group": notices.group,
    "trouble": notices.trouble,
    "unsaved": notices.unsaved,
    "slow_down": notices.slow_down,
    "aftercare": topics.aftercare,
    "emergency": urgent.emergency,
    "ask": urgent.emergency,
    "distress": urgent.distress,
    "urgent_now": urgent.now,
    "urgent_today": urgent.today,
    "urgent_days": urgent.days,
    "urgent_support": urgent.support,
    "urgent_none": urgent.none,
    **dict.fromkeys(notices.NOTICES, notices.notice),
    **dict.fromkeys((f"about_{topic}" for topic in TOPICS), topics.topic),
}

_DRAWN: Mapping[type, Callable[[Any, Guide], Card]] = {
    Say: lambda reply, guide: _SAID[reply.name](reply, guide),
    Ask: lambda reply, _guide: question.ask(reply),
    Review: lambda reply, _guide: question.review(reply),
    Numbers: answer.numbers,
    Moved: answer.moved,
    Expect: answer.expect,
    Why: why.why,
    Refine: answer.refine,
    Refused: refusals.refused,
    Export: lambda reply, _guide: opening.export(reply),
    Languages: lambda reply, _guide: opening.languages(reply),
}


def draw(reply: Reply, guide: Guide) -> Card:
    """The card of `reply`."""
    return _DRAWN[type(reply)](reply, guide)
