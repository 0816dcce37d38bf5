"""One turn, whatever the channel: load the session, understand, answer, save; then cards.

What is sent leaves after it is saved: when sending fails, the next tap finds the true state.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo
from itertools import chain
from typing import Any, Literal
from uuid import uuid4

from bot.clinics.directory import Directory
from bot.files.pending import Draft, Shown, drafts
from bot.locale.translator import Translator, closest_language, translator
from bot.stats.tally import Tally
from bot.store import Key, Store, Stored, StoreError
from bot.understanding import understand
from dialogs.cards import Card, draw
from dialogs.flow.alarm import SHOWING
from dialogs.flow.dialog import Dialog
from dialogs.flow.events import Event, Kind
from dialogs.flow.milestones import reached
from dialogs.guide import Guide
from dialogs.planning.planner import plan
from dialogs.questions.session import Session
from dialogs.questions.steps import STEP
from dialogs.replies import Attached, CalendarFile, Export, Refused, Reply, Say

RACES = 8  # how often a turn runs again when somebody else saved first
HANDLED = 32  # updates that a conversation remembers, so that one delivered twice counts once

Still = Literal["yes", "late", "no"]
Outcome = Literal["saved", "erased", "repeated", "nothing_kept"]


@dataclass(frozen=True, slots=True)
class Typed:
    """Words as they were typed; what they mean depends on the open question.

    `kind`: what they came with. Only danger is read from the words of a picture, say.
    """

    text: str
    kind: Kind = "words"


@dataclass(frozen=True, slots=True)
class Turn:
    """What a person is shown, and in whose words.

    `step`: the question that was open, empty where none was; `outcome`: what became of the session;
    `refused`: the turn shows why there are no numbers. Neither tells an answer, so both may be counted.
    `clinic`: the slug of the one in whose name it speaks.
    """

    cards: tuple[Card, ...]
    words: Translator
    files: tuple[Draft, ...] = ()
    step: str = ""
    outcome: Outcome = "nothing_kept"
    refused: bool = False
    clinic: str = ""


class BusyError(Exception):
    """The same conversation was changed from elsewhere again and again."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The one service that every channel calls."""

    clinics: Directory
    store: Store
    tally: Tally = field(default_factory=Tally)
    default_language: str = "en"
    clock: Callable[[], datetime] = _now
    time_zone: tzinfo | None = None
    """Where it is today; None: where this machine is."""

    async def turn(
        self, key: Key, said: Event | Typed, language: str = "", update: int | None = None
    ) -> Turn:
        """Answer what a person did.

        `language`: what their device says, for those who chose none here. `update`: by what the channel
        knows this act, so that it changes nothing when it comes a second time; the state is shown again then.

        Raises `BusyError` when the session was saved from elsewhere each time this turn tried to, and
        `StoreError` when the database fails; nothing is saved then, or it is not known whether it was.
        """
        now = self.clock()
        dialog = self._dialog(now)
        for _attempt in range(RACES):
            stored = await self.store.load(key)
            session = Session.from_data(stored.data) if stored and stored.data else Session()
            step = session.state if session.state in STEP else ""
            agreed = session.consent is not None
            repeated = stored is not None and update is not None and update in stored.handled
            if repeated:
                replies = _again(dialog, session)
            else:
                device = self._language(session.language or language, dialog.guide(session))
                replies = _answer(dialog, session, said, translator(device), now)
            if any(isinstance(reply, CalendarFile) for reply in replies):
                session.calendar = session.calendar or uuid4().hex
            guide = dialog.guide(session)  # a turn can change both
            counted = () if repeated or guide.clinic is None else reached(session, replies)
            spoken = self._language(session.language or language, guide)
            outcome = (
                "repeated"
                if repeated
                else await self._keep(
                    key, session, stored, update, withdrawn=agreed and session.consent is None
                )
            )
            if outcome:
                self._count(session, spoken, dialog.today(session), counted)
                turn = self._shown(replies, spoken, guide)
                made = drafts(replies, session, turn.words, guide, dialog.here(session))
                if any(isinstance(reply, Export) for reply in replies):
                    made = chain(made, [_export(key, session, stored, now)])
                return replace(turn, files=tuple(made), step=step, outcome=outcome)
        raise BusyError

    async def still(self, key: Key, shown: Shown) -> Still:
        """Whether numbers that were asked for a while ago are still for this person.

        "late": other numbers are now, or the database cannot tell. "no": none are.
        """
        try:
            stored = await self.store.load(key)
        except StoreError:
            return "late"
        session = Session.from_data(stored.data) if stored and stored.data else Session()
        dialog = self._dialog(self.clock())
        dialog.settle(session)
        if not session.consent or not session.standing.complete or session.view.startswith(SHOWING):
            return "no"
        now = Shown(session.answers, plan(session.answers, dialog.guide(session).protocol))
        return "yes" if now == shown else "late"

    def notice(self, name: str, language: str, clinic: str = "") -> Turn:
        """A card that belongs to no conversation; with a `clinic`, by its slug, it names the clinic's numbers."""
        guide = self.clinics.guides.of(clinic)
        return self._shown((Say(name),), self._language(language, guide), guide)

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language that the guide speaks for somebody."""
        return self.clinics.guides.neutral.languages

    def _dialog(self, now: datetime) -> Dialog:
        return Dialog(self.clinics.guides, now.astimezone(self.time_zone))

    def _shown(self, replies: tuple[Reply, ...], language: str, guide: Guide) -> Turn:
        said = (reply for reply in replies if not isinstance(reply, Attached))
        cards = tuple(draw(reply, guide) for reply in said)
        refused = any(isinstance(reply, Refused) for reply in replies)
        clinic = guide.clinic.slug if guide.clinic else ""
        return Turn(cards, translator(language), refused=refused, clinic=clinic)

    async def _keep(
        self, key: Key, session: Session, stored: Stored | None, update: int | None, *, withdrawn: bool
    ) -> Outcome | None:
        """Save or erase; None when somebody else saved first.

        Where an agreement was taken back, the record of it goes too.
        """
        if session.erased or (withdrawn and session.blank):
            await self.store.delete(key)
            return "erased" if session.erased else "nothing_kept"
        if session.blank and (stored is None or stored.data is None):
            return "nothing_kept"  # of somebody who only looked
        agreed = session.consent
        handled = stored.handled if stored else ()
        saved = await self.store.save(
            key,
            session.to_data(),
            expected=stored.version if stored else None,
            finished=session.finished,
            consent=(agreed.version, agreed.at) if agreed and agreed.at else None,
            withdrawn=withdrawn,
            handled=handled if update is None else (*handled, update)[-HANDLED:],
        )
        return "saved" if saved else None

    def _count(self, session: Session, language: str, day: date, reached: tuple[str, ...]) -> None:
        if reached:
            link = session.link
            campaign = link.campaign if link.clinic == session.clinic else ""
            self.tally.add(session.clinic, campaign, language, day, reached)

    def _language(self, wanted: str, guide: Guide) -> str:
        default = guide.languages[0] if guide.clinic else self.default_language
        return closest_language(wanted, guide.languages, default)


def _answer(
    dialog: Dialog, session: Session, said: Event | Typed, words: Translator, now: datetime
) -> tuple[Reply, ...]:
    at = now.isoformat(timespec="seconds")
    if not isinstance(said, Typed):
        return dialog.handle(session, said, at)
    dialog.settle(session)
    replies: tuple[Reply, ...] = ()
    for event in understand(said.text, session, dialog, words, said.kind):
        replies = dialog.handle(session, event, at)
    return replies


def _again(dialog: Dialog, session: Session) -> tuple[Reply, ...]:
    """What the session shows as it is: the card over the question, or the question."""
    dialog.settle(session)
    return dialog.view(session) or dialog.current(session)


def _export(key: Key, session: Session, stored: Stored | None, now: datetime) -> Draft:
    """Everything that is held about a person, as JSON."""
    held: dict[str, Any] = {
        "conversation": {"channel": key.channel, "chat": key.chat},
        "exported_at": now.isoformat(timespec="seconds"),
        "session": {} if session.blank else session.to_data(),
        # Telegram's numbers of what came last, so that nothing counts twice
        "handled_updates": list(stored.handled) if stored else [],
    }
    content = json.dumps(held, ensure_ascii=False, indent=2).encode()
    return Draft("mesoguide.json", lambda: content)
