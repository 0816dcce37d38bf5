"""The Bot API's table of methods, and the check of a call against it.

Telegram overlooks much: a misspelt parameter, a string where a number belongs. Here each is refused, since in
a test it is always a mistake of the bot.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.botapi.errors import BadRequest

_TABLE = json.loads(Path(__file__).with_name("methods.json").read_text("utf-8"))
METHODS: dict[str, dict[str, str]] = _TABLE["methods"]
_TYPES: dict[str, dict[str, str] | str] = _TABLE["types"]

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_WORDS_FOR_MISSING = {
    "chat_id": "chat_id is empty",
    "message_id": "message identifier is not specified",
    "text": "message text is empty",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
}


@dataclass(frozen=True)
class Upload:
    """A file that came with the call."""

    name: str
    content: bytes
    mime_type: str = "application/octet-stream"


_CLASSES: dict[str, type | tuple[type, ...]] = {
    "String": str,
    "Integer": int,
    "Boolean": bool,
    "Float": (int, float),
    "InputFile": Upload,
}


class _Mismatch(Exception):
    """A value that isn't what the table says; `path` leads to it."""

    def __init__(self, words: str, path: tuple[str, ...] = ()) -> None:
        super().__init__(words)
        self.words = words
        self.path = path


def check(method: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a call as Python values, or raise BadRequest."""
    fields = METHODS[method]
    for name in given:
        if name not in fields and f"{name}?" not in fields:
            raise BadRequest(f'unknown parameter "{name}" of {method}')
    parameters = {}
    for field, types in fields.items():
        name = field.removesuffix("?")
        if name in given:
            try:
                parameters[name] = _from_wire(given[name], types)
            except _Mismatch as mismatch:
                raise BadRequest(f'parameter "{".".join((name, *mismatch.path))}" {mismatch.words}') from None
        elif field == name:
            raise BadRequest(_WORDS_FOR_MISSING.get(name, f'parameter "{name}" is required'))
    return parameters


def _from_wire(value: Any, types: str) -> Any:
    """Convert a parameter: in a form or a query everything is text, in a JSON body it can be a value."""
    convert = _read if isinstance(value, str) else _fit
    return _first_that_fits(types, lambda kind: convert(value, kind))


def _read(text: str, kind: str) -> Any:
    """Convert what was written as text."""
    if kind == "String":
        return text
    if kind == "Integer":
        if re.fullmatch(r"-?\d{1,19}", text, re.ASCII):
            return int(text)
        raise _Mismatch("must be of type Integer")
    if kind == "Boolean":
        if text.lower() in _BOOLEANS:
            return _BOOLEANS[text.lower()]
        raise _Mismatch("must be of type Boolean")
    try:
        return _fit(json.loads(text), kind)
    except ValueError:
        raise _Mismatch(f"can't be parsed as {kind}") from None


def _fit(value: Any, kind: str) -> Any:
    """Check a JSON value, however deep, and return it."""
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            raise _Mismatch(f"must be of type {kind}")
        return [_inside(str(index), item, kind.removeprefix("Array of ")) for index, item in enumerate(value)]
    declared = _TYPES.get(kind)
    if isinstance(declared, str):
        return _first_that_fits(declared, lambda subtype: _fit(value, subtype))
    if declared is not None:
        return _fit_object(value, kind, declared)
    if not isinstance(value, _CLASSES[kind]) or (isinstance(value, bool) and kind != "Boolean"):
        raise _Mismatch(f"must be of type {kind}")
    return value


def _fit_object(value: Any, kind: str, fields: dict[str, str]) -> Any:
    if not isinstance(value, dict):
        raise _Mismatch(f"must be of type {kind}")
    for name, inner in value.items():
        types = fields.get(name) or fields.get(f"{name}?")
        if types is None:
            raise _Mismatch(f"is unknown in {kind}", (name,))
        _inside(name, inner, types)
    for name in fields:
        if not name.endswith("?") and name not in value:
            raise _Mismatch(f"is required in {kind}", (name,))
    return value


def _inside(name: str, value: Any, types: str) -> Any:
    try:
        return _first_that_fits(types, lambda kind: _fit(value, kind))
    except _Mismatch as mismatch:
        raise _Mismatch(mismatch.words, (name, *mismatch.path)) from None


def _first_that_fits(types: str, convert: Callable[[str], Any]) -> Any:
    mismatches = []
    for kind in types.split("|"):
        try:
            return convert(kind)
        except _Mismatch as mismatch:
            mismatches.append(mismatch)
    # The alternative that went deepest before it failed is the one that was meant.
    raise max(mismatches, key=lambda mismatch: len(mismatch.path))
