"""A chat as plain text, for eyes and for assertion messages."""

from tests.botapi.objects import Chat, Message

_TEXTS = {"text", "entities", "caption", "caption_entities"}


def draw(chat: Chat, numbered: bool = False) -> str:
    """Return the whole chat; with the buttons of the newest card numbered, if wanted."""
    card = next((message for message in reversed(chat.messages) if message.keyboard), None)
    lines = [line for message in chat.messages for line in _message(message, numbered and message is card)]
    if chat.toast:
        lines.append(f"({chat.toast})")
    if chat.gone:
        lines.append("(the bot is blocked)")
    return "\n".join(lines) or "(empty)"


def _message(message: Message, numbered: bool) -> list[str]:
    kinds = [f"[{kind}]" for kind in message.content if kind not in _TEXTS]
    body = " ".join([*kinds, message.text]).strip().splitlines()
    number = 0
    for row in message.buttons:
        labels = []
        for label in row:
            number += 1
            labels.append(f"[{number} {label}]" if numbered else f"[{label}]")
        body.append(" ".join(labels))
    who = message.sender["first_name"] + (" (edited)" if message.edited else "")
    return [f"{who}:", *(f"    {line}" for line in body)]
