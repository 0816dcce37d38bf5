"""Lines from standard input, typed or piped."""

import asyncio
from io import BufferedReader
from typing import TextIO, cast

CHUNK = 65536  # bytes


class Keyboard:
    """Reads lines without holding up the event loop, and without a thread that outlives it."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._unread = b""

    @property
    def is_terminal(self) -> bool:
        """Whether a person sees what they type."""
        return self._stream is not None and self._stream.isatty()

    async def line(self) -> str | None:
        """The next line, without its end; None when there are no more. What is no text in the encoding becomes "�"."""
        while b"\n" not in self._unread:
            chunk = await self._chunk()
            if not chunk:
                last, self._unread = self._unread, b""
                return self._text(last) if last else None
            self._unread += chunk
        line, _, self._unread = self._unread.partition(b"\n")
        return self._text(line)

    async def _chunk(self) -> bytes:
        if self._stream is None:  # closed by whoever started the program
            return b""
        loop, ready = asyncio.get_running_loop(), asyncio.Event()
        try:
            loop.add_reader(self._stream.fileno(), ready.set)
        except (NotImplementedError, PermissionError):
            # Windows has no readers; a file takes none on Linux, and never lets anybody wait either
            return await asyncio.to_thread(self._read)
        try:
            await ready.wait()
        finally:
            loop.remove_reader(self._stream.fileno())
        return self._read()

    def _read(self) -> bytes:
        return cast("BufferedReader", self._stream.buffer).read1(CHUNK) if self._stream else b""

    def _text(self, line: bytes) -> str:
        encoding = self._stream.encoding if self._stream else "utf-8"
        return line.decode(encoding, errors="replace").removesuffix("\r")
