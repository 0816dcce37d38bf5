"""The parts of the product that benchmarks call directly; everywhere else the product is a process of its own."""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.clinics.directory import Directory
from bot.conversation import Conversation
from bot.files.pending import pending_files
from bot.guide import read_guide
from bot.locale.translator import HTML, PLAIN, translator
from bot.render import RenderedMessage, show
from bot.store import Store
from dialogs.attachments import Attachment, CalendarFile, Picture, SummaryFile
from dialogs.flow.actions import act
from dialogs.flow.arrival import settle
from dialogs.flow.events import Invoke, parse_data
from dialogs.flow.views import view
from dialogs.guide import Guides
from dialogs.planning.planner import plan
from dialogs.questions.session import CONSENT_VERSION, Session
from dialogs.questions.step import Answer
from dialogs.questions.steps import STEP, STEPS
from dialogs.turn import Turn

READ, WRITTEN, SETTLED = Session.from_data, Session.to_data, settle
"""What a turn does with the stored form of a session; `benchmarks calls` counts how often."""

AGREE, SHOW, CHANGE, AGAIN, DAY = "consent:agree", "do:answer", "do:change", "do:restart", "do:day:"
"""What the buttons send that are no answers; the day follows the last."""

GUIDE, NOW = read_guide(), datetime(2026, 11, 23, 12, tzinfo=UTC)

Answers = Mapping[str, Answer]
Make = Callable[[], bytes]


def answers(**said: Answer) -> dict[str, Answer]:
    """What somebody answers to each question that they are asked: what is given, else the first option, or none of several."""
    answered: dict[str, Answer] = {}
    for step in STEPS:
        if step.asked(answered) and not step.refine:
            first = () if step.several else step.options(answered)[0].id
            answered[step.id] = said.get(step.id, first)
    return answered


def taps(answered: Answers) -> list[str]:
    """The buttons that give these answers, by what they send; of several choices none is made."""
    return [f"{question}:{answer if isinstance(answer, str) else 'none'}" for question, answer in answered.items()]


class Chat:
    """A conversation with the dialog, in English; `cards` is what the last tap was answered with."""

    def __init__(self) -> None:
        self._session = Session()
        self.cards: list[RenderedMessage] = []
        self.plain: list[RenderedMessage] = []
        """The same without tags."""

    def tap(self, data: str) -> str:
        """Tap the button that sends `data`; its label. Without any, open the link."""
        rows = self.cards[-1].rows if data else ()
        label = next((label for row in rows for label, sent in row if sent == data), "")
        turn, words = Turn(Guides(GUIDE), NOW, self._session), translator("en")
        settle(turn)
        act(turn, parse_data(data) if data else Invoke("start"))
        self.cards = [show(card, words, HTML) for card in view(turn)]
        self.plain = [show(card, words, PLAIN) for card in view(turn)]
        return label


def turn(data: str, answered: Answers) -> Callable[[], str]:
    """A tap that sends `data` at the question that it answers, from stored form to stored form."""
    question = data.partition(":")[0]
    before = dict(list(answered.items())[: list(answered).index(question)])
    consent = {"version": CONSENT_VERSION, "at": "2026-01-01T00:00:00+00:00"}
    stored = json.dumps({"state": question, "language": "en", "consent": consent, "answers": before})
    guides, event = Guides(GUIDE), parse_data(data)

    def once() -> str:
        turn = Turn(guides, NOW, Session.from_data(json.loads(stored)))
        settle(turn)
        act(turn, event)
        return json.dumps(turn.session.to_data())

    return once


def picture(answered: Answers, start: date, language: str) -> Make:
    """What makes the picture of a course that begins on a day."""
    return _make(Picture(answered, plan(answered, GUIDE.protocol), start), language)


def page(answered: Answers, start: date, language: str) -> Make:
    """The same for the page for a consultation."""
    return _make(SummaryFile(answered, plan(answered, GUIDE.protocol), start), language)


def calendar(answered: Answers, start: date, language: str) -> Make:
    """The same for the calendar, with titles that say what they are about."""
    return _make(CalendarFile(plan(answered, GUIDE.protocol), start, named=True), language)


def _make(shown: Attachment, language: str) -> Make:
    """As every channel does it."""
    turn = Turn(Guides(GUIDE), NOW, Session(calendar="bench"), attachments=(shown,))
    (file,) = pending_files(turn, translator(language), lambda: b"")
    return file.make


def names(questions: Iterable[str]) -> dict[str, str]:
    """What the review calls each question."""
    return {question: translator("en").write(STEP[question].name) for question in questions}


@asynccontextmanager
async def conversation() -> AsyncIterator[Conversation]:
    """The service that every channel calls, on a new SQLite file, as long as it is needed."""
    with TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        try:
            yield Conversation(Directory(None, GUIDE), store)
        finally:
            await store.close()
