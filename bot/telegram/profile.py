"""How the bot introduces itself: commands, description and short description, in each language."""

from telegram import Bot, BotCommand

from bot.locale.translator import SOURCE_LANGUAGE, languages, translator
from bot.telegram.client.retry import with_retries
from dialogs.flow.commands import MENU
from dialogs.text import _

DESCRIPTION = _(
    "How many mesotherapy sessions do people like you usually have, how far apart, and what can you expect?"
    " Answer a few taps and see what published articles say. Automated, for adults, no medical advice:"
    " a clinician always decides."
)
SHORT_DESCRIPTION = _("Typical published ranges for mesotherapy, honestly told. Automated, no medical advice.")


async def register(bot: Bot) -> None:
    """Tell Telegram, for each language; the source language also serves all others. Raises `TelegramError`."""
    for language in languages():
        words = translator(language)
        # Telegram's word for "everybody whose language has nothing of its own"
        code = "" if language == SOURCE_LANGUAGE else language
        commands = [BotCommand(name, words.write(description)) for name, (description, _words) in MENU.items()]
        await with_retries(bot.set_my_commands, commands, language_code=code)
        await with_retries(bot.set_my_description, words.write(DESCRIPTION), language_code=code)
        await with_retries(bot.set_my_short_description, words.write(SHORT_DESCRIPTION), language_code=code)
