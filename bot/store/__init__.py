"""Where conversations are kept between two messages: one row each, in SQLite or PostgreSQL.

It is health data. It is encrypted, never logged and never part of an exception's message. A file of SQLite
is readable by its owner only, and what is erased is wiped from it.
"""

from bot.store.cipher import new_key
from bot.store.errors import BrokenRowError, DecryptionError, StoreError
from bot.store.records import Key, Owed, Retention, Stored
from bot.store.store import Store

__all__ = ["BrokenRowError", "DecryptionError", "Key", "Owed", "Retention", "Store", "StoreError", "Stored", "new_key"]
