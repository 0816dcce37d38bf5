"""A file that is still to be made: the words that it goes along with do not wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import NamedTuple

from bot.locale.translator import Translator
from dialogs.cards import Card, draw
from dialogs.cards.answer.picture import in_short
from dialogs.cards.answer.timeline import alike
from dialogs.guide import Guide
from dialogs.planning.planner import Plan
from dialogs.questions.session import Session
from dialogs.questions.step import Answers
from dialogs.replies import Attached, CalendarFile, Picture, Reply, SummaryFile


class Shown(NamedTuple):
    """Numbers, and the answers behind them."""

    answers: Answers
    plan: Plan


@dataclass(frozen=True, slots=True)
class Draft:
    """A file by its name, with the words beside it: of several `captions` the first that fits.

    `make` gives its content. `picture`: what it shows, for a channel that draws it in its own way. Drafts with
    the same `key` have the same content and captions. `asked`: somebody waits for it. `shown`: the numbers
    that it shows; nobody gets it for whom there are others, or none, when it is ready.
    """

    name: str
    make: Callable[[], bytes]
    captions: tuple[Callable[[], Card], ...] = ()
    picture: Picture | None = None
    key: Hashable = None
    asked: bool = True
    shown: Shown | None = None

    async def content(self) -> bytes:
        """The file, made beside the event loop. Raises whatever making it raises."""
        return await asyncio.get_running_loop().run_in_executor(_BESIDE, self.make)


# One thread: several would only take the cores, and the interpreter's lock, from those who are answered meanwhile.
_BESIDE = ThreadPoolExecutor(1, thread_name_prefix="files")


def drafts(
    replies: Sequence[Reply], session: Session, words: Translator, guide: Guide, now: datetime
) -> Iterator[Draft]:
    """The files among `replies` to `session`; `now` is when they are made."""
    shown = next((Shown(session.answers, r.plan) for r in replies if isinstance(r, Attached)), None)
    for each in _drafts(replies, session.calendar, words, guide, now):
        yield replace(each, shown=shown)


def _drafts(
    replies: Sequence[Reply], entries: str, words: Translator, guide: Guide, now: datetime
) -> Iterator[Draft]:
    for reply in replies:
        caption = partial(draw, reply, guide)
        match reply:
            case Picture():
                make, captions = partial(_picture, reply, words, guide), (caption, partial(in_short, reply))
                key = (words.language, alike(reply))
                yield Draft("mesoguide.png", make, captions, reply, key, reply.asked)
            case CalendarFile():
                yield Draft("mesoguide.ics", partial(_calendar, reply, words, entries, now), (caption,))
            case SummaryFile():
                yield Draft("mesoguide.pdf", partial(_summary, reply, words, guide, now), (caption,))


def warm_up() -> None:
    """Load what makes files, so that the first one does not take longer than others."""
    import bot.files.calendar
    import bot.files.picture
    import bot.files.summary  # noqa: F401  all three are loaded, and none is called


# What makes files is imported when the first one is made: most turns, and all of `mesoguide plan`, make none.


def _picture(reply: Picture, words: Translator, guide: Guide) -> bytes:
    from bot.files.picture import png
    from bot.files.words import read_aloud

    return png(reply, words, read_aloud(draw(reply, guide), words))


def _calendar(reply: CalendarFile, words: Translator, entries: str, now: datetime) -> bytes:
    from bot.files.calendar import ics

    return ics(reply, words, entries, now)


def _summary(reply: SummaryFile, words: Translator, guide: Guide, now: datetime) -> bytes:
    from bot.files.summary import pdf

    return pdf(reply, words, guide, now)
