"""The product's own parts: one turn of the dialog, the planner, the command, a conversation that waits."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc

from benchmarks import product
from benchmarks.report import Cell, Claim, Report, say
from benchmarks.stage import Stage
from benchmarks.timed import medians
from bot.conversation import Conversation
from bot.store import Key
from dialogs.flow.events import parse_data

ASKED = {
    # the beginning of a benchmark's name: at most, in this unit, of which a second has so many
    "one turn of the flow": (50.0, "microseconds", 1e6),
    "one answer": (100.0, "microseconds", 1e6),
    "mesoguide plan": (600.0, "milliseconds", 1e3),
}
OF_OTHERS = (None, "microseconds", 1e6)

FEW, MANY = 1000, 3000  # conversations
NOTHING = 64.0
"""Bytes; an empty dictionary is as large, and no conversation fits into one."""


def measure(stage: Stage, *, quick: bool) -> Report:
    """Medians of fresh processes. About a minute."""
    say("turns of the flow, the planner and the command, in fresh processes")
    rows: list[tuple[Cell, ...]] = []
    claims = []
    for name, seconds in medians(stage, "turns", quick=quick).items():
        at_most, unit, a_second = next((a for start, a in ASKED.items() if name.startswith(start)), OF_OTHERS)
        rows.append((name, seconds * a_second, unit))
        if at_most is not None:
            claims.append(Claim(name, seconds * a_second, at_most, unit))
    waits = asyncio.run(_bytes_a_conversation())
    rows.append(("memory of a waiting conversation", waits, "bytes"))
    claims.append(Claim("memory of a waiting conversation", waits, NOTHING, "bytes"))
    return Report("The product's own parts", ("what", "measured", "unit"), rows, claims)


async def _bytes_a_conversation() -> float:
    """Bytes by which memory grows for each further conversation that waits for its next tap."""
    async with product.conversation() as conversation:
        await _talk(conversation, range(FEW))
        tracemalloc.start()
        gc.collect()
        before, _peak = tracemalloc.get_traced_memory()
        await _talk(conversation, range(FEW, MANY))
        gc.collect()
        after, _peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return (after - before) / (MANY - FEW)


async def _talk(conversation: Conversation, people: range) -> None:
    for person in people:
        for data in ("do:start", product.AGREE, "area:face"):
            await conversation.turn(Key("bench", str(person)), parse_data(data))
