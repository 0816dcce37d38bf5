"""Several processes that share one bot and one PostgreSQL, which may all go away: nothing is lost."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import aiohttp
import psutil

from bot.store import new_key
from tests.botapi import BotApi
from tests.kit.answers import following, progress, taps_to
from tests.kit.crowd import ANSWERS, DATA_KEY, crowd, kept, press, take_part, tap, watched
from tests.kit.postgres import Server
from tests.kit.programs import TOKEN, by_webhook, environment, mesoguide

PEOPLE = 12


@asynccontextmanager
async def two_processes(api: BotApi, where: Path, url: str) -> AsyncIterator[tuple[Process, str]]:
    """The bot as two processes that share a database."""
    async with by_webhook(api, where, url, "--processes", "2", DATA_KEY=DATA_KEY) as (process, root):
        yield process, root


async def test_two_processes_and_one_of_them_killed_under_load(tmp_path: Path, postgres: Server) -> None:
    url = await postgres.database()
    async with (
        BotApi(token=TOKEN, patience=3) as api,
        watched(api) as acknowledged,
        two_processes(api, tmp_path, url) as (process, root),
    ):
        workers = [p for p in psutil.Process(process.pid).children() if "spawn_main" in str(p.cmdline())]
        assert len(workers) == 2
        people = crowd(api, PEOPLE)
        tasks = [asyncio.create_task(take_part(person, rounds=2)) for person in people]
        assert await api.telegram.changes.until(lambda: len(acknowledged) > 60, 20)
        workers[0].kill()
        await asyncio.gather(*tasks)
        for person in people:
            assert await kept(url, person) == ANSWERS
        assert not [update for update in api.pending if update.deliveries > 5], "no chat is stuck"
        await asyncio.gather(*(person.quiet() for person in people))
        async with aiohttp.ClientSession() as http, http.get(f"{root}/metrics") as answer:
            assert "mesoguide_updates_in_hand 0.0" in await answer.text(), "the dead have nothing in hand"


async def test_a_database_restarted_under_load_loses_nothing(tmp_path: Path, postgres: Server) -> None:
    url = await postgres.database()
    async with BotApi(token=TOKEN, patience=4) as api, watched(api) as acknowledged:
        people = crowd(api, PEOPLE)
        async with two_processes(api, tmp_path, url) as (_process, root), aiohttp.ClientSession() as http:
            tasks = [asyncio.create_task(take_part(person, rounds=6)) for person in people]
            assert await api.telegram.changes.until(lambda: len(acknowledged) > 60, 20)
            await asyncio.to_thread(postgres.stop, "immediate")
            async with http.get(f"{root}/readyz") as answer:
                assert (answer.status, (await answer.json())["database"]) == (503, "away")
            async with http.get(f"{root}/healthz") as answer:
                assert answer.status == 200
            await asyncio.to_thread(postgres.start)
            await asyncio.gather(*tasks)
        for person in people:
            assert await kept(url, person) == ANSWERS
        told = [call for call in api.calls if "I cannot save anything" in call.params.get("text", "")]
        assert 0 < len(told) <= PEOPLE, "people are told meanwhile, and once"


async def test_two_taps_in_two_processes_end_in_one_order(tmp_path: Path, postgres: Server) -> None:
    url = await postgres.database()
    async with BotApi(token=TOKEN, patience=5) as api, two_processes(api, tmp_path, url):
        api.shuffle = Random(5)
        people = crowd(api, 8)
        for person in people:
            await person.send("/start")
            await tap(person, "I am 18", progress("area"))
        await asyncio.gather(
            *(
                person.tap_data(data, on=person.last)
                for person in people
                for data in ("area:face", "area:thighs", "concern:hydration", "concern:cellulite")
            )
        )
        await asyncio.gather(*(person.quiet() for person in people))
        for person in people:
            answers = await kept(url, person)
            fits = {"face": (None, "hydration"), "thighs": (None, "hydration", "cellulite")}
            assert answers["area"] in fits
            assert answers.get("concern") in (None, "hydration", "cellulite")


async def test_of_switches_in_two_processes_none_is_lost(tmp_path: Path, postgres: Server) -> None:
    url = await postgres.database()
    async with BotApi(token=TOKEN, patience=5) as api, two_processes(api, tmp_path, url):
        api.shuffle = Random(6)
        anna = api.person(first_name="Anna", language_code="en")
        await anna.send("/start")
        for data, _label, expected in taps_to("lifestyle"):
            await press(anna, data, expected)
        card = anna.last
        habits = ("smoking", "stress", "active", "poor_sleep")
        await asyncio.gather(*(anna.tap_data(f"lifestyle:{habit}", on=card) for habit in habits))
        await anna.quiet()
        await anna.tap_data("lifestyle:done", on=card)
        await anna.see(progress(following("lifestyle")))
        assert set((await kept(url, anna))["lifestyle"]) == set(habits)


async def test_an_operator_rotates_the_key_while_people_talk(tmp_path: Path, postgres: Server) -> None:
    url = await postgres.database()
    new = new_key()
    async with BotApi(token=TOKEN) as api:
        anna = api.person(first_name="Anna", language_code="en")
        async with by_webhook(api, tmp_path, url, DATA_KEY=DATA_KEY):
            await anna.send("/start")
            await tap(anna, "I am 18", progress("area"))
        async with by_webhook(api, tmp_path, url, DATA_KEY=f"{new},{DATA_KEY}"):
            await tap(anna, "Face", progress("concern"))
            known = environment(url, DATA_KEY=f"{new},{DATA_KEY}")
            rotating = await mesoguide(known, tmp_path, "keys", "--rotate")
            output, errors = await rotating.communicate()
            assert (rotating.returncode, errors) == (0, b"")
            assert output.decode().startswith("1 conversation is encrypted with the first key")
        async with by_webhook(api, tmp_path, url, DATA_KEY=new):
            await tap(anna, "Dry skin", progress("severity"))
        assert await kept(url, anna, new) == {"area": "face", "concern": "hydration"}
