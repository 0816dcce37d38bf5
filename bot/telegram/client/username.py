"""The bot's name on Telegram, which every link begins with."""

from __future__ import annotations

from bot.errors import UsageError
from bot.settings import Settings
from bot.telegram.client.connection import connected
from dialogs.text import _

NO_NAME = _(
    "The bot's name on Telegram is not known here. Set BOT_USERNAME to it, or BOT_TOKEN so that Telegram can be"
    " asked."
)


async def username(settings: Settings) -> str:
    """The name as it is set, or else as Telegram says, without @.

    Raises `UsageError` where neither it nor a token is set, or where Telegram cannot be asked.
    """
    if settings.bot_username:
        return settings.bot_username
    if settings.bot_token is None:
        raise UsageError(NO_NAME)
    async with connected(settings, settings.bot_token.get_secret_value()) as api:
        return api.username
