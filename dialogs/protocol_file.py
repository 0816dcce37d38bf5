"""A protocol file's text to a `Protocol` that the planner can trust."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from pydantic import ValidationError

from dialogs.protocol import Protocol
from dialogs.protocol_checks import problems


class ProtocolError(Exception):
    """A protocol file that cannot be used; `problems` names each place and what is wrong there."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def parse(text: str) -> Protocol:
    """Read a protocol file's text; raises `ProtocolError` naming every problem at once."""
    try:
        protocol = Protocol.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError((f"not TOML: {error}",)) from error
    except ValidationError as error:
        raise ProtocolError(tuple(_place(problem) for problem in error.errors())) from error
    if found := tuple(problems(protocol)):
        raise ProtocolError(found)
    return protocol


def _place(problem: Mapping[str, object]) -> str:
    location = problem["loc"]
    parts = location if isinstance(location, tuple) else (location,)
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
    return f"{place}: {problem['msg']}"
