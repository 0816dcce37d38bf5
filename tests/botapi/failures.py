"""What goes wrong in calls: on order, by a limit on a chat or on the bot, at random."""

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import Random

from tests.botapi.changes import Clock
from tests.botapi.errors import BadGateway, CutConnection, Failure, Forbidden, ServerError, TooManyRequests
from tests.botapi.spec import METHODS

WRITING = {"sendMessage", "sendPhoto", "sendDocument", "editMessageText", "editMessageReplyMarkup"}
"""The methods that show something in a chat."""


@dataclass(frozen=True)
class Fault:
    """What happens to a call instead of what it asks for, or, if that is `applied`, besides."""

    failure: Failure | None
    applied: bool = False
    delay: float = 0.0  # seconds before anything happens
    late: float = 0.0  # seconds between what happens and the answer


@dataclass
class Order:
    """One fault, `left` times more."""

    method: str
    fault: Fault
    chat_id: int | None
    left: int


class Storm:
    """Each call of some methods fails at random, in one of the ways in which Telegram fails. At most one fault strikes a call."""

    def __init__(
        self, random: Random, chances: Mapping[str, float], methods: Collection[str], retry_after: int, slow: float
    ) -> None:
        faults = {
            "429": Fault(TooManyRequests(retry_after)),
            "500": Fault(ServerError()),
            "cut": Fault(CutConnection()),
            "cut_applied": Fault(CutConnection(), applied=True),
            "slow": Fault(None, applied=True, delay=slow),
            "late": Fault(None, applied=True, late=slow),
            "forbidden": Fault(Forbidden()),
            "bad_gateway_html": Fault(BadGateway()),
        }
        if unknown := chances.keys() - faults.keys():
            raise ValueError(f"A storm has {', '.join(faults)}, but no {unknown.pop()}")
        if min(chances.values(), default=0) < 0 or round(sum(chances.values()), 6) > 1:
            raise ValueError("The chances of a storm can't be below 0, nor be more than 1 together")
        _check(methods)
        self.struck: Counter[str] = Counter()  # how often each fault did
        self._random = random
        self._faults = {kind: (chance, faults[kind]) for kind, chance in chances.items()}
        self._methods = set(methods)

    def take(self, method: str) -> Fault | None:
        """Return the fault that strikes a call, if one does."""
        if method not in self._methods:
            return None
        left = self._random.random()
        for kind, (chance, fault) in self._faults.items():
            left -= chance
            if left < 0:
                self.struck[kind] += 1
                return fault
        return None


class _Bucket:
    """Tokens that come back at a rate; every call takes one."""

    def __init__(self, per_second: float, burst: float, now: float) -> None:
        self._per_second = per_second
        self._burst = self._tokens = burst
        self._then = now

    def wait(self, now: float) -> float:
        """Seconds until there is a token; 0 if there is one now."""
        self._tokens = min(self._burst, self._tokens + (now - self._then) * self._per_second)
        self._then = now
        return max(0.0, (1 - self._tokens) / self._per_second)

    def take(self) -> None:
        """Take the token."""
        self._tokens -= 1


class Rate:
    """How many writing calls Telegram takes from a bot, and in one chat.

    A call beyond it is refused with 429 and, in `retry_after`, the whole seconds until one is taken, or the number given
    here. A refused call takes nothing from the rate.
    """

    def __init__(self, bot: tuple[float, float], chat: tuple[float, float] | None, retry_after: int | None) -> None:
        for per_second, burst in filter(None, (bot, chat)):
            if per_second <= 0 or burst < 1:
                raise ValueError("A rate is above 0 a second, with a burst of 1 at least")
        self.taken = 0
        """Calls within the rate."""
        self.refused = 0
        """Calls beyond it."""
        self._bot_rate, self._chat_rate = bot, chat
        self._retry_after = retry_after
        self._bot: _Bucket | None = None
        self._chats: dict[int, _Bucket] = {}

    @property
    def refused_share(self) -> float:
        """Which part of all the calls was refused."""
        return self.refused / max(1, self.taken + self.refused)

    def take(self, chat_id: int, now: float) -> Fault | None:
        """Return the 429 for a call at a time in seconds, unless it is within the rate."""
        self._bot = self._bot or _Bucket(*self._bot_rate, now)
        buckets = [self._bot]
        if self._chat_rate:
            if chat_id not in self._chats:
                self._chats[chat_id] = _Bucket(*self._chat_rate, now)
            buckets.append(self._chats[chat_id])
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait > 0:
            self.refused += 1
            return Fault(TooManyRequests(self._retry_after or math.ceil(wait)))
        self.taken += 1
        for bucket in buckets:
            bucket.take()
        return None


class Failures:
    """What is to go wrong: orders, oldest first, then limits, then the rate, then the storm."""

    def __init__(self, clock: Clock) -> None:
        self.storm: Storm | None = None
        self.rate: Rate | None = None
        self._clock = clock
        self._orders: list[Order] = []
        self._limits: dict[int | None, float] = {}  # chat, or None for all of them -> until when

    def add(self, order: Order) -> None:
        """Take an order; ValueError for a method that isn't one."""
        _check([order.method])
        self._orders.append(order)

    def limit(self, chat_id: int | None, seconds: float) -> None:
        """Let nobody write in a chat, or in any, for so long."""
        self._limits[chat_id] = self._clock.time() + seconds

    def clear(self) -> None:
        """Let everything work again."""
        self._orders.clear()
        self._limits.clear()
        self.storm = self.rate = None

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """Return the fault that a call falls under, counted down, if there is one."""
        for order in self._orders:
            if order.left and order.method == method and order.chat_id in (None, chat_id):
                order.left -= 1
                return order.fault
        refusal = self._limited(chat_id) if chat_id and method in WRITING else None
        return refusal or (self.storm.take(method) if self.storm else None)

    def _limited(self, chat_id: int) -> Fault | None:
        """Return the 429 for a call that writes in a chat, if Telegram takes none now."""
        now = self._clock.time()
        left = max(self._limits.get(each, 0.0) for each in (chat_id, None)) - now
        if left > 0:
            return Fault(TooManyRequests(math.ceil(left)))
        return self.rate.take(chat_id, now) if self.rate else None


def _check(methods: Collection[str]) -> None:
    """Raise ValueError for a method that the Bot API doesn't have: it would never fail."""
    for method in methods:
        if method not in METHODS:
            raise ValueError(f"The Bot API has no method {method}")
