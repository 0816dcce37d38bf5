"""The course of an answer as a picture: SVG first, then pixels."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.files import typesetter
from bot.files.fonts import FAMILY
from bot.files.layout import compose
from bot.files.measure import width
from bot.files.scene import Run, Scene
from bot.files.words import CLEAN, in_the_font
from bot.locale.translator import Translator
from bot.render import show
from dialogs.attachments import Picture
from dialogs.cards.answer.picture import picture as caption
from dialogs.cards.answer.timeline import Timeline

TEMPLATES = Path(__file__).parent / "templates"

COLOURS = {
    "paper": "#FBFAF7",
    "ink": "#1B2733",
    "soft": "#4A5866",
    "session": "#0B5F63",
    "point": "#8A3413",
    "grid": "#D5DBDE",
}
"""Dark on light, whatever the theme of the app. The grid is ornament: every mark is named."""

OF_THE_PAGE = {name: f"var(--{name})" for name in COLOURS}
"""The same colours as a web page's style sheet sets them, light or dark."""


def png(reply: Picture, words: Translator) -> bytes:
    """The picture in the translator's language as a PNG, 720 pixels wide."""
    scene = _scene(reply, words)
    return typesetter.png(_drawn(scene), scene.width, scene.height)


def svg(reply: Picture, words: Translator) -> str:
    """The same as an `<svg>` element."""
    return _drawn(_scene(reply, words))


def inline(reply: Picture, words: Translator) -> str:
    """The same for a web page, which has its own fonts and colours.

    Each line of words is as wide as in the font that it was laid out for, so that none runs into another.
    """
    return _drawn(_scene(reply, words), OF_THE_PAGE, "inherit", _measured)


def alternative(reply: Picture, words: Translator) -> str:
    """What a picture says, for those who cannot see it: the words of its caption."""
    return in_the_font(show(caption(reply), words, CLEAN).text)


def _scene(reply: Picture, words: Translator) -> Scene:
    return compose(Timeline(reply), words, alternative(reply, words))


def _drawn(
    scene: Scene,
    colours: Mapping[str, str] = COLOURS,
    family: str = FAMILY,
    measured: Callable[[Run], float] | None = None,
) -> str:
    """`scene` as SVG, every word escaped. `measured`: how many pixels wide a line of words has to be in any font."""
    return _template().render(scene=scene, colours=colours, family=family, measured=measured)


def _measured(run: Run) -> float:
    return round(width(run.words, run.size, bold=run.bold), 1)


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("timeline.svg")
