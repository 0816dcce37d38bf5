"""What can go wrong with one call."""

from collections.abc import Collection
from dataclasses import dataclass

from tests.botapi.errors import ApiError
from tests.botapi.spec import METHODS


class CutConnection(Exception):
    """The connection is closed and the bot gets no answer at all."""

    final = False


Failure = ApiError | CutConnection


@dataclass(frozen=True)
class Fault:
    """What happens to a call instead of what it asks for, or, if that is `applied`, besides."""

    failure: Failure | None
    applied: bool = False
    delay: float = 0.0  # seconds before anything happens


def check_methods(methods: Collection[str]) -> None:
    """Raise ValueError for a method that the Bot API doesn't have: it would never fail."""
    for method in methods:
        if method not in METHODS:
            raise ValueError(f"The Bot API has no method {method}")
