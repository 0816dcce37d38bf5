"""`mesoguide stats`: a clinic's counts in the terminal, and a new token for its page of them."""

from __future__ import annotations

import asyncio
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.cli.command import Command, add_language, chosen_language
from bot.cli.output import say
from bot.errors import UsageError
from bot.locale.translator import Translator, translator
from bot.settings import Settings
from dialogs.text import _

if TYPE_CHECKING:
    from bot.stats.report import Report

FILE_WIDTH = 88  # cells where no terminal says how many it has


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("slug", help="the clinic, by its slug in clinics.toml")
    parser.add_argument("--csv", action="store_true", help="print CSV, for a spreadsheet")
    parser.add_argument("--new-token", action="store_true", help="make a token for the page of them instead")
    add_language(parser)


def _run(options: Namespace) -> None:
    from bot.app import open_directory
    from bot.stats.sheet import sheet

    language = chosen_language(options)
    settings = Settings.read()
    guide = open_directory(settings).guide_of(options.slug)
    words = translator(language or settings.default_language)
    if options.new_token:
        say(*_new_token(settings, options.slug, words))
        return
    report = asyncio.run(_read(settings, options.slug))
    if options.csv:
        say(sheet(report), end="")
    else:
        say(*_tables(report, guide.clinic.name if guide.clinic else options.slug, words))


def _new_token(settings: Settings, slug: str, words: Translator) -> Iterator[str]:
    from bot.stats import token

    made = token.new()
    yield words.write(_("This is the new token. It is shown only now, so keep it where your passwords are:"))
    yield from ("", f"  {made}", "")
    yield words.write(_("Put this line into {path}, below the slug of {slug}:", path=str(settings.clinics), slug=slug))
    yield from ("", f'  stats_token = "sha256:{token.digest(made.encode())}"', "")
    page = f"/c/{slug}/stats"
    yield words.write(
        _("Then open {page} on your web server. The token is the password there; any name is fine.", page=page)
    )


async def _read(settings: Settings, slug: str) -> Report:
    from bot.app import open_store
    from bot.stats.report import report
    from bot.store import StoreError

    async with open_store(settings) as store:
        try:
            return report(await store.counts.of(slug))
        except StoreError as error:
            raise UsageError(_("{error}", error=str(error))) from None


def _tables(report: Report, clinic: str, words: Translator) -> list[str]:
    """The lines of every table, in the order in which the terminal has to get them."""
    from bot.stats.table import lines
    from bot.terminal.direction import draws_it_itself, visual
    from bot.terminal.screen import standard_output

    console = standard_output()
    drawn = lines(report, clinic, words, console.width if console.is_terminal else FILE_WIDTH)
    if console.is_terminal and not draws_it_itself(os.environ):
        return [visual(line, right_to_left=words.right_to_left) for line in drawn]
    return drawn


STATS = Command("stats", "what came of a clinic's link: counts, with small groups hidden", _run, _add_arguments)
