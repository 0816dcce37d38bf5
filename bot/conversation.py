"""One turn, whatever the channel: load the session, understand, answer, save; then cards.

What is sent leaves after it is saved: when sending fails, the next tap finds the true state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.i18n import Translator, closest_language, translator
from bot.store import Key, Store
from bot.understanding import understand
from dialogs.cards import Card, draw
from dialogs.events import Event, Kind
from dialogs.flow import Dialog
from dialogs.replies import Reply, Say
from dialogs.session import Session

RACES = 8  # how often a turn runs again when somebody else saved first


@dataclass(frozen=True, slots=True)
class Typed:
    """Words as they were typed; what they mean depends on the open question.

    `kind`: what they came with. Only danger is read from the words of a picture, say.
    """

    text: str
    kind: Kind = "words"


@dataclass(frozen=True, slots=True)
class Turn:
    """What a person is shown, and in whose words."""

    cards: tuple[Card, ...]
    words: Translator


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

    async def turn(self, key: Key, said: Event | Typed, language: str = "") -> Turn:
        """Answer what a person did.

        `language`: what their device says, for those who chose none here. Raises `BusyError` when the session
        was saved from elsewhere each time this turn tried to.
        """
        for _attempt in range(RACES):
            stored = await self.store.load(key)
            session = Session.from_data(stored.data) if stored else Session()
            replies = self._answer(session, said, self._language(session.language or language))
            spoken = self._language(session.language or language)  # a turn can change it
            if session.erased:
                await self.store.delete(key)
                return self.shown(replies, spoken)
            if stored is None and session.blank:
                return self.shown(replies, spoken)  # nothing is kept of somebody who only looked
            expected = stored.version if stored else None
            if await self.store.save(key, session.to_data(), expected=expected):
                return self.shown(replies, spoken)
        raise BusyError

    def notice(self, name: str, language: str) -> Turn:
        """A card that belongs to no conversation."""
        return self.shown((Say(name),), self._language(language))

    def shown(self, replies: tuple[Reply, ...], language: str) -> Turn:
        """Replies as cards, with the translator of `language`."""
        return Turn(tuple(draw(reply, self.dialog.guide) for reply in replies), translator(language))

    def _answer(self, session: Session, said: Event | Typed, language: str) -> tuple[Reply, ...]:
        at = self.clock().isoformat(timespec="seconds")
        if not isinstance(said, Typed):
            return self.dialog.handle(session, said, at)
        self.dialog.settle(session)
        replies: tuple[Reply, ...] = ()
        for event in understand(said.text, session, self.dialog, translator(language), said.kind):
            replies = self.dialog.handle(session, event, at)
        return replies

    def _language(self, wanted: str) -> str:
        return closest_language(wanted, self.dialog.guide.languages, self.default_language)
