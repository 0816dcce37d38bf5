"""The people: each verb is something that a person does in Telegram."""

from collections.abc import Sequence
from typing import Any

from tests.botapi.objects import Chat, Json, Message, Query
from tests.botapi.room import Room, text_content
from tests.botapi.spec import Upload
from tests.botapi.state import Telegram


class Person(Room):
    """Somebody, in the private chat with the bot."""

    def __init__(self, telegram: Telegram, user: Json, patience: float) -> None:
        self.user = user
        names: dict[str, str] = {key: user[key] for key in ("first_name", "last_name", "username") if key in user}
        super().__init__(telegram, Chat(user["id"], "private", names), patience)

    async def send(self, text: str, reply_to: Message | None = None) -> Message:
        """Write; a text that is too long for one message goes out in several, and the last is returned."""
        for start in range(0, max(len(text), 1), 4096):
            message = self._deliver(self.user, text_content(text[start : start + 4096]), reply_to)
        return message

    async def tap(self, label: str, on: Message | None = None) -> Query:
        """Tap a button, once it is there, and wait for the answer.

        The label can be a beginning, if only one button has it. It is looked for in the newest message that
        has such a button, or in `on`.
        """
        return await self._tap(self.user, label, on)

    def touch(self, data: str, on: Message | None = None) -> Query:
        """Tap the button that sends this, and wait for nothing."""
        return self._press(self.user, data, on or self.last)

    async def tap_data(self, data: str, on: Message | None = None) -> Query:
        """Send callback data that is on no button, as a forged client can."""
        return await self._query(self.user, data, on or self.last)

    async def send_photo(self, caption: str = "") -> Message:
        """Send a picture."""
        photo = [self._file("photo.jpg", width=90, height=90)]
        return self._deliver(self.user, {"photo": photo, **_captioned(caption)})

    async def send_document(self, name: str = "notes.pdf", caption: str = "") -> Message:
        """Send a file."""
        document = self._file(name, file_name=name)
        return self._deliver(self.user, {"document": document, **_captioned(caption)})

    async def send_voice(self) -> Message:
        """Send a voice message."""
        return self._deliver(self.user, {"voice": self._file("voice.ogg", duration=2, mime_type="audio/ogg")})

    async def send_sticker(self) -> Message:
        """Send a sticker."""
        sticker: dict[str, Any] = {"type": "regular", "width": 512, "height": 512}
        sticker |= {"is_animated": False, "is_video": False, "emoji": "👍"}
        return self._deliver(self.user, {"sticker": self._file("sticker.webp", **sticker)})

    async def send_location(self, latitude: float = 55.75, longitude: float = 37.62) -> Message:
        """Send a place."""
        return self._deliver(self.user, {"location": {"latitude": latitude, "longitude": longitude}})

    async def forward(self, text: str, sender: str = "Somebody") -> Message:
        """Forward what somebody else wrote."""
        origin = {"type": "hidden_user", "sender_user_name": sender, "date": self._telegram.clock.date()}
        return self._deliver(self.user, {**text_content(text), "forward_origin": origin})

    async def edit(self, message: Message | int, text: str) -> Message:
        """Change an own message."""
        message = message if isinstance(message, Message) else self._telegram.messages[message]
        message.content, message.edit_date = text_content(text), self._telegram.clock.date()
        self._telegram.push("edited_message", self.chat, message.as_json())
        return message

    async def block(self) -> None:
        """Stop the bot."""
        self._membership(self.user, "member", "kicked")

    async def unblock(self) -> None:
        """Let the bot write again."""
        self._membership(self.user, "kicked", "member")

    def forget(self, kept: int) -> None:
        """Keep only so many messages, and no tap that is over: whoever talks for minutes must not slow anything down."""
        for message in self.chat.messages[:-kept] if kept else list(self.chat.messages):
            del self._telegram.messages[message.id]
        del self.chat.messages[: -kept or None]
        for tap in [tap for tap in self.chat.taps if tap.over]:
            self._telegram.queries.pop(tap.id, None)
            self.chat.taps.remove(tap)

    def _file(self, name: str, **about: Any) -> Json:
        return {**self._telegram.keep(Upload(name, name.encode())), **about}


class Group(Room):
    """Several people and the bot, which the first of them has just brought in.

    The bot is in privacy mode, as bots are by default: it hears commands, replies to it and its own name.
    """

    def __init__(self, telegram: Telegram, group_id: int, members: Sequence[Person], patience: float) -> None:
        super().__init__(telegram, Chat(group_id, "supergroup", {"title": "Friends"}), patience)
        self.members = members
        self._membership(members[0].user, "left", "member")
        self._deliver(members[0].user, {"new_chat_members": [telegram.bot]}, service=True)

    async def send(self, person: Person, text: str, reply_to: Message | None = None) -> Message:
        """Write as one of the members."""
        content = text_content(text)
        return self._deliver(person.user, content, reply_to, heard=self._hears(content, reply_to))

    async def tap(self, person: Person, label: str, on: Message | None = None) -> Query:
        """Tap as one of the members."""
        return await self._tap(person.user, label, on)

    async def kick(self, person: Person) -> None:
        """Put the bot out."""
        self._membership(person.user, "member", "kicked")

    def _hears(self, content: Json, reply_to: Message | None) -> bool:
        name = "@" + self._telegram.bot["username"]
        commands = [word for word in content["text"].split() if word.startswith("/")]
        to_bot = any("@" not in command or command.endswith(name) for command in commands)
        return to_bot or name in content["text"] or (reply_to is not None and reply_to.by_bot)


def _captioned(caption: str) -> Json:
    return {"caption": caption} if caption else {}
