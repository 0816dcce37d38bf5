"""The bot on Telegram, as people see it: the real application, its real transport, a strict server."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import stamina

from bot.app import open_conversation
from bot.settings import Settings
from bot.telegram.application import build
from bot.telegram.profile import register
from bot.telegram.updates import ALLOWED
from tests.botapi import BotApi, CutConnection, Forbidden, Message, Person, ServerError, TooManyRequests

FACE = ("Face", "Dry skin", "Mild", "Dry", "30 to 44")
"""Answers to the questions before habits and health."""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "conversations.sqlite3"


@pytest.fixture(autouse=True)
def without_waiting() -> Iterator[None]:
    """Calls are tried again as ever, but nobody waits in between."""
    with stamina.set_testing(True, attempts=5, cap=True):
        yield


@pytest.fixture
async def api(database: Path) -> AsyncIterator[BotApi]:
    """Telegram, with the bot running on it."""
    async with BotApi() as telegram:
        settings = Settings(bot_api_url=telegram.root, database_url=f"sqlite+aiosqlite:///{database}")
        async with open_conversation(settings) as conversation:
            application = build(conversation, telegram.token, telegram.root)
            assert application.updater
            await application.initialize()
            await register(application.bot)
            await application.start()
            await application.updater.start_polling(allowed_updates=ALLOWED)
            yield telegram
            await application.updater.stop()
            await application.stop()
            await application.shutdown()


@pytest.fixture
def anna(api: BotApi) -> Person:
    return api.person(first_name="Anna", language_code="en")


def stored(database: Path) -> list[tuple[str, str]]:
    """Which conversations the database holds, and what of them."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute("select chat, data from conversations").fetchall()
    connection.close()
    return rows


async def agree(person: Person) -> None:
    await person.send("/start")
    await person.see("Hello")
    await person.tap("I am 18 or older")
    await person.see("Question 1 of 7")


async def answer(person: Person) -> Message:
    """From /start to the numbers, by taps."""
    await agree(person)
    for number, label in enumerate(FACE, start=2):
        await person.tap(label)
        await person.see(f"Question {number} of 7")
    await person.tap("None of these")
    await person.see("Question 7 of 7")
    await person.tap("None of these")
    await person.see("Your answers")
    await person.tap("Show my ranges")
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
    for number, words in enumerate(
        ("face", "2", "MILD", "dry", "30", "smoke, stress", "done", "none"), start=1
    ):
        await anna.see(
            "Chosen so far: “I smoke” and “A lot of stress”"
            if words == "done"
            else f"Question {min(number, 7)} of"
        )
        await anna.send(words)
    await anna.see("Your answers")
    await anna.send("show my ranges")
    await anna.see("How many: 3 to 4 sessions")
    assert not api.refusals


async def test_what_a_person_can_read_about_the_bot_before_they_write(api: BotApi) -> None:
    registered = {
        (call.method, call.params.get("language_code") or ""): call.params
        for call in api.calls
        if call.method.startswith("setMy")
    }
    for language in ("", "ru"):
        names = [command["command"] for command in registered["setMyCommands", language]["commands"]]
        assert names == ["start", "help", "change", "language", "privacy", "delete", "emergency"]
        assert registered["setMyDescription", language]["description"]
        assert registered["setMyShortDescription", language]["short_description"]


async def test_every_kind_of_message_gets_a_kind_reply_and_the_question_again(
    api: BotApi, anna: Person
) -> None:
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
    await anna.see("Question 2 of 8")
    replies = [message.text for message in anna.chat.messages if message.by_bot]
    for notice, question in zip(replies[1:-1:2], replies[2:-1:2], strict=True):
        assert "Question" not in notice
        assert question.startswith("Question 1 of 7")
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
    assert stored(database) == []


async def test_a_tap_on_last_weeks_card_changes_that_answer(api: BotApi, anna: Person) -> None:
    await agree(anna)
    first = anna.last
    await anna.send("Face")
    await anna.see("Question 2 of 7")
    first.accessible = False
    await anna.tap_data("area:thighs", on=first)
    await anna.see("Question 2 of 8")
    assert not api.refusals


async def test_forged_data_asks_the_question_again_and_stores_nothing(
    api: BotApi, anna: Person, database: Path
) -> None:
    await agree(anna)
    before = stored(database)
    for data in ("area:moon", "health:none", "plan:10", "do:answer", "x" * 64, "../../etc", "area:", ":"):
        await anna.tap_data(data)
        await anna.quiet()
        assert "Question 1 of 7" in anna.last.text
    assert stored(database) == before
    assert not [error for error in api.refusals if "not modified" not in str(error)]


async def test_two_taps_at_once_end_in_one_state(anna: Person) -> None:
    await agree(anna)
    await asyncio.gather(anna.tap("Face"), anna.tap("Face"))
    await anna.quiet()
    await anna.see("Question 2 of 7")


async def test_delete_leaves_no_row_and_a_later_tap_begins_anew(anna: Person, database: Path) -> None:
    await agree(anna)
    card = anna.last
    await anna.tap("Face")
    await anna.see("Question 2 of 7")
    await anna.send("/delete")
    await anna.see("Erase everything about you?")
    await anna.tap("Yes, erase")
    await anna.see("I have erased everything")
    assert stored(database) == []
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
    await anna.see("Question 2 of 7")


async def test_somebody_who_blocks_the_bot_is_no_error(
    api: BotApi, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await agree(anna)
    api.fail("sendMessage", Forbidden("bot was blocked by the user"), chat=anna)
    await anna.send("Face")
    await anna.quiet()
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    await anna.send("2")
    await anna.see("Question 3 of 7")


async def test_a_fault_of_ours_is_said_and_the_next_tap_works(
    anna: Person, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await agree(anna)
    with sqlite3.connect(database) as connection:
        connection.execute("alter table conversations rename to elsewhere")
        connection.commit()
        await anna.tap("Face")
        await anna.see("Something went wrong on our side")
        connection.execute("alter table elsewhere rename to conversations")
        connection.commit()
    connection.close()
    await anna.tap("Go on")
    await anna.see("Question 1 of 7")
    await anna.tap("Face")
    await anna.see("Question 2 of 7")
    assert "a turn failed: StoreError at" in caplog.text
    assert "face" not in caplog.text.casefold()
    assert "Anna" not in caplog.text
