"""Files, sent to Telegram after the cards that they belong to."""

from collections.abc import Awaitable, Callable, Hashable
from functools import partial, wraps
from typing import NamedTuple, ParamSpec, TypeVar

import structlog
from telegram.constants import MessageLimit
from telegram.error import BadRequest

from bot.conversation import Response, StillWanted
from bot.files.pending import NumbersSnapshot, PendingFile
from bot.locale.translator import HTML, PLAIN, Markup, Translator
from bot.metrics import DEFECTS
from bot.render import show
from bot.telegram.client.api import Api, is_chat_gone, is_markup_fault
from bot.telegram.client.retry import with_retries
from bot.telegram.sender import note_markup

log = structlog.get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

REMEMBERED = 10_000  # pictures that Telegram has already

Wanted = Callable[[], Awaitable[StillWanted]]
"""Whether a file is still for somebody."""


class SentPicture(NamedTuple):
    """A picture as Telegram has it, and its words."""

    file_id: str
    caption: str | None
    html: bool


class Files:
    """Makes files and sends them; a picture that somebody got before is neither made nor sent again."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._sent: dict[Hashable, SentPicture] = {}

    async def send(
        self, chat: int, turn: Response, still_wanted: Callable[[NumbersSnapshot], Awaitable[StillWanted]]
    ) -> bool:
        """Send a turn's files to `chat`; False where one that somebody waits for did not get there.

        `still_wanted` is asked again before every attempt: numbers that are not for this person any more are dropped.
        Raises the errors of Telegram that retries do not mend, but for a file that it does not take.
        """
        arrived = []
        for file in turn.files:
            wanted = _always if file.snapshot is None else partial(still_wanted, file.snapshot)
            try:
                arrived.append(await self._send_one(chat, file, turn.words, wanted) or not file.asked)
            except _UnwantedError as error:
                log.info("a file came too late and was dropped", file=file.name)
                arrived.append(error.silently or not file.asked)
        return all(arrived)

    async def _send_one(self, chat: int, file: PendingFile, words: Translator, wanted: Wanted) -> bool:
        if await self._send_known(chat, file, wanted):
            return True
        try:
            content = await file.content()
        except Exception as error:  # noqa: BLE001  the words are there, and the file alone is missing
            DEFECTS.labels("file").inc()
            log.error("a file could not be made", file=file.name, error=error)
            return False
        try:
            await self._send_new(chat, file, content, words, wanted)
        except BadRequest as error:
            if is_chat_gone(error):
                raise
            DEFECTS.labels("file").inc()
            log.error("Telegram does not take a file", file=file.name, error=error)
            return False
        return True

    async def _send_known(self, chat: int, file: PendingFile, wanted: Wanted) -> bool:
        """Send what Telegram has; False where it has not, or has forgotten it."""
        sent = self._sent.get(file.key) if file.key is not None else None
        if sent is None:
            return False
        again = _while(wanted, self._api.known_picture)
        try:
            await with_retries(again, chat, sent.file_id, sent.caption, html=sent.html)
        except BadRequest:
            self._sent.pop(file.key, None)
            return False
        return True

    async def _send_new(self, chat: int, file: PendingFile, content: bytes, words: Translator, wanted: Wanted) -> None:
        try:
            await self._upload(chat, file, content, caption(file, words, HTML), wanted, html=True)
        except BadRequest as error:
            if not is_markup_fault(error):
                raise
            note_markup(words)
            await self._upload(chat, file, content, caption(file, words, PLAIN), wanted, html=False)

    async def _upload(  # noqa: PLR0913  what a file is, and for how long
        self, chat: int, file: PendingFile, content: bytes, said: str | None, wanted: Wanted, *, html: bool
    ) -> None:
        if file.picture is None:
            await with_retries(_while(wanted, self._api.file), chat, content, file.name, said, html=html)
            return
        new = _while(wanted, self._api.new_picture)
        file_id = await with_retries(new, chat, content, file.name, said, html=html)
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


def _while(wanted: Wanted, call: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """`call`, which raises `_UnwantedError` instead from the moment on when its result is not wanted."""

    @wraps(call)
    async def asking_first(*args: P.args, **options: P.kwargs) -> T:
        now = await wanted()
        if now != "yes":
            raise _UnwantedError(silently=now == "no")
        return await call(*args, **options)

    return asking_first


def caption(file: PendingFile, words: Translator, markup: Markup) -> str | None:
    """The first of the captions that Telegram takes; it counts what is shown, in UTF-16."""
    for drawn in (make() for make in file.captions):
        if len(show(drawn, words).text.encode("utf-16-le")) <= 2 * MessageLimit.CAPTION_LENGTH:
            return show(drawn, words, markup).text
    return None
