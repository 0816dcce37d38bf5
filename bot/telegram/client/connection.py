"""The way to the Bot API, open and known to Telegram."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from urllib.parse import urlsplit

from telegram.error import InvalidToken, NetworkError

from bot.errors import UsageError
from bot.settings import Settings
from bot.telegram.client.api import Api
from dialogs.text import _

FRESH_SECONDS = 10.0  # for which a check holds: probes are frequent, and Telegram's limits are for people
CHECK_SECONDS = 3.0  # that Telegram gets to answer

REFUSED = _("Telegram does not accept BOT_TOKEN. Ask @BotFather for the token of your bot and put it into .env.")

NO_NAME = _(
    "The bot's name on Telegram is not known here. Set BOT_USERNAME to it, or BOT_TOKEN so that Telegram can be asked."
)


@asynccontextmanager
async def connected(settings: Settings, token: str) -> AsyncIterator[Api]:
    """The Bot API while the block lasts. Raises `UsageError` for a token or a server that cannot be used."""
    try:
        api = Api(token, settings.bot_api_url)
    except InvalidToken:
        raise UsageError(REFUSED) from None
    try:
        await _logged_in(api, settings)
        yield api
    finally:
        await api.shutdown()


async def _logged_in(api: Api, settings: Settings) -> None:
    try:
        await api.initialize()
    except InvalidToken:
        raise UsageError(REFUSED) from None
    except NetworkError:
        host = urlsplit(settings.bot_api_url).hostname or settings.bot_api_url
        raise UsageError(
            _("Telegram cannot be reached at {host}. Is the network there, is BOT_API_URL right?", host=host)
        ) from None


async def username(settings: Settings) -> str:
    """The bot's name as Telegram says, without @.

    Raises `UsageError` where no token is set, or where Telegram cannot be asked.
    """
    if settings.bot_token is None:
        raise UsageError(NO_NAME)
    async with connected(settings, settings.bot_token.get_secret_value()) as api:
        return api.username


class Probe:
    """Whether Telegram answers, asked at most once in 10 seconds."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._state = "unknown"
        self._checked = float("-inf")

    async def state(self) -> str:
        """Whether Telegram is "ok" or "away"."""
        if monotonic() - self._checked > FRESH_SECONDS:
            self._state = "ok" if await self._api.is_reachable(CHECK_SECONDS) else "away"
            self._checked = monotonic()
        return self._state
