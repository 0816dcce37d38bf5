"""What PostgreSQL and the way to it report, in sentences. Theirs are not repeated: they quote values."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg  # type: ignore[import-untyped]  # it ships no annotations
from sqlalchemy.exc import DBAPIError

from bot.store.errors import StoreError

MALFORMED = "DATABASE_URL can't be understood. Write it such as postgresql://user:password@host/mesoguide."
_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
)
"""The connection is of no use any more. A new one may be."""

_SENTENCES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (ValueError, "{place} can't hold what it was given ({name})."),  # so asyncpg thinks before it sends it
    (_LOST, "{place} has broken the connection off. PostgreSQL may be starting or stopping there."),
    (
        asyncpg.InvalidAuthorizationSpecificationError,  # a wrong password is one too
        "{place} doesn't let Mesoguide in. Correct user and password in DATABASE_URL.",
    ),
    (asyncpg.InvalidCatalogNameError, "{place} doesn't exist. Create it, or correct DATABASE_URL."),
    (
        asyncpg.InsufficientPrivilegeError,
        "{place} doesn't allow that to the user in DATABASE_URL. Let this user create and change tables there.",
    ),
    (
        asyncpg.ReadOnlySQLTransactionError,
        "{place} can only be read: a standby, perhaps. Point DATABASE_URL at the primary.",
    ),
    (asyncpg.DiskFullError, "{place} has no room left on its disk. Make some."),
    (
        asyncpg.TooManyConnectionsError,
        "{place} takes no more connections. Raise max_connections, or run fewer processes.",
    ),
    (TimeoutError, "{place} didn't answer in time. Is PostgreSQL there busy, or is the network?"),
    (OSError, "{place} can't be reached. Is PostgreSQL running there, is DATABASE_URL right?"),
)
_OTHERWISE = "{place} can't be used ({name}). PostgreSQL's own log says more."


def named(url: str) -> str:
    """Return a database as sentences begin with it: its name and its host, not its user and password.

    Raises ``StoreError`` for what is no URL.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or parse_qs(parts.query).get("host", ["this machine"])[0]
        return f"The database {unquote(parts.path).strip('/')} on {host}".replace("  ", " ")
    except ValueError:
        raise StoreError(MALFORMED) from None


def is_lost(error: Exception) -> bool:
    """Tell whether a statement failed because its connection broke, so that another one may do."""
    return isinstance(error, (*_LOST, OSError)) and not isinstance(error, (TimeoutError, ValueError))


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turn what PostgreSQL or the network reports into a ``StoreError``; ``place`` as ``named`` returns it."""
    try:
        yield
    except DBAPIError as error:  # in which SQLAlchemy wraps errors
        raise _explain((error.orig and error.orig.__cause__) or error, place) from None
    except (asyncpg.PostgresError, *_LOST, OSError) as error:
        raise _explain(error, place) from None


def _explain(error: BaseException, place: str) -> StoreError:
    sentence = next((text for kind, text in _SENTENCES if isinstance(error, kind)), _OTHERWISE)
    return StoreError(sentence.format(place=place, name=type(error).__name__))
