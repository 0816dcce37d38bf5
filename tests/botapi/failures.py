"""What goes wrong in calls: on order, by a limit on a chat, or at random."""

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


class Failures:
    """What is to go wrong: orders, oldest first, then limits, then the storm."""

    def __init__(self, clock: Clock) -> None:
        self.storm: Storm | None = None
        self._clock = clock
        self._orders: list[Order] = []
        self._limits: dict[int, float] = {}  # chat -> until when

    def add(self, order: Order) -> None:
        """Take an order; ValueError for a method that isn't one."""
        _check([order.method])
        self._orders.append(order)

    def limit(self, chat_id: int, seconds: float) -> None:
        """Let nobody write in a chat for so long."""
        self._limits[chat_id] = self._clock.time() + seconds

    def clear(self) -> None:
        """Let everything work again."""
        self._orders.clear()
        self._limits.clear()
        self.storm = None

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """Return the fault that a call falls under, counted down, if there is one."""
        for order in self._orders:
            if order.left and order.method == method and order.chat_id in (None, chat_id):
                order.left -= 1
                return order.fault
        left = self._limits.get(chat_id, 0.0) - self._clock.time() if chat_id and method in WRITING else 0.0
        if left > 0:
            return Fault(TooManyRequests(math.ceil(left)))
        return self.storm.take(method) if self.storm else None


def _check(methods: Collection[str]) -> None:
    """Raise ValueError for a method that the Bot API doesn't have: it would never fail."""
    for method in methods:
        if method not in METHODS:
            raise ValueError(f"The Bot API has no method {method}")
