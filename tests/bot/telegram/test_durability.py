"""Processes that die and updates that come twice, under load: nothing that was acknowledged is lost."""

import asyncio
import signal
from pathlib import Path
from random import Random

import pytest

from tests.botapi import BotApi
from tests.kit.answers import following, progress, taps_to
from tests.kit.crowd import ANSWERS, DATA_KEY, crowd, kept, said, take_part, tap, watched
from tests.kit.programs import TOKEN, by_webhook, ended, running

PEOPLE = 12


async def test_killed_in_the_middle_of_a_load_every_acknowledged_answer_is_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'killed.sqlite3'}"
    async with BotApi(token=TOKEN, patience=2) as api, watched(api) as acknowledged:
        people = crowd(api, PEOPLE)
        tasks = [asyncio.create_task(take_part(person)) for person in people]
        for taken in (40, 90):
            async with running(api, tmp_path, url, DATA_KEY=DATA_KEY) as process:
                assert await api.telegram.changes.until(lambda: len(acknowledged) > taken, 20)  # noqa: B023
                process.kill()
                await process.wait()
            for person in people:
                assert said(acknowledged, person).items() <= (await kept(url, person)).items()
        async with running(api, tmp_path, url, DATA_KEY=DATA_KEY) as process:
            await asyncio.gather(*tasks)
            process.send_signal(signal.SIGTERM)
            assert (await ended(process))[0] == 0
        for person in people:
            assert await kept(url, person) == ANSWERS


async def test_stopped_and_started_nobody_hears_the_same_twice(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'stopped.sqlite3'}"
    async with BotApi(token=TOKEN) as api:
        anna = api.person(first_name="Anna", language_code="en")
        async with running(api, tmp_path, url, DATA_KEY=DATA_KEY) as process:
            await anna.send("/start clinic1")
            await anna.see("Hello")
            await anna.send("I am 18 or older and I agree")
            await anna.see(progress("area"))
            process.send_signal(signal.SIGTERM)
            assert (await ended(process))[0] == 0
        before = [message.text for message in anna.chat.messages]
        assert progress("area") in before[-1]
        assert not api.pending
        async with running(api, tmp_path, url, DATA_KEY=DATA_KEY):
            await tap(anna, "Face", progress("concern"))
        assert len(anna.chat.messages) == len(before)


async def test_updates_that_come_twice_and_overtake_each_other_change_no_answer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'twice.sqlite3'}"
    async with BotApi(token=TOKEN, patience=3) as api, by_webhook(api, tmp_path, url, DATA_KEY=DATA_KEY):
        api.shuffle = Random(3)
        api.repeat(probability=0.3, random=Random(4))
        people = crowd(api, PEOPLE)
        await asyncio.gather(*(take_part(person, rounds=2) for person in people))
        for person in people:
            assert await kept(url, person) == ANSWERS


async def test_a_tap_that_comes_twice_after_a_restart_counts_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'habit.sqlite3'}"
    async with BotApi(token=TOKEN) as api, watched(api) as acknowledged:
        anna = api.person(first_name="Anna", language_code="en")
        async with running(api, tmp_path, url, DATA_KEY=DATA_KEY) as process:
            await anna.send("/start")
            for _data, label, expected in taps_to("lifestyle"):
                await tap(anna, label, expected)
            await anna.tap("I smoke")
            await anna.quiet()
            process.kill()
            await process.wait()
        if not api.pending:
            api.redeliver(acknowledged[-1].id)
        async with running(api, tmp_path, url, DATA_KEY=DATA_KEY):
            await anna.quiet()
            await anna.tap("Done")
            await anna.see(progress(following("lifestyle")))
        assert (await kept(url, anna))["lifestyle"] == ["smoking"]


@pytest.mark.parametrize("how", ["polling", "webhook"])
async def test_a_wrong_key_is_one_sentence_and_the_right_one_still_works(tmp_path: Path, how: str) -> None:
    url = f"sqlite:///{tmp_path / 'key.sqlite3'}"
    wrong = DATA_KEY.replace("M", "N", 1)
    async with BotApi(token=TOKEN) as api:
        anna = api.person(first_name="Anna", language_code="en")
        async with running(api, tmp_path, url, DATA_KEY=DATA_KEY):
            await anna.send("/start")
            await tap(anna, "I am 18", progress("area"))
            await tap(anna, "Face", progress("concern"))
        web = {"WEBHOOK_URL": "http://127.0.0.1:8099/telegram", "LISTEN": "127.0.0.1:8099"}
        settings = web if how == "webhook" else {}
        async with running(api, tmp_path, url, DATA_KEY=wrong, **settings) as process:
            status, log = await ended(process)
        assert status == 2
        assert "DATA_KEY" in log
        assert len(log.strip().splitlines()) == 1
        assert wrong not in log
        async with running(api, tmp_path, url, DATA_KEY=f"{wrong},{DATA_KEY}"):
            await tap(anna, "Dry skin", progress("severity"))
    assert await kept(url, anna, wrong, DATA_KEY) == {"area": "face", "concern": "hydration"}
