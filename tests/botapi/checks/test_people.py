"""The people of the loopback Telegram, with a real bot."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from tests.botapi import BotApi, Person
from tests.botapi.by_hand import FACE, keyboard, post


async def ask(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_chat
    rows = [["Face", "Face and neck"], ["Neck"]]
    markup = [[InlineKeyboardButton(label, callback_data=label) for label in row] for row in rows]
    markup.append([InlineKeyboardButton("Site", url="https://example.com")])
    await update.effective_chat.send_message("Where,\u00a0please?", reply_markup=InlineKeyboardMarkup(markup))


async def note(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query
    await query.answer(f"You chose {query.data}")
    card = query.message
    assert isinstance(card, Message)
    await card.edit_text(f"{query.data}, number {query.id}", reply_markup=card.reply_markup)


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    assert message
    kind = "forward" if message.forward_origin else message.effective_attachment.__class__.__name__
    await message.chat.send_message(f"{kind}: {message.text or message.caption}")


@pytest.fixture
async def running(api: BotApi) -> AsyncIterator[None]:
    """A bot that polls, as in production."""
    application = Application.builder().token(api.token).base_url(f"{api.root}/bot").build()
    application.add_handler(CommandHandler("start", ask))
    application.add_handler(CallbackQueryHandler(note))
    application.add_handler(MessageHandler(filters.TEXT | filters.ATTACHMENT, echo))
    async with application:
        assert application.updater
        await application.updater.start_polling()
        await application.start()
        yield
        await application.updater.stop()
        await application.stop()


@pytest.mark.usefixtures("running")
async def test_a_conversation(api: BotApi, anna: Person) -> None:
    card = await anna.see("Where, please?")
    assert card is anna.last
    assert card.buttons == [["Face", "Face and neck"], ["Neck"], ["Site"]]
    assert (await anna.tap("Neck")).text == "You chose Neck"
    await anna.see("Neck, number")
    await anna.send("/start")
    await anna.quiet()
    assert anna.last is not card
    await asyncio.gather(anna.tap("Face"), anna.tap("Face and", on=card))
    await anna.see("Face, number")
    await anna.see("Face and neck, number")
    await anna.tap_data("area:elbow", on=card)
    await anna.see("area:elbow, number")
    assert card.edited
    assert api.refusals == []
    assert {call.method for call in api.calls} >= {"getUpdates", "sendMessage", "editMessageText"}


@pytest.mark.usefixtures("running")
async def test_the_next_card(api: BotApi, anna: Person) -> None:
    card = await anna.next()
    assert card.text == "Where,\u00a0please?"
    await anna.tap("Neck")
    assert await anna.next() is card
    assert card.text.startswith("Neck, number")
    for text in ("one", "two"):
        await post(api, "sendMessage", chat_id=anna.id, text=text)
    assert [(await anna.next()).text, (await anna.next()).text] == ["one", "two"]
    await post(api, "sendMessage", chat_id=anna.id, text="nobody looked at this")
    await anna.send_photo("a photo")
    assert (await anna.next()).text == "tuple: a photo"


@pytest.mark.usefixtures("running")
async def test_quiet_waits_for_what_comes_twice(api: BotApi, anna: Person) -> None:
    await anna.quiet()
    api.repeat()
    await anna.send("/start")
    (update,) = api.pending
    await anna.quiet()
    assert (update.deliveries, api.pending) == (2, [])
    for _ in range(2):
        assert (await anna.next()).text == "Where,\u00a0please?"


@pytest.mark.usefixtures("running")
async def test_everything_that_people_send(anna: Person) -> None:
    await anna.send_photo("a photo")
    await anna.see("tuple: a photo")
    await anna.send_document(caption="a document")
    await anna.see("Document: a document")
    await anna.send_voice()
    await anna.see("Voice: None")
    await anna.send_sticker()
    await anna.see("Sticker: None")
    await anna.send_location()
    await anna.see("Location: None")
    await anna.forward("news")
    await anna.see("forward: news")
    message = await anna.send("x" * 5000)
    assert len(message.text) == 904
    await anna.edit(message.id, "corrected")
    await anna.see("NoneType: corrected")


@pytest.mark.usefixtures("running")
async def test_a_group(api: BotApi) -> None:
    anna, boris = api.person("Anna"), api.person("Boris")
    group = api.group([anna, boris])
    await group.send(anna, "Nobody but us hears this")
    await group.send(boris, "/start@another_bot")
    await group.send(anna, "/start@mesoguide_bot")
    await group.see("Where, please?")
    assert (await group.tap(boris, "Neck")).text == "You chose Neck"
    await group.quiet()
    await group.send(boris, "thanks", reply_to=group.last)
    await group.see("NoneType: thanks")
    assert len([message for message in group.chat.messages if message.by_bot]) == 2
    await group.kick(anna)
    assert (await post(api, "sendMessage", chat_id=group.id, text="Hello"))["error_code"] == 403


async def test_what_people_say_to_each_other_is_no_card(api: BotApi) -> None:
    anna = api.person("Anna")
    group = api.group([anna])
    await group.send(anna, "Nobody but us hears this")
    await post(api, "sendMessage", chat_id=group.id, text="Anything else?")
    assert (await group.next()).text == "Anything else?"


@pytest.mark.usefixtures("running")
async def test_what_people_cannot_do(anna: Person) -> None:
    await anna.see("Where, please?")
    with pytest.raises(AssertionError, match="'F' can be any of"):
        await anna.tap("F")
    with pytest.raises(AssertionError, match="'Site' opens https"):
        await anna.tap("Site")
    with pytest.raises(AssertionError, match="empty message"):
        await anna.send(" ")


async def test_what_the_bot_said_before_it_knew_is_no_reply(api: BotApi, anna: Person) -> None:
    anna.patience = 0.01
    await post(api, "sendMessage", chat_id=anna.id, text="Good morning")
    await post(api, "getUpdates")
    await post(api, "getUpdates", offset=2)
    with pytest.raises(AssertionError, match="for the bot to reply"):
        await anna.quiet()
    await post(api, "sendMessage", chat_id=anna.id, text="Hello")
    await anna.quiet()


async def test_quiet_waits_for_every_tap(api: BotApi, anna: Person) -> None:
    anna.patience = 0.01
    await post(api, "sendMessage", chat_id=anna.id, text="Where?", reply_markup=keyboard([FACE]))
    for _ in range(2):
        with pytest.raises(AssertionError, match="for an answer to the tap"):
            await anna.tap("Face")
    updates = (await post(api, "getUpdates", offset=2))["result"]
    await post(api, "getUpdates", offset=100)
    first, second = (update["callback_query"]["id"] for update in updates)
    await post(api, "answerCallbackQuery", callback_query_id=second)
    with pytest.raises(AssertionError, match="for the bot to answer a callback query"):
        await anna.quiet(reply=False)
    await post(api, "answerCallbackQuery", callback_query_id=first)
    await anna.quiet(reply=False)


async def test_patience_ends_with_the_whole_chat(api: BotApi, anna: Person) -> None:
    anna.patience = 0.01
    with pytest.raises(AssertionError, match="The bot has said nothing"):
        _ = anna.last
    await post(api, "sendMessage", chat_id=anna.id, text="Where?", reply_markup=keyboard([FACE]))
    chat = r"The chat:\nAnna:\n    /start clinic1\nMesoguide:\n    Where\?\n    \[Face\]$"
    with pytest.raises(AssertionError, match=rf"Waited 0.01 s for 'Who\?'\. {chat}"):
        await anna.see("Who?")
    await anna.next()
    with pytest.raises(AssertionError, match="for another message of the bot"):
        await anna.next()
    with pytest.raises(AssertionError, match="for a button 'Neck'"):
        await anna.tap("Neck")
    with pytest.raises(AssertionError, match="for an answer to the tap on 'area:face'"):
        await anna.tap("Face")
    with pytest.raises(AssertionError, match="for the bot to confirm an update"):
        await anna.quiet()
    await post(api, "getUpdates", offset=100)
    with pytest.raises(AssertionError, match="for the bot to answer a callback query"):
        await anna.quiet()
