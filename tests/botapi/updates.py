"""The methods by which a bot gets its updates."""

import re
from collections.abc import Awaitable
from urllib.parse import urlsplit

from tests.botapi.errors import BadRequest, Conflict
from tests.botapi.objects import Json
from tests.botapi.state import Telegram

_WEBHOOK = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_ANOTHER_BOT = "terminated by other getUpdates request; make sure that only one bot instance is running"


def get_updates(
    telegram: Telegram,
    offset: int = 0,
    limit: int = 100,
    timeout: int = 0,
    allowed_updates: list[str] | None = None,
) -> Awaitable[list[Json]]:
    """Updates stay until a call with a higher offset confirms them: a bot that died gets them again."""
    if telegram.webhook["url"]:
        raise Conflict(_WEBHOOK)
    if allowed_updates is not None:
        telegram.allowed_updates = allowed_updates
    first = telegram.updates[offset:][0].id if offset < 0 and telegram.updates else offset
    telegram.updates = [update for update in telegram.updates if update.id >= first]
    return _poll(telegram, max(1, min(limit, 100)), timeout)


async def _poll(telegram: Telegram, limit: int, seconds: int) -> list[Json]:
    telegram.poll += 1
    poll = telegram.poll
    telegram.changes.tell()
    await telegram.changes.until(lambda: bool(telegram.updates) or telegram.poll != poll, seconds)
    if telegram.poll != poll:
        raise Conflict(_ANOTHER_BOT)
    updates = telegram.updates[:limit]
    telegram.delivered = max([telegram.delivered, *(update.id for update in updates)])
    return [update.as_json() for update in updates]


def set_webhook(
    telegram: Telegram,
    url: str,
    max_connections: int = 40,
    allowed_updates: list[str] | None = None,
    drop_pending_updates: bool = False,
    secret_token: str | None = None,
) -> bool:
    """Only remembered, so that getUpdates is refused: nothing is sent to the address."""
    address = urlsplit(url)
    if url and address.scheme != "https":
        raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
    if url and address.port not in (None, 80, 88, 443, 8443):
        raise BadRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if secret_token is not None and not re.fullmatch(r"[\w-]{1,256}", secret_token, re.ASCII):
        raise BadRequest("secret token contains unallowed characters")
    if allowed_updates is not None:
        telegram.allowed_updates = allowed_updates
    telegram.webhook = {"url": url, "has_custom_certificate": False}
    if url:
        telegram.webhook["max_connections"] = max_connections
    return delete_updates(telegram, drop_pending_updates)


def delete_webhook(telegram: Telegram, drop_pending_updates: bool = False) -> bool:
    """Back to getUpdates."""
    return set_webhook(telegram, "", drop_pending_updates=drop_pending_updates)


def get_webhook_info(telegram: Telegram) -> Json:
    """What setWebhook left."""
    allowed = {"allowed_updates": telegram.allowed_updates} if telegram.allowed_updates else {}
    return {**telegram.webhook, "pending_update_count": len(telegram.updates), **allowed}


def delete_updates(telegram: Telegram, drop_pending_updates: bool) -> bool:
    """Forget what waits for the bot, if it asked for that."""
    if drop_pending_updates:
        telegram.updates.clear()
        telegram.changes.tell()
    return True
