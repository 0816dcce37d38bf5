"""What somebody means who types in a terminal, where buttons are numbers and words."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.locale.translator import Translator
from bot.render import label
from bot.response import Typed
from dialogs.card import Button, Card
from dialogs.flow.events import Event, parse_data
from dialogs.understanding.alarms import is_certain
from dialogs.understanding.danger import plain
from dialogs.understanding.matching import match
from dialogs.understanding.understand import Lexicon, command_meant


@dataclass(frozen=True, slots=True)
class Choices:
    """The buttons of the last message. Those without numbers stand on cards further up."""

    numbered: tuple[Button, ...] = ()
    unnumbered: tuple[Button, ...] = ()


def numbered_card(cards: Sequence[Card]) -> Card | None:
    """The card whose buttons have the numbers: the lowest one that has buttons."""
    return next((card for card in reversed(cards) if card.rows), None)


def choices(cards: Sequence[Card]) -> Choices | None:
    """The buttons of `cards`; None where there are none."""
    numbered = numbered_card(cards)
    if numbered is None:
        return None
    if numbered.month:  # numbers are its days, which the conversation understands
        return Choices((), _buttons(numbered))
    above = (card for card in cards if card is not numbered)
    return Choices(_buttons(numbered), tuple(button for card in above for button in _buttons(card)))


def meaning(typed: str, offered: Choices, words: Translator, lexicon: Lexicon) -> Event | Typed:
    """The button that `typed` picks; or, for the conversation to understand, the words themselves."""
    numbered, unnumbered = (
        [label(button, words) for button in buttons] for buttons in (offered.numbered, offered.unnumbered)
    )
    # Whoever copies a whole label means that button, even if it names a danger
    copied = plain(typed) in map(plain, (*numbered, *unnumbered))
    dangerous = is_certain(typed, lexicon.danger)
    if typed.startswith("/") or (not copied and (dangerous or command_meant(typed, lexicon))):
        return Typed(typed)
    if (place := match(typed, numbered)) is not None:
        return parse_data(offered.numbered[place].data)
    if not plain(typed).isdecimal() and (place := match(typed, unnumbered)) is not None:
        return parse_data(offered.unnumbered[place].data)
    return Typed(typed)


def _buttons(card: Card) -> tuple[Button, ...]:
    return tuple(button for row in card.rows for button in row if not button.opens)
