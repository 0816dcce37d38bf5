"""A loopback Telegram: a strict Bot API server, and the people who talk with the bot through it.

    async with BotApi() as api:
        anna = api.person(first_name="Anna", language_code="en")
        await anna.send("/start clinic1")
        await anna.see("Question 1")
        await anna.tap("Face")
        await anna.quiet()
        assert not api.refusals

The bot is the real one, started with `api.token` and the base URL `api.root + "/bot"`, in this process or in
another. What Telegram refuses is refused in its own words, and so is what Telegram would silently overlook.
`python -m tests.botapi` plays the same for a developer in a terminal.
"""

from tests.botapi.errors import (
    ApiError,
    BadGateway,
    BadRequest,
    Forbidden,
    ServerError,
    TooManyRequests,
)
from tests.botapi.faults import CutConnection
from tests.botapi.journal import Call
from tests.botapi.objects import Message, Query, Update
from tests.botapi.person import Group, Person
from tests.botapi.server import TOKEN, BotApi

__all__ = [
    "TOKEN",
    "ApiError",
    "BadGateway",
    "BadRequest",
    "BotApi",
    "Call",
    "CutConnection",
    "Forbidden",
    "Group",
    "Message",
    "Person",
    "Query",
    "ServerError",
    "TooManyRequests",
    "Update",
]
