"""The Bot API's table of methods, and the check of a call against it.

Telegram overlooks much: a misspelt parameter, a string where a number belongs. Here each is refused, since in
a test it is always a mistake of the bot.
"""

import json
import marshal
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
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


class _Shape:
    """The fields of a method or of a type, in the order of the table."""

    def __init__(self, fields: dict[str, str]) -> None:
        self.types = {name.removesuffix("?"): types for name, types in fields.items()}
        self.required = tuple(name for name in fields if not name.endswith("?"))


_METHOD_SHAPES = {method: _Shape(fields) for method, fields in METHODS.items()}
_TYPE_SHAPES = {name: _Shape(declared) for name, declared in _TYPES.items() if isinstance(declared, dict)}


def check(method: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a call as Python values, or raise BadRequest."""
    shape = _METHOD_SHAPES[method]
    for name in given:
        if name not in shape.types:
            raise BadRequest(f'unknown parameter "{name}" of {method}')
    parameters = {}
    for name, types in shape.types.items():
        if name in given:
            try:
                parameters[name] = _from_wire(given[name], types)
            except _Mismatch as mismatch:
                raise BadRequest(f'parameter "{".".join((name, *mismatch.path))}" {mismatch.words}') from None
        elif name in shape.required:
            raise BadRequest(_WORDS_FOR_MISSING.get(name, f'parameter "{name}" is required'))
    return parameters


def _from_wire(value: Any, types: str) -> Any:
    """Convert a parameter: in a form or a query everything is text, in a JSON body it can be a value."""
    if isinstance(value, str):
        return _read(value, types)
    return _fit_once(marshal.dumps(value, 2), types) if isinstance(value, dict) else _fit(value, types)


@lru_cache(1024)
def _fit_once(value: bytes, types: str) -> Any:
    """Check a marshalled value. Under load the same keyboards come again and again; to know one is cheap."""
    return _fit(marshal.loads(value), types)


def _read(text: str, kind: str) -> Any:
    """Convert what was written as text."""
    if "|" in kind:
        return _first_that_fits(text, kind, _read)
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
    if kind in _CLASSES:
        if not isinstance(value, _CLASSES[kind]) or (isinstance(value, bool) and kind != "Boolean"):
            raise _Mismatch(f"must be of type {kind}")
        return value
    if kind in _TYPE_SHAPES:
        return _fit_object(value, kind, _TYPE_SHAPES[kind])
    if "|" in kind:
        return _first_that_fits(value, kind, _fit)
    if kind.startswith("Array of "):
        return _fit_array(value, kind)
    return _fit(value, str(_TYPES[kind]))


def _fit_array(value: Any, kind: str) -> Any:
    if not isinstance(value, list):
        raise _Mismatch(f"must be of type {kind}")
    inner, index = kind.removeprefix("Array of "), 0
    try:
        for index, item in enumerate(value):  # noqa: B007  for the path of a mismatch
            _fit(item, inner)
    except _Mismatch as mismatch:
        raise _Mismatch(mismatch.words, (str(index), *mismatch.path)) from None
    return value


def _fit_object(value: Any, kind: str, shape: _Shape) -> Any:
    if not isinstance(value, dict):
        raise _Mismatch(f"must be of type {kind}")
    for name, inner in value.items():
        types = shape.types.get(name)
        if types is None:
            raise _Mismatch(f"is unknown in {kind}", (name,))
        try:
            _fit(inner, types)
        except _Mismatch as mismatch:
            raise _Mismatch(mismatch.words, (name, *mismatch.path)) from None
    for name in shape.required:
        if name not in value:
            raise _Mismatch(f"is required in {kind}", (name,))
    return value


def _first_that_fits(value: Any, types: str, convert: Callable[[Any, str], Any]) -> Any:
    mismatches = []
    for kind in types.split("|"):
        try:
            return convert(value, kind)
        except _Mismatch as mismatch:
            mismatches.append(mismatch)
    # The alternative that went deepest before it failed is the one that was meant.
    raise max(mismatches, key=lambda mismatch: len(mismatch.path))
