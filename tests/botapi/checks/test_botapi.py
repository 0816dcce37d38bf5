"""The loopback Telegram refuses what Telegram refuses."""

import asyncio
import json
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE
from typing import Any

import aiohttp
import pytest

from tests.botapi import BotApi, Person
from tests.botapi.by_hand import FACE, keyboard, post
from tests.botapi.distil import distil


def html(source: str, words: str) -> tuple[str, dict[str, Any], str]:
    return "sendMessage", {"text": source, "parse_mode": "HTML"}, f"can't parse entities: {words}"


def buttons(words: str, *rows: list[dict[str, Any]]) -> tuple[str, dict[str, Any], str]:
    return "sendMessage", {"text": "Where?", "reply_markup": keyboard(*rows)}, words


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
        ("sendMessage", {"text": "x", "reply_parameters": {}}, 'parameter "reply_parameters.message_id" is required'),
        ("sendMessage", {"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
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
        html("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        html("я<br>", 'Unsupported start tag "br" at byte offset 2'),
        html("a < b", 'Unsupported start tag "" at byte offset 2'),
        html("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        html("x</b>", "Unexpected end tag at byte offset 1"),
        html("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        html("<b", "Unclosed start tag at byte offset 0"),
        html("<b>x</b", "Unclosed end tag at byte offset 4"),
        html("you & me", "Unsupported character entity or a bare & at byte offset 4"),
        html("&nbsp;", "Unsupported character entity"),
        html('<b class="x">x</b>', 'Unsupported attribute of the tag "b"'),
        html("<span>x</span>", 'Tag "span" must have "class" like "tg-spoiler"'),
        html("<a>x</a>", 'Tag "a" must have "href"'),
        html('<a href="nowhere">x</a>', "URL 'nowhere' is invalid: Wrong HTTP URL"),
        html("<code><b>x</b></code>", 'Tag "b" has no effect in the tag "code"'),
        html('<code class="language-python">x</code>', 'Tag "code" can have a language only in the tag "pre"'),
        buttons("BUTTON_DATA_INVALID", [{**FACE, "callback_data": ""}]),
        buttons("BUTTON_DATA_INVALID", [{**FACE, "callback_data": "я" * 33}]),
        buttons("inline keyboard button text must be non-empty", [{**FACE, "text": " "}]),
        buttons("too many buttons in a row", [FACE] * 9),
        buttons("REPLY_MARKUP_TOO_LONG", *[[FACE]] * 101),
        buttons("Text buttons are unallowed in the inline keyboard", [{"text": "Face"}]),
        buttons("exactly one action must be specified", [{**FACE, "url": "https://example.com"}]),
        buttons("invalid button style specified", [{**FACE, "style": "pink"}]),
        buttons("URL 'http://localhost' is invalid: Wrong HTTP URL", [{"text": "Site", "url": "http://localhost"}]),
        buttons("URL 'ftp://a.com' is invalid: Unsupported URL protocol", [{"text": "Site", "url": "ftp://a.com"}]),
        buttons('"reply_markup.inline_keyboard.0.0.data" is unknown', [{**FACE, "data": "x"}]),
        ("setMyCommands", {"commands": [{"command": "Start", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": [], "language_code": "pt-br"}, "invalid language code specified"),
        ("setMyCommands", {"commands": [], "scope": {"type": "everyone"}}, "can't parse BotCommandScope"),
        ("setMyCommands", {"commands": [{"command": "a"}]}, 'parameter "commands.0.description" is required'),
        ("setMyName", {"name": "x" * 65}, "bot name is too long"),
        ("setMyDescription", {"description": "x" * 513}, "bot description is too long"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "bot short description is too long"),
    ],
)
async def test_a_call_that_telegram_refuses(
    api: BotApi, anna: Person, method: str, params: dict[str, Any], words: str
) -> None:
    chat = {} if method.startswith("setMy") else {"chat_id": anna.id}
    answer = await post(api, method, **{**chat, **params})
    assert answer["error_code"] == 400
    assert answer["description"].startswith("Bad Request: ")
    assert words in answer["description"]
    assert [call.method for call in api.refusals] == [method]


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
    fields = {"chat_id": str(anna.id), "reply_markup": json.dumps(keyboard([FACE])), "disable_notification": "true"}
    multipart = aiohttp.FormData({**fields, "text": "multipart"}, default_to_multipart=True)
    async with aiohttp.ClientSession() as session:
        await session.get(url, params={**fields, "text": "query"})
        await session.post(url, data={**fields, "text": "form"})
        await session.post(url, data=multipart)
        await session.post(url, json={"chat_id": anna.id, "text": "json", "reply_markup": keyboard([FACE])})
        for garbage in (b"{", b"[]"):
            async with session.post(url, data=garbage, headers={"Content-Type": "application/json"}) as answer:
                assert answer.status == 400
    assert [(m.text, m.buttons) for m in anna.chat.messages[1:]] == [
        (text, [["Face"]]) for text in ("query", "form", "multipart", "json")
    ]


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
        "types": {"Scope": {"subtypes": ["Chat"]}, "Chat": {"fields": [{**field, "required": True}]}, "Idle": {}},
    }
    assert json.loads(distil(description)) == {
        "version": "Bot API",
        "methods": {"getIt": {}, "setIt": {"scope?": "Scope|String"}},
        "types": {"Scope": "Chat", "Chat": {"scope": "Scope|String"}},
    }
