"""A card: what one message shows, before it has a language or a channel."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dialogs.dates import Month
from dialogs.text import Text, Weekday, _, p_

WEEK = 7  # days


def opens(data: str) -> bool:
    """Whether a button's data is a web address to open, and nothing to send."""
    return data.startswith("https://")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or one list of a card."""

    kind: Literal["title", "text", "list", "note"]
    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what it says and the data that it sends, or the web address that it opens instead.

    `chosen`: it is switched on. `mute`: it only keeps others in their columns, and nobody means it.
    """

    label: Text
    data: str
    chosen: bool = False
    mute: bool = False

    @property
    def opens(self) -> bool:
        """Whether it opens a web address, and sends nothing."""
        return opens(self.data)


@dataclass(frozen=True, slots=True)
class Card:
    """The blocks from top to bottom and the rows of buttons under them.

    The days of a `month` come first; which weekday is first depends on the language.
    """

    blocks: tuple[Block, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    month: Month | None = None

    def rows_from(self, first_weekday: int) -> tuple[tuple[Button, ...], ...]:
        """All its buttons; those of a month in weeks that begin with `first_weekday`, 0 being Monday."""
        return self.rows if self.month is None else (*weeks(self.month, first_weekday), *self.rows)


def weeks(month: Month, first_weekday: int) -> Iterator[tuple[Button, ...]]:
    """The names of the days, then the weeks; days that cannot be chosen are dots, weeks without any are not there."""
    stay = f"do:when:{month.key}"
    dot = Button(p_("no day", "·"), stay, mute=True)
    names = [(first_weekday + place) % WEEK for place in range(WEEK)]
    yield tuple(Button(_("{weekday}", weekday=Weekday(name)), stay, mute=True) for name in names)
    cells = [dot] * ((month.first.weekday() - first_weekday) % WEEK)
    for day in month.days:
        number = Button(_("{day}", day=day.day), f"do:day:{day.isoformat()}", chosen=day == month.chosen)
        cells.append(number if month.can_be_chosen(day) else dot)
    cells += [dot] * (-len(cells) % WEEK)
    table = (tuple(cells[place : place + WEEK]) for place in range(0, len(cells), WEEK))
    yield from (week for week in table if any(not button.mute for button in week))


def title(text: Text) -> Block:
    """What the eye should find first."""
    return Block("title", (text,))


def text(*sentences: Text) -> Block:
    """A paragraph of one or more sentences."""
    return Block("text", sentences)


def points(items: Iterable[Text]) -> Block:
    """A list."""
    return Block("list", tuple(items))


def note(*sentences: Text) -> Block:
    """What may be read later."""
    return Block("note", sentences)


def in_columns(buttons: Sequence[Button], columns: int) -> tuple[tuple[Button, ...], ...]:
    """`buttons` in rows of `columns`."""
    starts = range(0, len(buttons), columns)
    return tuple(
        map(tuple, map(buttons.__getitem__, map(slice, starts, range(columns, len(buttons) + columns, columns))))
    )


def one_each(*buttons: Button | None) -> tuple[tuple[Button, ...], ...]:
    """A row for each button that is there."""
    return tuple((button,) for button in buttons if button)


def at_session(first: int, last: int) -> Text:
    """A point in a course, as the ordinal of a session."""
    if first == last:
        return _("session {number}", number=first)
    if last == first + 1:
        return _("session {first} or {last}", first=first, last=last)
    return _("session {first} to {last}", first=first, last=last)
