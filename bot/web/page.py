"""A clinic's landing page as HTML: the words of `dialogs.cards.clinic.contact.landing` in a language, nothing of the web server."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup as Html

from bot.files import picture, qr
from bot.files.words import kept_together
from bot.locale.printable import printable
from bot.locale.translator import Markup, Translator
from dialogs.cards.clinic.landing import Landing, Section
from dialogs.guide import Guide
from dialogs.questions.links import MAX_PAYLOAD, Link, is_campaign
from dialogs.text import LanguageName, Text, _

HERE = Path(__file__).parent / "templates"


class Sheet(NamedTuple):
    """A style sheet. `address` is another one for every change of it, so that a browser may keep it for ever."""

    content: bytes
    path: str
    address: str

    @classmethod
    def of(cls, name: str) -> Sheet:
        """The one in the file `name` of this folder."""
        content, path = (HERE / name).read_bytes(), f"/c/{name}"
        return cls(content, path, f"{path}?v={sha256(content).hexdigest()[:12]}")


STYLE = Sheet.of("style.css")

CODES = 256
"""QR codes that are kept, of about 6 kB each."""

_ADDRESS, _CODE, _CAMPAIGN = "\0address\0", "\0code\0", "\0campaign\0"
"""What depends on the campaign. No word of a clinic holds such a character."""


@dataclass(frozen=True, slots=True)
class Page:
    """A clinic's page in one language, for every campaign at once.

    `username` is the bot's. `code` says what the QR code is, for those who cannot see it.
    """

    slug: str
    username: str
    code: str
    body: bytes

    def html(self, campaign: str = "") -> bytes:
        """The page whose link carries `campaign`; what no link can carry is left out."""
        link = Link(self.slug, campaign)
        if not is_campaign(campaign) or len(link.payload) > MAX_PAYLOAD:
            link = Link(self.slug)
        address = f"https://t.me/{self.username}?start={link.payload}"
        filled = {
            _ADDRESS: html.escape(address),
            _CODE: _qr(address, self.code),
            _CAMPAIGN: f"&amp;campaign={link.campaign}" if link.campaign else "",
        }
        body = self.body
        for place, value in filled.items():
            body = body.replace(place.encode(), value.encode())
        return body


def render(guide: Guide, words: Translator, username: str) -> Page:
    """The page of the clinic of `guide`, whose link opens the bot `username`. Raises ValueError without a clinic."""
    page = Landing(guide)
    body = template("landing.html").render(
        page=page,
        clinic=page.clinic,
        choose=page.language,
        languages=guide.languages,
        picture=picture.inline(page.example.picture, words),
        address=_ADDRESS,
        code=_CODE,
        campaign=_CAMPAIGN,
        **at_hand(words),
    )
    return Page(page.clinic.slug, username, words.write(page.code), body.encode())


def notice(said: Section, words: Translator) -> bytes:
    """A page that says only why there is no other."""
    return template("missing.html").render(page=said, **at_hand(words)).encode()


def telephone(number: str) -> str:
    """`number` as a link dials it. After a country's code, the zero in brackets is not dialled."""
    dialled = number.replace("(0)", "") if number.startswith("+") else number
    return "tel:" + re.sub(r"[^+\d]", "", dialled)


def at_hand(words: Translator) -> dict[str, object]:
    """What every page needs. `write` makes a sentence harmless, in text and in attributes."""

    def write(text: Text) -> Html:
        return Html(kept_together(words.write(text, _HTML)))  # noqa: S704  `_HTML` has escaped every part

    return {
        "write": write,
        "name_of": lambda code: write(_("{language}", language=LanguageName(code))),
        "language": words.language,
        "tag": words.tag,
        "direction": "rtl" if words.right_to_left else "ltr",
        "style": STYLE.address,
    }


def _harmless(text: str) -> str:
    return html.escape(printable(text))


_HTML = Markup(escape=_harmless, strong="<strong>{}</strong>".format)


@lru_cache(maxsize=CODES)
def _qr(address: str, alternative: str) -> str:
    """The code of a link. Anybody can make up campaigns, so that a new one may not take long."""
    return qr.svg(address, alternative, quick=True)


@cache
def template(name: str) -> Template:
    """One of the pages of this folder; every word in it is escaped."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["line"] = printable
    environment.filters["telephone"] = telephone
    return environment.get_template(name)
