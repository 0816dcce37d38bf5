"""What Telegram answers instead of a result.

The same classes are raised by the methods and handed to `BotApi.fail` by a test.
"""

import json
from typing import Any


class ApiError(Exception):
    """A refusal: its HTTP status and the words Telegram gives with it."""

    content_type = "application/json"

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    @property
    def final(self) -> bool:
        """Whether asking again would be pointless."""
        return self.code < 500 and self.code != 429

    @property
    def body(self) -> str:
        """The body of the answer."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return json.dumps(answer)


class BadRequest(ApiError):
    """400: the call makes no sense to Telegram."""

    def __init__(self, words: str) -> None:
        super().__init__(400, f"Bad Request: {words}")


class Unauthorized(ApiError):
    """401: no bot has this token."""

    def __init__(self) -> None:
        super().__init__(401, "Unauthorized")


class Forbidden(ApiError):
    """403: the person doesn't want the bot."""

    def __init__(self, words: str = "bot was blocked by the user") -> None:
        super().__init__(403, f"Forbidden: {words}")


class NotFound(ApiError):
    """404: no such address, or no such method."""

    def __init__(self) -> None:
        super().__init__(404, "Not Found")


class Conflict(ApiError):
    """409: updates can be got in one way and by one process at a time."""

    def __init__(self, words: str) -> None:
        super().__init__(409, f"Conflict: {words}")


class TooManyRequests(ApiError):
    """429: wait, then ask again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


class ServerError(ApiError):
    """5xx: Telegram itself is in trouble."""

    def __init__(self, code: int = 500, description: str = "Internal Server Error") -> None:
        super().__init__(code, description)


class BadGateway(ServerError):
    """502: the proxies before Telegram are in trouble, and know no JSON."""

    content_type = "text/html"

    def __init__(self) -> None:
        super().__init__(502, "Bad Gateway")

    @property
    def body(self) -> str:
        """A page for a browser."""
        title = f"{self.code} {self.description}"
        return f"<html>\n<head><title>{title}</title></head>\n<body><h1>{title}</h1></body>\n</html>\n"


class Unimplemented(ApiError):
    """501: Telegram has it, this server doesn't play it."""

    def __init__(self, what: str) -> None:
        super().__init__(501, f"Not Implemented: {what}")


class CutConnection(Exception):
    """The connection is closed and the bot gets no answer at all."""

    final = False


Failure = ApiError | CutConnection
