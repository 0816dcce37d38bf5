"""Which addresses Telegram takes for a link."""

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"(?!-)[\w-]+(\.[\w-]+)+", re.UNICODE)


def wrong_with(url: str) -> str | None:
    """Return what is wrong with a link in Telegram's words, or None.

    A host without a dot, such as localhost, is no link to Telegram.
    """
    address = url if "://" in url or url.startswith("tg:") else f"http://{url}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return "Wrong HTTP URL"
    if parts.scheme in ("tg", "ton"):
        return None
    if parts.scheme not in ("http", "https"):
        return "Unsupported URL protocol"
    if re.search(r"\s", url) or not _HOST.fullmatch(host):
        return "Wrong HTTP URL"
    return None
