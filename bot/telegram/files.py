"""Files, sent to Telegram after the cards that they belong to."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

import structlog
from telegram.constants import MessageLimit
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.files.pending import NumbersSnapshot, PendingFile
from bot.locale.translator import HTML, PLAIN, Markup, Translator
from bot.metrics import DEFECTS
from bot.render import show
from bot.response import Response, StillWanted
from bot.telegram.client.api import Api
from bot.telegram.client.errors import is_chat_gone, is_markup_fault
from bot.telegram.governor import Governor, Priority
from bot.telegram.sender import note_markup

log = structlog.get_logger(__name__)

T = TypeVar("T")

REMEMBERED = 10_000  # pictures that Telegram has already
ATTEMPTS = 8  # while Telegram is away; a file can be asked for again

Wanted = Callable[[], Awaitable[StillWanted]]
"""Whether a file is still for somebody."""


class SentPicture(NamedTuple):
    """A picture as Telegram has it, and its words."""

    file_id: str
    caption: str | None
    html: bool


class Files:
    """Makes files and sends them; a picture that somebody got before is neither made nor sent again."""

    def __init__(self, api: Api, governor: Governor) -> None:
        self._api = api
        self._governor = governor
        self._sent: dict[Hashable, SentPicture] = {}

    async def send(
        self, chat: int, turn: Response, still_wanted: Callable[[NumbersSnapshot], Awaitable[StillWanted]]
    ) -> Sequence[PendingFile]:
        """Send a turn's files to `chat`; returns those that somebody waits for and that did not get there.

        `still_wanted` is asked again before every attempt: numbers that are not for this person any more are dropped.
        Raises the errors of Telegram that say that nobody is there any more.
        """
        missing = []
        for file in turn.files:
            wanted = _always if file.snapshot is None else partial(still_wanted, file.snapshot)
            try:
                arrived = await self._send_one(chat, file, turn.words, wanted)
            except _UnwantedError as error:
                log.info("a file came too late and was dropped", file=file.name)
                arrived = error.silently
            if file.asked and not arrived:
                missing.append(file)
        return missing

    async def _send_one(self, chat: int, file: PendingFile, words: Translator, wanted: Wanted) -> bool:
        """Whether a file got there. Raises `_UnwantedError`, and what `send` raises."""
        try:
            if await self._send_known(chat, file, wanted):
                return True
            content = await self._content(file)
            if content is None:
                return False
            await self._send_new(chat, file, content, words, wanted)
        except Forbidden:
            raise
        except BadRequest as error:
            if is_chat_gone(error):
                raise
            DEFECTS.labels("file").inc()
            log.error("Telegram does not take a file", file=file.name, error=error)
            return False
        except TelegramError as error:
            log.warning("a file did not reach Telegram", file=file.name, error=error)
            return False
        return True

    async def _content(self, file: PendingFile) -> bytes | None:
        """None where it could not be made: the words are there, and the file alone is missing."""
        try:
            return await file.content()
        except Exception as error:  # noqa: BLE001  whatever it was, the person is told
            DEFECTS.labels("file").inc()
            log.error("a file could not be made", file=file.name, error=error)
            return None

    async def _send_known(self, chat: int, file: PendingFile, wanted: Wanted) -> bool:
        """Send what Telegram has; False where it has not, or has forgotten it."""
        sent = self._sent.get(file.key) if file.key is not None else None
        if sent is None:
            return False
        try:
            again = partial(self._api.known_picture, chat, sent.file_id, sent.caption, html=sent.html)
            await self._call(chat, wanted, again)
        except BadRequest:
            self._sent.pop(file.key, None)
            return False
        return True

    async def _call(self, chat: int, wanted: Wanted, call: Callable[[], Awaitable[T]]) -> T:
        """The result of `call`; raises `_UnwantedError` instead from the moment on when it is not wanted."""

        async def asking_first() -> T:
            now = await wanted()
            if now != "yes":
                raise _UnwantedError(silently=now == "no")
            return await call()

        return await self._governor.call(chat, Priority.FILE, asking_first, attempts=ATTEMPTS)

    async def _send_new(  # noqa: PLR0913  what a file is, and for how long
        self, chat: int, file: PendingFile, content: bytes, words: Translator, wanted: Wanted, *, markup: Markup = HTML
    ) -> None:
        said, html = caption(file, words, markup), markup is HTML
        send: Callable[..., Awaitable[str | None]] = self._api.new_picture if file.picture else self._api.file
        try:
            file_id = await self._call(chat, wanted, partial(send, chat, content, file.name, said, html=html))
        except BadRequest as error:
            if not html or not is_markup_fault(error):
                raise
            note_markup(words)
            await self._send_new(chat, file, content, words, wanted, markup=PLAIN)
            return
        if file_id:
            if len(self._sent) >= REMEMBERED:
                self._sent.clear()
            self._sent[file.key] = SentPicture(file_id, said, html)


class _UnwantedError(Exception):
    """A file that was on its way is not for this person any more. `silently`: nobody should hear of it."""

    def __init__(self, *, silently: bool) -> None:
        super().__init__()
        self.silently = silently


async def _always() -> StillWanted:
    return "yes"


def caption(file: PendingFile, words: Translator, markup: Markup) -> str | None:
    """The first of the captions that Telegram takes; it counts what is shown, in UTF-16."""
    for drawn in (make() for make in file.captions):
        if len(show(drawn, words).text.encode("utf-16-le")) <= 2 * MessageLimit.CAPTION_LENGTH:
            return show(drawn, words, markup).text
    return None
