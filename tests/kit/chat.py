"""A person in a conversation: the verbs of what they do, and what they see.

    chat = Chat()
    chat.send("/start")
    chat.tap("I am 18 or older")
    chat.see("Question 1")

Every act is one turn of the real service. Between two acts the conversation exists only as JSON
text, as it does in a database; the clock stands still.
"""

from __future__ import annotations

import json
import re
from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar, cast

from bot.clinics.directory import Directory
from bot.conversation import Conversation
from bot.files.pending import NumbersSnapshot as Numbers
from bot.files.pending import PendingFile
from bot.guide import read_guide
from bot.render import RenderedMessage as Shown
from bot.render import show
from bot.response import Typed
from bot.store import Key, Owed, Store, Stored
from dialogs.card import Card
from dialogs.flow.events import Event, Kind, parse_data
from dialogs.guide import Guide
from dialogs.questions.step import Answer
from dialogs.questions.steps import STEP
from tests.kit.answers import choices, plain, progress

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
NOT_QUESTIONS = ("do", "about", "consent")

T = TypeVar("T")


@cache
def published() -> Guide:
    """The guide with the published protocol, read once."""
    return read_guide()


HANDLED = (7,)
"""Updates that count as handled before."""


class Memory:
    """A place for one conversation, as text: what JSON cannot hold fails at once."""

    def __init__(self, kept: dict[str, Any] | None = None) -> None:
        self.text: str | None = None if kept is None else json.dumps(kept)
        self.version = 1

    async def load(self, key: Key) -> Stored | None:
        return None if self.text is None else Stored(json.loads(self.text), self.version, HANDLED, NOW)

    async def save(
        self,
        key: Key,
        data: dict[str, Any],
        *,
        expected: int | None,
        finished: bool,
        consent: tuple[str, str] | None,
        withdrawn: bool,
        handled: tuple[int, ...],
        owed: Owed | None,
    ) -> bool:
        assert expected == (None if self.text is None else self.version), "saved over an unknown version"
        self.text, self.version = json.dumps(data), self.version + 1
        return True

    async def delete(self, key: Key, owed: Owed | None = None) -> bool:
        existed, self.text = self.text is not None, None
        return existed


class Chat:
    """One person's conversation. `language` is what their device says."""

    def __init__(
        self,
        language: str = "en",
        *,
        guide: Guide | None = None,
        kept: dict[str, Any] | None = None,
        clinics: Directory | None = None,
        now: datetime = NOW,
    ) -> None:
        self.device = language
        self.memory = Memory(kept)
        self.cards: tuple[Shown, ...] = ()
        self.drawn: tuple[Card, ...] = ()
        self.files: tuple[PendingFile, ...] = ()
        self._conversation = Conversation(
            clinics or Directory(None, guide or published()),
            cast("Store", self.memory),
            clock=lambda: now,
            time_zone=UTC,
        )

    # --- what a person does -------------------------------------------------------------------

    def send(self, words: str) -> Chat:
        """Type a message or a command."""
        return self._act(Typed(words))

    def share(self, kind: Kind, words: str = "") -> Chat:
        """Send something that is no typed message, with the words that stand under it."""
        return self._act(Typed(words, kind))

    def tap(self, label: str, on: Shown | None = None) -> Chat:
        """Tap a button by what it says, or by how that begins: on the newest cards, or on an older one."""
        __tracebackhide__ = True
        return self._act(parse_data(self._find(label, (on,) if on else self.cards)))

    def still(self, shown: Numbers) -> str:
        """Whether a file with these numbers would still be brought."""
        return _run(self._conversation.still_wanted(Key("test", "1"), shown))

    def choose(self, question: str, *options: str) -> Chat:
        """Tap options that can be seen, by their identifiers."""
        __tracebackhide__ = True
        for option in options:
            data = f"{question}:{option}"
            assert data in self.data, f"no button sends {data!r} on\n{self.screen}"
            self.tap_data(data)
        return self

    def tap_data(self, data: str) -> Chat:
        """Send a button's data, whether such a button was ever shown or not."""
        return self._act(parse_data(data))

    def agree(self) -> Chat:
        """Open the conversation and agree."""
        return self.send("/start").choose("consent", "agree")

    def answer(self, **said: Answer) -> Chat:
        """Answer what is asked, plainly where nothing is said, until nothing is asked any more."""
        __tracebackhide__ = True
        return self.answer_until(None, **said)

    def answer_until(self, wanted: str | None, **said: Answer) -> Chat:
        """The same until a question is open."""
        __tracebackhide__ = True
        for _turn in STEP:
            if self.open_question in (None, wanted):
                return self.see_question(wanted)
            self.answer_one(**said)
        raise AssertionError(f"the questions do not end:\n{self.screen}")

    def answer_one(self, **said: Answer) -> Chat:
        """Answer the question on the last card, plainly where nothing is said."""
        __tracebackhide__ = True
        question = self.open_question
        assert question, f"nothing is asked on\n{self.screen}"
        answer = said[question] if question in said else plain(STEP[question], self.answers)
        return self.choose(question, *choices(answer))

    def answer_all(self, **said: Answer) -> Chat:
        """From the first message to the review, or to where an answer ends the questions."""
        return self.agree().answer(**said)

    def ask_for_numbers(self, **said: Answer) -> Chat:
        """From the first message to the numbers."""
        return self.answer_all(**said).tap("Show my ranges")

    # --- what a person sees -------------------------------------------------------------------

    @property
    def screen(self) -> str:
        """Everything that came back since the last act: words, and buttons in brackets."""
        return "\n\n".join(_drawn(card) for card in self.cards)

    @property
    def text(self) -> str:
        """The words alone."""
        return "\n\n".join(card.text for card in self.cards)

    @property
    def card(self) -> Shown:
        """The last card, which carries the buttons."""
        return self.cards[-1]

    @property
    def buttons(self) -> list[str]:
        """What the buttons say."""
        return [label for card in self.cards for row in card.rows for label, _data in row]

    @property
    def data(self) -> list[str]:
        """What the buttons send."""
        return [data for card in self.cards for row in card.rows for _label, data in row]

    @property
    def open_question(self) -> str | None:
        """The question on the last card, by its identifier; None when that asks nothing."""
        heads = [data.partition(":")[0] for row in self.card.rows for _label, data in row]
        return next((head for head in heads if head not in NOT_QUESTIONS), None)

    def see(self, *expected: str) -> Chat:
        __tracebackhide__ = True
        for words in expected:
            assert words in _flat(self.screen), f"{words!r} is not on\n{self.screen}"
        return self

    def see_not(self, *unwanted: str) -> Chat:
        __tracebackhide__ = True
        for words in unwanted:
            assert words not in _flat(self.screen), f"{words!r} is on\n{self.screen}"
        return self

    def see_numbers(self) -> Chat:
        __tracebackhide__ = True
        return self.see("Typical published ranges")

    def see_no_numbers(self) -> Chat:
        """Neither the answer nor anything that looks like a number of sessions or a gap."""
        __tracebackhide__ = True
        self.see_not("Typical published ranges", "How many:", "Gap:")
        assert not re.search(r"\d ?(to|-|–) ?\d", self.text), f"a range is on\n{self.screen}"
        return self

    def see_question(self, question: str | None) -> Chat:
        __tracebackhide__ = True
        assert self.open_question == question, f"{question} is not asked on\n{self.screen}"
        return self

    def see_progress(self, question: str) -> Chat:
        """The question, with its place among those that are asked."""
        __tracebackhide__ = True
        return self.see_question(question).see(progress(question, **self.answers))

    # --- what is kept -------------------------------------------------------------------------

    @property
    def kept(self) -> dict[str, Any] | None:
        """What is stored of this conversation."""
        return None if self.memory.text is None else dict(json.loads(self.memory.text))

    @property
    def answers(self) -> dict[str, Any]:
        """The answers that are stored."""
        return dict((self.kept or {}).get("answers", {}))

    # ------------------------------------------------------------------------------------------

    def look_again(self) -> Chat:
        """See what is there once more, as after an update that came twice."""
        return self._act(Typed("hello"), HANDLED[0])

    def _act(self, said: Event | Typed, update: int | None = None) -> Chat:
        turn = _run(self._conversation.turn(Key("test", "1"), said, self.device, update))
        self.drawn, self.files = turn.cards, turn.files
        self.cards = tuple(show(card, turn.words) for card in turn.cards)
        assert self.cards, f"no reply to {said!r}"
        assert all(card.text.strip() for card in self.cards), f"an empty card after {said!r}"
        return self

    def _find(self, label: str, cards: tuple[Shown, ...]) -> str:
        __tracebackhide__ = True
        known = {said.removesuffix(" ✓"): data for said, data in _buttons(cards)}
        fits = [label] if label in known else [said for said in known if said.startswith(label)]
        seen = "\n\n".join(map(_drawn, cards))
        assert len(fits) == 1, f"{len(fits)} buttons say {label!r} on\n{seen}"
        return known[fits[0]]


def at(state: str) -> Chat:
    """Somebody who is there by tapping what they see."""
    chat = Chat()
    if state == "welcome":
        return chat.send("/start")
    if state == "stopped":
        return chat.answer_all(health=("pregnant",))
    if state in STEP and not STEP[state].refine:
        return chat.agree().answer_until(state, area="thighs" if state == "firmness" else "face")
    chat.answer_all()
    if state == "review":
        return chat
    chat.tap("Show my ranges")
    if state in ("product", "stage"):
        chat.tap("Refine").choose("do", f"change:{state}")
    if state == "response":
        chat.tap("Refine").choose("do", "change:stage").choose("stage", "in_course")
    return chat


def _buttons(cards: tuple[Shown, ...]) -> Iterator[tuple[str, str]]:
    return (button for card in cards for row in card.rows for button in row)


def _drawn(card: Shown) -> str:
    rows = ["  ".join(f"[{label}]" for label, _data in row) for row in card.rows]
    return "\n".join([card.text, *rows])


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _run(turn: Coroutine[Any, Any, T]) -> T:
    """The result of a turn that waits for nothing: its store is memory."""
    try:
        turn.send(None)
    except StopIteration as done:
        return cast("T", done.value)
    raise AssertionError("the turn waits for something")
