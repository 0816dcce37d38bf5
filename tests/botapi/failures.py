"""Failures on order: what a test wants to go wrong, in which calls, how often."""

import math
from dataclasses import dataclass

from tests.botapi.clock import Clock
from tests.botapi.errors import TooManyRequests
from tests.botapi.faults import Fault, check_methods
from tests.botapi.storm import Storm

WRITING = {"sendMessage", "sendPhoto", "sendDocument", "editMessageText", "editMessageReplyMarkup"}
"""The methods that show something in a chat."""


@dataclass
class Order:
    """One fault, `left` times more."""

    method: str
    fault: Fault
    chat_id: int | None
    left: int


class Failures:
    """What is to go wrong: orders, oldest first, then limits, then the storm."""

    def __init__(self, clock: Clock) -> None:
        self.storm: Storm | None = None
        self._clock = clock
        self._orders: list[Order] = []
        self._limits: dict[int, float] = {}  # chat -> until when

    def add(self, order: Order) -> None:
        """Take an order; ValueError for a method that isn't one."""
        check_methods([order.method])
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
