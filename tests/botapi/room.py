"""A chat as its people see it, and what they can do there."""

from collections.abc import Callable, Iterator

from tests.botapi import entities, screen
from tests.botapi.changes import Changes
from tests.botapi.objects import Chat, Json, Message, Query
from tests.botapi.state import Telegram

_LIKE_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u202f", " "))  # nobody sees a difference


class Room:
    """What is the same in a private chat and in a group."""

    def __init__(self, telegram: Telegram, chat: Chat, patience: float) -> None:
        self._telegram = telegram
        self.chat = chat
        self.patience = patience
        chat.changes = Changes(telegram.changes)
        telegram.chats[chat.id] = chat

    @property
    def id(self) -> int:
        """The chat's id."""
        return self.chat.id

    @property
    def last(self) -> Message:
        """The newest message of the bot."""
        message = next(self._cards(), None)
        if message is None:
            raise AssertionError(f"The bot has said nothing.\n{self.screen}")
        return message

    @property
    def screen(self) -> str:
        """The whole chat as plain text."""
        return screen.draw(self.chat)

    async def see(self, text: str) -> Message:
        """Wait until a message of the bot has this text; return the newest such message."""
        wanted = text.translate(_LIKE_SPACES)

        def found() -> Message | None:
            return next((card for card in self._cards() if wanted in card.text.translate(_LIKE_SPACES)), None)

        await self._wait(lambda: found() is not None, lambda: repr(text))
        message = found()
        assert message
        return message

    async def next(self) -> Message:
        """Wait until the bot sends or edits a message; return it.

        Each is returned once, in order, and only if it came after the last thing that somebody did here. The
        cost doesn't grow with the chat: where many people talk for long, this and `tap` are the verbs to use.
        """
        await self._wait(lambda: bool(self.chat.shown), lambda: "another message of the bot")
        return self.chat.shown.popleft()

    async def quiet(self, reply: bool = True) -> None:
        """Wait until the bot is done with everything that happened here.

        That is: it acknowledged every update, answered every tap and, unless `reply` is false, sent or edited
        something (or showed a text over the chat) after the last message or tap. An update that comes again
        has to be acknowledged again, but is owed no reply.
        """
        await self._wait(lambda: not self._busy(reply), lambda: f"the bot to {self._busy(reply)}")

    def _busy(self, reply: bool) -> str:
        if self.chat.waiting:
            return "confirm an update"
        if any(not tap.over for tap in self.chat.taps):
            return "answer a callback query"
        return "reply" if reply and self.chat.awaits_reply else ""

    def _cards(self) -> Iterator[Message]:
        return (message for message in reversed(self.chat.messages) if message.by_bot)

    async def _wait(self, happened: Callable[[], bool], what: Callable[[], str]) -> None:
        if not await self.chat.changes.until(happened, self.patience):
            raise AssertionError(f"Waited {self.patience:g} s for {what()}. The chat:\n{self.screen}")

    def _deliver(
        self, sender: Json, content: Json, reply_to: Message | None = None, heard: bool = True, service: bool = False
    ) -> Message:
        """Put a person's message into the chat and, if the bot can hear it, tell the bot."""
        if self.chat.gone:
            raise AssertionError("Telegram lets nobody write to a bot that they blocked: unblock it first")
        self.chat.started = True
        message = Message(self.chat, next(self._telegram.ids), sender, content, reply_to=reply_to)
        self._telegram.post(message)
        if heard:
            self._telegram.push("message", self.chat, message.as_json(), expects_reply=not service)
        return message

    async def _tap(self, sender: Json, label: str, on: Message | None) -> Query:
        await self._wait(lambda: self._button(label, on) is not None, lambda: f"a button {label!r}")
        message, data = self._labelled(label, on)
        return await self._query(sender, data, message)

    def _labelled(self, label: str, on: Message | None = None) -> tuple[Message, str]:
        """Return the newest message with such a button, and what the button sends."""
        found = self._button(label, on)
        if found is None:
            raise AssertionError(f"There is no button {label!r}. The chat:\n{self.screen}")
        message, button = found
        if "callback_data" not in button:
            raise AssertionError(f"{button['text']!r} opens {button['url']}: the bot hears nothing of it")
        return message, button["callback_data"]

    def _button(self, label: str, on: Message | None) -> tuple[Message, Json] | None:
        for message in self._cards():
            found = message.labelled(label) if on in (None, message) else []
            if len(found) > 1:
                raise AssertionError(f"{label!r} can be any of {[button['text'] for button in found]}")
            if found:
                return message, found[0]
        return None

    async def _query(self, sender: Json, data: str, message: Message) -> Query:
        query = self._press(sender, data, message)
        await self._wait(lambda: query.over, lambda: f"an answer to the tap on {data!r}")
        return query

    def _press(self, sender: Json, data: str, message: Message) -> Query:
        """Tell the bot of a tap, and wait for nothing."""
        query = Query(str(10**17 + next(self._telegram.ids)), self.chat, data)
        self._telegram.queries[query.id] = query
        self.chat.taps = [tap for tap in self.chat.taps if not tap.over] + [query]
        payload = {"id": query.id, "from": sender, "message": message.as_json(), "data": data}
        payload["chat_instance"] = f"instance of {self.id}"
        self._telegram.push("callback_query", self.chat, payload, expects_reply=True)
        return query

    def _membership(self, sender: Json, was: str, now: str) -> None:
        self.chat.gone = now in ("kicked", "left")
        change = {"chat": self.chat.as_json(), "from": sender, "date": self._telegram.clock.date()}
        for key, status in (("old_chat_member", was), ("new_chat_member", now)):
            forever = {"until_date": 0} if status == "kicked" else {}
            change[key] = {"status": status, "user": self._telegram.bot, **forever}
        self._telegram.push("my_chat_member", self.chat, change)
        self.chat.changes.tell()


def text_content(text: str) -> Json:
    """Return what Telegram makes of a text that a person wrote."""
    text = text.strip()
    if not text:
        raise AssertionError("Telegram lets nobody send an empty message")
    found = entities.bot_commands(text)
    return {"text": text, "entities": found} if found else {"text": text}
