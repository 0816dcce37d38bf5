"""The command line: which commands there are, and what they take. `bot.cli.main.commands` does what they say."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from bot.cli import commands
from bot.errors import UsageError

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

PLAN_EPILOG = """Several habits or health conditions are separated with commas; none is empty:
  mesoguide plan area=thighs concern=cellulite severity=severe skin_type=normal \\
      age=30_44 lifestyle=active,balanced_diet health= --json

With a day for the first session, the windows of dates follow:
  mesoguide plan area=face concern=fine_lines severity=mild skin_type=dry age=30_44 \\
      health= --start 2027-01-14
"""

LINK_EPILOG = """examples:
  mesoguide link smile                                for the website
  mesoguide link smile --campaign newsletter          one that is counted by itself
  mesoguide link smile --area face --poster --folder print
"""

PROCESSES = 64  # at most, for one machine

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 2 when its user can mend what is wrong."""
    options = _parser().parse_args(arguments)
    try:
        command: Command = options.command
        return command(options)
    except UsageError as error:
        from bot.locale.translator import closest_language, languages, translator

        words = translator(closest_language(getattr(options, "lang", None) or "", languages(), "en"))
        print(f"mesoguide: {words.write(error.explanation)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read the output has gone; that is no error
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mesoguide",
        description="A guide to typical published ranges for mesotherapy, on Telegram and in a terminal.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    offered = parser.add_subparsers(title="commands", required=True, metavar="command")

    def add(name: str, command: Command, help_: str, epilog: str = "") -> argparse.ArgumentParser:
        raw = argparse.RawDescriptionHelpFormatter
        added = offered.add_parser(name, help=help_, description=help_, epilog=epilog, formatter_class=raw)
        added.set_defaults(command=command)
        return added

    run = add("run", commands.run, "talk with people on Telegram")
    run.add_argument(
        "--processes",
        type=_count,
        default=1,
        metavar="N",
        help="so many processes; needs WEBHOOK_URL and PostgreSQL",
    )
    check = add("check", commands.check, "check the file of the clinics: every problem, every weak spot")
    check.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the file, CLINICS without it")
    link = add("link", commands.link, "a clinic's link: address, HTML for its website, QR code", LINK_EPILOG)
    link.add_argument("slug", help="the clinic, by its slug in clinics.toml")
    link.add_argument(
        "--campaign",
        default="",
        metavar="NAME",
        help="where the link is used; statistics tell campaigns apart",
    )
    link.add_argument(
        "--area", default="", metavar="AREA", help="the area that is answered already, such as face"
    )
    link.add_argument("--poster", action="store_true", help="also an A5 poster for the waiting room, as PDF")
    link.add_argument(
        "--folder", type=Path, default=Path(), metavar="DIR", help="where the files go, here without it"
    )
    stats = add("stats", commands.stats, "what came of a clinic's link: counts, with small groups hidden")
    stats.add_argument("slug", help="the clinic, by its slug in clinics.toml")
    stats.add_argument("--csv", action="store_true", help="print CSV, for a spreadsheet")
    stats.add_argument("--new-token", action="store_true", help="make a token for the page of them instead")
    add("web", commands.web, "serve the clinics' pages, for a bot that polls")
    chat = add("chat", commands.chat, "talk in this terminal")
    chat.add_argument(
        "--link",
        default="",
        metavar="PAYLOAD",
        help="begin as somebody who opened a clinic's link: its slug, or what stands behind start=",
    )
    plan = add("plan", commands.plan, "print one answer", PLAN_EPILOG)
    plan.add_argument("answers", nargs="*", metavar="question=option", help="the answers, see docs/plan.md")
    plan.add_argument(
        "--start", type=_day, metavar="DAY", help="the day of a first session, such as 2027-01-14"
    )
    plan.add_argument("--json", action="store_true", help="print one JSON object")
    for speaking in (chat, plan, stats):
        speaking.add_argument("--lang", metavar="CODE", help="the language, such as en or ru")
    add("diagram", commands.diagram, "print the states of the dialog as a mermaid diagram")
    gallery = add("gallery", commands.gallery, "draw every kind of answer in every language, to look at")
    gallery.add_argument("folder", type=Path, metavar="DIR", help="where the PNG and PDF files go")
    keys = add("keys", commands.keys, "print a new key for DATA_KEY")
    keys.add_argument(
        "--rotate", action="store_true", help="encrypt everything anew with the first key of DATA_KEY instead"
    )
    add("start", commands.start, "run where a token is set, chat otherwise")
    return parser


def _day(value: str) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = date.min
    if not 2000 <= day.year <= 2100:  # noqa: PLR2004  whatever anybody wants to check
        raise argparse.ArgumentTypeError("must be a day such as 2027-01-14, from 2000 to 2100")
    return day


def _count(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= PROCESSES:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {PROCESSES}")
    return int(value)
