"""The program as its operator knows it: processes that are started, asked, killed, and started again."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import psutil

from tests.botapi import BotApi

TOKEN = "987654:the-token-that-nobody-may-read-anywhere"
PATIENCE = 20.0  # seconds for a process to start or to end, on a machine that has other things to do


def environment(database_url: str, **settings: str) -> dict[str, str]:
    """The environment of a process with these settings and no others."""
    inherited = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    return {**inherited, "PYTHONPATH": str(Path.cwd()), "DATABASE_URL": database_url, **settings}


async def mesoguide(settings: dict[str, str], where: Path, *arguments: str) -> Process:
    """`mesoguide` with `arguments`, in the folder `where`."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=where, env=settings, stdout=PIPE, stderr=PIPE
    )


@asynccontextmanager
async def running(
    api: BotApi, where: Path, database_url: str, *arguments: str, **settings: str
) -> AsyncIterator[Process]:
    """`mesoguide run` on `api` in a process of its own, killed at the end if it still runs."""
    known = environment(database_url, BOT_TOKEN=TOKEN, BOT_API_URL=api.root, **settings)
    process = await mesoguide(known, where, "run", *arguments)
    try:
        yield process
    finally:
        if process.returncode is None:
            for each in (*psutil.Process(process.pid).children(recursive=True), process):
                with suppress(psutil.NoSuchProcess):
                    each.kill()
        await process.communicate()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@asynccontextmanager
async def by_webhook(
    api: BotApi, where: Path, database_url: str, *arguments: str, **settings: str
) -> AsyncIterator[tuple[Process, str]]:
    """`mesoguide run` by webhook, ready to work; with the root of its web server."""
    root = f"http://127.0.0.1:{free_port()}"
    web = {"WEBHOOK_URL": f"{root}/telegram", "LISTEN": root.removeprefix("http://")}
    async with running(api, where, database_url, *arguments, **web, **settings) as process:
        await until_ready(root, process)
        yield process, root


async def until_ready(root: str, process: Process) -> None:
    """Wait until `/readyz` says so. Raises AssertionError when the process ends before."""
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        while True:
            assert process.returncode is None, (await process.communicate())[1].decode()
            try:
                async with session.get(f"{root}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.02)


async def ended(process: Process) -> tuple[int | None, str]:
    """Exit status and standard error of a process that is about to end."""
    async with asyncio.timeout(PATIENCE):
        _output, log = await process.communicate()
    return process.returncode, log.decode()
