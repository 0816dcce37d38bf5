"""A file that is still to be made: the words that it goes along with do not wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.files.words import CLEAN
from bot.i18n import Translator
from bot.render import show
from dialogs.cards import Card, draw
from dialogs.cards.picture import in_short
from dialogs.guide import Guide
from dialogs.replies import CalendarFile, Picture, Reply, SummaryFile


@dataclass(frozen=True, slots=True)
class Draft:
    """A file by its name, with the words beside it: of several `captions` the first that fits.

    `make` gives its content. `picture`: what it shows, for a channel that draws it in its own way. `asked`:
    somebody waits for it.
    """

    name: str
    make: Callable[[], bytes]
    captions: tuple[Card, ...] = ()
    picture: Picture | None = None
    asked: bool = True

    async def content(self) -> bytes:
        """The file, made in a thread of its own. Raises whatever making it raises."""
        return await asyncio.to_thread(self.make)


def drafts(
    replies: Sequence[Reply], words: Translator, guide: Guide, entries: str, now: datetime
) -> Iterator[Draft]:
    """The files among `replies`; `entries` names a person's calendar entries, `now` is when they are made."""
    for reply in replies:
        match reply:
            case Picture():
                captions = (draw(reply, guide), in_short(reply))
                make = partial(_picture, reply, words, guide)
                yield Draft("mesoguide.png", make, captions, reply, reply.asked)
            case CalendarFile():
                make = partial(_calendar, reply, words, entries, now)
                yield Draft("mesoguide.ics", make, (draw(reply, guide),))
            case SummaryFile():
                make = partial(_summary, reply, words, guide, now)
                yield Draft("mesoguide.pdf", make, (draw(reply, guide),))


# What makes files is imported when the first one is made: most turns, and all of `mesoguide plan`, make none.


def _picture(reply: Picture, words: Translator, guide: Guide) -> bytes:
    from bot.files.picture import png

    return png(reply, words, show(draw(reply, guide), words, CLEAN).text)


def _calendar(reply: CalendarFile, words: Translator, entries: str, now: datetime) -> bytes:
    from bot.files.calendar import ics

    return ics(reply, words, entries, now)


def _summary(reply: SummaryFile, words: Translator, guide: Guide, now: datetime) -> bytes:
    from bot.files.summary import pdf

    return pdf(reply, words, guide, now)
