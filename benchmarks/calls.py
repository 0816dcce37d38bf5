"""What happens within one turn: how many of the product's functions are called, and what becomes of the session."""

import asyncio
import sys
from collections import Counter
from collections.abc import Callable
from types import CodeType, FrameType

from benchmarks import product
from benchmarks.bots import ROOT
from benchmarks.report import Cell, Report
from benchmarks.script import ROUND
from benchmarks.stage import Stage
from bot.conversation import Conversation
from bot.response import Typed
from bot.store import Key
from dialogs.flow.events import Event, parse_data

COUNTED: dict[str, Callable[..., object]] = {
    "read": product.READ,
    "written": product.WRITTEN,
    "settled": product.SETTLED,
}
ROOMS = tuple(str(ROOT / room) for room in ("bot", "dialogs"))
BEFORE = ("do:start", product.AGREE, *product.taps(ROUND)[:2])


def measure(stage: Stage, *, quick: bool) -> Report:  # noqa: ARG001  as every part
    """Calls of one tap and of one typed word, each at the same question. A second."""
    tap = product.taps(ROUND)[2]
    acts = {"a tap": parse_data(tap), "a typed word": Typed(tap.partition(":")[2])}
    return Report(
        "Within one turn, from the database and back",
        ("what", "functions of bot and dialogs", "calls of them", *(f"session {what}" for what in COUNTED)),
        [asyncio.run(_row(name, act)) for name, act in acts.items()],
    )


async def _row(name: str, act: Event | Typed) -> tuple[Cell, ...]:
    calls = Counter[CodeType]()
    async with product.conversation() as conversation:
        for chat in ("warm", "counted"):  # what is imported or cached once is no part of a turn
            for data in BEFORE:
                await conversation.turn(Key("bench", chat), parse_data(data))
            calls = await _calls(conversation, Key("bench", chat), act)
    own = [code for code in calls if code.co_filename.startswith(ROOMS) and not code.co_name.endswith("comp>")]
    counted = [calls[getattr(of, "__func__", of).__code__] for of in COUNTED.values()]
    return name, len(own), sum(calls[code] for code in own), *counted


async def _calls(conversation: Conversation, key: Key, act: Event | Typed) -> Counter[CodeType]:
    """How often each function is called in one turn; a coroutine that goes on counts once more."""
    calls = Counter[CodeType]()

    def note(frame: FrameType, event: str, _of: object) -> None:
        if event == "call":
            calls[frame.f_code] += 1

    sys.setprofile(note)
    try:
        await conversation.turn(key, act)
    finally:
        sys.setprofile(None)
    return calls
