"""`mesoguide keys`: a new key for DATA_KEY, or everything encrypted anew."""

import asyncio
from argparse import ArgumentParser, Namespace

from bot.cli.command import Command
from bot.cli.output import say
from bot.errors import UsageError
from bot.locale.translator import translator
from bot.settings import Settings
from dialogs.text import _, n_

NO_KEYS = _(
    "DATA_KEY is not set here, so there is nothing to rotate. Set it to the new key and the old one, with a comma,"
    " and run this where .env is."
)


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--rotate", action="store_true", help="encrypt everything anew with the first key of DATA_KEY instead"
    )


def _run(options: Namespace) -> None:
    from bot.store import new_key

    if not options.rotate:
        say(new_key())
        return
    settings = Settings.read()
    if not settings.data_keys:
        raise UsageError(NO_KEYS)
    count, broken = asyncio.run(_rotate(settings))
    done = n_(
        "{number} conversation is encrypted with the first key of DATA_KEY now.",
        "{number} conversations are encrypted with the first key of DATA_KEY now.",
        count,
        number=count,
    )
    write = translator(settings.default_language).write
    say(write(done))
    if broken:
        aside = n_(
            "{number} conversation can't be read with the keys of DATA_KEY, and is set aside.",
            "{number} conversations can't be read with the keys of DATA_KEY, and are set aside.",
            broken,
            number=broken,
        )
        say(write(aside))


async def _rotate(settings: Settings) -> tuple[int, int]:
    """Encrypt every row with the first key; return how many there are, and how many are set aside."""
    from bot.app import open_store

    async with open_store(settings) as store:
        return await store.rotate(), await store.broken()


KEYS = Command("keys", "print a new key for DATA_KEY", _run, _add_arguments)
