"""The methods that this server plays, and what happens to a call of one."""

import re
from collections.abc import Callable
from inspect import signature
from typing import Any

from tests.botapi import media, messages, profile, updates
from tests.botapi.errors import NotFound, Unimplemented
from tests.botapi.spec import METHODS, check
from tests.botapi.state import Telegram


def _handler(method: str) -> Callable[..., Any] | None:
    """Return the function that plays a method, if one does: sendMessage is send_message."""
    name = re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", method)
    return next((vars(module)[name] for module in (media, messages, profile, updates) if name in vars(module)), None)


HANDLERS = {method: handler for method in METHODS if (handler := _handler(method))}

# They are taken and change nothing that can be seen here.
_UNSEEN = {
    *["allow_paid_broadcast", "cache_time", "disable_content_type_detection", "disable_notification"],
    *["has_spoiler", "link_preview_options", "protect_content", "show_caption_above_media"],
}

_PLAYED = {method: signature(handler).parameters.keys() for method, handler in HANDLERS.items()}
_OVERLOOKED = {method: played | _UNSEEN for method, played in _PLAYED.items()}


def prepare(method: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a call as Python values, or raise ApiError.

    A parameter that Telegram knows and the handler doesn't have is answered with 501: to overlook it would
    make a test believe that it works.
    """
    if method not in METHODS:
        raise NotFound
    if method not in HANDLERS:
        raise Unimplemented(method)
    parameters = check(method, given)
    for name in parameters.keys() - _OVERLOOKED[method]:
        raise Unimplemented(f"{method} with {name}")
    return parameters


def play(telegram: Telegram, method: str, parameters: dict[str, Any]) -> Any:
    """Do what a prepared call asks for and return its result, to be awaited if it takes time, or raise ApiError."""
    played = _PLAYED[method]
    return HANDLERS[method](telegram, **{name: value for name, value in parameters.items() if name in played})
