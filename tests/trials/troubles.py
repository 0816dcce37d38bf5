"""Each trouble, made one at a time: danger is answered all the same, and everybody else as soon as it is over."""

import asyncio
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import perf_counter

from benchmarks.report import Claim, Report, say
from tests.botapi import BotApi
from tests.kit.deployment import Way, deployed
from tests.kit.postgres import Server, server
from tests.kit.programs import TOKEN
from tests.trials.cast import Act, Cast
from tests.trials.mischief import TROUBLES, Trouble
from tests.trials.options import PATIENCE, Options

SETTLED = 15.0
"""Seconds after a trouble after which nobody gets a reply any more."""

FIRST = 0.3
"""Seconds from the beginning of a trouble until people do something."""

DISK = "size=4m"
"""Of the file system that is filled up; only root can mount it."""

COLUMNS = (
    "the slowest, in seconds",
    "danger tried",
    "danger answered",
    "told",
    "answered after it",
    "people without a reply",
)


def measure(options: Options) -> list[Report]:
    """A report for each way."""
    return [_in_one_way(way, options) for way in options.ways]


def _in_one_way(way: Way, options: Options) -> Report:
    found: dict[Trouble, _Seen] = {}
    with ExitStack() as stack:
        postgres = stack.enter_context(server(durable=True)) if way.on_postgres else None
        for trouble in TROUBLES:
            chosen = not options.troubles or trouble.name.startswith(options.troubles)
            if chosen and trouble.postgres in (None, way.on_postgres):
                say(f"-- {way.value}: {trouble.name}")
                found[trouble] = asyncio.run(_play(trouble, way, postgres))
    rows: list[tuple[str | int | float, ...]] = [(trouble.name, *seen.row) for trouble, seen in found.items()]
    everything = list(found.values())
    claims = [
        Claim("words of danger: slowest attempt", max((seen.tried for seen in everything), default=0), 2, "s"),
        Claim(
            "words of danger: slowest answer", max((s.danger for s in everything if not s.restarts), default=0), 2, "s"
        ),
        Claim("the same after a restart", max((s.danger for s in everything if s.restarts), default=0), 5, "s"),
        Claim("slowest word to somebody who waits", max((seen.told for seen in everything), default=0), 5, "s"),
        Claim("slowest answer after a trouble", max((seen.answered for seen in everything), default=0), 5, "s"),
        Claim("people without a reply", sum(seen.silent for seen in everything), 0),
    ]
    notes = (
        "Danger counts from what was said; where Telegram itself takes nothing, from the end of that, and where the bot",
        "was killed, from when it is ready again. Attempts count so too where Telegram cannot see them.",
    )
    return Report(f"Troubles, {way.value}", COLUMNS, rows, claims, notes)


class _Seen:
    """What people saw of one trouble that was over at `over`, in seconds; what never came counts as long as was waited."""

    def __init__(self, trouble: Trouble, cast: Cast, over: float) -> None:
        end = perf_counter()
        self.restarts = trouble.restarts
        self.tried = self.danger = self.told = self.answered = 0.0
        for act in cast.acts:
            after = max(act.at, over)
            if act.is_danger:
                unheard = trouble.hides or trouble.restarts
                unseen = unheard or trouble.refuses or act.person is cast.limited
                self.tried = max(self.tried, _tried(cast, act, end) - (after if unheard else act.at))
                self.danger = max(self.danger, (act.answered or end) - (after if unseen else act.at))
            elif trouble.is_told:
                self.told = max(self.told, (act.told or end) - act.at)
            self.answered = max(self.answered, (act.answered or end) - after)
        self.silent = sum(not act.answered for act in cast.acts)

    @property
    def row(self) -> tuple[float | int, ...]:
        """The figures that stand under `COLUMNS`."""
        return *(round(each, 2) for each in (self.tried, self.danger, self.told, self.answered)), self.silent


def _tried(cast: Cast, act: Act, end: float) -> float:
    """When the bot first tried to answer, or `end` if it never did."""
    calls = (call for call in cast.api.calls if call.params.get("chat_id") == act.person.id)
    return min((call.at for call in calls if act.expected in call.params.get("text", "")), default=end)


async def _play(trouble: Trouble, way: Way, postgres: Server | None) -> _Seen:
    with ExitStack() as stack:
        where = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mesoguide-trial-")))
        data = stack.enter_context(_disk(where / "disk")) if trouble.disk else None
        async with BotApi(token=TOKEN, patience=PATIENCE) as api, deployed(api, way, where, postgres, data=data) as bot:
            cast = Cast(bot)
            await cast.prepare(12)
            watching = asyncio.create_task(cast.watch())
            async with trouble.make(bot, cast):
                for pause in (FIRST, trouble.seconds / 2):
                    await asyncio.sleep(pause)
                    await cast.act()
                await asyncio.sleep(trouble.seconds / 2)
            over = perf_counter()
            await cast.act()
            await cast.until_answered(SETTLED)
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            return _Seen(trouble, cast, over)


@contextmanager
def _disk(where: Path) -> Iterator[Path]:
    """A small file system of its own; a folder where nobody may mount one, and the trouble does not come about."""
    where.mkdir()
    mounted = os.geteuid() == 0 and not subprocess.call(("mount", "-t", "tmpfs", "-o", DISK, "tmpfs", str(where)))
    if not mounted:
        say("no disk can be filled up: that takes root")
    try:
        yield where
    finally:
        if mounted:
            subprocess.check_call(("umount", "--lazy", str(where)))
