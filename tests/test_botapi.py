"""The loopback Telegram refuses what Telegram refuses, and its people see what people see."""

import asyncio
import json
import re
import struct
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from telegram.error import BadRequest as Refused
from telegram.error import Conflict, NetworkError, RetryAfter
from telegram.error import Forbidden as ForbiddenByTelegram
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from tests.botapi import ApiError, BotApi, CutConnection, Forbidden, Person, ServerError, TooManyRequests
from tests.botapi.distil import distil

pytestmark = pytest.mark.asyncio

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 90, 60) + b"\0\0\0\0IEND\xaeB`\x82"
LONG_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 4000, 60) + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x04JF\xff\xc0\0\x0b\x08" + struct.pack(">HH", 60, 90) + b"\x01\0\0\xff\xd9"
GIF = b"GIF89a" + struct.pack("<HH", 90, 60) + b"\0\0\0;"
FACE = {"text": "Face", "callback_data": "area:face"}
STALE = "query is too old and response timeout expired or query ID is invalid"


@pytest_asyncio.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest_asyncio.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    unsafe = {"verify": False}  # no time for certificates: there is no TLS on the loopback address
    requests = HTTPXRequest(httpx_kwargs=unsafe), HTTPXRequest(httpx_kwargs=unsafe)
    base_url = f"{api.root}/bot"
    async with Bot(api.token, base_url, request=requests[0], get_updates_request=requests[1]) as ours:
        yield ours


@pytest_asyncio.fixture
async def anna(api: BotApi) -> Person:
    person = api.person("Anna")
    await person.send("/start clinic1")
    return person


async def post(api: BotApi, method: str, **params: Any) -> dict[str, Any]:
    """Call a method with a JSON body."""
    url = f"{api.root}/bot{api.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=params) as response:
        answer: dict[str, Any] = await response.json()
        assert response.status == answer.get("error_code", 200)
        return answer


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


# --- what is refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendMessage", {"text": ""}, "message text is empty"),
        ("sendMessage", {}, "message text is empty"),
        ("sendMessage", {"text": " \n"}, "text must be non-empty"),
        ("sendMessage", {"text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ("sendMessage", {"text": "я" * 4097}, "message is too long"),
        ("sendMessage", {"text": "😀" * 2049}, "message is too long"),
        ("sendMessage", {"text": "x", "parse_mode": "XML"}, "unsupported parse_mode"),
        ("sendMessage", {"text": "x", "colour": "red"}, 'unknown parameter "colour" of sendMessage'),
        ("sendMessage", {"text": 5}, 'parameter "text" must be of type String'),
        ("sendMessage", {"text": "x", "disable_notification": "maybe"}, "must be of type Boolean"),
        (
            "sendMessage",
            {"text": "x", "reply_parameters": {}},
            'parameter "reply_parameters.message_id" is required',
        ),
        (
            "sendMessage",
            {"text": "x", "reply_parameters": {"message_id": 99}},
            "message to be replied not found",
        ),
        ("sendMessage", {"text": "x", "reply_markup": "{"}, "can't be parsed"),
        ("sendMessage", {"chat_id": 5, "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": [], "text": "x"}, 'parameter "chat_id" must be of type'),
        ("editMessageText", {"text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"text": "x", "message_id": 99}, "message to edit not found"),
        ("editMessageText", {"text": "x", "message_id": 1}, "message can't be edited"),
        ("editMessageReplyMarkup", {"message_id": 99}, "message to edit not found"),
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
        ("sendChatAction", {"action": "sleeping"}, "wrong parameter action in request"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendPhoto", {"photo": "https://example.com/a.png"}, "wrong file identifier/HTTP URL specified"),
    ],
)
async def test_a_call_that_telegram_refuses(
    api: BotApi, anna: Person, method: str, params: dict[str, Any], words: str
) -> None:
    answer = await post(api, method, **{"chat_id": anna.id, **params})
    assert answer["error_code"] == 400
    assert answer["description"].startswith("Bad Request: ")
    assert words in answer["description"]
    assert [call.method for call in api.refusals] == [method]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("я<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("you & me", "a bare & at byte offset 4"),
        ("&nbsp;", "Unsupported character entity"),
        ('<b class="x">x</b>', 'Unsupported attribute of the tag "b"'),
        ("<span>x</span>", 'Tag "span" must have "class" like "tg-spoiler"'),
        ("<a>x</a>", 'Tag "a" must have "href"'),
        ('<a href="nowhere">x</a>', "URL 'nowhere' is invalid: Wrong HTTP URL"),
        ("<code><b>x</b></code>", 'Tag "b" has no effect in the tag "code"'),
        ('<code class="language-python">x</code>', 'only in the tag "pre"'),
    ],
)
async def test_html_that_telegram_refuses(api: BotApi, anna: Person, html: str, words: str) -> None:
    answer = await post(api, "sendMessage", chat_id=anna.id, text=html, parse_mode="HTML")
    assert answer["description"].startswith("Bad Request: can't parse entities: ")
    assert words in answer["description"]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (keyboard([{**FACE, "callback_data": ""}]), "BUTTON_DATA_INVALID"),
        (keyboard([{**FACE, "callback_data": "я" * 33}]), "BUTTON_DATA_INVALID"),
        (keyboard([{**FACE, "text": " "}]), "inline keyboard button text must be non-empty"),
        (keyboard([FACE] * 9), "too many buttons in a row"),
        (keyboard(*[[FACE]] * 101), "REPLY_MARKUP_TOO_LONG"),
        (keyboard([{"text": "Face"}]), "Text buttons are unallowed in the inline keyboard"),
        (keyboard([{**FACE, "url": "https://example.com"}]), "exactly one action must be specified"),
        (keyboard([{**FACE, "style": "pink"}]), "invalid button style specified"),
        (
            keyboard([{"text": "Site", "url": "http://localhost"}]),
            "URL 'http://localhost' is invalid: Wrong HTTP URL",
        ),
        (
            keyboard([{"text": "Site", "url": "ftp://a.com"}]),
            "URL 'ftp://a.com' is invalid: Unsupported URL protocol",
        ),
        (keyboard([{**FACE, "data": "x"}]), '"reply_markup.inline_keyboard.0.0.data" is unknown'),
    ],
)
async def test_a_keyboard_that_telegram_refuses(
    api: BotApi, anna: Person, markup: dict[str, Any], words: str
) -> None:
    answer = await post(api, "sendMessage", chat_id=anna.id, text="Where?", reply_markup=markup)
    assert answer["error_code"] == 400
    assert words in answer["description"]


async def test_what_this_server_does_not_play_is_said(api: BotApi, anna: Person) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ("sendDice", {}),
        ("sendMessage", {"text": "x", "message_thread_id": 1}),
        ("sendMessage", {"text": "x", "parse_mode": "MarkdownV2"}),
        ("sendMessage", {"text": "x", "reply_markup": {"remove_keyboard": True}}),
        ("sendMessage", {"text": "x", "reply_markup": keyboard([{"text": "Pay", "pay": True}])}),
    ]
    for method, params in calls:
        answer = await post(api, method, chat_id=anna.id, **params)
        assert answer["error_code"] == 501
        assert answer["description"].startswith("Not Implemented: ")


async def test_addresses(api: BotApi) -> None:
    async with aiohttp.ClientSession() as session:
        for path, code, words in [
            ("/bot1:abc/getMe", 401, "Unauthorized"),
            (f"/bot{api.token}/getMeNow", 404, "Not Found"),
            (f"/bot{api.token}", 404, "Not Found"),
            ("/", 404, "Not Found"),
        ]:
            async with session.get(api.root + path) as answer:
                assert answer.status == code
                assert await answer.json() == {"ok": False, "error_code": code, "description": words}


async def test_every_way_to_call(api: BotApi, anna: Person) -> None:
    url = f"{api.root}/bot{api.token}/sendMessage"
    fields = {
        "chat_id": str(anna.id),
        "reply_markup": json.dumps(keyboard([FACE])),
        "disable_notification": "true",
    }
    multipart = aiohttp.FormData({**fields, "text": "multipart"}, default_to_multipart=True)
    async with aiohttp.ClientSession() as session:
        await session.get(url, params={**fields, "text": "query"})
        await session.post(url, data={**fields, "text": "form"})
        await session.post(url, data=multipart)
        await session.post(url, json={"chat_id": anna.id, "text": "json", "reply_markup": keyboard([FACE])})
        for garbage in (b"{", b"[]"):
            async with session.post(
                url, data=garbage, headers={"Content-Type": "application/json"}
            ) as answer:
                assert answer.status == 400
    assert [(m.text, m.buttons) for m in anna.chat.messages[1:]] == [
        (text, [["Face"]]) for text in ("query", "form", "multipart", "json")
    ]


# --- messages --------------------------------------------------------------------------------------------


async def test_a_message_as_people_see_it(bot: Bot, anna: Person) -> None:
    html = (
        " <b>Hi 😀 <i>you</i></b> &lt;&#169;&gt; <a href='https://example.com/?a=1&amp;b=2'>site</a>\n"
        '<blockquote expandable>q</blockquote><span class="tg-spoiler">s</span>'
        '<pre><code class="language-python">x</code></pre> '
    )
    message = await bot.send_message(anna.id, html, parse_mode="HTML", disable_notification=True)
    assert anna.last.text == message.text == "Hi 😀 you <©> site\nqsx"
    assert anna.last.html == html
    assert [(e.type, message.parse_entity(e)) for e in message.entities] == [
        ("bold", "Hi 😀 you"),
        ("italic", "you"),
        ("text_link", "site"),
        ("expandable_blockquote", "q"),
        ("spoiler", "s"),
        ("pre", "x"),
    ]
    assert message.entities[2].url == "https://example.com/?a=1&b=2"
    assert message.entities[5].language == "python"


async def test_edits(bot: Bot, anna: Person) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Face", callback_data="area:face")]])
    card = await bot.send_message(anna.id, "Where?", reply_markup=markup)
    with pytest.raises(Refused, match="Message is not modified: specified new message content"):
        await card.edit_text("<b></b>Where?", parse_mode="HTML", reply_markup=markup)
    with pytest.raises(Refused, match="not modified"):
        await card.edit_reply_markup(markup)
    assert not anna.last.edited
    await card.edit_text("<b>Where?</b>", parse_mode="HTML")
    assert (anna.last.text, anna.last.buttons, anna.last.edited) == ("Where?", [], True)
    await card.edit_reply_markup(markup)
    assert anna.last.buttons == [["Face"]]
    anna.last.accessible = False
    with pytest.raises(Refused, match="can't be edited"):
        await card.edit_text("Too late")


async def test_replies_and_deletion(bot: Bot, anna: Person) -> None:
    question = anna.chat.messages[0]
    answer = await bot.send_message(anna.id, "Hi", reply_to_message_id=question.id)
    assert answer.reply_to_message
    assert answer.reply_to_message.text == "/start clinic1"
    await answer.delete()
    await bot.delete_message(anna.id, question.id)
    assert anna.screen == "(empty)"


async def test_photos_and_documents(bot: Bot, anna: Person) -> None:
    for picture in (PNG, JPEG, GIF):
        sent = await bot.send_photo(anna.id, picture, caption="<b>A plan</b>", parse_mode="HTML")
        assert (sent.photo[0].width, sent.photo[0].height, sent.caption) == (90, 60, "A plan")
        assert anna.last.file
        assert (anna.last.file.content, anna.last.text) == (picture, "A plan")
    again = await bot.send_photo(anna.id, sent.photo[0].file_id)
    await bot.send_document(anna.id, b"BEGIN:VCALENDAR", filename="plan.ics")
    assert anna.last.file
    assert anna.last.file.name == "plan.ics"
    with pytest.raises(Refused, match="no text in the message to edit"):
        await again.edit_text("x")


async def test_files_that_telegram_refuses(bot: Bot, anna: Person) -> None:
    with pytest.raises(Refused, match="Image_process_failed"):
        await bot.send_photo(anna.id, b"a text", filename="photo.png")
    with pytest.raises(Refused, match="Image_process_failed"):
        await bot.send_photo(anna.id, PNG[:-4])
    with pytest.raises(Refused, match="Photo_invalid_dimensions"):
        await bot.send_photo(anna.id, LONG_PNG)
    with pytest.raises(Refused, match="File must be non-empty"):
        await bot.send_document(anna.id, b"")
    with pytest.raises(Refused, match="too big for a photo"):
        await bot.send_photo(anna.id, PNG + bytes(10 << 20))
    with pytest.raises(Refused, match="Message caption is too long"):
        await bot.send_photo(anna.id, PNG, caption="x" * 1025)


async def test_a_stranger_and_somebody_who_blocked_the_bot(api: BotApi, bot: Bot, anna: Person) -> None:
    with pytest.raises(Refused, match="Chat not found"):
        await bot.send_message(api.person("Boris").id, "Hello")
    await anna.block()
    with pytest.raises(ForbiddenByTelegram, match="bot was blocked by the user"):
        await bot.send_message(anna.id, "Hello")
    with pytest.raises(AssertionError, match="unblock it first"):
        await anna.send("Hello")
    await anna.unblock()
    await bot.send_chat_action(anna.id, "typing")
    assert anna.chat.actions == ["typing"]
    stopped, started = (await bot.get_updates())[1:]
    assert stopped.my_chat_member
    assert started.my_chat_member
    assert (
        stopped.my_chat_member.new_chat_member.status
        == started.my_chat_member.old_chat_member.status
        == "kicked"
    )


# --- updates and callback queries ------------------------------------------------------------------------


async def test_updates_stay_until_they_are_confirmed(bot: Bot, anna: Person) -> None:
    await anna.send("one")
    await anna.send("two")
    first = await bot.get_updates(limit=2)
    assert [update.message.text for update in first if update.message] == ["/start clinic1", "one"]
    assert len(await bot.get_updates()) == 3
    assert len(await bot.get_updates(offset=first[1].update_id + 1)) == 1
    await anna.send("three")
    (last,) = await bot.get_updates(offset=-1)
    assert last.message
    assert last.message.text == "three"
    assert await bot.get_updates(offset=last.update_id + 1) == ()


async def test_a_long_poll_ends_with_the_next_update(bot: Bot, anna: Person) -> None:
    (start,) = await bot.get_updates()
    poll = asyncio.create_task(bot.get_updates(offset=start.update_id + 1, timeout=50))
    await anna.quiet(reply=False)  # the start is confirmed: the server has the poll now
    await anna.send("Hello")
    assert len(await poll) == 1


async def test_only_the_kinds_of_update_that_the_bot_wants(bot: Bot, anna: Person) -> None:
    await bot.get_updates(offset=100, allowed_updates=[Update.EDITED_MESSAGE])
    message = await anna.send("typo")
    await anna.edit(message, "fixed")
    (update,) = await bot.get_updates()
    assert update.edited_message
    assert update.edited_message.text == "fixed"


async def test_updates_go_one_way_only(api: BotApi, bot: Bot, anna: Person) -> None:
    with pytest.raises(Refused, match="an https url must be provided"):
        await bot.set_webhook("http://example.com")
    await bot.set_webhook("https://example.com/hook")
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook(drop_pending_updates=True)
    waiting = asyncio.create_task(post(api, "getUpdates", timeout=50))
    assert await api.telegram.changes.until(lambda: api.telegram.poll == 1, 10)
    await bot.get_updates()
    assert (await waiting)["description"].startswith("Conflict: terminated by other getUpdates request")


async def test_a_callback_query_is_answered_once(api: BotApi, bot: Bot, anna: Person) -> None:
    await post(api, "sendMessage", chat_id=anna.id, text="Where?", reply_markup=keyboard([FACE]))
    tap = asyncio.create_task(anna.tap("Face"))
    query = (await bot.get_updates(offset=2, timeout=10))[0].callback_query
    assert query
    assert query.data == "area:face"
    with pytest.raises(Refused, match="Message_too_long"):
        await query.answer("x" * 201)
    assert (await tap).refused
    await query.answer("Noted", show_alert=True)
    with pytest.raises(Refused, match="Query is too old and response timeout expired or query id is invalid"):
        await query.answer()
    assert (await post(api, "answerCallbackQuery", callback_query_id="5"))[
        "description"
    ] == f"Bad Request: {STALE}"
    assert anna.screen.endswith("[Face]\n(Noted)")


# --- how the bot presents itself -------------------------------------------------------------------------


async def test_commands_have_a_scope_and_a_language(bot: Bot, anna: Person) -> None:
    start, begin = BotCommand("start", "Begin"), BotCommand("start", "Начать")
    await bot.set_my_commands([start])
    await bot.set_my_commands([begin], language_code="ru")
    await bot.set_my_commands([start, BotCommand("stop", "End")], scope=BotCommandScopeChat(anna.id))
    assert await bot.get_my_commands() == (start,)
    assert await bot.get_my_commands(language_code="ru") == (begin,)
    assert len(await bot.get_my_commands(scope=BotCommandScopeChat(anna.id))) == 2
    await bot.delete_my_commands(language_code="ru")
    assert await bot.get_my_commands(language_code="ru") == ()


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("setMyCommands", {"commands": [{"command": "Start", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": ""}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        ("setMyCommands", {"commands": [], "language_code": "pt-br"}, "invalid language code specified"),
        ("setMyCommands", {"commands": [], "scope": {"type": "everyone"}}, "can't parse BotCommandScope"),
        ("setMyCommands", {"commands": [{"command": "a"}]}, 'parameter "commands.0.description" is required'),
        ("setMyName", {"name": "x" * 65}, "bot name is too long"),
        ("setMyDescription", {"description": "x" * 513}, "bot description is too long"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "bot short description is too long"),
    ],
)
async def test_a_profile_that_telegram_refuses(
    api: BotApi, method: str, params: dict[str, Any], words: str
) -> None:
    assert words in (await post(api, method, **params))["description"]


async def test_the_profile(bot: Bot) -> None:
    assert bot.username == "mesoguide_bot"
    await bot.set_my_description("What to expect")
    await bot.set_my_description("Чего ждать", language_code="ru")
    await bot.set_my_short_description("A guide")
    await bot.set_chat_menu_button()
    assert (await bot.get_my_name()).name == "Mesoguide"
    assert (await bot.get_my_description("ru")).description == "Чего ждать"
    assert (await bot.get_my_description("de")).description == "What to expect"
    assert (await bot.get_my_short_description()).short_description == "A guide"


# --- failures on order -----------------------------------------------------------------------------------


async def test_failures(api: BotApi, bot: Bot, anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # else python-telegram-bot warns of its own attribute
    boris = api.person("Boris")
    await boris.send("/start")
    failures: list[tuple[ApiError | CutConnection, type[Exception]]] = [
        (TooManyRequests(retry_after=3), RetryAfter),
        (ServerError(), NetworkError),
        (Forbidden(), ForbiddenByTelegram),
        (CutConnection(), NetworkError),
    ]
    for failure, raised in failures:
        api.fail("sendMessage", failure, chat=anna)
        await bot.send_message(boris.id, "Hello")
        with pytest.raises(raised):
            await bot.send_message(anna.id, "Hello")
        await bot.send_message(anna.id, "Hello again")
    assert "Hello\n" not in anna.screen
    assert api.refusals == []
    with pytest.raises(ValueError, match="no method"):
        api.fail("sendMassage", ServerError())


async def test_an_answer_can_be_lost_after_the_deed(api: BotApi, bot: Bot, anna: Person) -> None:
    api.fail("sendMessage", CutConnection(), times=2, applied=True)
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "Hello")
    assert anna.last.text == "Hello"
    api.heal()
    await bot.send_message(anna.id, "Hello again")


# --- the people, with a real bot -------------------------------------------------------------------------


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


@pytest_asyncio.fixture
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


@pytest.mark.usefixtures("running")
async def test_what_people_cannot_do(anna: Person) -> None:
    await anna.see("Where, please?")
    with pytest.raises(AssertionError, match="'F' can be any of"):
        await anna.tap("F")
    with pytest.raises(AssertionError, match="'Site' opens https"):
        await anna.tap("Site")
    with pytest.raises(AssertionError, match="empty message"):
        await anna.send(" ")


async def test_patience_ends_with_the_whole_chat() -> None:
    async with BotApi(patience=0.01) as api:
        anna = api.person("Anna")
        with pytest.raises(AssertionError, match="The bot has said nothing"):
            _ = anna.last
        await anna.send("/start")
        await post(api, "sendMessage", chat_id=anna.id, text="Where?", reply_markup=keyboard([FACE]))
        chat = r"The chat:\nAnna:\n    /start\nMesoguide:\n    Where\?\n    \[Face\]$"
        with pytest.raises(AssertionError, match=rf"Waited 0.01 s for 'Who\?'\. {chat}"):
            await anna.see("Who?")
        with pytest.raises(AssertionError, match="for a button 'Neck'"):
            await anna.tap("Neck")
        with pytest.raises(AssertionError, match="for an answer to the tap on 'area:face'"):
            await anna.tap("Face")
        with pytest.raises(AssertionError, match="for the bot to confirm an update"):
            await anna.quiet()
        await post(api, "getUpdates", offset=100)
        with pytest.raises(AssertionError, match="for the bot to answer a callback query"):
            await anna.quiet()


async def test_the_prompt_says_where_it_listens() -> None:
    command = (sys.executable, "-m", "tests.botapi", "--token", "1:abc")
    prompt = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=PIPE)
    said, _ = await prompt.communicate()
    assert re.match(rb"BOT_API_URL=http://127\.0\.0\.1:\d+\nBOT_TOKEN=1:abc\n\nAnna> ", said)
    assert prompt.returncode == 0


async def test_the_table_of_methods_is_distilled() -> None:
    field = {"name": "scope", "types": ["Scope", "String"], "required": False, "description": ["Long."]}
    description = {
        "version": "Bot API",
        "methods": {"setIt": {"fields": [field]}, "getIt": {}},
        "types": {
            "Scope": {"subtypes": ["Chat"]},
            "Chat": {"fields": [{**field, "required": True}]},
            "Idle": {},
        },
    }
    assert json.loads(distil(description)) == {
        "version": "Bot API",
        "methods": {"getIt": {}, "setIt": {"scope?": "Scope|String"}},
        "types": {"Scope": "Chat", "Chat": {"scope": "Scope|String"}},
    }
