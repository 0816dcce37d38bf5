"""A visitor of a clinic's page: what they ask the web server for, and what they read in its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from bot.locale.translator import Translator, translator
from bot.web.page import render
from dialogs.clinic import Clinic
from dialogs.guide import Guide, Guides
from tests.kit.chat import published
from tests.kit.clinics import SMILE, directory
from tests.kit.paper import flat
from tests.kit.pseudo import PSEUDO

BOT = "mesoguide_example_bot"
WORDS: Mapping[str, Translator] = {"en": translator("en"), "ru": translator("ru"), "ar": PSEUDO}


# --- clinics -------------------------------------------------------------------------------------


def clinic(text: str = SMILE, protocol: str = "", **changed: Any) -> Guide:
    """The guide of the first clinic of a file, with some of what the clinic says about itself changed."""
    guide = next(iter(directory(text, protocol).guides.of_clinics.values()))
    return with_clinic(guide, **changed)


def with_clinic(guide: Guide, **changed: Any) -> Guide:
    assert guide.clinic
    return replace(guide, clinic=replace(guide.clinic, **changed))


def clinic_of(guide: Guide) -> Clinic:
    assert guide.clinic
    return guide.clinic


def guides(*some: Guide) -> Guides:
    return Guides(published(), {clinic_of(guide).slug: guide for guide in some})


FULLEST = replace(
    clinic(
        name="Dermatologiezentrumsgemeinschaft an der Universitätsklinik X",
        slug="s" * 32,
        address="Long " * 24,
        controller="Responsible " * 10,
        website="https://clinic.example/" + "w" * 477,
        booking="https://clinic.example/" + "b" * 477,
        privacy="https://clinic.example/" + "p" * 477,
        welcome=dict.fromkeys(WORDS, "You are welcome here. " * 5),
    ),
    languages=tuple(WORDS),
)
"""Everything that a clinic can say, as long as it may be."""


# --- what is seen --------------------------------------------------------------------------------

VOID = ("meta", "link", "rect", "line", "path", "circle")


class Reader(HTMLParser):
    """Reads a page: its words, its links, every attribute. What is not closed in its order fails here."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: dict[str, str] = {}
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self._link = ""
        self.feed(page)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "a":
            self._link = attributes["href"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1:] == [tag], f"</{tag}> closes something else"
        self._open.pop()
        if tag == "a":
            self._link = ""

    def handle_data(self, data: str) -> None:
        if data.strip() and self._open[-1] != "title":
            self.words.append(data)
        if self._link and data.strip():
            self.links[flat(data)] = self._link


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer of the web server."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    read: Reader = field(init=False)

    def __post_init__(self) -> None:
        assert self.headers["content-type"] == "text/html; charset=utf-8"
        object.__setattr__(self, "read", Reader(self.body.decode()))

    @property
    def text(self) -> str:
        """Every word, as somebody reads them from top to bottom."""
        return flat(" ".join(self.read.words))

    @property
    def links(self) -> Mapping[str, str]:
        return self.read.links

    @property
    def telegram(self) -> str:
        """Where the one button leads."""
        found = [href for href in self.links.values() if href.startswith("https://t.me/")]
        assert len(found) == 1, found
        return found[0]

    @property
    def html(self) -> Mapping[str, str]:
        """The attributes of the whole page."""
        return dict(self.read.elements)["html"]

    def see(self, *expected: str) -> Seen:
        __tracebackhide__ = True
        for words in expected:
            assert flat(words) in self.text, f"{words!r} is not on the page:\n{self.text}"
        return self


def page(guide: Guide, language: str = "en", campaign: str = "") -> Seen:
    """The page of a clinic without a web server in between."""
    body = render(guide, WORDS[language], BOT).html(campaign)
    return Seen(200, {"content-type": "text/html; charset=utf-8"}, body)


class Site:
    """The web server of the guide, asked as by a browser or by a stranger."""

    def __init__(self, root: str) -> None:
        self._address = urlsplit(root)

    async def ask(self, target: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """One request exactly as it is written: nothing in between tidies up the path."""
        reader, writer = await asyncio.open_connection(self._address.hostname, self._address.port)
        lines = [f"{method} {target} HTTP/1.1", "Host: guide.example", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        head, _empty, body = answer.partition(b"\r\n\r\n")
        first, *others = head.decode("latin-1").split("\r\n")
        return int(first.split()[1]), {n.lower(): v for n, _c, v in (o.partition(": ") for o in others)}, body

    async def open(self, target: str, **headers: str) -> Seen:
        return Seen(*await self.ask(target, **headers))
