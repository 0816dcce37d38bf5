"""`mesoguide link`: what a clinic takes to its patients."""

import asyncio
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.cli.command import Command
from bot.cli.output import say
from bot.locale.translator import translator
from bot.settings import Settings
from dialogs.questions.links import Link
from dialogs.text import LanguageName, _

EXAMPLES = """examples:
  mesoguide link smile                                for the website
  mesoguide link smile --campaign newsletter          one that is counted by itself
  mesoguide link smile --area face --poster --folder print
"""


def _add_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    campaign = "where the link is used; statistics tell campaigns apart"
    add("slug", help="the clinic, by its slug in clinics.toml")
    add("--campaign", default="", metavar="NAME", help=campaign)
    add("--area", default="", metavar="AREA", help="the area that is answered already, such as face")
    add("--poster", action="store_true", help="also an A5 poster for the waiting room, as PDF")
    add("--folder", type=Path, default=Path(), metavar="DIR", help="where the files go, here without it")


def _run(options: Namespace) -> None:
    """Write the files; print the address, the HTML in each language, and where the files are."""
    from bot.app import bot_username, open_directory
    from bot.clinics.link import NO_LETTERS, address, snippet, write_files
    from bot.files.poster import in_letters

    settings = Settings.read()
    link = Link(options.slug, options.campaign, options.area)
    guide = open_directory(settings).guide_of(link.clinic)
    bot = asyncio.run(bot_username(settings))
    paths = write_files(options.folder, guide, link, bot, poster=options.poster)
    words = translator(settings.default_language)
    parts = [address(bot, link)]
    for language in guide.languages:
        heading = _("For the website, in this language: {language}", language=LanguageName(language))
        parts += [words.write(heading), snippet(guide, parts[0], translator(language))]
    parts.append("\n".join([words.write(_("Files:")), *map(str, paths)]))
    if options.poster and guide.clinic and not in_letters(guide.clinic.name):
        parts.append(words.write(NO_LETTERS))
    say("\n\n".join(parts))


LINK = Command("link", "a clinic's link: address, HTML for its website, QR code", _run, _add_arguments, EXAMPLES)
