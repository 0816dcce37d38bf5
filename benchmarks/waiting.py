"""What a live conversation costs in memory between two of its turns."""

from __future__ import annotations

import asyncio
import gc
import tempfile
import tracemalloc
from pathlib import Path

from bot.clinics.directory import Directory
from bot.conversation import Conversation
from bot.guide import read_guide
from bot.store import Key, Store
from dialogs.flow.events import parse_data

FEW, MANY = 1000, 3000  # conversations


async def bytes_a_conversation() -> float:
    """Bytes by which memory grows for each further conversation that waits for its next tap."""
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        conversation = Conversation(Directory(None, read_guide()), store)
        await _talk(conversation, range(FEW))
        tracemalloc.start()
        gc.collect()
        before, _peak = tracemalloc.get_traced_memory()
        await _talk(conversation, range(FEW, MANY))
        gc.collect()
        after, _peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        await store.close()
    return (after - before) / (MANY - FEW)


async def _talk(conversation: Conversation, people: range) -> None:
    for person in people:
        for data in ("do:start", "consent:agree", "area:face"):
            await conversation.turn(Key("bench", str(person)), parse_data(data))


def main() -> float:
    """Run it."""
    return asyncio.run(bytes_a_conversation())
