"""The token that opens a clinic's counts. The file of clinics holds its digest only."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

BYTES = 24  # of chance in a token


def new() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(BYTES)


def digest(token: bytes) -> str:
    """What `Clinics.digests` holds of a token: its SHA-256 in hexadecimal."""
    return sha256(token).hexdigest()


def opens(token: bytes, known: str) -> bool:
    """Whether `token` is the one whose digest is `known`; how long this takes tells nothing."""
    return hmac.compare_digest(digest(token), known)
