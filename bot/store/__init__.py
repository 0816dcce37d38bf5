"""Where conversations are kept between two messages: one row each, in an SQLite file.

It is health data. It is never logged, never part of an exception's message, readable by the owner of
the file only, and overwritten with zeros once it is erased.
"""

from bot.store.errors import StoreError
from bot.store.store import Key, Store, Stored

__all__ = ["Key", "Store", "StoreError", "Stored"]
