"""What the store asks of a database. ``sqlite`` and ``postgres`` each answer it in their way."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Delete, Dialect, Insert, Select, Update

Values = Mapping[str, Any]
"""A statement's parameters by their names."""

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, eq=False, slots=True)
class Statement:
    """A statement in no database's dialect."""

    clause: Select[Any] | Insert | Update | Delete
    erases: bool = False
    """Whether nothing may be left, in any file, of what it takes away."""


@dataclass(frozen=True, slots=True)
class CompiledStatement:
    """A statement in the dialect of one database, whose parameters have positions."""

    sql: str
    names: tuple[str, ...]
    """Of the parameters, in the order of their positions."""
    reads: bool
    erases: bool

    def arguments(self, values: Values) -> tuple[Any, ...]:
        """Put parameters in the order of their positions; raises ``KeyError`` where one is missing."""
        return tuple([values[name] for name in self.names])


@cache  # compiling takes as long as running
def compiled(statement: Statement, dialect: Dialect) -> CompiledStatement:
    """Compile a statement for a dialect, as SQLAlchemy describes it for a database and its driver."""
    found = statement.clause.compile(dialect=dialect)
    names = tuple(found.positiontup or ())
    return CompiledStatement(str(found), names, statement.clause.is_select, statement.erases)


class Driver(Protocol):
    """A database that is open and up to date. What one call asks for is one transaction.

    Whatever fails raises ``StoreError``. A change that was begun is made, even where the task that waits for
    it is cancelled.
    """

    shared: bool
    """Whether several processes may use the database at once."""
    combines: bool
    """Whether one statement may change two tables, which saves the way to the server and back."""

    def read(self, statement: Statement, values: Values) -> Awaitable[Rows]:
        """Return the rows that a statement selects."""

    def write(self, statement: Statement, values: Values) -> Awaitable[int]:
        """Return how many rows were changed. Where it fails they may be changed all the same."""

    def write_together(self, statements: Sequence[Statement], values: Values, *, guarded: bool) -> Awaitable[list[int]]:
        """Run statements in one transaction; return how many rows each changed.

        ``guarded``: where the first changes no row, the others don't run, and count as 0.
        """

    def write_many(self, statement: Statement, rows: Sequence[Values]) -> Awaitable[object]:
        """Run a statement once for each row of values, in one transaction."""

    def tidy(self) -> Awaitable[object]:
        """Wipe what statements that erase left in the files; a warning is logged where it can't be done."""

    async def close(self) -> None:
        """Let go of the database, once what is under way has ended."""
