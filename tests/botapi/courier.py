"""How updates come to a bot that has a webhook."""

import asyncio
import ipaddress
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from random import Random

import aiohttp
from yarl import URL

from tests.botapi.changes import Clock
from tests.botapi.inbox import Inbox
from tests.botapi.line import Line
from tests.botapi.objects import Json, Update

_SPREAD = 0.02  # seconds over which shuffled updates are spread

_Key = tuple[tuple[str, int], int]  # a queue of Telegram's and, where updates are shuffled, an update


@dataclass(frozen=True)
class Webhook:
    """What setWebhook was told; with no url there is none."""

    url: str = ""
    secret_token: str | None = None
    max_connections: int = 40
    ip_address: str | None = None

    @cached_property
    def target(self) -> URL | None:
        """Where updates are really sent; None for an address beyond this machine, which gets nothing."""
        url = URL(self.url)
        host = self.ip_address or url.host
        return url.with_host(host) if host and is_loopback(host) else None

    @cached_property
    def headers(self) -> dict[str, str]:
        """What every delivery says of itself."""
        headers = {"Content-Type": "application/json", "Host": URL(self.url).host_port_subcomponent or ""}
        return headers | ({"X-Telegram-Bot-Api-Secret-Token": self.secret_token} if self.secret_token else {})


class _Undelivered(Exception):
    """The bot didn't take an update: why, in Telegram's words."""


class Courier:
    """Sends each update until it is taken or forgotten: one after the other in a queue, the queues side by side.

    Taps of a person are another queue than the messages of their chat.
    """

    def __init__(self, inbox: Inbox, clock: Clock, line: Line) -> None:
        self.webhook = Webhook()
        self.patience = 10.0  # seconds that the bot has for an answer
        self.waits = 0.05, 1.0  # seconds before the second try, then twice as many, and so on up to so many
        self.shuffle: Random | None = None  # with one, the updates of a chat may overlap and overtake
        self.error: tuple[int, str] | None = None  # when and why the last failed delivery failed
        self.perform: Callable[[Json], Awaitable[None]]  # makes the call that the bot's answer asks for
        self._inbox = inbox
        self._clock = clock
        self._line = line
        self._session: aiohttp.ClientSession | None = None
        self._places = asyncio.Semaphore()
        self._lanes: dict[_Key, asyncio.Task[None]] = {}

    def open(self, webhook: Webhook) -> None:
        """Send to this webhook from now on, first what waits already; or to none."""
        for lane in self._lanes.values():
            lane.cancel()
        self._lanes = {}
        self.webhook, self.error = webhook, None
        self._places = asyncio.Semaphore(webhook.max_connections)
        self._inbox.changes.tell()
        for update in self._inbox.waiting.values():
            self.bring(update)

    async def close(self) -> None:
        """Send nothing more, and wait until the connections are closed."""
        lanes = list(self._lanes.values())
        self.open(Webhook())
        await asyncio.gather(*lanes, return_exceptions=True)
        if self._session:
            await self._session.close()

    def bring(self, update: Update) -> None:
        """See to it that an update that waits is sent, if there is a webhook."""
        key = update.queue, update.id if self.shuffle else 0
        target = self.webhook.target if self.webhook.url and key not in self._lanes else None
        if target:
            self._lanes[key] = asyncio.create_task(self._run(self._lanes, key, update, target))

    async def _run(self, lanes: dict[_Key, asyncio.Task[None]], key: _Key, update: Update | None, target: URL) -> None:
        """Send what waits in a queue, oldest first; or one update alone, where they are shuffled."""
        try:
            if self.shuffle:
                await asyncio.sleep(self.shuffle.random() * _SPREAD)
            while update:
                await self._deliver(update, target)
                waiting = update.chat.waiting
                again = (each for each in waiting.values() if each.queue == key[0])
                update = waiting.get(update.id) if key[1] else next(again, None)
        finally:
            del lanes[key]

    async def _deliver(self, update: Update, target: URL) -> None:
        """Send one update until it is taken, or nobody waits for it any more."""
        wait, longest = self.waits
        while update.id in update.chat.waiting and not self._inbox.expired(update):
            try:
                async with self._places:
                    update.deliveries += 1
                    call = await self._post(update, target)
            except _Undelivered as error:
                self.error = self._clock.date(), str(error)
                await self._clock.sleep(wait)
                wait = min(2 * wait, longest)
                continue
            self._inbox.acknowledge(update)
            if call:
                await self.perform(call)

    async def _post(self, update: Update, target: URL) -> Json | None:
        """Send one update once; return the call in the answer, if there is one, or raise _Undelivered."""
        hole = self._line.hole
        if hole == "refused":
            raise _Undelivered("Connection refused")
        if hole == "silent":
            await self._line.until_whole()
            raise _Undelivered("Read timeout expired")
        if hole == "late":
            await self._line.until_whole()
        # The places of the webhook limit the connections: to wait for one costs nobody's patience.
        self._session = self._session or aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar()
        )
        timeout = aiohttp.ClientTimeout(total=self.patience)
        body = json.dumps(update.as_json()).encode()
        try:
            async with self._session.post(
                target, data=body, headers=self.webhook.headers, timeout=timeout, allow_redirects=False
            ) as answer:
                said = await answer.read()
        except TimeoutError:
            raise _Undelivered("Read timeout expired") from None
        except aiohttp.ClientConnectorError:
            raise _Undelivered("Connection refused") from None
        except (aiohttp.ClientError, OSError):
            raise _Undelivered("Connection closed") from None
        if self._line.hole == "late":
            await self._line.until_whole()
        elif self._line.hole or hole == "cut":
            raise _Undelivered("Connection closed")  # the bot has answered, but that got lost
        if not 200 <= answer.status < 300:
            raise _Undelivered(f"Wrong response from the webhook: {answer.status} {answer.reason}")
        return _call(said) if answer.content_type == "application/json" else None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, without asking anybody."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _call(said: bytes) -> Json | None:
    """Return the call that a bot's answer holds, if it holds one."""
    try:
        call = json.loads(said)
    except ValueError:
        return None
    return call if isinstance(call, dict) and isinstance(call.get("method"), str) else None
