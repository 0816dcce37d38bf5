"""What somebody who never wrote TOML can do about its errors."""

from __future__ import annotations

import re

import tomli

LONGEST = 60  # characters of a line that are named
CURLED = re.compile("[“”„«»‘’]")

_HINTS = (
    (
        re.compile(r"Expected ']+'"),
        "write [[clinic]] with two brackets on each side, and [clinic.hours] with one",
    ),
    (re.compile("overwrite|twice|redefin"), "this name stands there twice"),
    (re.compile("array"), "a list ends with ], and a day in it is written 2026-12-24"),
    (
        re.compile("newline or end"),
        "a price is a number alone, such as 90 or 90.50; words and times stand between quotation marks",
    ),
    (
        re.compile("Invalid value|string"),
        'words stand between straight quotation marks, such as "smile"; prices and days stand alone',
    ),
)


def explained(error: tomli.TOMLDecodeError) -> str:
    """An error of the parser, the line where it stands, and what to do about it."""
    text = error.doc.splitlines()[error.lineno - 1 : error.lineno]
    line = "".join(filter(str.isprintable, text[0])).strip() if text else ""
    named = f": {line[:LONGEST]}" if line else ""
    if CURLED.search(line):
        return f'{error}{named} (use straight quotation marks, "like these")'
    hint = next((hint for pattern, hint in _HINTS if pattern.search(error.msg)), "")
    return f"{error}{named}" + (f" ({hint})" if hint else "")
