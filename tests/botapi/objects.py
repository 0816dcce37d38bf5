"""What Telegram keeps of a chat: its messages, the taps in it, and what the bot is told of them."""

import html
import math
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.changes import Changes
from tests.botapi.keyboard import Button, Keyboard
from tests.botapi.spec import Upload

Json = dict[str, Any]


@dataclass(eq=False)
class Chat:
    """A private chat or a group."""

    id: int
    type: str
    names: dict[str, str]
    messages: list["Message"] = field(default_factory=list, repr=False)
    started: bool = False  # a bot can't write to somebody who never wrote to it
    gone: bool = False  # blocked by the person, or put out of the group
    awaits_reply: int = 0  # the last update after which the bot owes a message or an edit
    actions: list[str] = field(default_factory=list)  # "typing" and so on, as sendChatAction said
    toast: str = ""  # what the last answer to a callback query showed
    waiting: dict[int, "Update"] = field(default_factory=dict, repr=False)  # what the bot has yet to take
    taps: list["Query"] = field(default_factory=list, repr=False)  # the open ones, and a few that are over
    shown: deque["Message"] = field(default_factory=deque, repr=False)  # since somebody last did something
    changes: Changes = field(default_factory=Changes, repr=False)

    def as_json(self) -> Json:
        """The Bot API's Chat."""
        return {"id": self.id, "type": self.type, **self.names}


@dataclass(eq=False)
class Message:
    """A message as it stands now: an edit changes it."""

    chat: Chat = field(repr=False)
    id: int
    sender: Json = field(repr=False)
    content: Json  # text, entities, photo and so on, by their names in the Bot API
    source: str = ""  # what the bot wrote, with its tags
    keyboard: Keyboard = field(default_factory=list)
    reply_to: "Message | None" = None
    file: Upload | None = None
    date: int = 0
    edit_date: int | None = None
    accessible: bool = True  # a test can make it too old for the bot: it gets an InaccessibleMessage then

    @property
    def text(self) -> str:
        """The text or caption as people see it."""
        return str(self.content.get("text", self.content.get("caption", "")))

    @property
    def html(self) -> str:
        """The text or caption with its tags."""
        return self.source or html.escape(self.text, quote=False)

    @property
    def buttons(self) -> list[list[str]]:
        """The labels, row by row."""
        return [[button["text"] for button in row] for row in self.keyboard]

    @property
    def edited(self) -> bool:
        """Whether it was changed since it was sent."""
        return self.edit_date is not None

    @property
    def by_bot(self) -> bool:
        """Whether the bot sent it."""
        return bool(self.sender["is_bot"])

    def labelled(self, label: str) -> list[Button]:
        """The buttons with exactly this label, or else those that begin with it."""
        buttons = [button for row in self.keyboard for button in row]
        exact = [button for button in buttons if button["text"] == label]
        return exact or [button for button in buttons if button["text"].startswith(label)]

    def as_json(self) -> Json:
        """The Bot API's Message."""
        message = {"message_id": self.id, "date": self.date, "chat": self.chat.as_json()}
        if not self.accessible:
            return {**message, "date": 0}
        message |= {"from": self.sender, **self.content}
        if self.edit_date is not None:
            message["edit_date"] = self.edit_date
        if self.reply_to:
            message["reply_to_message"] = self.reply_to.as_json()
        if self.keyboard:
            message["reply_markup"] = {"inline_keyboard": self.keyboard}
        return message


@dataclass(eq=False)
class Query:
    """A tap on a button, and what the bot answered to it."""

    id: str
    chat: Chat = field(repr=False)
    data: str
    answered: bool = False
    refused: bool = False  # the bot tried to answer and mustn't try again
    text: str = ""
    show_alert: bool = False

    @property
    def over(self) -> bool:
        """Whether the little clock on the button is gone."""
        return self.answered or self.refused


@dataclass(eq=False)
class Update:
    """Something that the bot is told."""

    id: int
    chat: Chat
    kind: str
    payload: Json = field(repr=False)
    expires: float = math.inf
    """When Telegram forgets it, in seconds since 1970."""
    deliveries: int = 0  # how often the bot was given it, whether or not it took it

    @property
    def queue(self) -> tuple[str, int]:
        """Within which updates come to a webhook one after the other: taps of a person apart from messages of a chat."""
        is_tap = self.kind == "callback_query"
        return (self.kind, self.payload["from"]["id"]) if is_tap else ("chat", self.chat.id)

    def as_json(self) -> Json:
        """The Bot API's Update."""
        return {"update_id": self.id, self.kind: self.payload}
