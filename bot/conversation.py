"""One turn, whatever the channel: load the session, understand, answer, save; then cards.

What is sent leaves after it is saved: when sending fails, the next tap finds the true state.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from bot.i18n import Translator, closest_language, translator
from bot.store import Key, Store, Stored
from bot.understanding import understand
from dialogs.cards import Card, draw
from dialogs.events import Event, Kind
from dialogs.flow import Dialog
from dialogs.replies import Export, Refused, Reply, Say
from dialogs.session import Session
from dialogs.steps import STEP

RACES = 8  # how often a turn runs again when somebody else saved first
HANDLED = 32  # updates that a conversation remembers, so that one delivered twice counts once

Outcome = Literal["saved", "erased", "repeated", "nothing_kept"]


@dataclass(frozen=True, slots=True)
class Typed:
    """Words as they were typed; what they mean depends on the open question.

    `kind`: what they came with. Only danger is read from the words of a picture, say.
    """

    text: str
    kind: Kind = "words"


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes along with the cards."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Turn:
    """What a person is shown, and in whose words.

    `step`: the question that was open, empty where none was; `outcome`: what became of the session;
    `refused`: the turn shows why there are no numbers. Neither tells an answer, so both may be counted.
    """

    cards: tuple[Card, ...]
    words: Translator
    files: tuple[File, ...] = ()
    step: str = ""
    outcome: Outcome = "nothing_kept"
    refused: bool = False


class BusyError(Exception):
    """The same conversation was changed from elsewhere again and again."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The one service that every channel calls."""

    dialog: Dialog
    store: Store
    default_language: str = "en"
    clock: Callable[[], datetime] = _now

    async def turn(
        self, key: Key, said: Event | Typed, language: str = "", update: int | None = None
    ) -> Turn:
        """Answer what a person did.

        `language`: what their device says, for those who chose none here. `update`: by what the channel
        knows this act, so that it changes nothing when it comes a second time; the state is shown again then.

        Raises `BusyError` when the session was saved from elsewhere each time this turn tried to, and
        `StoreError` when the database fails; nothing is saved then, or it is not known whether it was.
        """
        for _attempt in range(RACES):
            stored = await self.store.load(key)
            session = Session.from_data(stored.data) if stored and stored.data else Session()
            step = session.state if session.state in STEP else ""
            agreed = session.consent is not None
            repeated = stored is not None and update is not None and update in stored.handled
            if repeated:
                replies = self._again(session)
            else:
                replies = self._answer(session, said, self._language(session.language or language))
            spoken = self._language(session.language or language)  # a turn can change it
            outcome = (
                "repeated"
                if repeated
                else await self._keep(
                    key, session, stored, update, withdrawn=agreed and session.consent is None
                )
            )
            if outcome:
                files = (
                    (self._export(key, session, stored),)
                    if any(isinstance(r, Export) for r in replies)
                    else ()
                )
                return replace(self._shown(replies, spoken), files=files, step=step, outcome=outcome)
        raise BusyError

    def notice(self, name: str, language: str) -> Turn:
        """A card that belongs to no conversation."""
        return self._shown((Say(name),), self._language(language))

    def _shown(self, replies: tuple[Reply, ...], language: str) -> Turn:
        cards = tuple(draw(reply, self.dialog.guide) for reply in replies)
        refused = any(isinstance(reply, Refused) for reply in replies)
        return Turn(cards, translator(language), refused=refused)

    def _answer(self, session: Session, said: Event | Typed, language: str) -> tuple[Reply, ...]:
        at = self.clock().isoformat(timespec="seconds")
        if not isinstance(said, Typed):
            return self.dialog.handle(session, said, at)
        self.dialog.settle(session)
        replies: tuple[Reply, ...] = ()
        for event in understand(said.text, session, self.dialog, translator(language), said.kind):
            replies = self.dialog.handle(session, event, at)
        return replies

    def _again(self, session: Session) -> tuple[Reply, ...]:
        """What the session shows as it is: the card over the question, or the question."""
        self.dialog.settle(session)
        return self.dialog.view(session) or self.dialog.current(session)

    async def _keep(
        self, key: Key, session: Session, stored: Stored | None, update: int | None, *, withdrawn: bool
    ) -> Outcome | None:
        """Save or erase; None when somebody else saved first.

        Where an agreement was taken back, the record of it goes with everything else.
        """
        if session.erased or withdrawn:
            await self.store.delete(key)
            stored = None
        if session.erased:
            return "erased"
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
            handled=handled if update is None else (*handled, update)[-HANDLED:],
        )
        return "saved" if saved else None

    def _export(self, key: Key, session: Session, stored: Stored | None) -> File:
        """Everything that is held about a person, as JSON."""
        held: dict[str, Any] = {
            "conversation": {"channel": key.channel, "chat": key.chat},
            "exported_at": self.clock().isoformat(timespec="seconds"),
            "session": {} if session.blank else session.to_data(),
            # Telegram's numbers of what came last, so that nothing counts twice
            "handled_updates": list(stored.handled) if stored else [],
        }
        return File("mesoguide.json", json.dumps(held, ensure_ascii=False, indent=2).encode())

    def _language(self, wanted: str) -> str:
        return closest_language(wanted, self.dialog.guide.languages, self.default_language)
