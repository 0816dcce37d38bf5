"""`mesoguide chat`: the conversation in a terminal, or through a pipe."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Mapping

from bot import logs
from bot.app import open_conversation
from bot.conversation import Conversation, Turn, Typed
from bot.i18n import translator
from bot.logs import describe
from bot.settings import Settings
from bot.store import Key, StoreError
from bot.terminal.choice import Choices, choices, meaning
from bot.terminal.keyboard import Keyboard
from bot.terminal.printable import printable
from bot.terminal.screen import Screen, standard_output
from dialogs.events import Command, Event, parse_command
from dialogs.session import Session
from dialogs.text import Text, _
from dialogs.urgent import phrases, plain

log = logging.getLogger(__name__)

KEY = Key("terminal", "local")

# Translators: /quit stays as it is
HINT = _("Type a number or words. /quit ends.")
# Translators: what people may type instead of /quit, with commas
QUIT_WORDS = _("quit, exit, bye, goodbye")
# Translators: /delete stays as it is
KEPT = _("Goodbye. Your answers are kept. Start me again to go on, or to erase them with /delete.")
NOTHING_KEPT = _("Goodbye. No answers of yours are kept.")


async def chat(settings: Settings, language: str = "") -> int:
    """Talk until the person leaves; the exit status. `language` is changed to, if given."""
    logs.configure("WARNING" if settings.log_level == "INFO" else settings.log_level)
    screen = Screen(standard_output(), os.environ)
    async with open_conversation(settings) as conversation:
        talk = Talk(conversation, screen, Keyboard(sys.stdin), language or language_of(os.environ))
        await talk.hold(switch=bool(language))
    return 0


def language_of(environment: Mapping[str, str]) -> str:
    """The language that the environment asks for, such as "ru_RU"; empty when it asks for none."""
    asked = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return asked.partition(".")[0].partition("@")[0]


class Talk:
    """One conversation from its first card to its last line."""

    def __init__(self, conversation: Conversation, screen: Screen, keyboard: Keyboard, language: str) -> None:
        self._conversation = conversation
        self._screen = screen
        self._keyboard = keyboard
        self._language = language  # for as long as nothing is stored
        self._words = conversation.notice("trouble", language).words
        self._choices = Choices()
        self._echoes = not (keyboard.is_terminal and screen.is_terminal)

    async def hold(self, *, switch: bool) -> None:
        """Talk until /quit, the end of the input, or Ctrl-C. `switch`: change to the language first."""
        try:
            if switch:
                await self._turn(Command("language", self._language))
            await self._answer(Command("start", typed=True), hint=True)
            while (typed := await self._line()) is not None and not self._leaves(typed):
                
            	...
        except asyncio.CancelledError:  # Ctrl-C, as `asyncio.run` passes it on
            self._screen.leave_prompt()
        self._screen.say(await self._parting(), self._words)
