"""Files that are still to be made: the message that they belong to does not wait for them."""

import asyncio
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple

from bot.locale.translator import Translator
from dialogs.attachments import CalendarFile, ExportFile, Picture, SummaryFile
from dialogs.card import Card
from dialogs.cards.answer import dated
from dialogs.cards.answer.picture import in_short, picture
from dialogs.cards.answer.summary import SUMMARY_FILE
from dialogs.cards.answer.timeline import alike
from dialogs.guide import Guide
from dialogs.planning.planner import Plan
from dialogs.questions.step import Answers
from dialogs.turn import Turn


class NumbersSnapshot(NamedTuple):
    """Numbers, and the answers behind them."""

    answers: Answers
    plan: Plan


@dataclass(frozen=True, slots=True)
class PendingFile:
    """A file that goes along with a message.

    Of several `captions`, the first that a channel has room for stands beside it. `make` returns its content,
    and blocks meanwhile. `picture`: what it shows, for a channel that draws it in its own way. Files with the
    same `key` have the same content and captions. `asked`: somebody asked for it, and waits. `snapshot`: the
    numbers that it shows; it is not sent if the person has other numbers, or none, by the time it is ready.
    `again`: the data of the button that asks for it.
    """

    name: str
    make: Callable[[], bytes]
    captions: tuple[Callable[[], Card], ...] = ()
    picture: Picture | None = None
    key: Hashable = None
    asked: bool = True
    snapshot: NumbersSnapshot | None = None
    again: str = ""

    async def content(self) -> bytes:
        """Make the file without holding up the event loop; raises whatever making it raises."""
        return await asyncio.get_running_loop().run_in_executor(_EXECUTOR, self.make)


# One thread: several would take the processor, and the interpreter's lock, from people who are answered meanwhile
_EXECUTOR = ThreadPoolExecutor(1, thread_name_prefix="files")


def pending_files(turn: Turn, words: Translator, export: Callable[[], bytes]) -> Iterator[PendingFile]:
    """The files that go along with a turn; `export` makes the one with everything that is kept about a person."""
    guide, now = turn.guide, turn.here
    for each in turn.attachments:
        match each:
            case Picture():
                yield PendingFile(
                    "mesoguide.png",
                    partial(_picture, each, words),
                    (partial(picture, each), partial(in_short, each)),
                    each,
                    (words.language, alike(each)),
                    each.asked,
                    NumbersSnapshot(each.answers, each.plan),
                    "do:picture",
                )
            case CalendarFile():
                make = partial(_calendar, each, words, turn.session.calendar, now)
                snapshot = NumbersSnapshot(turn.answers, each.plan)
                captions = (partial(dated.calendar_file, each),)
                again = f"do:calendar:{'named' if each.named else 'plain'}"
                yield PendingFile("mesoguide.ics", make, captions, snapshot=snapshot, again=again)
            case SummaryFile():
                make = partial(_summary, each, words, guide, now)
                snapshot = NumbersSnapshot(each.answers, each.plan)
                yield PendingFile("mesoguide.pdf", make, (lambda: SUMMARY_FILE,), snapshot=snapshot, again="do:summary")
            case ExportFile():
                yield PendingFile("mesoguide.json", export, again="do:export")


def warm_up() -> None:
    """Import what makes files, so that the first one does not take longer than others."""
    import bot.files.calendar
    import bot.files.picture
    import bot.files.summary  # noqa: F401  all three are loaded, and none is called


# What makes files is imported when the first one is made: most turns, and all of `mesoguide plan`, make none.


def _picture(reply: Picture, words: Translator) -> bytes:
    from bot.files.picture import png

    return png(reply, words)


def _calendar(reply: CalendarFile, words: Translator, entries: str, now: datetime) -> bytes:
    from bot.files.calendar import ics

    return ics(reply, words, entries, now)


def _summary(reply: SummaryFile, words: Translator, guide: Guide, now: datetime) -> bytes:
    from bot.files.summary import pdf

    return pdf(reply, words, guide, now)
