"""What the store asks of a database. ``sqlite.py`` and ``postgres.py`` each answer it in their way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Delete, Dialect, Insert, Select, Update

Values = Mapping[str, Any]
"""A statement's parameters by their names."""

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, eq=False, slots=True)
class Statement:
    """One question to the database, whichever it is."""

    clause: Select[Any] | Insert | Update | Delete
    erases: bool = False
    """Whether nothing may be left, in any file, of what it takes away."""


class Text:
    """A statement in the words of one database: built once, as that costs as much as running it."""

    __slots__ = ("_names", "erases", "reads", "sql")

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        """Compile ``statement`` for a ``dialect`` whose parameters have positions."""
        compiled = statement.clause.compile(dialect=dialect)
        self.sql = str(compiled)
        self._names: tuple[str, ...] = tuple(compiled.positiontup or ())
        self.reads = statement.clause.is_select
        self.erases = statement.erases

    def values(self, values: Values) -> tuple[Any, ...]:
        """Put parameters in the order of their positions."""
        return tuple([values[name] for name in self._names])


class Texts(dict[Statement, Text]):
    """Statements in the words of one database, each built at its first use."""

    def __init__(self, dialect: Dialect) -> None:
        """Take SQLAlchemy's description of the database and its driver."""
        super().__init__()
        self._dialect = dialect

    def __missing__(self, statement: Statement) -> Text:
        text = self[statement] = Text(statement, self._dialect)
        return text


class Driver(Protocol):
    """A database that is open and up to date. Every statement is a transaction of its own.

    Whatever fails raises ``StoreError``. A change that was begun is made, even where the task that waits for
    it is cancelled.
    """

    shared: bool
    """Whether several processes may use the database at once."""

    async def read(self, statement: Statement, values: Values) -> Rows:
        """Return the rows that are asked for."""

    async def write(self, statement: Statement, values: Values) -> int:
        """Return how many rows were changed. Where it fails they may be changed all the same."""

    async def tidy(self) -> None:
        """Wipe what statements that erase left in the files; a warning is logged where it can't be done."""

    async def close(self) -> None:
        """Let go of the database, once what is under way has ended."""
