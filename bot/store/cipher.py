"""Encryption of what is stored: nobody reads answers from a copy of the database without the key."""

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.store.errors import DecryptionError, StoreError

_CHECK = b"Mesoguide"
_MALFORMED = (
    "{source} holds something that is no key. Make one with “mesoguide keys”; for what is encrypted already, "
    "only its own key will do."
)
_UNREADABLE = (
    "A conversation can't be read with the keys of {source}. Add the key that it was encrypted with to "
    "DATA_KEY, after the others. Nothing was changed."
)
# It escapes whatever isn't ASCII: half of a surrogate pair in somebody's message is kept too
_encode = json.JSONEncoder(separators=(",", ":")).encode


def new_key() -> str:
    """Return a new key, as ``DATA_KEY`` takes it: 32 random bytes in URL-safe base64."""
    return Fernet.generate_key().decode()


class Cipher:
    """Encrypts with the first of its keys, and decrypts what any of them encrypted.

    For example::

        cipher = Cipher((new_key(), old_key))
        assert cipher.decrypt(cipher.encrypt({"face": "yes"})) == {"face": "yes"}
    """

    def __init__(self, keys: tuple[str, ...], source: str = "DATA_KEY") -> None:
        """Take one key or more; ``source`` says where they are from, in errors.

        Raises ``StoreError`` for what is no key, without repeating it.
        """
        self.source = source
        try:
            every = [Fernet(key) for key in keys]
        except ValueError:
            raise StoreError(_MALFORMED.format(source=source)) from None
        self._keys, self._first = MultiFernet(every), every[0]

    def encrypt(self, data: dict[str, Any]) -> bytes:
        """Encrypt what JSON can hold; raises ``TypeError`` for anything else."""
        return self._keys.encrypt(_encode(data).encode())

    def decrypt(self, encrypted: bytes) -> dict[str, Any]:
        """Return what was encrypted; raises ``DecryptionError`` where no key fits.

        Raises ``TypeError`` or ``ValueError`` for what ``encrypt`` can't have made.
        """
        try:
            data = json.loads(self._keys.decrypt(encrypted))
        except InvalidToken:
            raise DecryptionError(_UNREADABLE.format(source=self.source)) from None
        if not isinstance(data, dict):
            raise TypeError("no object of JSON")
        return data

    def reencrypt(self, encrypted: bytes) -> bytes:
        """Encrypt with the first key what any of them encrypted; raises ``DecryptionError``."""
        try:
            return self._keys.rotate(encrypted)
        except InvalidToken:
            raise DecryptionError(_UNREADABLE.format(source=self.source)) from None

    def check_token(self) -> bytes:
        """Return a token by which ``accepts`` tells the right keys: it stays in the database."""
        return self._keys.encrypt(_CHECK)

    def accepts(self, token: bytes) -> bool:
        """Tell whether one of the keys made a ``check_token``."""
        return _made(self._keys, token)

    def encrypts_like(self, token: bytes) -> bool:
        """Tell whether the first key, which encrypts, made a ``check_token``."""
        return _made(self._first, token)


def _made(key: Fernet | MultiFernet, token: bytes) -> bool:
    try:
        return key.decrypt(token) == _CHECK
    except InvalidToken:
        return False
