"""The picture, the dates and the files of an answer, as people on Telegram meet them."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from prometheus_client import REGISTRY

from bot.app import open_service as serve
from bot.conversation import Conversation
from bot.files import typesetter
from bot.settings import Settings
from bot.telegram.dispatcher import Dispatcher
from tests.bot.telegram.test_telegram import answer, kept, on, rows
from tests.botapi import BadRequest, BotApi, CutConnection, Forbidden, Message, Person, ServerError, TooManyRequests
from tests.kit.answers import progress, taps
from tests.kit.crowd import WAY
from tests.kit.logs import Log, faults
from tests.kit.words import listed

PNG, PDF, ICS = b"\x89PNG\r\n\x1a\n", b"%PDF-", b"BEGIN:VCALENDAR\r\n"
TO_THE_ANSWER = tuple(data for data, _label, _seen in WAY)
PRIVATE = ("face", "hydration", "Dry skin", "dry", "30_44", "30 to 44", "Anna")
"""What no log may hold."""
NUMBERS = ("Typical published ranges", "How many", "Gap:", "Top-ups", "First change", "Session 1", "Visit 1")
"""What only those may see who may see numbers."""
EXAMPLE = re.compile(r"(such as|for example:?) \w+ \d+")
NO_FILE = "I could not give you the file"
FORGED = listed("""
    do:calendar:plain | do:calendar:named | do:calendar | do:day:2027-01-14 | do:when | do:when:2027-02
    do:dates | do:summary | do:picture | do:why | do:why:sessions-2 | do:why:all | do:expect:0
    do:refine | do:undo | do:answer
""")


pytestmark = pytest.mark.usefixtures("without_waiting")


@dataclass
class Bot:
    """The real bot on a loopback Telegram. Its day can be moved, and it can be started anew."""

    api: BotApi
    settings: Settings
    now: datetime = datetime(2027, 1, 10, 12, tzinfo=UTC)
    refusals: int = 0
    """How often Telegram is to refuse what the bot asks, in all."""
    dispatcher: Dispatcher = field(init=False)
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> None:
        bot = await self.stack.enter_async_context(serve(on(self.api, self.settings), self.api.token))
        self.dispatcher = bot.dispatcher

    async def restart(self) -> None:
        await self.stack.aclose()
        await self.start()

    async def settled(self, *people: Person) -> None:
        """Wait until everything that these people asked for has reached them, files too."""
        for person in people:
            await person.quiet()
        await self.dispatcher.drain(5)

    async def tap(self, person: Person, label: str, on: Message | None = None) -> None:
        """Tap the button that says this, and wait for all that follows."""
        await person.tap(label, on=on)
        await self.settled(person)

    async def send(self, person: Person, words: str) -> None:
        """Write this, and wait for all that follows."""
        await person.send(words)
        await self.settled(person)

    async def press(self, person: Person, *taps: str, on: Message | None = None) -> None:
        """Tap the buttons with this data, one after the other, and wait for all that follows."""
        for data in taps:
            await person.tap_data(data, on=on or cards(person)[-1])
            await self.settled(person)

    async def reach_the_answer(self, person: Person, *more: str) -> None:
        """From /start to the numbers in any language, then on with `more`."""
        await self.send(person, "/start")
        for data in TO_THE_ANSWER:
            await person.tap_data(data, on=cards(person)[-1])
        await self.settled(person)
        await self.press(person, *more)


@pytest.fixture
async def bot(database: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    async with BotApi() as api:
        running = Bot(api, Settings(database_url=f"sqlite:///{database}"))
        monkeypatch.setattr("bot.app.Conversation", partial(Conversation, clock=lambda: running.now))
        await running.start()
        async with running.stack:
            yield running
        assert len(unexpected(api)) == running.refusals


@pytest.fixture
def api(bot: Bot) -> BotApi:
    return bot.api


def said(person: Person) -> list[Message]:
    """What the bot wrote, as it stands now."""
    return [message for message in person.chat.messages if message.by_bot]


def cards(person: Person) -> list[Message]:
    """The messages with buttons; without any, those in words."""
    written = [message for message in said(person) if "text" in message.content]
    return [message for message in written if message.keyboard] or written


def photos(person: Person) -> list[Message]:
    return [message for message in said(person) if "photo" in message.content]


def documents(person: Person) -> list[Message]:
    return [message for message in said(person) if "document" in message.content]


def content(message: Message) -> bytes:
    """The file of a message."""
    assert message.file
    return message.file.content


def name(message: Message) -> str:
    return str(message.content["document"]["file_name"])


def uploads(api: BotApi) -> list[str]:
    """How each picture that was sent came to Telegram: as a file, or by the id of one that is there."""
    return [
        call.params["photo"] if isinstance(call.params["photo"], str) else "upload"
        for call in api.calls
        if call.method == "sendPhoto"
    ]


def data_of(message: Message) -> list[list[str]]:
    """The data of the buttons, row by row."""
    return [[button["callback_data"] for button in row] for row in message.keyboard]


def buttons(message: Message) -> list[str]:
    return [data for row in data_of(message) for data in row]


def days(message: Message) -> list[list[str]]:
    """The labels of a calendar: its rows of seven."""
    return [labels for labels in message.buttons if len(labels) == 7]


def defects() -> float:
    """How many files could not be made or sent so far."""
    return REGISTRY.get_sample_value("mesoguide_defects_total", {"where": "file"}) or 0.0


def unexpected(api: BotApi) -> list[Any]:
    """What Telegram refused, but for edits that would change nothing."""
    return [call for call in api.refusals if "not modified" not in str(call.error)]


def entries(message: Message) -> dict[str, list[str]]:
    """The values in a calendar file by the names of their fields."""
    found: dict[str, list[str]] = {}
    for line in content(message).decode().replace("\r\n ", "").splitlines():
        key, _colon, value = line.partition(":")
        found.setdefault(key.partition(";")[0], []).append(value)
    return found


@contextmanager
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Nothing is drawn until the event is set; it is set at the end."""
    drawn, go_on = typesetter.png, threading.Event()

    def slowly(svg: str, width: int, height: int) -> bytes:
        go_on.wait(10)
        return drawn(svg, width, height)

    monkeypatch.setattr(typesetter, "png", slowly)
    try:
        yield go_on
    finally:
        go_on.set()


@pytest.fixture
def one_defect(log: Log) -> Iterator[None]:
    """One file fails in this test: that is counted, and logged without a word about anybody."""
    before = defects()
    yield
    (fault,) = faults(log)
    assert not [word for word in PRIVATE if word in fault]
    assert defects() == before + 1


def broken(*_anything: object, **_named: object) -> bytes:
    raise ValueError(f"could not draw {PRIVATE}")


# --- the picture --------------------------------------------------------------------------------


async def test_words_come_first_then_one_picture_with_a_caption(bot: Bot, anna: Person) -> None:
    await answer(anna)
    await bot.settled(anna)

    numbers, expectations, picture = said(anna)
    assert "How many: 3 to 4 sessions" in numbers.text
    assert expectations.text.startswith("What to expect")
    assert {"do:why", "do:when", "do:summary", "do:picture"} <= set(buttons(expectations))
    assert content(picture).startswith(PNG)
    assert picture.content["photo"][0]["width"] > 600, "large enough to be read on a phone"
    sessions = ("Session 1: start", "Session 2: weeks 2 to 4", "Session 4, in longer courses: weeks 6 to 13")
    for line in ("A typical course: 3 to 4 sessions", *sessions, "First change", "Top-ups, if wanted"):
        assert line in picture.text
    assert "not a plan for you" in picture.text
    assert "<" not in picture.text
    assert picture.content["caption_entities"]
    assert not picture.keyboard
    assert uploads(bot.api) == ["upload"]
    assert not bot.api.refusals


async def test_coming_back_to_an_unchanged_answer_sends_no_second_picture(bot: Bot, anna: Person) -> None:
    await bot.reach_the_answer(anna)
    await bot.press(anna, "do:why", "do:resume", "do:answer", "do:aftercare", "do:resume", "do:restart")
    await bot.press(anna, *TO_THE_ANSWER[1:-1])
    assert len(photos(anna)) == 1
    await bot.press(anna, "do:answer")
    assert len(photos(anna)) == 2, "a new round of questions ends in a picture again"


async def test_giving_the_same_answer_once_more_sends_no_second_picture(bot: Bot, anna: Person) -> None:
    await bot.reach_the_answer(anna, "do:change:severity", "severity:mild")
    await anna.see("What to expect")
    assert len(photos(anna)) == 1


async def test_another_answer_gets_another_picture(bot: Bot, anna: Person) -> None:
    await bot.reach_the_answer(anna, "do:change:severity", "severity:severe")
    first, second = photos(anna)
    assert content(first) != content(second)
    assert first.text != second.text
    assert uploads(bot.api) == ["upload", "upload"]


async def test_the_button_picture_sends_it_again_without_a_second_upload(bot: Bot, anna: Person) -> None:
    await bot.reach_the_answer(anna)
    await bot.tap(anna, "Picture")
    first, second = photos(anna)
    assert content(first) == content(second)
    assert first.text == second.text
    assert uploads(bot.api) == ["upload", first.content["photo"][0]["file_id"]]


async def test_a_picture_that_telegram_has_forgotten_is_uploaded_again(bot: Bot, anna: Person) -> None:
    await bot.reach_the_answer(anna)
    bot.api.telegram.files.clear()
    await bot.press(anna, "do:picture")
    assert [content(photo)[:8] for photo in photos(anna)] == [PNG, PNG]
    (refusal,) = unexpected(bot.api)
    bot.refusals = 1
    assert "wrong file identifier" in str(refusal.error)
    await bot.press(anna, "do:picture")
    first, second, third = photos(anna)
    known = (first.content["photo"][0]["file_id"], second.content["photo"][0]["file_id"])
    assert uploads(bot.api) == ["upload", known[0], "upload", known[1]]
    assert content(third) == content(first)


async def test_a_forgotten_picture_reaches_two(bot: Bot, anna: Person, boris: Person, log: Log) -> None:
    await bot.reach_the_answer(anna)
    await bot.reach_the_answer(boris)
    bot.api.telegram.files.clear()
    bot.api.storm(Random(1), {"slow": 1.0}, methods=("sendPhoto",), slow_seconds=0.05)
    await asyncio.gather(*(person.tap_data("do:picture", on=cards(person)[-1]) for person in (anna, boris)))
    await bot.settled(anna, boris)
    bot.refusals = len(unexpected(bot.api))
    assert not faults(log)
    for person in (anna, boris):
        assert "Something went wrong" not in person.screen
        assert len(photos(person)) == 2


async def test_the_same_answers_and_language_share_an_upload(bot: Bot, anna: Person, boris: Person) -> None:
    clara = bot.api.person(first_name="Clara", language_code="ru")
    for person in (anna, boris, clara):
        await bot.reach_the_answer(person)
    (first,), (second,), (third,) = (photos(person) for person in (anna, boris, clara))
    assert uploads(bot.api) == ["upload", first.content["photo"][0]["file_id"], "upload"]
    assert content(first) == content(second) != content(third)
    assert second.text == first.text != third.text


async def test_another_language_gets_a_picture_with_its_own_words(bot: Bot, anna: Person) -> None:
    await bot.reach_the_answer(anna, "do:language", "do:language:ru")
    first, second = photos(anna)
    assert re.search("[а-я]{3}", second.text)
    assert content(first) != content(second)


async def test_words_do_not_wait_for_the_picture_nor_does_anybody_else(
    bot: Bot, anna: Person, boris: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held(monkeypatch) as go_on:
        numbers = await answer(anna)
        expectations = await anna.see("What to expect")
        assert "How many: 3 to 4 sessions" in numbers.text
        assert "do:why" in buttons(expectations)
        await boris.send("/start")
        await boris.see("Hello")
        await boris.tap("I am 18 or older")
        await boris.see(progress("area"))
        assert not photos(anna)
        go_on.set()
        await bot.settled(anna, boris)
    assert [message.text[:14] for message in said(anna)] == ["Typical publis", "What to expect", "A typical cour"]


async def test_danger_never_waits_for_a_file(bot: Bot, anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(monkeypatch):
        await answer(anna)
        await anna.see("What to expect")
        anna.patience = 0.5
        await anna.send("my tongue is swollen and I can't breathe")
        await anna.see("Call 112")


REASONS = {
    "I can't breathe": "Call 112",
    "there is pus": "fever",
    "I hate my face": "That sounds hard",
    "health:pregnant": "Chosen so far: Pregnant",
    "do:erase": "Done. I have erased",
    "consent:minor": "with adults only",
}
CARDS_ALONE = ("there is pus", "I hate my face")
"""Words that bring a card; numbers can be asked for again afterwards."""


@pytest.mark.parametrize("act", REASONS)
async def test_numbers_on_their_way_do_not_arrive_after_a_reason_to_show_none(
    bot: Bot, anna: Person, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """A red flag, a pregnancy, an erased conversation: what was being drawn is not for this person any more."""
    with held(monkeypatch) as go_on:
        await answer(anna)
        await anna.see("What to expect")
        await (anna.tap_data(act) if ":" in act else anna.send(act))
        await anna.see(REASONS[act])
        if act not in CARDS_ALONE:
            await anna.tap_data("do:summary")
            await anna.tap_data("do:picture")
        go_on.set()
        await bot.settled(anna)
    assert not photos(anna)
    assert not documents(anna)


async def test_a_picture_of_other_answers_does_not_arrive_without_the_caution_that_holds_now(
    bot: Bot, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held(monkeypatch) as go_on:
        await answer(anna)
        await anna.see("What to expect")
        await anna.tap_data("health:diabetes")
        await anna.see("Chosen so far")
        await anna.tap_data("health:done")
        await anna.see("Only if a clinician clears you first")
        go_on.set()
        await bot.settled(anna)
    (picture,) = photos(anna)
    assert picture.text.startswith("Only if a clinician clears you first")


async def test_waiting_files_mute_no_chat(bot: Bot, anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(monkeypatch) as go_on:
        await answer(anna)
        await anna.see("What to expect")
        for _time in range(20):
            await anna.tap_data("do:picture")
        await anna.tap_data("do:emergency")
        await anna.see("Is it one of these right now?")
        go_on.set()
        await bot.settled(anna)


async def test_a_file_that_shows_no_numbers_arrives_whatever_follows(bot: Bot, anna: Person) -> None:
    await bot.send(anna, "/start")
    await bot.press(anna, "consent:agree")
    await anna.send("/export")
    await bot.send(anna, "I can't breathe")
    assert len(documents(anna)) == 1


@pytest.mark.usefixtures("one_defect")
async def test_a_picture_that_cannot_be_drawn_leaves_the_words_alone(
    bot: Bot, anna: Person, monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(typesetter, "png", broken)
        await answer(anna)
        await bot.settled(anna)
    assert [message.text[:14] for message in said(anna)] == ["Typical publis", "What to expect"]
    assert "ValueError" in faults(log)[0]
    await bot.tap(anna, "Picture")
    assert len(photos(anna)) == 1


async def test_a_picture_that_fails_is_told(bot: Bot, anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    await bot.reach_the_answer(anna)
    monkeypatch.setattr(typesetter, "png", broken)
    seen = len(said(anna))
    await bot.tap(anna, "Picture")
    assert len(said(anna)) > seen or anna.chat.toast, "a button never goes silent"


@pytest.mark.parametrize("words", ["PHOTO_INVALID_DIMENSIONS", "IMAGE_PROCESS_FAILED"])
@pytest.mark.usefixtures("one_defect")
async def test_a_refused_picture_leaves_the_words_alone(bot: Bot, anna: Person, words: str) -> None:
    bot.api.fail("sendPhoto", BadRequest(words))
    await bot.reach_the_answer(anna)
    assert [message.text[:14] for message in said(anna)] == ["Typical publis", "What to expect"]
    await bot.press(anna, "do:picture")
    assert len(photos(anna)) == 1


# --- trouble on the way to Telegram ---------------------------------------------------------------


@pytest.mark.parametrize("failure", [TooManyRequests(3), ServerError(), CutConnection()])
@pytest.mark.parametrize("method", ["sendPhoto", "sendDocument"])
async def test_a_file_that_does_not_get_through_is_sent_again(
    bot: Bot, anna: Person, method: str, failure: TooManyRequests | ServerError | CutConnection
) -> None:
    bot.api.fail(method, failure, times=2)
    await bot.reach_the_answer(anna, "do:summary")
    assert len(photos(anna)) == 1
    assert len(documents(anna)) == 1
    assert len([call for call in bot.api.calls if call.method == method]) == 3
    assert NO_FILE not in anna.screen


@pytest.mark.parametrize(
    ("ask", "make"), [("do:summary", "bot.files.typesetter.pdf"), ("do:calendar:plain", "bot.files.calendar.ics")]
)
@pytest.mark.usefixtures("one_defect")
async def test_who_asked_for_a_file_that_cannot_be_made_is_told_kindly_and_led_back(
    bot: Bot, anna: Person, monkeypatch: pytest.MonkeyPatch, ask: str, make: str
) -> None:
    await bot.reach_the_answer(anna, "do:day:2027-01-14")
    with monkeypatch.context() as patch:
        patch.setattr(make, broken)
        await bot.press(anna, ask)
    assert not documents(anna)
    assert NO_FILE in anna.last.text
    await bot.tap(anna, "Go on", on=anna.last)
    assert "What to expect" in anna.last.text
    await bot.press(anna, ask)
    assert len(documents(anna)) == 1, "asked for again, it comes"


@pytest.mark.parametrize("ask", ["do:summary", "do:calendar:plain"])
@pytest.mark.usefixtures("one_defect")
async def test_a_file_that_telegram_refuses_is_told_kindly(bot: Bot, anna: Person, ask: str) -> None:
    await bot.reach_the_answer(anna, "do:day:2027-01-14")
    bot.api.fail("sendDocument", BadRequest("file must be non-empty"))
    await bot.press(anna, ask)
    assert not documents(anna)
    assert NO_FILE in anna.last.text
    assert buttons(anna.last) == [ask, "do:resume"], "one tap asks for it again"
    await bot.press(anna, ask)
    assert len(documents(anna)) == 1


async def test_who_has_no_ranges_is_not_led_back_to_them_when_an_export_fails(bot: Bot, anna: Person) -> None:
    await bot.send(anna, "/start")
    await bot.press(anna, "consent:agree", "area:face")
    bot.api.fail("sendDocument", BadRequest("file must be non-empty"))
    await bot.send(anna, "/export")
    assert NO_FILE in anna.last.text
    assert not [label for row in anna.last.buttons for label in row if "ranges" in label]


@pytest.mark.parametrize(("method", "ask"), [("sendPhoto", "do:picture"), ("sendDocument", "do:summary")])
async def test_whoever_blocks_the_bot_gets_no_file(bot: Bot, anna: Person, log: Log, method: str, ask: str) -> None:
    await bot.reach_the_answer(anna)
    bot.api.fail(method, Forbidden("bot was blocked by the user"))
    before = len(bot.api.calls)
    await bot.press(anna, ask)
    made = [call.method for call in bot.api.calls[before:] if not call.method.startswith("get")]
    assert made[-1] == method, "nothing is tried after that"
    assert not faults(log)
    await bot.press(anna, "do:why")
    assert "Why these numbers" in cards(anna)[-1].text, "whoever comes back is answered"


# --- dates ----------------------------------------------------------------------------------------


async def test_a_chosen_start_brings_windows_and_a_new_picture(bot: Bot, anna: Person) -> None:
    await bot.reach_the_answer(anna)
    await bot.tap(anna, "When could you start?")
    card = cards(anna)[-1]
    assert "When could you start?" in card.text
    assert EXAMPLE.search(card.text), "an example of what can be typed"
    names, *weeks = days(card)
    assert [label[:2] for label in names] == ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    assert [int(label) for week in weeks for label in week if label.isdecimal()] == list(range(10, 32))
    assert weeks[0][6] == "10", "the tenth is a Sunday, and today"
    assert card.buttons[-2] == ["February 2027"], "no way back to days that are over"

    await bot.tap(anna, "February 2027")
    assert card.edited
    assert [int(day) for week in days(card)[1:] for day in week if day.isdecimal()] == list(range(1, 29))
    assert card.buttons[-2] == ["January 2027", "March 2027"]
    await bot.tap(anna, "January 2027")
    await bot.tap(anna, "14", on=card)

    assert "If the first session is on January 14, 2027" in card.text
    assert "Session 2: Jan 28 – Feb 14" in card.text.replace("\u2009", " ")
    assert {"do:calendar", "do:when", "do:resume"} == set(buttons(card))
    first, second = photos(anna)
    assert content(first) != content(second)
    windows = [line for line in card.text.splitlines() if line.startswith("•")]
    assert len(windows) > 4
    for line in windows:
        assert line.rpartition(": ")[2] in second.text
    await bot.press(anna, "do:resume")
    texts = [message.text for message in said(anna)]
    assert sum(text.startswith("If the first session is on") for text in texts) == 1, "part of the answer now"
    assert len(photos(anna)) == 2, "the picture of it is there already"


async def test_the_calendar_ends_a_year_ahead(bot: Bot, anna: Person) -> None:
    await bot.reach_the_answer(anna, "do:when:2028-01")
    card = cards(anna)[-1]
    assert [int(day) for week in days(card)[1:] for day in week if day.isdecimal()] == list(range(1, 11))
    assert card.buttons[-2] == ["December 2027"]
    for month in ("2031-07", "2001-01", "2027-99", "0000-00"):
        await bot.press(anna, f"do:when:{month}")
        assert days(cards(anna)[-1]), "there is always a month with a day to choose"


async def test_names_of_days_and_dots_are_answered_and_change_nothing(bot: Bot, anna: Person) -> None:
    await bot.reach_the_answer(anna, "do:when")
    card = cards(anna)[-1]
    before, shown, count = await kept(bot.settings, anna), days(card), len(said(anna))
    query = await anna.tap("We", on=card)
    assert query.over
    await bot.settled(anna)
    dots = {button["callback_data"] for row in card.keyboard for button in row if not re.search(r"\w", button["text"])}
    assert dots == {"do:when:2027-01"}
    await bot.press(anna, *dots, on=card)
    assert (days(card), len(said(anna))) == (shown, count)
    assert {**(await kept(bot.settings, anna) or {}), "view": ""} == {**(before or {}), "view": ""}
    await bot.press(anna, "do:day:2027-01-20", on=card)
    assert "January 20, 2027" in card.text


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("14 January", "January 14, 2027"),
        ("Feb 3", "February 3, 2027"),
        ("2027-03-01", "March 1, 2027"),
        ("tomorrow", "January 11, 2027"),
        ("14", "January 14, 2027"),
    ],
)
async def test_a_day_can_be_typed(bot: Bot, anna: Person, typed: str, day: str) -> None:
    await bot.reach_the_answer(anna, "do:when")
    await anna.send(typed)
    await anna.see(f"If the first session is on {day}")
    await bot.settled(anna)
    assert len(photos(anna)) == 2


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("9 January 2027", "That day is over"),
        ("yesterday", "That day is over"),
        ("1 June 2029", "more than a year away"),
        ("30 February", "did not recognise a day"),
        ("when the moon is full", "did not recognise a day"),
        ("99", "did not recognise a day"),
    ],
)
async def test_an_impossible_day_is_asked_for_again(bot: Bot, anna: Person, typed: str, reply: str) -> None:
    await bot.reach_the_answer(anna, "do:day:2027-01-14", "do:when")
    await anna.send(typed)
    card = await anna.see(reply)
    await bot.settled(anna)
    assert EXAMPLE.search(card.text)
    assert days(card)
    assert (await kept(bot.settings, anna) or {})["start"] == "2027-01-14", "the day before stays"
    assert len(photos(anna)) == 2


async def test_forged_days_are_asked_for_again(bot: Bot, anna: Person, log: Log) -> None:
    await bot.reach_the_answer(anna)
    for day in ("2027-01-09", "2028-01-11", "2027-02-30", "x", "0001-01-01", "9999-12-31", "99999"):
        await bot.press(anna, f"do:day:{day}")
        assert days(cards(anna)[-1]), day
    await bot.press(anna, "do:day")
    assert days(cards(anna)[-1])
    assert "start" not in (await kept(bot.settings, anna) or {})
    assert len(photos(anna)) == 1
    assert not faults(log)


async def test_an_old_calendar_card_works_after_a_restart(bot: Bot, anna: Person, log: Log) -> None:
    await bot.reach_the_answer(anna, "do:when")
    card = cards(anna)[-1]
    await bot.restart()
    await bot.press(anna, "do:when:2027-02", on=card)
    assert "March 2027" in [label for row in card.buttons for label in row]
    await bot.restart()
    card.accessible = False
    await bot.press(anna, "do:day:2027-02-03", on=card)
    assert await anna.see("If the first session is on February 3, 2027") is not card
    bot.now += timedelta(60)
    await bot.press(anna, "do:day:2027-02-04", on=card)
    assert "That day is over" in cards(anna)[-1].text
    assert not faults(log)


async def test_deleting_leaves_no_date(bot: Bot, anna: Person, database: Path, log: Log) -> None:
    await bot.reach_the_answer(anna, "do:when")
    calendar = cards(anna)[-1]
    await bot.press(anna, "do:day:2027-01-14", "do:calendar:plain")
    await bot.send(anna, "/delete")
    await bot.tap(anna, "Yes, erase")
    assert rows(database) == []
    files = len(photos(anna)) + len(documents(anna))
    for data in ("do:day:2027-01-14", "do:when:2027-02", "do:calendar:plain", "do:undo", "do:picture"):
        calendar.content, calendar.accessible = {"text": "An old calendar"}, data != "do:undo"
        await bot.press(anna, data, on=calendar)
        assert "Hello" in (calendar if calendar.accessible else anna.last).text, data
        assert rows(database) == []
    await bot.restart()
    calendar.content, calendar.accessible = {"text": "An old calendar"}, True
    await bot.press(anna, "do:day:2027-01-14", on=calendar)
    assert "Hello" in calendar.text
    assert len(photos(anna)) + len(documents(anna)) == files
    assert not faults(log)


# --- the calendar file ------------------------------------------------------------------------------


async def test_a_calendar_file_says_nothing_about_health_unasked(bot: Bot, anna: Person) -> None:
    await bot.reach_the_answer(anna, "do:day:2027-01-14")
    await bot.tap(anna, "In my calendar")
    assert "What may the titles say?" in cards(anna)[-1].text
    await bot.tap(anna, "Nothing about health")
    (plain,) = documents(anna)
    assert name(plain).endswith(".ics")
    assert content(plain).startswith(ICS)
    assert "esotherapy" not in content(plain).decode()
    assert "say nothing about health" in plain.text
    assert entries(plain)["SUMMARY"][0] == "Visit 1: possible days"
    assert entries(plain)["DTSTART"][:2] == ["20270114", "20270128"]
    assert said(anna)[-1] is plain, "words first, then the file"

    await bot.press(anna, "do:calendar")
    await bot.tap(anna, "What it is about")
    _plain, named = documents(anna)
    assert entries(named)["SUMMARY"][0] == "Mesotherapy\\, session 1: possible days"
    assert name(named).endswith(".ics")
    assert "name mesotherapy" in named.text


async def test_a_newer_calendar_file_moves_the_same_entries(bot: Bot, anna: Person, boris: Person) -> None:
    await bot.reach_the_answer(anna, "do:day:2027-01-14", "do:calendar:plain")
    await bot.restart()
    bot.now += timedelta(hours=1)
    await bot.press(anna, "do:calendar:named", "do:day:2027-02-03", "do:calendar:plain")
    await bot.reach_the_answer(boris, "do:day:2027-01-14", "do:calendar:plain")
    first, second, third = map(entries, documents(anna))
    assert first["UID"] == second["UID"] == third["UID"]
    assert len(set(first["UID"])) == len(first["UID"]) > 4
    assert first["DTSTART"] == second["DTSTART"] != third["DTSTART"]
    assert int(first["SEQUENCE"][0]) < int(second["SEQUENCE"][0]), "the newer one wins"
    assert not set(first["UID"]) & set(entries(documents(boris)[0])["UID"])
    assert not [uid for uid in first["UID"] if str(anna.id) in uid]


async def test_a_calendar_file_without_a_day_asks_for_the_day_first(bot: Bot, anna: Person) -> None:
    await bot.reach_the_answer(anna)
    for data in ("do:calendar", "do:calendar:plain", "do:dates"):
        await bot.press(anna, data)
        assert days(cards(anna)[-1])
    assert not documents(anna)


@pytest.mark.parametrize("stage", [("stage:in_course", "response:good"), ("stage:finished",)])
async def test_nobody_in_the_middle_of_a_course_or_after_it_is_asked_for_a_start(
    bot: Bot, anna: Person, stage: tuple[str, ...], log: Log
) -> None:
    await bot.reach_the_answer(anna, "do:day:2027-01-14", "do:change:stage", *stage)
    offered = {data for message in said(anna)[-4:] for data in buttons(message)}
    assert "do:why" in offered
    assert not [data for data in offered if data.startswith(("do:when", "do:calendar", "do:day"))]
    assert "If the first session is on" not in photos(anna)[-1].text
    for data in ("do:when", "do:day:2027-01-20", "do:dates", "do:calendar", "do:calendar:plain"):
        await bot.press(anna, data)
        assert "What to expect" in cards(anna)[-1].text, data
        assert not days(cards(anna)[-1])
    assert not documents(anna)
    assert not faults(log)


# --- who may see numbers ------------------------------------------------------------------------------

BEFORE_AGREEING: tuple[str, ...] = ()
IN_THE_MIDDLE = TO_THE_ANSWER[:4]
REFUSED = (*TO_THE_ANSWER[:-2], "health:pregnant", "health:done")
REFUSED_LATER = (*TO_THE_ANSWER, "do:day:2027-01-12", "do:change:severity", "severity:severe")
RED_FLAG = (*REFUSED_LATER, "do:urgent:now")
REFUSED_LATER = (*REFUSED_LATER, "do:change:health", "health:pregnant", "health:done")


@pytest.mark.parametrize(
    ("taps", "shown"),
    [
        pytest.param(BEFORE_AGREEING, "Hello", id="before agreement"),
        pytest.param(IN_THE_MIDDLE, progress("skin_type"), id="in the middle of the questions"),
        pytest.param(REFUSED, "no numbers", id="after a refusal"),
        pytest.param(REFUSED_LATER, "no numbers", id="after a refusal that came after numbers"),
        pytest.param(RED_FLAG, "Call 112", id="after a red flag"),
    ],
)
async def test_forged_taps_show_no_number_and_send_no_file_to_those_who_may_see_none(
    bot: Bot, anna: Person, taps: tuple[str, ...], shown: str, log: Log
) -> None:
    await bot.send(anna, "/start")
    await bot.press(anna, *taps)
    card, files = cards(anna)[-1], len(photos(anna)) + len(documents(anna))
    for data in FORGED:
        await bot.press(anna, data, on=card)
        seen = [card, *anna.chat.shown]
        assert [message for message in seen if shown in message.text], data
        for message in seen:
            assert not [words for words in NUMBERS if words in message.text], data
            assert not days(message), data
            assert not [each for each in buttons(message) if each in FORGED and each != "do:answer"], data
    await bot.send(anna, "14 January")
    assert not days(anna.last)
    assert len(photos(anna)) + len(documents(anna)) == files
    assert not faults(log)


# --- the summary, what if, why ------------------------------------------------------------------------


async def test_the_summary_is_two_cards_and_then_a_pdf(bot: Bot, anna: Person) -> None:
    await bot.reach_the_answer(anna, "do:day:2027-01-14", "do:resume")
    await bot.tap(anna, "Summary for my consultation")
    *_before, consultation, file = said(anna)
    summary = await anna.see("Summary for my consultation")
    assert "Skin type: Dry" in summary.text
    assert "How many: 3 to 4 sessions" in summary.text
    assert "January 14, 2027" in summary.text
    assert consultation.text.startswith("To tell the clinician first")
    assert "To ask" in consultation.text
    assert buttons(consultation) == ["do:resume"]
    assert name(file).endswith(".pdf")
    assert content(file).startswith(PDF)
    assert file.text
    assert len(photos(anna)) == 2, "the page brings its picture along"


async def test_a_changed_answer_can_be_taken_back(bot: Bot, anna: Person, log: Log) -> None:
    await bot.reach_the_answer(anna)
    numbers = said(anna)[0].text
    answers = (await kept(bot.settings, anna) or {})["answers"]
    await bot.press(anna, "do:change:severity", "severity:severe")
    moved = await anna.see("Before and now")
    assert "How much it shows (Severe)" in moved.text
    assert re.search(r": .+ → .+", moved.text)
    assert (await kept(bot.settings, anna) or {})["answers"] != answers

    await bot.tap(anna, "Take the change back")
    assert (await kept(bot.settings, anna) or {})["answers"] == answers
    assert numbers in [message.text for message in said(anna)]
    for _again in range(3):
        await bot.press(anna, "do:undo", on=moved)
        assert "What to expect" in cards(anna)[-1].text
    moved.accessible = False
    await bot.press(anna, "do:undo", on=moved)
    assert (await kept(bot.settings, anna) or {})["answers"] == answers
    assert not faults(log)


async def test_a_change_of_area_is_taken_back_whole(bot: Bot, anna: Person) -> None:
    await bot.reach_the_answer(anna)
    answers = (await kept(bot.settings, anna) or {})["answers"]
    await bot.press(anna, "do:change:area", "area:thighs", "do:undo", "concern:cellulite", "firmness:loose")
    await anna.see("Before and now")
    await bot.press(anna, "do:undo")
    assert (await kept(bot.settings, anna) or {})["answers"] == answers


async def test_one_tap_leads_from_a_reason_to_changing_that_answer(bot: Bot, anna: Person) -> None:
    await bot.reach_the_answer(anna, "do:change:age", "age:60_plus")
    await bot.tap(anna, "Why these numbers")
    card = cards(anna)[-1]
    assert "How many: " in card.text
    assert "60 or older" in card.text
    await bot.tap(anna, "Change: Age", on=card)
    assert "How old are you?" in card.text
    await anna.tap("30 to 44", on=card)
    moved = await anna.see("Changed: Age (30 to 44).")
    assert "Before and now" in moved.text
    await bot.settled(anna)


async def test_a_change_delivered_twice_is_taken_back_once(bot: Bot, anna: Person, log: Log) -> None:
    await bot.reach_the_answer(anna, "do:change:severity", "severity:severe", "do:undo")
    update, count = bot.api.confirmed, len(photos(anna))
    await bot.restart()
    bot.api.redeliver(update)
    await bot.settled(anna)
    assert (await kept(bot.settings, anna) or {})["answers"]["severity"] == "mild"
    assert len(photos(anna)) == count
    assert not faults(log)
    (refusal,) = unexpected(bot.api)
    bot.refusals = 1
    assert "query is too old" in str(refusal.error), "the tap itself was answered before"


async def test_everything_can_be_asked_for_in_words(bot: Bot, anna: Person) -> None:
    await bot.reach_the_answer(anna)
    for words, reply in (
        ("why these numbers", "Why these numbers"),
        ("back to my ranges", "What to expect"),
        ("picture", "What to expect"),
        ("when could you start?", "When could you start?"),
        ("next Monday", "If the first session is on January"),
        ("in my calendar", "What may the titles say?"),
        ("nothing about health", "If the first session is on January"),
        ("back to my ranges", "What to expect"),
        ("Summary for my consultation", "To tell the clinician first"),
    ):
        await bot.send(anna, words)
        assert [message for message in anna.chat.shown if reply in message.text], words
        assert "did not recognise" not in anna.last.text
    assert len(photos(anna)) == 3
    assert [name(file)[-4:] for file in documents(anna)] == [".ics", ".pdf"]


# --- in Russian -----------------------------------------------------------------------------------------


async def test_the_whole_way_in_russian(bot: Bot, log: Log) -> None:
    anna = bot.api.person(first_name="Анна", language_code="ru")
    await bot.reach_the_answer(anna)
    numbers, expectations, picture = said(anna)
    assert {"do:why", "do:when", "do:summary", "do:picture"} <= set(buttons(expectations))
    figures = [line for line in numbers.text.splitlines() if line.startswith("•")]
    assert len(figures) > 3
    assert figures[0].partition(": ")[2] in picture.text
    assert picture.text.count("•") > 5

    await bot.press(anna, "do:when")
    card = cards(anna)[-1]
    assert [label.casefold() for label in days(card)[0]] == ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]
    assert days(card)[1][6] == "10", "weeks that are over are not there"
    assert data_of(card)[-2:] == [["do:when:2027-02"], ["do:resume"]]
    await bot.press(anna, "do:when:2027-02")
    assert "март" in " ".join(card.buttons[-2]).casefold()
    await bot.send(anna, "14 января")
    windows, dated = said(anna)[-2:]
    assert "14 января 2027" in windows.text
    assert content(dated).startswith(PNG)
    assert "14 января 2027" in dated.text

    await bot.press(anna, "do:calendar", "do:calendar:plain", "do:calendar:named", "do:summary")
    plain, named, page = documents(anna)
    assert [name(each)[-4:] for each in (plain, named, page)] == [".ics", ".ics", ".pdf"]
    assert entries(plain)["UID"] == entries(named)["UID"]
    assert "езотерап" not in content(plain).decode()
    assert content(page).startswith(PDF)
    assert said(anna)[-1] is page

    await bot.press(anna, "do:resume", "do:why", "do:why:all")
    assert "about:sources" in buttons(cards(anna)[-1])
    await bot.press(anna, "do:change:severity", "severity:severe")
    assert "do:undo" in {data for message in said(anna) for data in buttons(message)}
    await bot.press(anna, "do:undo")
    assert numbers.text in [message.text for message in said(anna)] or figures == [
        line for message in said(anna)[-4:] for line in message.text.splitlines() if line in figures
    ]
    assert (await kept(bot.settings, anna) or {})["answers"]["severity"] == "mild"
    assert not faults(log)


@pytest.mark.parametrize(
    ("language", "start"), [("en", date(2027, 12, 17)), ("ru", date(2027, 8, 17))], ids=["en", "ru"]
)
async def test_the_longest_caption_fits(bot: Bot, language: str, start: date, log: Log) -> None:
    anna = bot.api.person(language_code=language)
    body = taps(area="thighs", severity="unsure", skin_type="sensitive", firmness="loose", health=("recent_procedure",))
    await bot.send(anna, "/start")
    await bot.press(anna, *(tap.data for tap in body), f"do:day:{start}")
    assert len(photos(anna)) == 2
    assert not faults(log)
