"""A clinic's own protocol: whether its ranges may be shown to patients, and whether everybody gets an answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple

from bot.clinics.source import Files, UnreadableError
from bot.clinics.values import MAX_LINE, PRODUCTS, line
from bot.locale.translator import translator
from bot.logs import describe
from bot.render import show
from dialogs.cards.answer import why
from dialogs.cards.answer.numbers import everything
from dialogs.guide import Guide
from dialogs.planning.protocol import Protocol
from dialogs.planning.protocol_checks import excesses
from dialogs.planning.protocol_file import ProtocolError, parse
from dialogs.planning.samples import SAMPLES
from dialogs.turn import Turn


class OwnProtocol(NamedTuple):
    """A protocol file that was read: the protocol if its ranges may be shown, and what is wrong or weak in it."""

    protocol: Protocol | None = None
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def read_protocol(path: Path, neutral: Guide, files: Files) -> OwnProtocol:
    """The protocol in the file at `path`, tried out in the guide `neutral`."""
    try:
        protocol = parse(files.text(path), within_bounds=False)
    except UnreadableError as error:
        return OwnProtocol(problems=(str(error),))
    except ProtocolError as error:
        return OwnProtocol(problems=error.problems)
    if wrong := (*_unfit_to_show(protocol),) or (*islice(_unanswered(protocol, neutral), 1),):
        return OwnProtocol(problems=wrong)
    if wide := (*excesses(protocol),):
        instead = "is wider than what is published, so the published ranges are shown instead of it"
        return OwnProtocol(remarks=(*wide, instead))
    return OwnProtocol(protocol, remarks=(*_unsigned(protocol),))


def _unfit_to_show(protocol: Protocol) -> Iterator[str]:
    """What is wrong with the texts that patients read as they stand."""
    for name, text in (("version", protocol.version), ("reviewed_by", protocol.reviewed_by)):
        try:
            line(text)
        except ValueError as error:
            yield f"{name}: {error}"
        if len(text) > MAX_LINE:
            yield f"{name}: is longer than {MAX_LINE} characters"


def _unanswered(protocol: Protocol, neutral: Guide) -> Iterator[str]:
    """The made-up people who get no answer, though nothing in the protocol is wrong by itself."""
    guide, words = replace(neutral, protocol=protocol), translator(neutral.languages[0])
    for (name, said), supplied in product(SAMPLES.items(), ("unknown", *PRODUCTS)):
        try:
            turn = Turn.about(guide, {"product": supplied, **said})
            found = turn.plan
            for card in (*everything(turn, found), *why.everything(turn, found)):
                show(card, words)
        except Exception as error:  # noqa: BLE001  whatever it is, patients would meet it
            yield f"it has no answer for “{name}” with the product {supplied} ({describe(error)})"


def _unsigned(protocol: Protocol) -> Iterator[str]:
    """What is missing for a clinician's signature to count; it is tomorrow already further east."""
    if protocol.reviewed_on and protocol.reviewed_on > datetime.now(UTC).date() + timedelta(days=1):
        yield "reviewed_on is a day that has not come yet"
    if not protocol.reviewed_by:
        yield "nobody has signed it: fill in reviewed_by and reviewed_on"
