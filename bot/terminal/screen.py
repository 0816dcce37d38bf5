"""What a person sees: cards in one quiet column, and the prompt under them."""

import io
import sys
from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.text import Text as Line

from bot.locale.printable import printable
from bot.locale.translator import Translator
from bot.response import Response
from bot.terminal.choice import numbered_card
from bot.terminal.direction import draws_it_itself, visual
from bot.terminal.layout import lines, sentence, wrapped
from bot.terminal.timeline import drawn
from dialogs.cards.answer.timeline import Timeline
from dialogs.text import Text

WIDTH = 76  # cells; longer lines are hard to follow
NARROWEST = 20
MARGIN = "  "
PROMPT = "> "


class _Output(Console):
    """Standard output. Whoever read it may go away."""

    def on_broken_pipe(self) -> None:
        try:
            super().on_broken_pipe()
        except SystemExit:  # the command line decides how a program ends
            raise BrokenPipeError from None


def standard_output() -> Console:
    """The console of this program. Rich knows about terminals, colours and NO_COLOR."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # an old encoding has no check mark: print something else
    return _Output()


class Screen:
    """Prints to a console, each line at once."""

    def __init__(self, console: Console, environment: Mapping[str, str]) -> None:
        self._console = console
        # A file stays as it is: whatever shows it later puts it into the right order
        self._reorders = console.is_terminal and not draws_it_itself(environment)

    @property
    def is_terminal(self) -> bool:
        """Whether a terminal shows what is printed."""
        return self._console.is_terminal

    def show(self, response: Response) -> None:
        """Print the cards of a response, and the picture that goes along with them."""
        words, numbered = response.words, numbered_card(response.cards)
        for card in response.cards:
            self._put(Line("\n" + MARGIN).append("─" * self._width, style="dim"))
            self._print(lines(card, words, self._width, numbered=card is numbered), words)
        for file in response.files:
            if file.picture:
                self._put(Line())
                self._print(drawn(Timeline(file.picture), words, self._width), words)

    def write_out(self, name: str, content: bytes) -> None:
        """Print a file that people can read as it is."""
        self._put(Line(f"\n{name}\n", style="bold"))
        for line in content.decode().splitlines():
            self._put(Line(printable(line), style="dim"))

    def say(self, text: Text, words: Translator, style: str = "") -> None:
        """Print one sentence."""
        self._put(Line())
        self._print(sentence(text, words, self._width, style), words)

    def prompt(self) -> None:
        """Ask for a line."""
        self._put(Line("\n" + MARGIN + PROMPT), end="")

    def echo(self, typed: str) -> None:
        """Print behind the prompt what was typed, where no terminal echoes it."""
        indent = " " * len(MARGIN + PROMPT)
        for number, line in enumerate(wrapped(Line(printable(typed)), self._width - len(PROMPT))):
            self._put(Line(indent if number else "").append_text(line))

    def leave_prompt(self) -> None:
        """Go on below a prompt that nobody answered."""
        self._put(Line())

    @property
    def _width(self) -> int:
        return max(min(self._console.width - 2 * len(MARGIN), WIDTH), NARROWEST)

    def _print(self, drawn: Iterable[Line], words: Translator) -> None:
        for line in drawn:
            placed = self._ordered(line, right_to_left=words.right_to_left)
            if words.right_to_left and placed:
                placed.pad_left(self._width - placed.cell_len)
            self._put(Line(MARGIN).append_text(placed) if placed else placed)

    def _ordered(self, line: Line, *, right_to_left: bool) -> Line:
        if not self._reorders:
            return line
        ordered = visual(line.plain, right_to_left=right_to_left)
        # In another order, what was strong could be anywhere: only the line as a whole keeps its style
        return line if ordered == line.plain else Line(ordered, style=line.style)

    def _put(self, line: Line, end: str = "\n") -> None:
        self._console.print(line, end=end, soft_wrap=True)
