"""What the bot is told: it stays until it is confirmed, and now and then comes again."""

import asyncio
from random import Random

import pytest
from telegram import Bot, Update
from telegram.error import BadRequest as Refused
from telegram.error import Conflict, NetworkError

from tests.botapi import BotApi, CutConnection, Person, ServerError
from tests.botapi.by_hand import FACE, keyboard, post

STALE = "query is too old and response timeout expired or query ID is invalid"


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


async def test_a_hundred_at_a_time_and_only_from_the_offset_on(api: BotApi, anna: Person) -> None:
    for number in range(150):
        await anna.send(f"number {number}")
    first = (await post(api, "getUpdates", limit=500))["result"]
    assert [update["update_id"] for update in first] == [*range(1, 101)]
    again = (await post(api, "getUpdates"))["result"]
    assert again == first, "without a higher offset nothing else is heard"
    rest = (await post(api, "getUpdates", offset=101))["result"]
    assert [update["update_id"] for update in rest] == [*range(101, 152)]


async def test_taps_are_forgotten_after_minutes_and_messages_after_a_day(api: BotApi, anna: Person) -> None:
    await post(api, "getUpdates", offset=2)
    await post(api, "sendMessage", chat_id=anna.id, text="Where?", reply_markup=keyboard([FACE]))
    tapped = anna.touch("area:face")
    await anna.send("the face")
    for seconds, waiting in ((149, [2, 3]), (2, [3]), (86_400 - 152, [3]), (2, [])):
        api.clock.move(seconds)
        assert [update.id for update in api.pending] == waiting
        assert [update["update_id"] for update in (await post(api, "getUpdates"))["result"]] == waiting
    assert tapped.over
    await anna.quiet()
    assert not api.acknowledged(2), "the bot has never had it"


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
    assert (await post(api, "answerCallbackQuery", callback_query_id="5"))["description"] == f"Bad Request: {STALE}"
    assert anna.screen.endswith("[Face]\n(Noted)")


# --- confirmed, and again --------------------------------------------------------------------------------


def waiting(api: BotApi) -> list[int]:
    return [update.id for update in api.pending]


async def test_only_a_higher_offset_confirms(api: BotApi, bot: Bot, anna: Person) -> None:
    await anna.send("two")
    for offset in (None, 0, 1):
        await bot.get_updates(offset=offset)
        assert (api.confirmed, waiting(api)) == (0, [1, 2])
    await bot.get_updates(offset=2)
    assert (api.confirmed, waiting(api)) == (1, [2])
    assert api.acknowledged(1)
    assert not api.acknowledged(2)
    assert [update.deliveries for update in api.pending] == [4]


async def test_a_poll_that_fails_confirms_nothing_unless_only_its_answer_is_lost(
    api: BotApi, bot: Bot, anna: Person
) -> None:
    api.fail("getUpdates", ServerError())
    with pytest.raises(NetworkError):
        await bot.get_updates(offset=2)
    assert waiting(api) == [1]
    api.fail("getUpdates", CutConnection(), applied=True)
    with pytest.raises(NetworkError):
        await bot.get_updates(offset=2)
    assert api.acknowledged(1)


async def test_what_a_negative_offset_skips_is_gone_and_was_never_acknowledged(
    api: BotApi, bot: Bot, anna: Person
) -> None:
    await anna.send("two")
    await bot.get_updates(offset=-1)
    assert (api.confirmed, waiting(api)) == (0, [2])
    assert not api.acknowledged(1)


async def test_a_confirmed_update_comes_again(api: BotApi, bot: Bot, anna: Person) -> None:
    await anna.send("two")
    api.repeat()
    first = await bot.get_updates()
    (again,) = await bot.get_updates(offset=3)
    assert again.to_dict() == first[0].to_dict()
    assert api.acknowledged(1)
    assert await bot.get_updates(offset=3) == ()
    assert not api.pending


async def test_updates_come_again_with_a_probability(api: BotApi, bot: Bot, anna: Person) -> None:
    api.repeat(probability=0.5, random=Random(7))
    for number in range(30):
        await anna.send(f"number {number}")
    seen: list[int] = []
    while updates := await bot.get_updates(offset=max(seen, default=0) + 1):
        seen += [update.update_id for update in updates]
    assert set(seen) == set(range(1, 32))
    assert 40 < len(seen) < 53
    assert max(seen.count(number) for number in seen) == 2
    api.heal()
    await anna.send("once")
    assert [update.update_id for update in await bot.get_updates()] == [32]
    assert await bot.get_updates(offset=33) == ()


async def test_one_update_comes_again_at_its_old_place(api: BotApi, bot: Bot, anna: Person) -> None:
    await bot.get_updates(offset=2)
    await anna.send("two")
    api.redeliver(1)
    assert [update.update_id for update in await bot.get_updates()] == [1, 2]
    for wrong in (1, 2, 99):
        with pytest.raises(ValueError, match=f"Update {wrong} isn't one of the last"):
            api.redeliver(wrong)


async def test_what_was_acknowledged_long_ago_is_forgotten(api: BotApi, anna: Person) -> None:
    for _ in range(1000):
        await anna.send("and so on")
    await post(api, "getUpdates", offset=1002)
    with pytest.raises(ValueError, match="Update 1 isn't one of the last 1000 acknowledged ones"):
        api.redeliver(1)
    api.redeliver(2)


async def test_a_webhook_ends_a_long_poll(api: BotApi) -> None:
    poll = asyncio.create_task(post(api, "getUpdates", timeout=50))
    assert await api.telegram.changes.until(lambda: api.telegram.poll == 1, 10)
    await post(api, "setWebhook", url="https://example.com/hook")
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
