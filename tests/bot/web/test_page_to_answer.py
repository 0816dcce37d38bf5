"""The whole way: from a clinic's page through its link to an answer, and to the counts that the clinic sees."""

import asyncio
import html
import re
import sqlite3
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest

from tests.botapi import BotApi, Person
from tests.kit.clinics import OTRA, SMILE
from tests.kit.crowd import DATA_KEY, WAY
from tests.kit.programs import PATIENCE, TOKEN, by_webhook, environment, free_port, mesoguide, until_ready

SECRET = "a-token-that-only-the-clinic-knows"
WITH_TOKEN = SMILE.replace("products =", f'stats_token = "sha256:{sha256(SECRET.encode()).hexdigest()}"\nproducts =')


class Clinic(NamedTuple):
    """The program at work for two clinics, and ways to ask its web server."""

    api: BotApi
    root: str
    file: Path
    http: aiohttp.ClientSession

    async def get(self, path: str, token: str = "", **headers: str) -> tuple[int, str]:
        if token:
            headers["Authorization"] = f"Basic {b64encode(f'clinic:{token}'.encode()).decode()}"
        async with self.http.get(f"{self.root}{path}", headers=headers) as answer:
            return answer.status, await answer.text()

    async def until(self, path: str, holds: Callable[[str], bool], token: str = "") -> str:
        """The first answer that `holds`. Raises TimeoutError when none does."""
        async with asyncio.timeout(PATIENCE):
            while not holds(said := (await self.get(path, token))[1]):  # noqa: ASYNC110  nobody is told
                await asyncio.sleep(0.05)
        return said


@pytest.fixture
async def clinic(tmp_path: Path) -> AsyncIterator[Clinic]:
    file = tmp_path / "clinics.toml"
    file.write_text(WITH_TOKEN + OTRA, encoding="utf-8")
    async with (
        BotApi(token=TOKEN) as api,
        by_webhook(api, tmp_path, f"sqlite:///{tmp_path / 'kept.sqlite3'}", CLINICS=str(file)) as (_process, root),
        aiohttp.ClientSession() as http,
    ):
        yield Clinic(api, root, file, http)


async def payload(clinic: Clinic, path: str) -> str:
    """What the page's link to Telegram carries."""
    status, page = await clinic.get(path)
    assert status == 200
    links = {html.unescape(found) for found in re.findall(r'href="(https://t\.me/[^"]+)"', page)}
    (link,) = links
    assert link.startswith("https://t.me/mesoguide_bot?start=")
    return link.partition("=")[2]


async def to_the_numbers(person: Person, start: str) -> None:
    await person.send(f"/start {start}__area_face")
    await person.see("Welcome to Clinic Smile.")
    await person.tap("I am 18 or older")
    await person.see("Your link is about: Face.")
    for tap in WAY[2:]:
        await person.tap(tap.label)
        await person.see(tap.seen)


async def test_from_the_page_to_an_answer_and_to_the_counts(clinic: Clinic) -> None:
    start = await payload(clinic, "/c/smile?campaign=spring")
    assert start == "smile__spring"
    people = [clinic.api.person(first_name=f"Person{number}", language_code="en") for number in range(6)]
    await asyncio.gather(*(to_the_numbers(person, start) for person in people))
    await people[0].tap("Talk to the clinic")
    await people[0].see("+49 30 1234567")
    await people[0].tap("Book a consultation")
    card = await people[0].see("Nothing from this chat goes along.")
    (opening,) = card.labelled("Open the booking page")
    assert opening["url"] == "https://clinic.example/book"
    assert not clinic.api.refusals

    sheet = await clinic.until("/c/smile/stats.csv", lambda said: ",answered,6" in said, SECRET)
    assert ",started,6" in sheet
    assert "spring" in sheet
    assert "Person" not in sheet
    page = (await clinic.get("/c/smile/stats", SECRET))[1]
    assert "<table" in page

    # Somebody who erases everything leaves the counts
    await people[1].send("/delete")
    await people[1].see("Erase everything about you?")
    await people[1].tap("Yes, erase everything")
    await people[1].see("I have erased everything about you.")
    assert (await clinic.get("/c/smile/stats.csv", SECRET))[1] == sheet


async def test_a_change_of_the_file_reaches_page_and_conversation_without_a_restart(clinic: Clinic) -> None:
    clinic.file.write_text((WITH_TOKEN + OTRA).replace("Clinic Smile", "Smile & Sons"), encoding="utf-8")
    await clinic.until("/c/smile", lambda page: "Smile &amp; Sons" in page)
    anna = clinic.api.person(first_name="Anna", language_code="en")
    await anna.send("/start smile")
    await anna.see("Welcome to Smile & Sons.")

    clinic.file.write_text("[[clinic]]\nslug = 'smile'", encoding="utf-8")
    await clinic.until("/readyz", lambda said: "broken, the last good one is in force" in said)
    assert (await clinic.get("/readyz"))[0] == 200
    assert "Smile &amp; Sons" in (await clinic.get("/c/smile"))[1]
    await anna.tap("Privacy")
    await anna.see("Smile & Sons GmbH")

    clinic.file.write_text(OTRA, encoding="utf-8")
    await clinic.until("/readyz", lambda said: '"clinics":"ok"' in said)
    assert (await clinic.get("/c/smile"))[0] == 404
    await anna.send("/start smile")
    await anna.see("Hello, I am Mesoguide.")


async def test_the_clinics_number_is_there_even_when_nothing_can_be_saved(clinic: Clinic) -> None:
    anna = clinic.api.person(first_name="Anna", language_code="ru")
    await anna.send("/start otra")
    await anna.see("Clínica Otra")
    with closing(sqlite3.connect(clinic.file.with_name("kept.sqlite3"))) as database:
        database.execute("alter table conversations rename to elsewhere")
        database.commit()
        await anna.send("/privacy")
        said = await anna.see("сейчас я не могу ничего сохранить")
        assert "123" in said.text
        assert "112" not in said.text
        database.execute("alter table elsewhere rename to conversations")
        database.commit()


async def test_the_pages_are_served_alone_for_a_bot_that_polls(tmp_path: Path) -> None:
    file = tmp_path / "clinics.toml"
    file.write_text(WITH_TOKEN, encoding="utf-8")
    root = f"http://127.0.0.1:{free_port()}"
    settings = environment(
        f"sqlite:///{tmp_path / 'kept.sqlite3'}",
        CLINICS=str(file),
        BOT_USERNAME="@smile_bot",
        LISTEN=root.removeprefix("http://"),
    )
    process = await mesoguide(settings, tmp_path, "web")
    try:
        await until_ready(root, process)
        async with aiohttp.ClientSession() as http:
            alone = Clinic(BotApi(token=TOKEN), root, file, http)
            assert "https://t.me/smile_bot?start=smile" in (await alone.get("/c/smile"))[1]
            assert (await alone.get("/c/smile/stats", SECRET))[0] == 200
            assert (await alone.get("/telegram"))[0] == 404
    finally:
        process.terminate()
        assert (await process.communicate())[0] == b""
    assert process.returncode == 0


async def test_without_clinics_there_is_nothing_to_serve(tmp_path: Path) -> None:
    process = await mesoguide(environment(f"sqlite:///{tmp_path / 'kept.sqlite3'}"), tmp_path, "web")
    _out, said = await process.communicate()
    assert process.returncode == 2
    assert "CLINICS is not set" in said.decode()


async def test_pages_whose_database_is_away_end_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "clinics.toml"
    file.write_text(SMILE, encoding="utf-8")
    settings = environment(
        f"postgresql://mesoguide@127.0.0.1:{free_port()}/mesoguide",
        CLINICS=str(file),
        BOT_USERNAME="smile_bot",
        DATA_KEY=DATA_KEY,
        LISTEN=f"127.0.0.1:{free_port()}",
    )
    process = await mesoguide(settings, tmp_path, "web")
    _out, said = await process.communicate()
    assert process.returncode == 2
    assert "Traceback" not in said.decode()
    assert "can't be reached" in said.decode()
