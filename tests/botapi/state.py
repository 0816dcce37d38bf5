"""What Telegram knows: the bot, the chats, files, and what the bot is told."""

from itertools import count

from tests.botapi.changes import Changes, Clock
from tests.botapi.courier import Courier
from tests.botapi.errors import BadRequest, Forbidden
from tests.botapi.inbox import Inbox
from tests.botapi.line import Line
from tests.botapi.objects import Chat, Json, Message, Query
from tests.botapi.spec import Upload


class Telegram:
    """Everything of one bot."""

    def __init__(self, token: str) -> None:
        names = {"first_name": "Mesoguide", "username": "mesoguide_bot"}
        self.bot: Json = {"id": int(token.partition(":")[0]), "is_bot": True, **names}
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, Message] = {}
        self.queries: dict[str, Query] = {}
        self.files: dict[str, Upload] = {}
        self.allowed_updates: list[str] = []  # empty: every kind
        self.poll = 0  # which getUpdates is the latest
        self.commands: dict[tuple[str, str], list[Json]] = {}  # by scope and language
        self.profile: dict[tuple[str, str], str] = {}  # by name of the field and language
        self.menu_buttons: dict[int | None, Json] = {}
        self.changes = Changes()
        self.clock = Clock()
        self.inbox = Inbox(Changes(self.changes), self.clock)
        self.line = Line()
        self.courier = Courier(self.inbox, self.clock, self.line)
        self.ids = count(1)

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
        message.date = self.clock.date()
        self.messages[message.id] = message
        message.chat.messages.append(message)
        self.show(message)
        return message

    def show(self, message: Message) -> None:
        """Let the people in a chat see what a new or an edited message says now."""
        if message.by_bot:
            message.chat.shown.append(message)
        message.chat.changes.tell()

    def push(self, kind: str, chat: Chat, payload: Json, expects_reply: bool = False) -> None:
        """Tell the bot something, if it wants to hear of this kind."""
        chat.shown.clear()  # whoever did this looks for what comes after it
        if not self.allowed_updates or kind in self.allowed_updates:
            update = self.inbox.add(kind, chat, payload)
            if expects_reply:
                chat.awaits_reply = update.id
            self.courier.bring(update)

    def replied(self, chat: Chat) -> None:
        """Note that the bot did something in a chat: a reply, if it had been given the last update."""
        update = chat.waiting.get(chat.awaits_reply)
        if update is None or update.deliveries:
            chat.awaits_reply = 0

    def keep(self, file: Upload) -> Json:
        """Store a file; return what the Bot API tells of it."""
        file_id = f"file-{next(self.ids)}"
        self.files[file_id] = file
        return {"file_id": file_id, "file_unique_id": f"unique-{file_id}", "file_size": len(file.content)}
