"""The process of the load: bots by token, and the scenes that are played with them.

    POST /bot<token>/<method>     the Bot API
    POST /scene/<name>?<token>    plays a scene with a bot; a JSON object of the scene's parameters

A scene is answered when it is over, with its result, or with `error` in its place, and with what was `refused` to the
bot meanwhile: every call is held against the Bot API as in tests.
"""

import asyncio
import json
import signal

import uvloop

from tests.botapi.front import Take, front
from tests.botapi.http import Request, Response, Server
from tests.botapi.load.scenes import SCENES
from tests.botapi.load.visitor import Bot, Script
from tests.botapi.objects import Json

SILENCE = 30
"""Seconds after which a scene is given up with a bot that only asks for updates."""


def run(port: int) -> None:
    """Print the port, then serve until told to end."""
    uvloop.run(_Load().serve(port))


class _Load:
    def __init__(self) -> None:
        self._bots: dict[str, Bot] = {}
        self._front = front(self._take)

    async def serve(self, port: int) -> None:
        loop, end = asyncio.get_running_loop(), asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, end.set)
        server = Server(self._serve)
        print(await server.open(port), flush=True)
        await end.wait()
        await server.close()
        for bot in self._bots.values():
            await bot.api.telegram.courier.close()

    async def _serve(self, request: Request) -> Response:
        if not request.path.startswith("/scene/"):
            return await self._front(request)
        scene, bot = request.path.removeprefix("/scene/"), self._bot(request.query)
        return Response(json.dumps(await _play(scene, bot, json.loads(request.body))))

    def _take(self, token: str) -> Take:
        return self._bot(token).api.take

    def _bot(self, token: str) -> Bot:
        if token not in self._bots:
            self._bots[token] = Bot(token)
        return self._bots[token]


async def _play(scene: str, bot: Bot, given: Json) -> Json:
    playing = asyncio.ensure_future(SCENES[scene](bot, Script(given.pop("script")), **given))
    seen: int | None = None
    while (done := bot.api.calls.made - bot.api.telegram.poll) != seen and not playing.done():
        seen = done
        await asyncio.wait({playing}, timeout=SILENCE)
    if not playing.done():
        playing.cancel()
    try:
        result = await playing
    except asyncio.CancelledError:
        result = {"error": f"the bot did nothing for {SILENCE} seconds"}
    except Exception as error:  # noqa: BLE001  whoever asked is told
        inner = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
        result = {"error": f"{type(inner).__name__}: {inner}"}
    refused = [f"{call.method}: {call.error}" for call in bot.api.refusals]
    bot.api.calls.clear()
    return {**result, "refused": refused}
