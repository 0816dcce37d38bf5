"""The tags of Telegram's HTML mode."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tag:
    """What a tag turns into, and the one attribute it can have."""

    type: str
    attribute: str = ""
    value: str = ""
    required: bool = False


_BOLD, _ITALIC, _UNDERLINE = Tag("bold"), Tag("italic"), Tag("underline")
_STRIKETHROUGH = Tag("strikethrough")
TAGS = {
    "b": _BOLD,
    "strong": _BOLD,
    "i": _ITALIC,
    "em": _ITALIC,
    "u": _UNDERLINE,
    "ins": _UNDERLINE,
    "s": _STRIKETHROUGH,
    "strike": _STRIKETHROUGH,
    "del": _STRIKETHROUGH,
    "tg-spoiler": Tag("spoiler"),
    "span": Tag("spoiler", "class", r"tg-spoiler", required=True),
    "a": Tag("text_link", "href", r".+", required=True),
    "code": Tag("code", "class", r"language-\S+"),
    "pre": Tag("pre"),
    "blockquote": Tag("blockquote", "expandable"),
    "tg-emoji": Tag("custom_emoji", "emoji-id", r"\d+", required=True),
}
# tag -> what has no effect inside it
WITHOUT_EFFECT_IN = {"code": set(TAGS), "pre": set(TAGS) - {"code"}, "a": {"a"}, "blockquote": {"blockquote"}}
