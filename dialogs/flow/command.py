"""What a command is: its action, its card, its place in the menu."""

from collections.abc import Callable
from dataclasses import dataclass

from dialogs.card import Card
from dialogs.text import Text
from dialogs.turn import Turn

Action = Callable[[Turn, str], None]
"""Changes the turn; the string is what stands behind the command."""

View = Callable[[Turn, str], tuple[Card, ...]]
"""The cards that lie over the question; none where they do not hold any more."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command, or a button that is no answer.

    `act` is what it does; None: it opens its card. `card` is that card, given a way back to a state, and `view` the
    same for cards that depend on what stands behind the command. `menu`: its description there, and what people may
    type instead, with commas. `words` are the same to a clinic's guide only. `slash`: it works with a slash though it
    is not in the menu. `notice`: typed, its card is said once instead of being opened. `of_numbers`: only for those
    who may see numbers.

        Command("hello", card=hello, menu=(_("Say hello"), _("good morning, good evening")))
    """

    name: str
    act: Action | None = None
    card: Callable[[Turn, str], Card] | None = None
    view: View | None = None
    menu: tuple[Text, Text] | None = None
    words: Text | None = None
    slash: bool = False
    notice: bool = False
    of_numbers: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for a command that does nothing."""
        if self.act is None and self.card is None and self.view is None:
            raise ValueError(f"/{self.name} neither does anything nor opens a card")

    @property
    def typed(self) -> bool:
        """Whether it works with a slash. Nothing that erases may come from a slip of the fingers."""
        return self.slash or self.menu is not None

    def run(self, turn: Turn, argument: str, *, typed: bool) -> None:
        """Do what it does. `typed`: it came as a message, so the open question now stands further up."""
        if self.of_numbers and not turn.sees_numbers:
            turn.close()
        elif self.act:
            self.act(turn, argument)
        elif typed and self.notice and self.card:
            card = self.card
            turn.close()
            turn.say_once(lambda resume: card(turn, resume))
        else:
            turn.open(f"do:{self.name}:{argument}" if argument and self.of_numbers else f"do:{self.name}")

    def cards(self, turn: Turn, argument: str) -> tuple[Card, ...]:
        """The cards that lie over the question while it is open."""
        if self.of_numbers and not turn.sees_numbers:
            return ()
        if self.card:
            return (self.card(turn, turn.resume),)
        return self.view(turn, argument) if self.view else ()
