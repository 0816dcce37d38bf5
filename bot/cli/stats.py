"""`mesoguide stats`: a clinic's counts in the terminal, and a new token for its page of them."""

from __future__ import annotations

import asyncio
import os

from bot.app import open_store
from bot.clinics.choose import clinic
from bot.errors import UsageError
from bot.locale.translator import translator
from bot.settings import Settings
from bot.stats import token
from bot.stats.report import Report, report
from bot.stats.sheet import sheet
from bot.stats.table import lines
from bot.store import StoreError
from bot.terminal.direction import draws_it_itself, visual
from bot.terminal.screen import standard_output
from dialogs.text import _

FILE_WIDTH = 88  # cells where no terminal says how many it has


def command(settings: Settings, slug: str, language: str = "", *, as_csv: bool, new_token: bool) -> int:
    """Print the counts of the clinic `slug` in `language`, as tables or as CSV; or make a new token instead.

    Raises `UsageError` for settings, a slug or a database that cannot be used.
    """
    _clinics, guide = clinic(settings, slug)
    words = translator(language or settings.default_language)
    if new_token:
        made = token.new()
        steps = (
            _("This is the new token. It is shown only now, so keep it where your passwords are:"),
            _("Put this line into {path}, below the slug of {slug}:", path=str(settings.clinics), slug=slug),
            _(
                "Then open {page} on your web server. The token is the password there; any name is fine.",
                page=f"/c/{slug}/stats",
            ),
        )
        first, second, third = map(words.write, steps)
        _print(first, "", f"  {made}", "", second, "")
        _print(f'  stats_token = "sha256:{token.digest(made.encode())}"', "", third)
        return 0
    shown = asyncio.run(_read(settings, slug))
    if as_csv:
        print(sheet(shown), end="")
        return 0
    console = standard_output()
    width = console.width if console.is_terminal else FILE_WIDTH
    drawn = lines(shown, guide.clinic.name if guide.clinic else slug, words, width)
    if console.is_terminal and not draws_it_itself(os.environ):
        drawn = [visual(line, right_to_left=words.right_to_left) for line in drawn]
    _print(*drawn)
    return 0


async def _read(settings: Settings, slug: str) -> Report:
    async with open_store(settings) as store:
        try:
            return report(await store.counts.of(slug))
        except StoreError as error:
            raise UsageError(_("{error}", error=str(error))) from None


def _print(*lines: str) -> None:
    print("\n".join(lines))
