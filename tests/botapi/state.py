"""What Telegram knows: the bot, the chats, files, and the updates that wait for the bot."""

import asyncio
from collections.abc import Callable
from itertools import count

from tests.botapi.errors import BadRequest, Forbidden
from tests.botapi.objects import Chat, Json, Message, Query, Update
from tests.botapi.spec import Upload


class Changes:
    """Lets tasks wait for a condition on the state, with no polling."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def tell(self) -> None:
        """Something changed: let everybody look again."""
        self._next.set()
        self._next = asyncio.Event()

    async def until(self, happened: Callable[[], bool], seconds: float) -> bool:
        """Wait for a condition; return whether it came true in time."""
        try:
            async with asyncio.timeout(seconds):
                while not happened():
                    await self._next.wait()
        except TimeoutError:
            return False
        return True


class Telegram:
    """Everything of one bot."""

    def __init__(self, token: str, username: str) -> None:
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Mesoguide",
            "username": username,
        }
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, Message] = {}
        self.queries: dict[str, Query] = {}
        self.files: dict[str, Upload] = {}
        self.updates: list[Update] = []
        self.allowed_updates: list[str] = []  # empty: every kind
        self.poll = 0  # which getUpdates is the latest
        self.delivered = 0  # the highest update that the bot has seen
        self.webhook: Json = {"url": "", "has_custom_certificate": False}
        self.commands: dict[tuple[str, str], list[Json]] = {}  # by scope and language
        self.profile: dict[tuple[str, str], str] = {}  # by name of the field and language
        self.menu_buttons: dict[int | None, Json] = {}
        self.changes = Changes()
        self.ids = count(1)
        self._update_ids = count(1)

    def find_chat(self, chat_id: int | str) -> Chat:
        """Return a chat that the bot can write to, or raise what Telegram answers."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None or not chat.started:
            raise BadRequest("chat not found")
        if chat.gone:
            if chat.type == "private":
                raise Forbidden("bot was blocked by the user")
            raise Forbidden("bot was kicked from the supergroup chat")
        return chat

    def find_message(self, chat: Chat, message_id: int) -> Message | None:
        """Return a message that is still in the chat."""
        message = self.messages.get(message_id)
        return message if message and message.chat is chat else None

    def post(self, message: Message) -> Message:
        """Put a message at the end of its chat."""
        self.messages[message.id] = message
        message.chat.messages.append(message)
        self.changes.tell()
        return message

    def push(self, kind: str, chat: Chat, payload: Json, expects_reply: bool = False) -> None:
        """Tell the bot something, if it wants to hear of this kind."""
        if not self.allowed_updates or kind in self.allowed_updates:
            update = Update(next(self._update_ids), chat, kind, payload)
            if expects_reply:
                chat.awaits_reply = update.id
            self.updates.append(update)
            self.changes.tell()

    def replied(self, chat: Chat) -> None:
        """Note that the bot did something in a chat: a reply, if it had seen the last update by then."""
        if chat.awaits_reply <= self.delivered:
            chat.awaits_reply = 0

    def keep(self, file: Upload) -> Json:
        """Store a file; return what the Bot API tells of it."""
        file_id = f"file-{next(self.ids)}"
        self.files[file_id] = file
        return {"file_id": file_id, "file_unique_id": f"unique-{file_id}", "file_size": len(file.content)}
