"""The command line. Each command imports what it needs, so that `plan` starts without Telegram."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from bot.errors import UsageError
from dialogs.text import _, n_

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

PROCESSES = 64  # at most, for one machine

Command = Callable[[argparse.Namespace], int]

NO_TOKEN = _(
    "BOT_TOKEN is not set, and Telegram needs one. Write to @BotFather on Telegram, send /newbot, and put the token"
    " into .env as BOT_TOKEN=... (“mesoguide chat” talks here and needs none.)"
)

NO_KEYS = _(
    "DATA_KEY is not set here, so there is nothing to rotate. Set it to the new key and the old one, with a comma,"
    " and run this where .env is."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 2 when its user can mend what is wrong."""
    options = _parser().parse_args(arguments)
    try:
        command: Command = options.command
        return command(options)
    except UsageError as error:
        from bot.i18n import closest_language, languages, translator

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
    commands = parser.add_subparsers(title="commands", required=True, metavar="command")

    def add(name: str, command: Command, help_: str, epilog: str = "") -> argparse.ArgumentParser:
        raw = argparse.RawDescriptionHelpFormatter
        added = commands.add_parser(name, help=help_, description=help_, epilog=epilog, formatter_class=raw)
        added.set_defaults(command=command)
        return added

    run = add("run", _run, "talk with people on Telegram")
    run.add_argument(
        "--processes",
        type=_count,
        default=1,
        metavar="N",
        help="so many processes; needs WEBHOOK_URL and PostgreSQL",
    )
    chat = add("chat", _chat, "talk in this terminal")
    plan = add("plan", _plan, "print one answer", PLAN_EPILOG)
    plan.add_argument("answers", nargs="*", metavar="question=option", help="the answers, see docs/plan.md")
    plan.add_argument(
        "--start", type=_day, metavar="DAY", help="the day of a first session, such as 2027-01-14"
    )
    plan.add_argument("--json", action="store_true", help="print one JSON object")
    for speaking in (chat, plan):
        speaking.add_argument("--lang", metavar="CODE", help="the language, such as en or ru")
    add("diagram", _diagram, "print the states of the dialog as a mermaid diagram")
    gallery = add("gallery", _gallery, "draw every kind of answer in every language, to look at")
    gallery.add_argument("folder", type=Path, metavar="DIR", help="where the PNG and PDF files go")
    keys = add("keys", _keys, "print a new key for DATA_KEY")
    keys.add_argument(
        "--rotate", action="store_true", help="encrypt everything anew with the first key of DATA_KEY instead"
    )
    add("start", _start, "run where a token is set, chat otherwise")
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


def _run(options: argparse.Namespace) -> int:
    from bot.settings import Settings

    settings = Settings.read()
    if settings.bot_token is None:
        raise UsageError(NO_TOKEN)
    from bot.telegram.run import run

    return run(settings, settings.bot_token.get_secret_value(), getattr(options, "processes", 1))


def _keys(options: argparse.Namespace) -> int:
    from bot.store import new_key

    if not options.rotate:
        print(new_key())
        return 0
    from bot.app import open_store
    from bot.i18n import translator
    from bot.settings import Settings

    settings = Settings.read()
    if not settings.data_keys:
        raise UsageError(NO_KEYS)

    async def rotate() -> int:
        async with open_store(settings) as store:
            return await store.rotate()

    count = asyncio.run(rotate())
    done = n_(
        "{number} conversation is encrypted with the first key of DATA_KEY now.",
        "{number} conversations are encrypted with the first key of DATA_KEY now.",
        count,
        number=count,
    )
    print(translator(settings.default_language).write(done))
    return 0


def _chat(options: argparse.Namespace) -> int:
    from bot.settings import Settings
    from bot.terminal.chat import chat

    return asyncio.run(chat(Settings.read(), _language(getattr(options, "lang", None))))


def _start(options: argparse.Namespace) -> int:
    from bot.settings import Settings

    return _chat(options) if Settings.read().bot_token is None else _run(options)


def _plan(options: argparse.Namespace) -> int:
    from bot.guide import read_guide
    from bot.i18n import translator
    from bot.plan import answer, read_arguments
    from bot.settings import Settings

    settings = Settings.read()
    words = translator(_language(options.lang) or settings.default_language)
    guide = read_guide(settings.protocol, settings.operator)
    result = answer(read_arguments(options.answers), guide, words, options.start)
    for question in result.without_effect:
        idle = _("“{question}” is not asked of this person and has no effect.", question=question)
        print(f"mesoguide: {words.write(idle)}", file=sys.stderr)
    print(json.dumps(result.data, ensure_ascii=False, indent=2) if options.json else result.data["text"])
    return 0


def _diagram(_options: argparse.Namespace) -> int:
    from dialogs.diagram import mermaid

    print(mermaid())
    return 0


def _gallery(options: argparse.Namespace) -> int:
    from bot.gallery import render
    from bot.guide import read_guide
    from bot.i18n import translator
    from bot.settings import Settings

    settings = Settings.read()
    guide = read_guide(settings.protocol, settings.operator)
    try:
        for path in render(options.folder, [translator(code) for code in guide.languages], guide):
            print(path)
    except OSError as error:
        why = error.strerror or type(error).__name__
        folder = str(options.folder)
        raise UsageError(_("{path} cannot be written: {why}.", path=folder, why=why)) from None
    return 0


def _language(wanted: str | None) -> str:
    """`wanted` when the guide speaks it, empty when nothing was wanted."""
    from bot.i18n import languages

    if wanted and wanted not in languages():
        raise UsageError(
            _(
                "There is no language “{wanted}”. Allowed: {allowed}.",
                wanted=wanted,
                allowed=", ".join(languages()),
            )
        )
    return wanted or ""
