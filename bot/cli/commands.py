"""What each command does. It imports what it needs, so that `plan` starts without Telegram.

Each returns the exit status, and raises `UsageError` for what its user can mend.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

from bot.errors import UsageError
from dialogs.text import _, n_

NO_TOKEN = _(
    "BOT_TOKEN is not set, and Telegram needs one. Write to @BotFather on Telegram, send /newbot, and put the token"
    " into .env as BOT_TOKEN=... (“mesoguide chat” talks here and needs none.)"
)

NO_KEYS = _(
    "DATA_KEY is not set here, so there is nothing to rotate. Set it to the new key and the old one, with a comma,"
    " and run this where .env is."
)


def run(options: argparse.Namespace) -> int:
    """Talk on Telegram."""
    from bot.settings import Settings

    settings = Settings.read()
    if settings.bot_token is None:
        raise UsageError(NO_TOKEN)
    from bot.telegram import run as telegram

    return telegram.run(settings, settings.bot_token.get_secret_value(), getattr(options, "processes", 1))


def keys(options: argparse.Namespace) -> int:
    """A new key, or everything encrypted anew."""
    from bot.store import new_key

    if not options.rotate:
        print(new_key())
        return 0
    from bot.app import open_store
    from bot.locale.translator import translator
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


def chat(options: argparse.Namespace) -> int:
    """Talk in this terminal."""
    from bot.settings import Settings
    from bot.terminal import chat as terminal

    return asyncio.run(
        terminal.chat(
            Settings.read(), _language(getattr(options, "lang", None)), getattr(options, "link", "")
        )
    )


def start(options: argparse.Namespace) -> int:
    """Talk on Telegram where a token is set, in this terminal otherwise."""
    from bot.settings import Settings

    return chat(options) if Settings.read().bot_token is None else run(options)


def plan(options: argparse.Namespace) -> int:
    """One answer."""
    from bot.cli.plan import answer, read_arguments
    from bot.guide import read_guide
    from bot.locale.translator import translator
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


def check(options: argparse.Namespace) -> int:
    """Everything that is wrong with the file of the clinics, or what is weak in it."""
    from bot.cli import check as checks
    from bot.settings import Settings

    return checks.command(Settings.read(), options.file)


def stats(options: argparse.Namespace) -> int:
    """What came of a clinic's link, as counts."""
    from bot.cli import stats as command
    from bot.settings import Settings

    language = _language(options.lang)
    return command.command(
        Settings.read(), options.slug, language, as_csv=options.csv, new_token=options.new_token
    )


def link(options: argparse.Namespace) -> int:
    """What a clinic takes to its patients."""
    from bot.clinics import link as links
    from bot.settings import Settings
    from dialogs.links import Link

    wanted = Link(options.slug, options.campaign, options.area)
    return links.command(Settings.read(), wanted, options.folder, poster=options.poster)


def web(_options: argparse.Namespace) -> int:
    """The pages of the clinics, without the bot."""
    from bot.settings import Settings
    from bot.web import serve

    return serve.web(Settings.read())


def diagram(_options: argparse.Namespace) -> int:
    """The states of the dialog."""
    from dialogs.questions.diagram import mermaid

    print(mermaid())
    return 0


def gallery(options: argparse.Namespace) -> int:
    """Every kind of answer, to look at."""
    from bot.cli.gallery import render
    from bot.guide import read_guide
    from bot.locale.translator import translator
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
    from bot.locale.translator import languages

    if wanted and wanted not in languages():
        raise UsageError(
            _(
                "There is no language “{wanted}”. Allowed: {allowed}.",
                wanted=wanted,
                allowed=", ".join(languages()),
            )
        )
    return wanted or ""
