"""Messages, files and the profile of a bot, as people see them on the loopback Telegram."""

import json
import struct

import aiohttp
import pytest
from telegram import Bot, BotCommand, BotCommandScopeChat, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest as Refused
from telegram.error import Forbidden as ForbiddenByTelegram

from tests.botapi import BotApi, Person

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 90, 60) + b"\0\0\0\0IEND\xaeB`\x82"
LONG_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 4000, 60) + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x04JF\xff\xc0\0\x0b\x08" + struct.pack(">HH", 60, 90) + b"\x01\0\0\xff\xd9"
GIF = b"GIF89a" + struct.pack("<HH", 90, 60) + b"\0\0\0;"


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


async def test_an_export_can_be_read(api: BotApi, anna: Person) -> None:
    export = json.dumps({"answers": {"area": "лицо"}}, ensure_ascii=False).encode()
    form = aiohttp.FormData({"chat_id": str(anna.id), "caption": "All of it"})
    form.add_field("document", export, filename="answers.json", content_type="application/json")
    attached = aiohttp.FormData({"chat_id": str(anna.id), "document": "attach://export"})
    attached.add_field("export", export, filename="answers.json", content_type="application/json")
    url = f"{api.root}/bot{api.token}/sendDocument"
    for body in (form, attached):
        async with aiohttp.ClientSession() as session, session.post(url, data=body) as answer:
            document = (await answer.json())["result"]["document"]
        assert (document["file_name"], document["mime_type"]) == ("answers.json", "application/json")
        assert document["file_size"] == len(export)
        assert anna.last.file
        assert (anna.last.file.name, anna.last.file.mime_type) == ("answers.json", "application/json")
        assert json.loads(anna.last.file.content) == {"answers": {"area": "лицо"}}


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
    assert stopped.my_chat_member.new_chat_member.status == started.my_chat_member.old_chat_member.status == "kicked"


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
