"""The course of an answer as a picture: SVG first, then pixels."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.files import typesetter
from bot.files.fonts import FAMILY
from bot.files.layout import compose
from bot.files.scene import Scene
from bot.i18n import Translator
from dialogs.cards.timeline import timeline
from dialogs.replies import Picture

HERE = Path(__file__).parent

COLOURS = {
    "paper": "#FBFAF7",
    "ink": "#1B2733",
    "soft": "#4A5866",
    "session": "#0B5F63",
    "point": "#8A3413",
    "grid": "#D5DBDE",
}
"""Dark on light, whatever the theme of the app. The grid is ornament: every mark is named."""


def png(reply: Picture, words: Translator, alternative: str) -> bytes:
    """The picture in the translator's language; `alternative` is what it says in words."""
    scene = compose(timeline(reply), words, alternative)
    return typesetter.png(drawn(scene), scene.width, scene.height)


def svg(reply: Picture, words: Translator, alternative: str) -> str:
    """The same as vectors."""
    return drawn(compose(timeline(reply), words, alternative))


def drawn(scene: Scene) -> str:
    """`scene` as SVG. Every word is escaped."""
    return _template().render(scene=scene, colours=COLOURS, family=FAMILY)


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("timeline.svg")
