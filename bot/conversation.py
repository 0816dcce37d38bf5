"""One turn, whatever the channel: load the session, understand, act, save; then cards.

What is sent leaves after it is saved: when sending fails, the next tap finds the true state.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import Any
from uuid import uuid4

import structlog

from bot.clinics.directory import Directory
from bot.files.pending import NumbersSnapshot, PendingFile, pending_files
from bot.lexicon import danger, lexicon
from bot.locale.translator import closest_language, translator
from bot.response import Outcome, Response, StillWanted, Typed
from bot.stats.tally import Tally
from bot.store import BrokenRowError, Key, Owed, Store, Stored, StoreError
from dialogs.attachments import CalendarFile
from dialogs.cards.notices import STANDALONE, broken
from dialogs.flow.actions import act
from dialogs.flow.arrival import settle
from dialogs.flow.events import Event
from dialogs.flow.milestones import reached
from dialogs.flow.views import shows_refusal, view
from dialogs.guide import Guide
from dialogs.questions.session import Session
from dialogs.questions.steps import STEP
from dialogs.turn import DANGER, Turn
from dialogs.understanding.alarms import alarm, is_at_once
from dialogs.understanding.understand import understand

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 8  # how often a turn runs again when somebody else saved first
HANDLED = 32  # updates that a conversation remembers, so that one delivered twice counts once


class BusyError(Exception):
    """The same conversation was changed from elsewhere again and again."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The one service that every channel calls."""

    clinics: Directory
    store: Store
    tally: Tally = field(default_factory=Tally)
    default_language: str = "en"
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    time_zone: tzinfo | None = None
    """Where it is today; None: where this machine is."""

    async def turn(
        self, key: Key, said: Event | Typed, language: str = "", update: int | None = None, ticket: int | None = None
    ) -> Response:
        """Answer what a person did.

        `language`: what their device says, for those who chose none here. `update`: by what the channel
        knows this act, so that it changes nothing when it comes a second time; the state is shown again then.
        `ticket`: under which number the store keeps that the reply is owed, until the channel has delivered it.

        A stored conversation that cannot be read is set aside, and the person told; they begin anew.
        Raises `BusyError` when the session was saved from elsewhere each time this turn tried to, and
        `StoreError` when the database fails; nothing is saved then, or it is not known whether it was.
        """
        was_broken = False
        owed = None if ticket is None else Owed(ticket, closest_language(language, self.languages, ""))
        for _attempt in range(MAX_ATTEMPTS):
            stored, turn, is_broken = await self._open(key)
            was_broken = was_broken or is_broken
            step, agreed = turn.session.state, turn.session.consent is not None
            settle(turn)
            repeated = stored is not None and update is not None and update in stored.handled
            if not repeated:
                self._answer(turn, said, language)
            if was_broken:
                turn.say_once(broken)
            guide = turn.guide  # a turn can change it
            clinic, spoken = guide.clinic, self._language(turn.session.language or language, guide)
            counted = () if repeated or clinic is None else reached(turn)
            withdrawn = agreed and turn.session.consent is None
            if repeated:
                outcome: Outcome | None = "repeated"
                if owed:
                    await self.store.owe(key, owed)
            else:
                outcome = await self._keep(key, turn.session, stored, update, owed, withdrawn=withdrawn)
            if outcome:
                if counted:
                    self._count(turn, spoken, counted)
                return self._response(key, turn, stored, spoken, step, outcome)
        raise BusyError

    async def current(self, key: Key, owed: Owed) -> Response:
        """What the conversation shows now, for a reply that is owed since another process ended.

        Raises `StoreError` when the database fails.
        """
        if owed.notice:
            return self.notice(owed.notice, owed.language)
        stored, turn, is_broken = await self._open(key)
        settle(turn)
        if is_broken:
            turn.say_once(broken)
        spoken = self._language(turn.session.language or owed.language, turn.guide)
        return self._response(key, turn, stored, spoken, turn.session.state, "repeated")

    def alarm(self, said: Event | Typed, language: str, clinic: str = "", *, at_once: bool = True) -> Response | None:
        """The action, where `said` names a danger; it needs neither the database nor what was said before.

        `at_once`: only where it follows whatever question is open. `clinic`: the slug of the one whose emergency
        number counts.
        """
        words, labels = danger(self.languages)
        event = alarm(said.text if isinstance(said, Typed) else said, words, labels)
        if event is None or (at_once and not is_at_once(event)):
            return None
        turn = Turn(self.clinics.guides, self._now, Session(payload=clinic))
        act(turn, event)
        spoken = translator(self._language(language, turn.guide))
        return Response(
            view(turn), spoken, clinic=turn.clinic.slug if turn.clinic else "", urgent=True, must_arrive=True
        )

    async def still_wanted(self, key: Key, snapshot: NumbersSnapshot) -> StillWanted:
        """Whether numbers that were asked for a while ago are still for this person.

        "late": other numbers are now, or the database cannot tell. "no": none are.
        """
        try:
            _stored, turn = await self._load(key)
        except (StoreError, BrokenRowError):
            return "late"
        settle(turn)
        if not turn.sees_numbers or turn.session.view.startswith(DANGER):
            return "no"
        return "yes" if NumbersSnapshot(turn.answers, turn.plan) == snapshot else "late"

    def notice(self, name: str, language: str, clinic: str = "", again: str = "") -> Response:
        """A card that belongs to no conversation; with a `clinic`, by its slug, it names the clinic's numbers.

        `again`: the data of the button by which what went wrong can be asked for once more.
        """
        turn = Turn(self.clinics.guides, self.clock(), Session(payload=clinic))
        words = translator(self._language(language, turn.guide))
        return Response((STANDALONE[name](turn, again),), words, clinic=turn.clinic.slug if turn.clinic else "")

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language that the guide speaks for somebody."""
        return self.clinics.guides.neutral.languages

    @property
    def _now(self) -> datetime:
        return self.clock().astimezone(self.time_zone)

    def _turn(self, session: Session) -> Turn:
        return Turn(self.clinics.guides, self._now, session)

    async def _load(self, key: Key) -> tuple[Stored | None, Turn]:
        """Raises `BrokenRowError` for a row that makes no conversation, and `StoreError`."""
        stored = await self.store.load(key)
        try:
            session = Session.from_data(stored.data) if stored and stored.data else Session()
        except (AttributeError, KeyError, TypeError, ValueError):
            raise BrokenRowError(stored and stored.version) from None  # the error would quote what is stored
        return stored, self._turn(session)

    async def _open(self, key: Key) -> tuple[Stored | None, Turn, bool]:
        """The same; one that is broken is set aside, which the last value tells, and begins anew."""
        try:
            return *await self._load(key), False
        except BrokenRowError as error:
            number = await self.store.set_aside(key, error.version)
            log.error("a row is broken and was set aside", row=number)
            return None, self._turn(Session()), True

    def _answer(self, turn: Turn, said: Event | Typed, language: str) -> None:
        if isinstance(said, Typed):
            spoken = self._language(turn.session.language or language, turn.guide)
            act(turn, *understand(turn, said.text, said.kind, lexicon(spoken, self.languages)))
        else:
            act(turn, said)
        for attachment in turn.attachments:
            if isinstance(attachment, CalendarFile):
                turn.session.calendar = turn.session.calendar or uuid4().hex

    async def _keep(  # noqa: PLR0913  what a turn leaves behind
        self,
        key: Key,
        session: Session,
        stored: Stored | None,
        update: int | None,
        owed: Owed | None,
        *,
        withdrawn: bool,
    ) -> Outcome | None:
        """Save or erase, together with what is `owed`; None when somebody else saved first.

        Where an agreement was taken back, the record of it goes too.
        """
        if session.erased:
            await self.store.delete(key, owed and replace(owed, notice="erased"))
            return "erased"
        if withdrawn and session.blank:
            await self.store.delete(key, owed)
            return "nothing_kept"
        if session.blank and (stored is None or stored.data is None):
            if owed:
                await self.store.owe(key, owed)
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
            owed=owed,
        )
        return "saved" if saved else None

    def _response(  # noqa: PLR0913, PLR0917  what a turn was
        self, key: Key, turn: Turn, stored: Stored | None, language: str, step: str, outcome: Outcome
    ) -> Response:
        words, slug = translator(language), turn.clinic.slug if turn.clinic else ""
        files: tuple[PendingFile, ...] = ()
        if turn.attachments:
            export = partial(_export, key, turn.session, stored, self.clock())
            files = tuple(pending_files(turn, words, export))
        refused, urgent = bool(shows_refusal(turn)), turn.session.view.startswith(DANGER)
        return Response(
            view(turn),
            words,
            files,
            step if step in STEP else "",
            outcome,
            refused,
            slug,
            newcomer=stored is None,
            urgent=urgent,
            must_arrive=urgent or refused or outcome == "erased",
        )

    def _count(self, turn: Turn, language: str, milestones: tuple[str, ...]) -> None:
        session, link = turn.session, turn.session.link
        campaign = link.campaign if link.clinic == session.clinic else ""
        self.tally.add(session.clinic, campaign, language, turn.today, milestones)

    def _language(self, wanted: str, guide: Guide) -> str:
        default = guide.languages[0] if guide.clinic else self.default_language
        return closest_language(wanted, guide.languages, default)


def _export(key: Key, session: Session, stored: Stored | None, now: datetime) -> bytes:
    """Everything that is held about a person, as JSON."""
    held: dict[str, Any] = {
        "conversation": {"channel": key.channel, "chat": key.chat},
        "exported_at": now.isoformat(timespec="seconds"),
        "session": {} if session.blank else session.to_data(),
        # Telegram's numbers of what came last, so that nothing counts twice
        "handled_updates": list(stored.handled) if stored else [],
    }
    return json.dumps(held, ensure_ascii=False, indent=2).encode()
