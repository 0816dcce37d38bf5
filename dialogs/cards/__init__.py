"""Every reply as a card: its words and its buttons, in no language and on no channel yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dialogs.cards import danger as urgent
from dialogs.cards import notices, opening, phases, question, refusals, topics
from dialogs.cards.answer import dated, picture, summary, why
from dialogs.cards.answer import numbers as answer
from dialogs.cards.card import Block, Button, Card
from dialogs.cards.clinic import contact as clinic
from dialogs.clinic_replies import Booking, Contact, Costs, Prefilled, WhichClinic
from dialogs.guide import Guide
from dialogs.phases import PHASES
from dialogs.replies import (
    Ask,
    Calendar,
    CalendarFile,
    Consultation,
    Dated,
    Expect,
    Export,
    Languages,
    Moved,
    Numbers,
    Picture,
    Refine,
    Refused,
    Reply,
    Review,
    Say,
    Summary,
    SummaryFile,
    When,
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
    "no_file": notices.no_file,
    "slow_down": notices.slow_down,
    "phases": phases.phases,
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
    **dict.fromkeys((f"phase_{phase}" for phase in PHASES), phases.phase),
}

_DRAWN: Mapping[type, Callable[[Any, Guide], Card]] = {
    Say: lambda reply, guide: _SAID[reply.name](reply, guide),
    Ask: question.ask,
    Review: lambda reply, _guide: question.review(reply),
    Numbers: answer.numbers,
    Picture: picture.picture,
    When: dated.when,
    Dated: dated.dated,
    Calendar: dated.calendar,
    CalendarFile: dated.calendar_file,
    Summary: summary.summary,
    Consultation: summary.consultation,
    SummaryFile: summary.summary_file,
    Moved: answer.moved,
    Expect: answer.expect,
    Why: why.why,
    Refine: answer.refine,
    Contact: clinic.contact,
    Booking: clinic.booking,
    Costs: clinic.costs,
    WhichClinic: clinic.which,
    Prefilled: clinic.prefilled,
    Refused: refusals.refused,
    Export: lambda reply, _guide: opening.export(reply),
    Languages: lambda reply, _guide: opening.languages(reply),
}


def draw(reply: Reply, guide: Guide) -> Card:
    """The card of `reply`."""
    return _DRAWN[type(reply)](reply, guide)
