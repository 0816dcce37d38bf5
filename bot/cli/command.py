"""What a command is, and the option that several of them share."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import UsageError
from bot.locale.translator import languages
from dialogs.text import _


@dataclass(frozen=True, slots=True)
class Command:
    """`mesoguide <name>`. `help` describes it in one line, and `epilog` follows its arguments in `--help`.

    `add_arguments` declares what `run` gets. `run` raises `UsageError` for what the user can mend.
    """

    name: str
    help: str
    run: Callable[[Namespace], None]
    add_arguments: Callable[[ArgumentParser], object] = lambda _parser: None
    epilog: str = ""


def add_language(parser: ArgumentParser) -> None:
    """Let the command take `--lang CODE`."""
    parser.add_argument("--lang", metavar="CODE", help="the language, such as en or ru")


def chosen_language(options: Namespace) -> str:
    """The code that `--lang` gave, empty without it; raises `UsageError` for a language that is not spoken."""
    wanted: str = options.lang or ""
    if wanted and wanted not in languages():
        raise UsageError(
            _("There is no language “{wanted}”. Allowed: {allowed}.", wanted=wanted, allowed=", ".join(languages()))
        )
    return wanted
