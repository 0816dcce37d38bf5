"""`mesoguide web`: the pages of the clinics, without the bot."""

from argparse import Namespace

from bot.cli.command import Command
from bot.settings import Settings


def _run(_options: Namespace) -> None:
    from bot import app

    app.web(Settings.read())


WEB = Command("web", "serve the clinics' pages, for a bot that polls", _run)
