"""Failures on order: what a test wants to go wrong, in which calls, how often."""

from dataclasses import dataclass

from tests.botapi.errors import ApiError
from tests.botapi.spec import METHODS


class CutConnection(Exception):
    """The connection is closed and the bot gets no answer at all."""

    final = False


Failure = ApiError | CutConnection


@dataclass
class Order:
    """One failure, `left` times more."""

    method: str
    failure: Failure
    chat_id: int | None
    left: int
    applied: bool


class Failures:
    """The orders that are open, oldest first."""

    def __init__(self) -> None:
        self._orders: list[Order] = []

    def add(self, order: Order) -> None:
        """Take an order."""
        if order.method not in METHODS:
            raise ValueError(f"The Bot API has no method {order.method}")
        self._orders.append(order)

    def clear(self) -> None:
        """Let everything work again."""
        self._orders.clear()

    def take(self, method: str, chat_id: int | None) -> Order | None:
        """Return the order that a call falls under, counted down, if there is one."""
        for order in self._orders:
            if order.left and order.method == method and order.chat_id in (None, chat_id):
                order.left -= 1
                return order
        return None
