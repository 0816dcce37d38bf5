"""A loopback Telegram: a strict Bot API server, and the people who talk with the bot through it.

    async with BotApi() as api:
        anna = api.person(first_name="Anna", language_code="en")
        await anna.send("/start clinic1")
        await anna.see("Question 1")
        await anna.tap("Face")
        await anna.quiet()
        assert not api.refusals

The bot is the real one, started with `api.token` and the base URL `api.root + "/bot"`, in this process or in
another; it polls, or sets a webhook on any port of this machine. What goes wrong between people and bots goes
wrong here when a test says so:

    api.fail("sendMessage", TooManyRequests(3), chat=anna)
    api.storm(random.Random(7), {"429": 0.02, "500": 0.02, "cut_applied": 0.01})
    api.limit(anna, 30)
    api.rate(per_second=30, per_chat=(1, 3))
    async with api.hole("silent"): ...
    api.repeat()
    api.clock.move(30)

What Telegram refuses is refused in its own words, and so is what Telegram would silently overlook.
`python -m tests.botapi` plays the same for a developer in a terminal.
"""

from tests.botapi.errors import BadRequest, CutConnection, Forbidden, ServerError, TooManyRequests
from tests.botapi.objects import Message
from tests.botapi.person import Person
from tests.botapi.server import TOKEN, BotApi

__all__ = [
    "TOKEN",
    "BadRequest",
    "BotApi",
    "CutConnection",
    "Forbidden",
    "Message",
    "Person",
    "ServerError",
    "TooManyRequests",
]
