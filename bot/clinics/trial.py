"""Whether a protocol has an answer for everybody: made-up people of every kind ask it once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from bot.clinics.values import PRODUCTS
from bot.locale.translator import translator
from bot.logs import describe
from bot.render import show
from dialogs.cards.answer import why
from dialogs.cards.answer.numbers import everything
from dialogs.guide import Guide
from dialogs.planning.protocol import Protocol
from dialogs.planning.samples import SAMPLES
from dialogs.turn import Turn


def faults(protocol: Protocol, neutral: Guide) -> Iterator[str]:
    """Answers that `protocol` cannot give, though nothing in it is wrong by itself; each with its kind of person."""
    guide, words = replace(neutral, protocol=protocol), translator(neutral.languages[0])
    for (name, said), supplied in product(SAMPLES.items(), ("unknown", *PRODUCTS)):
        try:
            turn = Turn.about(guide, {"product": supplied, **said})
            found = turn.plan
            for card in (*everything(turn, found), *why.everything(turn, found)):
                show(card, words)
        except Exception as error:  # noqa: BLE001  whatever it is, patients would meet it
            yield f"it has no answer for “{name}” with the product {supplied} ({describe(error)})"
