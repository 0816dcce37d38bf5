"""The methods by which a bot presents itself."""

import json
import re
from typing import Any

from tests.botapi.errors import BadRequest
from tests.botapi.objects import Json
from tests.botapi.state import Telegram

_SCOPES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("default", "all_private_chats", "all_group_chats", "all_chat_administrators"), ()),
    **dict.fromkeys(("chat", "chat_administrators"), ("chat_id",)),
    "chat_member": ("chat_id", "user_id"),
}


def get_me(telegram: Telegram) -> Json:
    """The bot itself."""
    return {**telegram.bot, "can_join_groups": True, "can_read_all_group_messages": False}


def set_my_commands(
    telegram: Telegram, commands: list[Json], scope: Json | None = None, language_code: str = ""
) -> bool:
    """The menu of one scope in one language."""
    if len(commands) > 100:
        raise BadRequest("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise BadRequest("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise BadRequest("BOT_COMMAND_DESCRIPTION_INVALID")
    telegram.commands[_scope(telegram, scope), _language(language_code)] = commands
    return True


def get_my_commands(telegram: Telegram, scope: Json | None = None, language_code: str = "") -> list[Json]:
    """Exactly what was set for the scope and the language: no falling back."""
    return telegram.commands.get((_scope(telegram, scope), _language(language_code)), [])


def delete_my_commands(telegram: Telegram, scope: Json | None = None, language_code: str = "") -> bool:
    """Back to the menu of a wider scope."""
    telegram.commands.pop((_scope(telegram, scope), _language(language_code)), None)
    return True


def set_my_name(telegram: Telegram, name: str = "", language_code: str = "") -> bool:
    """Up to 64 characters."""
    return _set(telegram, "name", name, 64, language_code)


def get_my_name(telegram: Telegram, language_code: str = "") -> Json:
    """The name for a language, or for all."""
    return {"name": _get(telegram, "name", language_code) or telegram.bot["first_name"]}


def set_my_description(telegram: Telegram, description: str = "", language_code: str = "") -> bool:
    """What an empty chat shows: up to 512 characters."""
    return _set(telegram, "description", description, 512, language_code)


def get_my_description(telegram: Telegram, language_code: str = "") -> Json:
    """The description for a language, or for all."""
    return {"description": _get(telegram, "description", language_code)}


def set_my_short_description(telegram: Telegram, short_description: str = "", language_code: str = "") -> bool:
    """What the profile page shows: up to 120 characters."""
    return _set(telegram, "short_description", short_description, 120, language_code)


def get_my_short_description(telegram: Telegram, language_code: str = "") -> Json:
    """The short description for a language, or for all."""
    return {"short_description": _get(telegram, "short_description", language_code)}


def set_chat_menu_button(telegram: Telegram, chat_id: int | None = None, menu_button: Json | None = None) -> bool:
    """The button beside the input field, in one chat or in all."""
    if chat_id is not None:
        telegram.find_chat(chat_id)
    button = menu_button or {"type": "default"}
    if button["type"] not in ("default", "commands", "web_app"):
        raise BadRequest("MenuButton has unsupported type")
    telegram.menu_buttons[chat_id] = button
    return True


def close(telegram: Telegram) -> bool:
    """What logOut and close come to here: nothing, since there is no other server to move to."""
    return True


log_out = close


def _scope(telegram: Telegram, scope: dict[str, Any] | None) -> str:
    scope = scope or {"type": "default"}
    if scope["type"] not in _SCOPES or scope.keys() - {"type"} != set(_SCOPES[scope["type"]]):
        raise BadRequest("can't parse BotCommandScope: Unsupported type specified")
    if "chat_id" in scope:
        telegram.find_chat(scope["chat_id"])
    return json.dumps(scope, sort_keys=True)


def _language(code: str) -> str:
    if not re.fullmatch(r"([a-z]{2})?", code):
        raise BadRequest("invalid language code specified")
    return code


def _set(telegram: Telegram, field: str, text: str, limit: int, language_code: str) -> bool:
    if len(text) > limit:
        raise BadRequest(f"bot {field.replace('_', ' ')} is too long")
    telegram.profile[field, _language(language_code)] = text
    return True


def _get(telegram: Telegram, field: str, language_code: str) -> str:
    here = telegram.profile.get((field, _language(language_code)))
    return here or telegram.profile.get((field, ""), "")
