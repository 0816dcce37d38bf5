"""The methods by which a bot asks for its updates, or has them brought to it."""

import ipaddress
import re
from collections.abc import Awaitable

from yarl import URL

from tests.botapi.courier import Webhook, is_loopback
from tests.botapi.errors import BadRequest, Conflict
from tests.botapi.objects import Json
from tests.botapi.state import Telegram

_WEBHOOK = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_WEBHOOK_CAME = "terminated by setWebhook request"
_ANOTHER_BOT = "terminated by other getUpdates request; make sure that only one bot instance is running"
_PORTS = (None, 80, 88, 443, 8443)


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
    updates = inbox.next(limit)
    for update in updates:
        update.deliveries += 1
    return [update.as_json() for update in updates]


def set_webhook(
    telegram: Telegram,
    url: str,
    max_connections: int = 40,
    allowed_updates: list[str] | None = None,
    drop_pending_updates: bool = False,
    secret_token: str | None = None,
    ip_address: str | None = None,
) -> bool:
    """Where updates go from now on; nothing is sent beyond this machine.

    A loopback address can have any port and needs no TLS, which Telegram itself would not accept. To set what
    is set already changes nothing: deliveries that are under way go on.
    """
    if url:
        _check_url(url)
    if not 1 <= max_connections <= 100:
        raise BadRequest("bad webhook: max_connections must be from 1 to 100")
    if secret_token is not None and not re.fullmatch(r"[\w-]{1,256}", secret_token, re.ASCII):
        raise BadRequest("secret token contains unallowed characters")
    if ip_address is not None:
        _check_ip(ip_address)
    if allowed_updates is not None:
        telegram.allowed_updates = allowed_updates
    if drop_pending_updates:
        telegram.inbox.drop()
    webhook = Webhook(url, secret_token, max_connections, ip_address) if url else Webhook()
    if webhook != telegram.courier.webhook:
        telegram.courier.open(webhook)
    return True


def delete_webhook(telegram: Telegram, drop_pending_updates: bool = False) -> bool:
    """Back to getUpdates."""
    return set_webhook(telegram, "", drop_pending_updates=drop_pending_updates)


def get_webhook_info(telegram: Telegram) -> Json:
    """What setWebhook was told, and how it goes."""
    courier = telegram.courier
    info: Json = {"url": courier.webhook.url, "has_custom_certificate": False}
    info["pending_update_count"] = len(telegram.inbox.waiting)
    if courier.webhook.url:
        info["max_connections"] = courier.webhook.max_connections
    if courier.webhook.ip_address:
        info["ip_address"] = courier.webhook.ip_address
    if courier.error:
        info["last_error_date"], info["last_error_message"] = courier.error
    if telegram.allowed_updates:
        info["allowed_updates"] = telegram.allowed_updates
    return info


def _check_url(url: str) -> None:
    try:
        address = URL(url)
        host, port = address.host, address.explicit_port
    except ValueError:
        host = None
    if not host or re.search(r"\s", url):
        raise BadRequest("bad webhook: invalid webhook URL specified")
    if is_loopback(host) and address.scheme == "http":
        return
    if address.scheme != "https":
        raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
    if not is_loopback(host) and port not in _PORTS:
        raise BadRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _check_ip(address: str) -> None:
    try:
        ipaddress.ip_address(address)
    except ValueError:
        raise BadRequest("bad webhook: IP address is invalid") from None
