"""A protocol file's text to a `Protocol` that the planner can trust."""

import tomllib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from dialogs.planning.protocol import Protocol
from dialogs.planning.protocol_checks import excesses, problems

GIVEN_UP = "not TOML: a number is too long, or brackets stand in brackets too deep"


class ProtocolError(Exception):
    """A protocol file that cannot be used; `problems` names each place and what is wrong there."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def parse(text: str, *, within_bounds: bool = True) -> Protocol:
    """Read a protocol file's text; raises `ProtocolError` naming every problem at once.

    Ranges wider than what is published are problems too, unless somebody else looks at them: not
    `within_bounds`.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError((f"not TOML: {error}",)) from error
    except (ValueError, RecursionError):
        raise ProtocolError((GIVEN_UP,)) from None
    protocol, found = _shaped(data)
    if protocol:
        found += problems(protocol)
        found += excesses(protocol) if within_bounds else ()
    if not protocol or found:
        raise ProtocolError(tuple(found))
    return protocol


def _shaped(data: dict[str, Any]) -> tuple[Protocol | None, list[str]]:
    """The protocol in `data` and what is wrong with its shape.

    Unknown keys are cut out, so that they hide no wrong number; None where more than that is wrong.
    """
    try:
        return Protocol.model_validate(data), []
    except ValidationError as error:
        found = error.errors()
    for problem in found:
        if problem["type"] == "extra_forbidden":
            _cut(data, problem["loc"])
    named = [_place(problem) for problem in found]
    try:
        return Protocol.model_validate(data), named
    except ValidationError:
        return None, named


def _cut(data: Any, location: tuple[int | str, ...]) -> None:  # noqa: ANN401  whatever TOML holds
    for step in location[:-1]:
        data = data[step]
    del data[location[-1]]


def _place(problem: Mapping[str, object]) -> str:
    location = problem["loc"]
    parts = location if isinstance(location, tuple) else (location,)
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
    return f"{place}: {problem['msg']}"
