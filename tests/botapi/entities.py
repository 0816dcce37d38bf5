"""Telegram's HTML mode: a text with tags becomes a plain text and its MessageEntity objects.

Telegram lets some slips pass, and loses the formatting or shows the source to the reader. They are refused
here: an attribute or an &entity; it doesn't know, a link that leads nowhere, a tag where it has no effect.
"""

import html
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from tests.botapi.errors import BadRequest, Unimplemented

Entity = dict[str, Any]


@dataclass(frozen=True)
class _Tag:
    """What a tag turns into, and the one attribute it can have."""

    type: str
    attribute: str = ""
    value: str = ""
    required: bool = False


_TAGS = {
    **dict.fromkeys(("b", "strong"), _Tag("bold")),
    **dict.fromkeys(("i", "em"), _Tag("italic")),
    **dict.fromkeys(("u", "ins"), _Tag("underline")),
    **dict.fromkeys(("s", "strike", "del"), _Tag("strikethrough")),
    "tg-spoiler": _Tag("spoiler"),
    "span": _Tag("spoiler", "class", r"tg-spoiler", required=True),
    "a": _Tag("text_link", "href", r".+", required=True),
    "code": _Tag("code", "class", r"language-\S+"),
    "pre": _Tag("pre"),
    "blockquote": _Tag("blockquote", "expandable"),
    "tg-emoji": _Tag("custom_emoji", "emoji-id", r"\d+", required=True),
}
# tag -> what has no effect inside it
_WITHOUT_EFFECT_IN = {"code": set(_TAGS), "pre": set(_TAGS) - {"code"}, "a": {"a"}, "blockquote": {"blockquote"}}

_TEXT = re.compile(r"[^<&]+")
_CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_START = re.compile(r"<([^\s>]*)(?:\s+([\w-]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[\w.-]+))?)?\s*>")
_END = re.compile(r"</([^\s>]*)\s*>")
_HOST = re.compile(r"(?!-)[\w-]+(\.[\w-]+)+", re.UNICODE)
_COMMAND = re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@\w{3,32})?(?![\w/<>])")


def length(text: str) -> int:
    """Count as Telegram counts: in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def wrong_with(url: str) -> str | None:
    """Return what is wrong with a link in Telegram's words, or None.

    A host without a dot, such as localhost, is no link to Telegram.
    """
    address = url if "://" in url or url.startswith("tg:") else f"http://{url}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return "Wrong HTTP URL"
    if parts.scheme in ("tg", "ton"):
        return None
    if parts.scheme not in ("http", "https"):
        return "Unsupported URL protocol"
    if re.search(r"\s", url) or not _HOST.fullmatch(host):
        return "Wrong HTTP URL"
    return None


def bot_commands(text: str) -> list[Entity]:
    """Find the commands in what a person wrote: Telegram marks them."""
    return [
        {"type": "bot_command", "offset": length(text[: found.start()]), "length": length(found[0])}
        for found in _COMMAND.finditer(text)
    ]


@lru_cache(1024)  # under load the same cards come again and again
def parse(text: str, parse_mode: str | None) -> tuple[str, list[Entity]]:
    """Return a text as people see it, without white space around it, and its formatting."""
    if not parse_mode:
        return text.strip(), []
    if parse_mode.lower() in ("markdown", "markdownv2"):
        raise Unimplemented(f"parse_mode {parse_mode}")
    if parse_mode.lower() != "html":
        raise BadRequest("unsupported parse_mode")
    parser = _Parser(text)
    parser.run()
    return _trim("".join(parser.text), parser.entities)


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    lead, end = length(text) - length(text.lstrip()), length(text.rstrip())
    trimmed = []
    for entity in entities:
        start, stop = max(entity["offset"], lead), min(entity["offset"] + entity["length"], end)
        if start < stop:
            trimmed.append({**entity, "offset": start - lead, "length": stop - start})
    return text.strip(), sorted(trimmed, key=lambda entity: (entity["offset"], -entity["length"]))


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end."""

    name: str
    attribute: str
    value: str
    offset: int


class _Parser:
    """One pass over a source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.length = 0
        self.entities: list[Entity] = []
        self.open: list[_Open] = []

    def run(self) -> None:
        """Fill `text` and `entities`."""
        while self.at < len(self.source):
            if plain := _TEXT.match(self.source, self.at):
                self._write(plain[0], plain.end())
            elif self.source[self.at] == "&":
                self._character()
            elif self.source.startswith("</", self.at):
                self._end()
            else:
                self._start()
        if self.open:
            raise _refusal(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')

    @property
    def _here(self) -> str:
        return f"at byte offset {len(self.source[: self.at].encode())}"

    def _write(self, text: str, at: int) -> None:
        """Add to the text; the source goes on at `at`."""
        self.text.append(text)
        self.length += length(text)
        self.at = at

    def _character(self) -> None:
        found = _CHARACTER.match(self.source, self.at)
        if not found:
            raise _refusal(f"Unsupported character entity or a bare & {self._here}")
        self._write(html.unescape(found[0]), found.end())

    def _start(self) -> None:
        found = _START.match(self.source, self.at)
        name = found[1] if found else re.split(r"[\s>]", self.source[self.at + 1 :], maxsplit=1)[0]
        tag = _TAGS.get(name.lower())
        if not tag:
            raise _refusal(f'Unsupported start tag "{name.lower()}" {self._here}')
        if not found:
            unclosed = ">" not in self.source[self.at :]
            raise _refusal(f"{'Unclosed' if unclosed else 'Malformed'} start tag {self._here}")
        value = html.unescape((found[3] or "").strip("\"'"))
        opened = _Open(name.lower(), found[2] or "", value, self.length)
        self._check(opened, tag)
        self.open.append(opened)
        self.at = found.end()

    def _check(self, opened: _Open, tag: _Tag) -> None:
        if opened.attribute not in ("", tag.attribute):
            raise _refusal(f'Unsupported attribute of the tag "{opened.name}" {self._here}')
        if (tag.required or opened.attribute) and not re.fullmatch(tag.value, opened.value):
            wanted = f'"{tag.attribute}" like "{tag.value}"'
            raise _refusal(f'Tag "{opened.name}" must have {wanted} {self._here}')
        if opened.name == "a" and (wrong := wrong_with(opened.value)):
            raise _refusal(f"URL '{opened.value}' is invalid: {wrong} {self._here}")
        if opened.name == "code" and opened.attribute and not (self.open and self.open[-1].name == "pre"):
            raise _refusal(f'Tag "code" can have a language only in the tag "pre" {self._here}')
        for outer in self.open:
            if opened.name in _WITHOUT_EFFECT_IN.get(outer.name, ()):
                raise _refusal(f'Tag "{opened.name}" has no effect in the tag "{outer.name}" {self._here}')

    def _end(self) -> None:
        found = _END.match(self.source, self.at)
        if not found:
            raise _refusal(f"Unclosed end tag {self._here}")
        if not self.open:
            raise _refusal(f"Unexpected end tag {self._here}")
        opened = self.open.pop()
        if found[1].lower() != opened.name:
            expected = f'expected "</{opened.name}>", found "</{found[1]}>"'
            raise _refusal(f"Unmatched end tag {self._here}, {expected}")
        self._close(opened)
        self.at = found.end()

    def _close(self, opened: _Open) -> None:
        size = self.length - opened.offset
        entity: Entity = {"type": _TAGS[opened.name].type, "offset": opened.offset, "length": size}
        if opened.name == "a":
            entity["url"] = opened.value
        elif opened.name == "tg-emoji":
            entity["custom_emoji_id"] = opened.value
        elif opened.name == "blockquote" and opened.attribute:
            entity["type"] = "expandable_blockquote"
        elif opened.name == "code" and self.open and self.open[-1].name == "pre":
            self.open[-1].value = opened.value.removeprefix("language-")  # both together are one entity
            return
        elif opened.name == "pre" and opened.value:
            entity["language"] = opened.value
        self.entities.append(entity)


def _refusal(words: str) -> BadRequest:
    return BadRequest(f"can't parse entities: {words}")
