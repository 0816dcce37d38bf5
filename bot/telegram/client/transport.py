"""HTTP to the Bot API: python-telegram-bot's request seam over aiohttp.

The library's own client costs 3 to 8 times the CPU of this one (`make bench`).
"""

import json
from functools import lru_cache
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.metrics import API_CALLS

KEEP_ALIVE_SECONDS = 60  # that an idle connection is kept for the next call
DNS_CACHE_SECONDS = 300

Json = dict[str, Any]


class _Plain(NamedTuple):
    """Parameters without files, in the shape in which the seam hands them on."""

    parameters: Json
    contains_files: bool = False


class AiohttpTransport(BaseRequest):
    """One pool of connections. Calls end in `telegram.error` errors, whose words never hold an address."""

    def __init__(
        self, api_url: str, *, connections: int, connect: float = 5, read: float = 10, write: float = 20
    ) -> None:
        """A pool of at most `connections` to `api_url`; what a call may take, in seconds."""
        self._proxy = proxy_for(api_url)
        self._connections = connections
        self._connect, self._read, self._write = connect, read, write
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long an answer may take, in seconds."""
        return self._read

    async def initialize(self) -> None:
        """Open the pool; its first connection is made by its first call."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS, ttl_dns_cache=DNS_CACHE_SECONDS
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                # Answers are short: unpacking them would cost more than it saves
                skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close the pool and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0913, PLR0917  the seam's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  the pool has no wait of its own
    ) -> tuple[int, bytes]:
        """One call; status and body of the answer. Raises `TimedOut` or `NetworkError`."""
        if self._session is None:
            raise RuntimeError("the transport is not open")
        timeout = _timeout(
            _given(connect_timeout, self._connect), _given(read_timeout, self._read), _given(write_timeout, self._write)
        )
        data, headers = _body(request_data)
        result = "cut"
        try:
            async with self._session.request(method, url, data=data, headers=headers, timeout=timeout) as response:
                body = await response.read()
                result = str(response.status)
                return response.status, body
        except TimeoutError:
            result = "timeout"
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None
        finally:
            API_CALLS.labels(url.rpartition("/")[2], result).inc()

    async def ask(self, url: str, parameters: Json, read_timeout: float | None = None) -> object:
        """The result of one call, as JSON; `read_timeout` in seconds. Raises `TelegramError` as the library does.

        The library's own way checks every parameter for files and dates, which costs as much as the connection.
        """
        answer = await self._post(url, parameters, read_timeout)
        return self.parse_json_payload(answer).get("result")

    async def tell(self, url: str, parameters: Json) -> None:
        """A call whose result nobody needs: its status says whether it succeeded. Errors as from `ask`."""
        await self._post(url, parameters, None)

    async def _post(self, url: str, parameters: Json, read_timeout: float | None) -> bytes:
        plain = cast("RequestData", _Plain(parameters))
        return await self._request_wrapper(url, "POST", plain, read_timeout=read_timeout or self._read)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as JSON. Raises `NetworkError` for what is none: a proxy on the way speaks HTML.

        The library would write the whole of it into a log, and an answer of Telegram quotes people.
        """
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise NetworkError("what came is no answer of the Bot API")
        return answer


def proxy_for(url: str) -> str | None:
    """The proxy that the environment (HTTPS_PROXY, NO_PROXY and so on) names for `url`, if any."""
    parts = urlsplit(url)
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    return getproxies().get(parts.scheme)


@lru_cache(maxsize=32)
def _timeout(connect: float | None, read: float | None, write: float | None) -> aiohttp.ClientTimeout:
    """None waits for ever. aiohttp knows no limit for writing, so what is left of the whole is one."""
    whole = None if connect is None or read is None or write is None else connect + read + write
    return aiohttp.ClientTimeout(total=whole, sock_connect=connect, sock_read=read)


def _given(value: ODVInput[float], default: float) -> float | None:
    return default if isinstance(value, DefaultValue) else value


_JSON = {"Content-Type": "application/json"}


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None]:
    """JSON, or a form where files go along."""
    if data is None:
        return None, None
    if not data.contains_files:
        return json.dumps(data.parameters).encode(), _JSON
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, mime_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime_type)
    return form, None
