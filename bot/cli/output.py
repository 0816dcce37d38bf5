"""Where the command line prints, and nowhere else: whatever came in, a terminal shows it and obeys nothing.

Arguments, paths, settings and files hold what somebody typed or was sent: sequences that colour or clear a
terminal, marks that turn words around, bytes that are no text.
"""

import argparse
import json
import sys
from typing import Any, NoReturn

from bot.locale.printable import escaped, printable_lines


def say(*lines: str, end: str = "\n") -> None:
    """Print to standard output."""
    print(printable_lines("\n".join(lines)), end=end)


def say_json(value: Any) -> None:  # noqa: ANN401  whatever JSON can hold
    """Print one JSON value to standard output; what may not be shown as it is stands there as an escape."""
    print(escaped(json.dumps(value, ensure_ascii=False, indent=2)))


def complain(sentence: str) -> None:
    """Print to standard error, in the program's name."""
    print(printable_lines(f"mesoguide: {sentence}"), file=sys.stderr)


class Parser(argparse.ArgumentParser):
    """A parser whose errors, which quote arguments, are as safe to print as everything else."""

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """End the program with `message` on standard error."""
        super().exit(status, message and printable_lines(message))
