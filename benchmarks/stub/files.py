"""Files that a bot has uploaded: Telegram keeps each, and knows it again by its `file_id`."""

from __future__ import annotations

import itertools
import json
import struct

SIZES = (("s", 90), ("m", 320), ("x", 800), ("y", 1280))
"""In which sizes Telegram keeps a picture: the letter of each, and its longer side in pixels."""

_SIDES = struct.Struct(">16x2I")
"""Where a PNG says how wide and how high it is."""


class Files:
    """The files of one bot, each as the field of the message that it is sent with."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._kept: dict[str, str] = {}

    def photo(self, given: bytes | str) -> str:
        """A picture: a new one, or the `file_id` of one that is here."""
        if isinstance(given, str):
            return self._kept[given]
        width, height = _SIDES.unpack_from(given)
        number, longer = next(self._numbers), max(width, height)
        smaller = [size for size in SIZES[:-1] if size[1] < longer]
        sizes = []
        for letter, side in SIZES[: len(smaller) + 1]:
            scale = min(1.0, side / longer)
            sizes.append(
                {
                    **_names("AgACAgIAAxkDAAI", "AQAD", number, letter),
                    "file_size": round(len(given) * scale),
                    "width": round(width * scale),
                    "height": round(height * scale),
                }
            )
        return self._keep(sizes[-1], f'"photo":{json.dumps(sizes)}')

    def document(self, given: bytes | str) -> str:
        """Any other file, likewise."""
        if isinstance(given, str):
            return self._kept[given]
        file = {**_names("BQACAgIAAxkDAAI", "AgAD", next(self._numbers), "f"), "file_size": len(given)}
        return self._keep(file, f'"document":{json.dumps(file)}')

    def _keep(self, file: dict[str, str | int], field: str) -> str:
        self._kept[str(file["file_id"])] = field
        return field


def _names(file: str, unique: str, number: int, letter: str) -> dict[str, str | int]:
    """Ids as long as Telegram's, which begin like its own."""
    return {"file_id": f"{file}{number:055}{letter}AAM", "file_unique_id": f"{unique}{number:011}{letter}"}
