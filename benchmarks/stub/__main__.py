"""The stub's process: prints its port, then serves until it is told to end.

    POST /bot<token>/<method>     the Bot API
    POST /scene/<name>?<token>    plays a scene with a bot; a JSON object of the scene's parameters

A scene is answered when it is over, with its result, or with `error` in its place.
"""

from __future__ import annotations

import asyncio
import json
import signal
from typing import Any

import uvloop

from benchmarks.stub.bodies import parameters
from benchmarks.stub.bot import Bot
from benchmarks.stub.http import Connection, Request
from benchmarks.stub.scenes import SCENES

SILENCE = 30
"""Seconds after which a scene is given up with a bot that calls nothing."""


class Stub:
    """All bots, by token."""

    def __init__(self) -> None:
        self._bots: dict[str, Bot] = {}
        self._scenes: set[asyncio.Task[None]] = set()

    def handle(self, request: Request, connection: Connection) -> None:
        """Answer one request."""
        given = parameters(request.kind, request.body)
        _, what, name = request.path.split("/", 2)
        if what == "scene":
            scene, _, token = name.partition("?")
            task = asyncio.create_task(self._play(scene, self._bot(token), given, connection))
            self._scenes.add(task)
            task.add_done_callback(self._scenes.discard)
        elif name == "getUpdates":
            self._bot(what.removeprefix("bot")).get_updates(given, connection)
        else:
            connection.answer(self._bot(what.removeprefix("bot")).call(name, given))

    def _bot(self, token: str) -> Bot:
        return self._bots.setdefault(token, Bot())

    async def _play(self, scene: str, bot: Bot, given: dict[str, Any], connection: Connection) -> None:
        playing = asyncio.ensure_future(SCENES[scene](bot, **given))
        calls = -1
        while bot.calls != calls and not playing.done():
            calls = bot.calls
            await asyncio.wait({playing}, timeout=SILENCE)
        if not playing.done():
            playing.cancel()
        try:
            result = await playing
        except asyncio.CancelledError:
            result = {"error": f"the bot called nothing for {SILENCE} seconds"}
        except Exception as error:  # noqa: BLE001  whoever asked is told
            inner = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
            result = {"error": f"{type(inner).__name__}: {inner}"}
        connection.answer(json.dumps(result))


async def serve() -> None:
    """Serve on a free port."""
    stub, loop, end = Stub(), asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end.set)
    server = await loop.create_server(lambda: Connection(stub.handle), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await end.wait()


uvloop.run(serve())
