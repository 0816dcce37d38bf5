"""Encryption of what is stored: nobody reads answers from a copy of the database without the key."""

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.store.errors import SealedError, StoreError

_CHECK = b"Mesoguide"
_MALFORMED = (
    "{source} holds something that is no key. Make one with “mesoguide keys”; for what is encrypted already, "
    "only its own key will do."
)
_UNREADABLE = (
    "A conversation can't be read with the keys of {source}. Add the key that it was encrypted with to "
    "DATA_KEY, after the others. Nothing was changed."
)
# It escapes every character: half of a surrogate pair in somebody's message is then kept too
_encode = json.JSONEncoder(separators=(",", ":")).encode


def new_key() -> str:
    """Return a new key, as ``DATA_KEY`` takes it."""
    return Fernet.generate_key().decode()


class Seal:
    """Encrypts with the first of its keys and reads what any of them encrypted."""

    def __init__(self, keys: tuple[str, ...], source: str = "DATA_KEY") -> None:
        """Take one key or more; ``source`` says where they are from.

        Raises ``StoreError`` for what is no key, without repeating it.
        """
        self.source = source
        try:
            self._keys = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise StoreError(_MALFORMED.format(source=source)) from None

    def close(self, data: dict[str, Any]) -> bytes:
        """Encrypt what JSON can hold."""
        return self._keys.encrypt(_encode(data).encode())

    def open(self, sealed: bytes) -> dict[str, Any]:
        """Return what was encrypted; raises ``SealedError`` where no key fits."""
        try:
            data: dict[str, Any] = json.loads(self._keys.decrypt(sealed))
        except InvalidToken:
            raise SealedError(_UNREADABLE.format(source=self.source)) from None
        return data

    def anew(self, sealed: bytes) -> bytes:
        """Encrypt with the first key what any of them encrypted; raises ``SealedError``."""
        try:
            return self._keys.rotate(sealed)
        except InvalidToken:
            raise SealedError(_UNREADABLE.format(source=self.source)) from None

    def token(self) -> bytes:
        """Return what ``fits`` knows again: it stays in the database and tells whose keys are right."""
        return self._keys.encrypt(_CHECK)

    def fits(self, token: bytes) -> bool:
        """Tell whether one of the keys made a token."""
        try:
            return self._keys.decrypt(token) == _CHECK
        except InvalidToken:
            return False
