"""`mesoguide chat`: talk in this terminal."""

import asyncio
from argparse import ArgumentParser, Namespace

from bot.cli.command import Command, add_language, chosen_language
from bot.settings import Settings


def _add_arguments(parser: ArgumentParser) -> None:
    payload = "begin as somebody who opened a clinic's link: its slug, or what stands behind start="
    parser.add_argument("--link", default="", metavar="PAYLOAD", help=payload)
    add_language(parser)


def _run(options: Namespace) -> None:
    talk(Settings.read(), chosen_language(options), options.link)


def talk(settings: Settings, language: str = "", payload: str = "") -> None:
    """Talk until the person leaves; in `language`, and as somebody whose link carried `payload`, if given."""
    from bot import app

    asyncio.run(app.chat(settings, language, payload))


CHAT = Command("chat", "talk in this terminal", _run, _add_arguments)
