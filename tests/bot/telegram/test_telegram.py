"""The bot on Telegram, as people see it: the real application, its real transport, a strict server."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import dialogs.cards.question
from bot.app import open_service as serve
from bot.app import open_store
from bot.settings import Settings
from bot.store import Key
from dialogs.card import Block
from dialogs.text import Text
from tests.botapi import BadRequest, BotApi, CutConnection, Forbidden, Message, Person, ServerError, TooManyRequests
from tests.kit.answers import progress, taps_to
from tests.kit.crowd import WAY, press
from tests.kit.logs import Log, faults

pytestmark = pytest.mark.usefixtures("without_waiting")


@pytest.fixture
def settings(database: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{database}")


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[BotApi]:
    """Telegram, with the bot running on it."""
    async with BotApi() as telegram, serve(on(telegram, settings), telegram.token):
        yield telegram


def on(telegram: BotApi, settings: Settings) -> Settings:
    """The settings of a bot that talks with this Telegram."""
    return settings.model_copy(update={"bot_api_url": telegram.root})


async def kept(settings: Settings, person: Person) -> dict[str, Any] | None:
    """What the database holds of somebody's conversation."""
    async with open_store(settings) as store:
        stored = await store.load(Key("telegram", str(person.id)))
    return stored.data if stored else None


def rows(database: Path) -> list[tuple[str]]:
    """The chats that the database knows."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("select chat from conversations").fetchall()


async def agree(person: Person) -> None:
    await person.send("/start")
    await person.see("Hello")
    await person.tap("I am 18 or older")
    await person.see(progress("area"))


async def answer(person: Person) -> Message:
    """From /start to the numbers, by taps."""
    await agree(person)
    for tap in WAY[1:]:
        await person.tap(tap.label)
        await person.see(tap.seen)
    return await person.see("Typical published ranges")


async def test_from_start_to_answer_by_taps_on_one_card(api: BotApi, anna: Person) -> None:
    numbers = await answer(anna)
    await anna.see("What to expect")

    assert "How many: 3 to 4 sessions" in numbers.text
    assert numbers.edited, "the card is edited in place, it does not scroll away"
    assert len([message for message in anna.chat.messages if message.by_bot]) == 2
    assert not api.refusals


async def test_from_start_to_answer_by_typing(api: BotApi, anna: Person) -> None:
    await anna.send("/start")
    await anna.see("Hello")
    await anna.send("i am 18 or older and i agree")
    for tap, words in zip(WAY, ("face", "2", "MILD", "dry", "30", "smoke, stress"), strict=False):
        await anna.see(tap.seen)
        await anna.send(words)
    await anna.see("Chosen so far: “I smoke” and “A lot of stress”")
    await anna.send("done")
    for tap in WAY[len(taps_to("lifestyle")) + 1 : -1]:
        await anna.send(tap.label)
    await anna.see("Your answers")
    await anna.send("show my ranges")
    await anna.see("How many: 3 to 4 sessions")
    assert not api.refusals


async def test_what_a_person_can_read_about_the_bot_before_they_write(api: BotApi) -> None:
    def registered() -> dict[tuple[str, str], dict[str, Any]]:
        return {
            (call.method, call.params.get("language_code") or ""): call.params
            for call in api.calls
            if call.method.startswith("setMy")
        }

    # People are answered meanwhile, so nobody waits for it but this test
    assert await api.telegram.changes.until(lambda: ("setMyShortDescription", "ru") in registered(), 5)
    for language in ("", "ru"):
        names = {command["command"] for command in registered()["setMyCommands", language]["commands"]}
        assert names >= {"start", "help", "change", "language", "privacy", "delete", "emergency"}
        assert registered()["setMyDescription", language]["description"]
        assert registered()["setMyShortDescription", language]["short_description"]


async def test_every_kind_of_message_gets_a_reply_and_the_question_again(api: BotApi, anna: Person) -> None:
    await agree(anna)
    for act, reply in (
        (anna.send_photo(), "cannot look at pictures"),
        (anna.send_photo(caption="my cheek"), "cannot look at pictures"),
        (anna.send_voice(), "cannot listen"),
        (anna.send_sticker(), "tap a button"),
        (anna.send_location(), "do not use your location"),
        (anna.send_document(), "cannot open files"),
        (anna.forward("You should take ten sessions"), "forwarded"),
        (anna.send("quux"), "did not recognise"),
        (anna.send("word " * 800), "long message"),
        (anna.send("/unheard_of"), "do not know that command"),
    ):
        await act
        await anna.see(reply)
    message = await anna.send("Thighs, I think")
    await anna.see("did not recognise")
    await anna.edit(message, "Face")
    await anna.see("only read new messages")
    await anna.send("Thighs")
    await anna.see(progress("concern", area="thighs"))
    replies = [message.text for message in anna.chat.messages if message.by_bot]
    for notice, question in zip(replies[1:-1:2], replies[2:-1:2], strict=True):
        assert "Question" not in notice
        assert question.startswith(progress("area"))
    assert not api.refusals


async def test_a_picture_with_words_of_danger_is_an_emergency(anna: Person) -> None:
    await agree(anna)
    await anna.send_photo(caption="my tongue is swollen and I can't breathe")
    message = await anna.see("Call 112")
    assert message.text.startswith("Call 112")


async def test_a_group_goes_on_in_private(api: BotApi, anna: Person, database: Path) -> None:
    boris = api.person(first_name="Boris", language_code="en")
    group = api.group([anna, boris])
    await group.send(boris, "/start@mesoguide_bot clinic7")
    invitation = await group.see("in private")
    (button,) = invitation.keyboard[0]
    assert button["url"] == "https://t.me/mesoguide_bot?start=clinic7"
    assert rows(database) == []


async def test_a_tap_on_last_weeks_card_changes_that_answer(api: BotApi, anna: Person) -> None:
    await agree(anna)
    first = anna.last
    await anna.send("Face")
    await anna.see(progress("concern"))
    first.accessible = False
    await anna.tap_data("area:thighs", on=first)
    await anna.see(progress("concern", area="thighs"))
    assert not api.refusals


async def test_forged_data_stores_nothing(api: BotApi, anna: Person, settings: Settings) -> None:
    await agree(anna)
    before = await kept(settings, anna)
    for data in ("area:moon", "health:none", "plan:10", "do:answer", "x" * 64, "../../etc", "area:", ":"):
        await anna.tap_data(data)
        await anna.quiet()
        assert progress("area") in anna.last.text
    assert await kept(settings, anna) == before
    assert not [error for error in api.refusals if "not modified" not in str(error)]


async def test_two_taps_at_once_end_in_one_state(anna: Person) -> None:
    await agree(anna)
    await asyncio.gather(anna.tap("Face"), anna.tap("Face"))
    await anna.quiet()
    await anna.see(progress("concern"))


async def test_delete_leaves_no_row_and_a_later_tap_begins_anew(anna: Person, database: Path) -> None:
    await agree(anna)
    card = anna.last
    await anna.tap("Face")
    await anna.see(progress("concern"))
    await anna.send("/delete")
    await anna.see("Erase everything about you?")
    await anna.tap("Yes, erase")
    await anna.see("I have erased everything")
    assert rows(database) == []
    await anna.tap_data("concern:hydration", on=card)
    await anna.see("Hello")


@pytest.mark.parametrize("failure", [TooManyRequests(3), ServerError(), CutConnection()])
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_a_call_that_fails_is_tried_again(
    api: BotApi, anna: Person, method: str, failure: TooManyRequests | ServerError | CutConnection
) -> None:
    await agree(anna)
    api.fail(method, failure, times=2)
    if method == "sendMessage":
        await anna.send("Face")
    else:
        await anna.tap("Face")
    await anna.see(progress("concern"))


async def test_a_person_who_blocks_the_bot_is_no_error(api: BotApi, anna: Person, log: Log) -> None:
    await agree(anna)
    api.fail("sendMessage", Forbidden("bot was blocked by the user"), chat=anna)
    await anna.send("Face")
    await anna.quiet()
    assert not faults(log)
    await anna.send("2")
    await anna.see(progress("severity"))


async def test_an_answer_that_cannot_be_saved_yet_counts_later(anna: Person, database: Path, log: Log) -> None:
    await agree(anna)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("alter table conversations rename to elsewhere")
        connection.commit()
        await anna.tap("Face")
        await anna.see("I cannot save anything right now")
        connection.execute("alter table elsewhere rename to conversations")
        connection.commit()
    await anna.see(progress("concern"))
    await anna.tap("Dry skin")
    await anna.see(progress("severity"))
    assert any(line["event"] == "a turn could not be saved yet" for line in log)
    assert "face" not in str(log).casefold()
    assert "Anna" not in str(log)


async def test_a_fault_of_ours_is_told(anna: Person, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    await agree(anna)

    def once(_text: Text) -> Block:
        monkeypatch.undo()
        raise KeyError("an answer: face")

    monkeypatch.setattr(dialogs.cards.question, "title", once)
    await anna.tap("Face")
    await anna.see("Something went wrong on our side")
    await anna.tap("Go on")
    await anna.see(progress("concern"))
    (fault,) = [line for line in log if line["event"] == "a turn failed"]
    assert "KeyError" in repr(fault["error"])


async def test_a_card_with_broken_tags_comes_in_plain_words(api: BotApi, anna: Person) -> None:
    await agree(anna)
    api.fail("editMessageText", BadRequest("can't parse entities: Unsupported start tag"))
    await anna.tap("Face")
    card = await anna.see(progress("concern"))
    assert "<b>" not in card.text
    assert not card.content.get("entities")


async def test_a_flood_is_answered_up_to_a_point_and_told_once_to_slow_down(
    api: BotApi, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await agree(anna)
    boris = api.person(first_name="Boris", language_code="en")
    await asyncio.gather(*(anna.send("Face?") for _ in range(400)))
    await boris.send("/start")
    await boris.see("Hello")
    await anna.see("That was a lot at once")
    await anna.quiet(reply=False)
    texts = [message.text for message in anna.chat.messages if message.by_bot]
    assert sum("That was a lot at once" in text for text in texts) == 1
    assert len(texts) < 60
    monkeypatch.setattr("bot.telegram.rate_limit.QUIET_SECONDS", 0.1)  # a person takes one by themselves
    anna.patience = 0.5
    await press(anna, "area:face", progress("concern"))
    assert not api.refusals


async def test_too_many_taps_are_slowed_down_in_the_language_of_the_device(api: BotApi) -> None:
    anna = api.person(first_name="Анна", language_code="ru")
    await anna.send("/start")
    await anna.see("Здравствуйте")
    card = anna.last
    anna.patience, usual = 0.5, anna.patience  # most of these taps get no answer of their own
    await asyncio.gather(*(anna.tap_data("consent:info", on=card) for _ in range(90)), return_exceptions=True)
    anna.patience = usual
    await anna.see("Сообщений было сразу много")
    told = {call.params.get("text") for call in api.calls if call.method == "answerCallbackQuery"}
    assert told <= {None, "Пожалуйста, по одному шагу"}
    assert len(told) == 2


async def test_an_export_is_a_file_with_everything(api: BotApi, anna: Person) -> None:
    await anna.send("/start clinic1")
    await anna.see("Hello")
    await anna.tap("I am 18 or older")
    await anna.see(progress("area"))
    await anna.tap("Face")
    await anna.see(progress("concern"))
    await anna.send("/export")
    await anna.see("Everything that I keep about you")
    assert await api.telegram.changes.until(lambda: anna.last.file is not None, 5)
    file = anna.last.file
    assert file
    held = json.loads(file.content)
    assert held["conversation"] == {"channel": "telegram", "chat": str(anna.id)}
    assert held["session"]["payload"] == "clinic1"
    assert len(held["handled_updates"]) == 3
    assert held["session"]["answers"] == {"area": "face"}
    assert held["session"]["consent"]["at"].startswith("20")
    assert not api.refusals
