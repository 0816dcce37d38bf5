"""What somebody said, and what they are shown after the turn: what channels and the conversation exchange."""

from dataclasses import dataclass
from typing import Literal

from bot.files.pending import PendingFile
from bot.locale.translator import Translator
from dialogs.card import Card
from dialogs.flow.events import Kind

StillWanted = Literal["yes", "late", "no"]
Outcome = Literal["saved", "erased", "repeated", "nothing_kept"]


@dataclass(frozen=True, slots=True)
class Typed:
    """Words as they were typed; what they mean depends on the open question.

    `kind`: what they came with. Only danger is read from the words of a picture, say.
    """

    text: str
    kind: Kind = "words"


@dataclass(frozen=True, slots=True)
class Response:
    """What a person is shown after a turn, and in whose words.

    `step`: the question that was open, empty where none was; `outcome`: what became of the session;
    `refused`: it shows why there are no numbers. Neither tells an answer, so both may be counted.
    `clinic`: the slug of the one in whose name it speaks. `newcomer`: nothing was known of this person before.
    `urgent`: it is about danger. `must_arrive`: it is that, tells why there are no numbers, or that everything was
    erased, so that no newer reply makes it pointless.
    """

    cards: tuple[Card, ...]
    words: Translator
    files: tuple[PendingFile, ...] = ()
    step: str = ""
    outcome: Outcome = "nothing_kept"
    refused: bool = False
    clinic: str = ""
    newcomer: bool = False
    urgent: bool = False
    must_arrive: bool = False
