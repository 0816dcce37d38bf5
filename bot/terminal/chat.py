"""`mesoguide chat`: the conversation in a terminal, or through a pipe."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Mapping

import structlog

from bot.conversation import Conversation
from bot.files.pending import PendingFile
from bot.lexicon import lexicon
from bot.locale.printable import printable
from bot.render import label
from bot.response import Response
from bot.store import Key, StoreError
from bot.terminal import saving
from bot.terminal.choice import Choices, choices, meaning
from bot.terminal.keyboard import Keyboard
from bot.terminal.screen import Screen, standard_output
from dialogs.flow.commands import COMMANDS
from dialogs.flow.events import Invoke
from dialogs.questions.session import Session
from dialogs.text import Text, _
from dialogs.understanding.danger import find, plain
from dialogs.understanding.matching import is_listed
from dialogs.understanding.understand import Lexicon

log = structlog.get_logger(__name__)

KEY = Key("terminal", "local")

# Translators: /quit stays as it is
HINT = _("Type a number or words. /quit ends.")
# Translators: what people may type instead of /quit, with commas
QUIT_WORDS = _("quit, exit, bye, goodbye")
# Translators: /delete stays as it is
KEPT = _("Goodbye. Your answers are kept. Start me again to go on, or to erase them with /delete.")
NOTHING_KEPT = _("Goodbye. None of your answers are kept.")


async def talk(conversation: Conversation, language: str = "", payload: str = "") -> None:
    """Talk until the person leaves.

    `language` is a code such as "ru", to change to if given; `payload` is what the link carries by which they come.
    Raises `BrokenPipeError` where nobody reads the output.
    """
    screen = Screen(standard_output(), os.environ)
    person = Talk(conversation, screen, Keyboard(sys.stdin), language or language_of(os.environ))
    await person.hold(switch_to=language, payload=payload)


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
        self._language = language  # of a first contact
        self._words = conversation.notice("trouble", language).words
        self._choices = Choices()
        self._pending = ""  # what was typed when asked where a file goes, and means something else
        self._echoes = not (keyboard.is_terminal and screen.is_terminal)

    async def hold(self, switch_to: str = "", payload: str = "") -> None:
        """Talk until /quit, the end of the input, or Ctrl-C; in the language `switch_to`, if given."""
        try:
            await self._reply(self._begin(switch_to, payload))
            self._screen.say(HINT, self._words, "dim")
            while typed := await self._listen():
                await self._reply(self._answer(typed))
                if is_listed(typed, "help"):  # the card that lists all commands knows no terminal
                    self._screen.say(HINT, self._words, "dim")
        except asyncio.CancelledError:  # Ctrl-C, as `asyncio.run` passes it on
            self._screen.leave_prompt()
        self._screen.say(await self._parting(), self._words)

    async def _begin(self, switch_to: str, payload: str) -> Response:
        if switch_to:
            await self._conversation.turn(KEY, Invoke("language", switch_to), switch_to)
        return await self._conversation.turn(KEY, Invoke("start", payload, typed=True), self._language)

    async def _answer(self, typed: str) -> Response:
        said = meaning(typed, self._choices, self._words, self._lexicon)
        return await self._conversation.turn(KEY, said, self._language)

    async def _reply(self, turn: Awaitable[Response]) -> None:
        """Show a turn; whatever happens, the person gets a reply."""
        try:
            response = await turn
            self._show(response)
            for file in response.files:
                await self._hand_over(file)
        except BrokenPipeError:  # there is nobody to reply to
            raise
        except Exception as error:  # noqa: BLE001  nobody may be left without a reply, whatever went wrong
            log.error("a turn failed", error=error)
            self._show(self._conversation.notice("trouble", self._words.language))

    def _show(self, response: Response) -> None:
        self._words = response.words
        self._choices = choices(response.cards) or self._choices
        self._screen.show(response)

    async def _hand_over(self, file: PendingFile) -> None:
        """The picture has been drawn already, an export is printed, other files go where the person says."""
        if file.picture:
            return
        if not file.captions:
            self._screen.write_out(file.name, await file.content())
            return
        try:
            content = await file.content()
        except Exception as error:  # noqa: BLE001  the person has the words; only the file is missing
            log.error("a file could not be made", file=file.name, error=error)
            self._show(self._conversation.notice("no_file", self._words.language))
        else:
            await self._save(file.name, content)

    async def _save(self, name: str, content: bytes) -> None:
        """Ask where a file goes until it is written or not wanted; an answer to something else is kept for `_listen`."""
        known = None
        while True:
            self._screen.say(saving.where(name), self._words)
            typed = await self._line()
            if typed is None or is_listed(typed, f"no, {self._words.write(saving.NO_WORDS)}"):
                self._screen.say(saving.NOT_WRITTEN, self._words)
                return
            if self._is_no_place(typed):
                self._pending = typed
                return
            path = saving.target(typed, name)
            try:
                saving.write(path, content, replace=path == known)
            except FileExistsError:
                known = path
                self._screen.say(saving.taken(path), self._words)
            except (OSError, ValueError) as error:
                self._screen.say(saving.refused(path, error), self._words)
            else:
                self._screen.say(saving.written(path), self._words)
                return

    def _is_no_place(self, typed: str) -> bool:
        """Whether it is a command, a button or a danger instead, which goes before any file."""
        buttons = (*self._choices.numbered, *self._choices.unnumbered)
        labels = [plain(label(button, self._words)) for button in buttons]
        labels += [str(number) for number in range(1, len(self._choices.numbered) + 1)]
        return (
            saving.looks_like_a_command(typed)
            or find(typed, self._lexicon.danger) is not None
            or (typed in COMMANDS and COMMANDS[typed].typed)
            or plain(typed) in labels
            or self._leaves(typed)
        )

    @property
    def _lexicon(self) -> Lexicon:
        return lexicon(self._words.language, self._conversation.languages)

    def _leaves(self, typed: str) -> bool:
        return is_listed(typed, f"quit, {self._words.write(QUIT_WORDS)}")

    async def _line(self) -> str | None:
        """The next line, perhaps empty; None at the end of the input."""
        self._screen.prompt()
        line = await self._keyboard.line()
        if line is None:
            self._screen.leave_prompt()
            return None
        typed = printable(line).strip()
        if self._echoes:
            self._screen.echo(typed)
        return typed

    async def _listen(self) -> str:
        """The next words; empty when the person leaves."""
        typed: str | None = self._pending
        self._pending = ""
        while not typed:
            typed = await self._line()
            if typed is None:
                return ""
        return "" if self._leaves(typed) else typed

    async def _parting(self) -> Text:
        try:
            stored = await self._conversation.store.load(KEY)
        except StoreError:  # nothing was erased, then
            return KEPT
        session = Session.from_data(stored.data) if stored and stored.data else Session()
        # Answers that go along to another clinic wait there for the agreement
        return KEPT if session.consent or session.said else NOTHING_KEPT
