"""`mesoguide run` as its operator knows it: a process that is started, killed, and started again."""

import asyncio
import signal
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.botapi import BotApi
from tests.kit.answers import progress
from tests.kit.programs import TOKEN, ended, environment, mesoguide, running


async def test_a_conversation_survives_a_kill_and_a_restart(database: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{database}"
    async with BotApi(token=TOKEN) as api:
        anna = api.person(first_name="Anna-Katharina", language_code="en")
        async with running(api, tmp_path, url, LOG_LEVEL="DEBUG") as process:
            await anna.send("/start clinic1")
            await anna.see("Hello")
            await anna.tap("I am 18 or older")
            await anna.see(progress("area"))
            await anna.tap("Face")
            await anna.see(progress("concern"))
            card = anna.last
            process.send_signal(signal.SIGKILL)
            await process.wait()
        async with running(api, tmp_path, url, LOG_LEVEL="DEBUG") as process:
            await anna.tap("Dry skin", on=card)
            await anna.see(progress("severity"))
            await anna.send("severe")
            await anna.see(progress("skin_type"))
            await anna.send("/delete")
            await anna.tap("Yes, erase everything")
            await anna.see("I have erased everything")
            process.send_signal(signal.SIGTERM)
            status, written = await ended(process)
        assert status == 0
        assert '"username": "mesoguide_bot"' in written
        for secret in (TOKEN, "Anna", "hydration", "severe", "clinic1", "Dry skin"):
            assert secret not in written
    with sqlite3.connect(database) as connection:
        assert connection.execute("select count(*) from conversations").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        ("", "BOT_TOKEN is not set"),
        ("111:not-the-one-the-server-knows", "Telegram does not accept BOT_TOKEN"),
        ("not even a token", "Telegram does not accept BOT_TOKEN"),
    ],
)
async def test_a_wrong_or_missing_token_is_one_sentence(database: Path, token: str, sentence: str) -> None:
    async with BotApi(token=TOKEN) as api:
        known = environment(f"sqlite:///{database}", BOT_TOKEN=token, BOT_API_URL=api.root)
        process = await mesoguide(known, database.parent, "run")
        output, errors = await process.communicate()
    written = (output + errors).decode()
    assert process.returncode == 2
    assert sentence in written
    assert "Traceback" not in written
    assert not token or token not in written
    assert len(written.strip().splitlines()) == 1


async def test_a_server_that_is_not_there_is_one_sentence(database: Path) -> None:
    known = environment(f"sqlite:///{database}", BOT_TOKEN=TOKEN, BOT_API_URL="http://127.0.0.1:9")
    process = await mesoguide(known, database.parent, "run")
    _output, errors = await process.communicate()
    assert process.returncode == 2
    assert errors.decode().startswith("mesoguide: Telegram cannot be reached at 127.0.0.1")
    assert len(errors.decode().strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("DATABASE_URL", "sqlite+aiosqlite:////dev/null/x.sqlite3", "DATABASE_URL"),
        ("PROTOCOL", "/dev/null", "protocol file"),
    ],
)
async def test_an_invalid_setting_is_named(database: Path, setting: str, value: str, sentence: str) -> None:
    known = environment(f"sqlite:///{database}", BOT_TOKEN=TOKEN, **{setting: value})
    process = await mesoguide(known, database.parent, "run")
    _output, errors = await process.communicate()
    assert process.returncode == 2
    assert sentence in errors.decode()
    assert "Traceback" not in errors.decode()
    assert TOKEN not in errors.decode()


async def test_plan_starts_without_telegram_and_without_a_database(database: Path) -> None:
    """Whoever checks a number waits for nothing that a number does not need."""
    script = (
        "import sys; from bot.cli.main import main; main(['plan', 'area=other']);"
        "print({'telegram', 'sqlalchemy', 'alembic', 'rich'} & set(sys.modules))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        script,
        cwd=database.parent,
        env=environment(f"sqlite:///{database}"),
        stdout=asyncio.subprocess.PIPE,
    )
    output, _errors = await process.communicate()
    assert output.decode().endswith("set()\n")
