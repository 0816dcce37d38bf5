"""The method by which a bot asks for its updates."""

from collections.abc import Awaitable
from itertools import islice

from tests.botapi.errors import Conflict
from tests.botapi.objects import Json
from tests.botapi.state import Telegram

_WEBHOOK = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_WEBHOOK_CAME = "terminated by setWebhook request"
_ANOTHER_BOT = "terminated by other getUpdates request; make sure that only one bot instance is running"


def get_updates(
    telegram: Telegram, offset: int = 0, limit: int = 100, timeout: int = 0, allowed_updates: list[str] | None = None
) -> Awaitable[list[Json]]:
    """Updates stay until a call with a higher offset confirms them: a bot that died gets them again."""
    if telegram.courier.webhook.url:
        raise Conflict(_WEBHOOK)
    if allowed_updates is not None:
        telegram.allowed_updates = allowed_updates
    telegram.inbox.confirm(offset)
    return _poll(telegram, max(1, min(limit, 100)), timeout)


async def _poll(telegram: Telegram, limit: int, seconds: int) -> list[Json]:
    inbox, courier = telegram.inbox, telegram.courier
    telegram.poll += 1
    poll = telegram.poll
    inbox.changes.tell()
    await inbox.changes.until(lambda: bool(inbox.waiting or telegram.poll != poll or courier.webhook.url), seconds)
    if courier.webhook.url:
        raise Conflict(_WEBHOOK_CAME)
    if telegram.poll != poll:
        raise Conflict(_ANOTHER_BOT)
    updates = list(islice(inbox.waiting.values(), limit))
    for update in updates:
        update.deliveries += 1
    return [update.as_json() for update in updates]
