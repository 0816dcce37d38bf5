"""`mesoguide run`: talk with people on Telegram; `mesoguide start`: do so where a token is set."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from bot.cli.command import Command
from bot.cli.commands import chat
from bot.errors import UsageError
from bot.settings import Settings
from dialogs.text import _

MAX_PROCESSES = 64  # on one machine

NO_TOKEN = _(
    "BOT_TOKEN is not set, and Telegram needs one. Write to @BotFather on Telegram, send /newbot, and put the token"
    " into .env as BOT_TOKEN=... (“mesoguide chat” talks here and needs none.)"
)


def _add_arguments(parser: ArgumentParser) -> None:
    needs = "so many processes; needs WEBHOOK_URL and PostgreSQL"
    parser.add_argument("--processes", type=_count, default=1, metavar="N", help=needs)


def _count(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= MAX_PROCESSES:
        raise ArgumentTypeError(f"must be a number from 1 to {MAX_PROCESSES}")
    return int(value)


def _run(options: Namespace) -> None:
    talk(Settings.read(), options.processes)


def _start(_options: Namespace) -> None:
    settings = Settings.read()
    if settings.bot_token is None:
        chat.talk(settings)
    else:
        talk(settings)


def talk(settings: Settings, processes: int = 1) -> None:
    """Talk on Telegram until told to stop; raises `UsageError` without a token."""
    if settings.bot_token is None:
        raise UsageError(NO_TOKEN)
    from bot import app

    app.run(settings, settings.bot_token.get_secret_value(), processes)


RUN = Command("run", "talk with people on Telegram", _run, _add_arguments)
START = Command("start", "run where a token is set, chat otherwise", _start)
