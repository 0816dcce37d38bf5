"""The way to the Bot API, against a server on the loopback that misbehaves in every way a network does."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram.error import NetworkError, TimedOut

from bot.telegram.client.api import Api
from bot.telegram.client.transport import AiohttpTransport, proxy_for

TOKEN = "123456:the-token-that-nobody-may-read"


class Server:
    """Remembers what it was asked, and does what a test tells it to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.connections: set[int] = set()
        self.held = asyncio.Event()
        self.root = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        assert request.transport
        self.connections.add(id(request.transport))
        method = request.path.rpartition("/")[2]
        body: Any
        if request.content_type == "multipart/form-data":
            form = await request.post()
            body = {
                name: (field.filename, field.content_type, field.file.read())
                if isinstance(field, web.FileField)
                else field
                for name, field in form.items()
            }
        else:
            body = await request.json() if request.can_read_body else {}
        self.asked.append((str(request.url), body))
        if method == "getUpdates":
            await self.held.wait()
            return web.json_response({"ok": True, "result": []})
        if method == "sendMessage" and body["text"] == "cut":
            request.transport.abort()
        if method == "sendMessage" and body["text"] == "never":
            await self.held.wait()
        if method == "getMe":
            return web.json_response(
                {"ok": True, "result": {"id": 123456, "is_bot": True, "first_name": "M", "username": "m_bot"}}
            )
        message = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}
        return web.json_response({"ok": True, "result": message})


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    told = Server()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", told.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    told.root = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield told
    told.held.set()
    await runner.cleanup()


@pytest.fixture
async def api(server: Server) -> AsyncIterator[Api]:
    async with Api(TOKEN, server.root) as opened:
        server.asked.clear()
        server.connections.clear()
        yield opened


async def test_a_message_goes_as_one_json_object(server: Server, api: Api) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Лицо", "callback_data": "area:face"}]]}
    await api.send(5, "Hello <b>you</b>", keyboard, html=True)
    ((url, body),) = server.asked
    assert url == f"{server.root}/bot{TOKEN}/sendMessage"
    assert body == {"chat_id": 5, "text": "Hello <b>you</b>", "reply_markup": keyboard, "parse_mode": "HTML"}


async def test_a_file_arrives_whole_with_its_name(server: Server, api: Api) -> None:
    content = json.dumps({"answers": "ответы"}).encode()
    await api.send_document(5, content, filename="mesoguide.json")
    ((_url, body),) = server.asked
    assert body["document"] == ("mesoguide.json", "application/json", content)
    assert body["chat_id"] == "5"


async def test_calls_one_after_another_share_one_connection(server: Server, api: Api) -> None:
    for _call in range(20):
        await api.answer("1")
    assert len(server.asked) == 20
    assert len(server.connections) == 1


async def test_a_poll_that_waits_keeps_no_message_waiting(server: Server, api: Api) -> None:
    polls = [asyncio.create_task(api.poll(None, ["message"])) for _poll in range(2)]
    await asyncio.wait_for(asyncio.gather(*(api.send(5, "hello", None, html=True) for _ in range(30))), 5)
    assert not any(poll.done() for poll in polls)
    server.held.set()
    assert await asyncio.gather(*polls) == [[], []]


async def test_a_late_answer_is_a_timeout_that_tells_no_address(server: Server, api: Api) -> None:
    with pytest.raises(TimedOut) as caught:
        await api.send_message(5, "never", read_timeout=0.05)
    assert TOKEN not in repr(caught.value)


async def test_a_cut_connection_is_a_network_error_that_tells_no_address(server: Server, api: Api) -> None:
    with pytest.raises(NetworkError) as caught:
        await api.send(5, "cut", None, html=True)
    assert TOKEN not in repr(caught.value)
    assert caught.value.__cause__ is None
    await api.send(5, "and on", None, html=True)
    assert server.asked[-1][1]["text"] == "and on"


async def test_a_server_that_is_not_there_is_a_network_error() -> None:
    transport = AiohttpTransport("http://127.0.0.1:9", connections=1)
    await transport.initialize()
    try:
        with pytest.raises(NetworkError) as caught:
            await transport.post(f"http://127.0.0.1:9/bot{TOKEN}/getMe")
        assert TOKEN not in repr(caught.value)
    finally:
        await transport.shutdown()


async def test_the_proxy_of_the_environment_is_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", server.root)
    async with Api(TOKEN, "http://api.telegram.example"):
        pass
    ((url, _body),) = server.asked
    assert url == f"http://api.telegram.example/bot{TOKEN}/getMe", "the proxy is asked for the whole address"


async def test_what_the_environment_excepts_needs_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "bot-api.internal")
    assert proxy_for("https://api.telegram.org") == "http://proxy.example:3128"
    assert proxy_for("https://bot-api.internal") is None
