"""A whole conversation with every failure on the way: what is logged and counted gives nobody away."""

import json
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import aiohttp

from tests.bot.telegram.test_storm import CHANCES
from tests.botapi import BotApi
from tests.kit.crowd import ANSWERS, DATA_KEY, kept, take_part
from tests.kit.programs import TOKEN, ended, free_port, running, until_ready

LINK = "clinic-with-a-telling-name"
SAID = ("Anna-Katharina", "hydration", "Dry skin", "30_44", "pregnant", "my secret illness", LINK, "Question")


async def test_no_log_and_no_count_holds_an_answer_a_name_or_a_secret(tmp_path: Path) -> None:
    path, port = tmp_path / "discreet.sqlite3", free_port()
    url, settings = f"sqlite:///{path}", {"DATA_KEY": DATA_KEY, "LOG_LEVEL": "DEBUG"}
    async with BotApi(token=TOKEN, patience=3) as api:
        anna = api.person(first_name="Anna-Katharina", last_name="Example", language_code="en")
        async with running(api, tmp_path, url, LISTEN=f"127.0.0.1:{port}", **settings) as process:
            await until_ready(f"http://127.0.0.1:{port}", process)
            methods = ("sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates")
            struck = api.storm(
                Random(9), {**{kind: 4 * chance for kind, chance in CHANCES.items()}, "429": 0.01}, methods=methods
            )
            await anna.send(f"/start {LINK}")
            await take_part(anna)
            for words in ("my secret illness", "I am pregnant", "/export", "/privacy"):
                await anna.send(words)
            with closing(sqlite3.connect(path, isolation_level=None)) as elsewhere:
                elsewhere.execute("begin exclusive")
                await anna.send("/change")
                elsewhere.execute("commit")
            api.heal()
            await anna.quiet()
            async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/metrics") as answer:
                counts = await answer.text()
            process.send_signal(signal.SIGTERM)
            status, log = await ended(process)
        assert (await kept(url, anna)).items() >= {"area": ANSWERS["area"]}.items()
    assert status == 0
    assert sum(struck.values()) > 3
    lines = [json.loads(line) for line in log.splitlines()]
    assert [line for line in lines if line["event"] == "turn"]
    for secret in (*SAID, TOKEN, DATA_KEY, str(anna.id)):
        assert secret not in log
        assert secret not in counts
