"""The command line: `mesoguide`, and `python -m bot`."""

import argparse
import sys
from collections.abc import Sequence

from bot.cli.commands import chat, check, diagram, gallery, keys, link, plan, run, stats, web
from bot.cli.output import Parser, complain
from bot.errors import UsageError
from bot.locale.translator import closest_language, languages, translator

COMMANDS = (
    *(run.RUN, check.CHECK, link.LINK, stats.STATS, web.WEB, chat.CHAT),
    *(plan.PLAN, diagram.DIAGRAM, gallery.GALLERY, keys.KEYS, run.START),
)
"""In the order of `--help`."""

EPILOG = """examples:
  mesoguide chat --lang ru          the conversation in this terminal
  mesoguide run                     the conversation on Telegram (set BOT_TOKEN first)
  mesoguide run --processes 4       the same with four processes, on PostgreSQL and by webhook
  mesoguide keys                    a new key for DATA_KEY
  mesoguide plan area=face concern=hydration severity=mild skin_type=dry \\
      age=30_44 lifestyle= health=  one answer
  mesoguide diagram                 the states of the dialog, as mermaid
  mesoguide gallery pictures        every kind of answer in every language, as PNG and PDF
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, by default that of `sys.argv`; return the exit status, 2 for what the user can mend.

    Raises `SystemExit` for arguments that no command takes, and after `--help`.
    """
    options = parser().parse_args(arguments)
    try:
        options.run(options)
    except UsageError as error:
        words = translator(closest_language(getattr(options, "lang", None) or "", languages(), "en"))
        complain(words.write(error.explanation))
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read the output has gone; that is no error
    return 0


def parser() -> Parser:
    """The parser of the whole command line; `options.run` is what the command does."""
    whole = Parser(
        prog="mesoguide",
        description="A guide to typical published ranges for mesotherapy, on Telegram and in a terminal.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    offered = whole.add_subparsers(title="commands", required=True, metavar="command")
    for command in COMMANDS:
        added = offered.add_parser(
            command.name,
            help=command.help,
            description=command.help,
            epilog=command.epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(added)
        added.set_defaults(run=command.run)
    return whole
