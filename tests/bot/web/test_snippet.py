"""The HTML of a link for a clinic's website, in a real browser and under the strictest policy there is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import product

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Route

from bot.clinics.link import snippet
from bot.locale.translator import Translator, translator
from dialogs.guide import Guide
from tests.kit.browser import chromium, needs_chromium
from tests.kit.chat import published
from tests.kit.clinics import guide
from tests.kit.paper import LANGUAGES, flat
from tests.kit.words import listed

ADDRESS = "https://t.me/clinic_bot?start=smile__spring__area_face"
WEBSITE = "https://clinic.example/"
STRICTEST = "default-src 'none'"
FINGER = 44  # pixels that a finger needs

HOSTILE = {
    "markup": '"><script>document.title = "broken into"</script>',
    "quotes": "\"' onclick='document.title=1' x=\"",
    "entity": "Smile & Co &lt;b&gt; &quot;",
    "emoji": "👩‍⚕️ Smile",
    "override": "Smile \u202eegap siht no",
    "ends": "</div></a></div><h1>Smile</h1><!--",
    "template": "{clinic} {0} %s ${x} {{ 7*7 }}",
    "image": "<img src=x onerror=alert(1)>",
    "control": "a\x00b\x1b[31m\nc",
}
hostile = pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)


def named(name: str) -> Guide:
    """A clinic of this name."""
    smile = guide("smile")
    assert smile.clinic
    return replace(smile, clinic=replace(smile.clinic, name=name))


def html(words: Translator | None = None, name: str = "Clinic Smile") -> str:
    return snippet(named(name), ADDRESS, words or translator("en"))


# --- what stands in it ---------------------------------------------------------------------------


class Tags(HTMLParser):
    """The tags of a piece of HTML, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {f"{tag} {name}": value for name, value in attrs}

    def handle_data(self, data: str) -> None:
        self.words += data


def test_it_is_one_link_with_words_in_the_clinics_language() -> None:
    russian = Tags(html(translator("ru"), "Клиника"))
    assert russian.attributes["a href"] == ADDRESS
    assert russian.attributes["div lang"] == russian.attributes["a hreflang"] == "ru"
    assert "Клиника" in russian.words
    assert "Telegram" in russian.words


def test_it_brings_neither_style_nor_script_nor_anything_from_elsewhere() -> None:
    found = Tags(html())
    assert found.tags == ["div", "a", "div", "svg", "path", "br", "svg"]
    assert {name for name, value in found.attributes.items() if "//" in (value or "")} == {"a href"}
    assert not [each for each in found.attributes if each.split()[1] in listed("style|class|id|target|ping")]
    assert not [name for name in found.attributes if name.split()[1].startswith("on")]
    assert found.attributes["a rel"] == "noopener noreferrer"


def test_the_neutral_guide_names_no_clinic() -> None:
    words = Tags(snippet(published(), "https://t.me/clinic_bot", translator("en"))).words
    assert "Ask the automated guide (opens Telegram)" in words


@hostile
def test_a_name_adds_neither_tag_nor_attribute(name: str) -> None:
    plain, found = Tags(html()), Tags(html(name=name))
    assert found.tags == plain.tags
    assert found.attributes == plain.attributes
    assert not set("\x00\x1b\u202e") & set(found.words)


# --- in a browser --------------------------------------------------------------------------------


@dataclass
class Website:
    """A page of a clinic's website, what its browser complained of, and where its visitor went."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)

    async def shows(self, content: str) -> None:
        self.content = content
        await self.page.goto(WEBSITE)


def around(html: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Clinic</title>'
        '<meta name="viewport" content="width=device-width"></head>'
        f"<body><main><h1>Mesotherapy</h1><p>We offer it.</p>{html}<p>Call us.</p></main></body></html>"
    )


@asynccontextmanager
async def website(width: int = 800) -> AsyncIterator[Website]:
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": width, "height": 600})
        site = Website(page)

        async def answer(route: Route) -> None:
            site.visited.append(route.request.url)
            body = site.content if route.request.url == WEBSITE else "elsewhere"
            headers = {"Content-Type": "text/html", "Content-Security-Policy": STRICTEST}
            await route.fulfill(body=around(body), headers=headers)

        await page.route("**/*", answer)
        page.on("console", lambda message: site.complaints.append(message.text))
        page.on("pageerror", lambda error: site.complaints.append(str(error)))
        page.on("dialog", lambda dialog: site.complaints.append(dialog.message))
        yield site


def said(words: Translator, name: str = "Clinic Smile") -> str:
    """The words of the link, as somebody sees them."""
    return flat(Tags(html(words, name)).words)


@needs_chromium
async def test_a_finger_hits_it_and_a_strict_policy_has_nothing_against_it() -> None:
    async with website() as site:
        for width, words in product((320, 1280), LANGUAGES.values()):
            await site.page.set_viewport_size({"width": width, "height": 600})
            await site.shows(html(words))
            link = site.page.get_by_role("link")
            assert await link.count() == 1
            box = await link.bounding_box()
            assert box
            assert box["height"] >= FINGER
            assert box["width"] >= FINGER
            assert flat(await link.inner_text()) == said(words)
            assert await link.get_attribute("href") == ADDRESS
            wide: int = await site.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, "nobody has to scroll sideways"
            icon = await link.locator("svg").first.bounding_box()
            assert icon
            assert (icon["x"] > width / 2) == words.right_to_left
        assert not site.complaints


@needs_chromium
async def test_its_whole_height_and_the_keyboard_lead_to_the_guide() -> None:
    async with website() as site:
        for part in (0.05, 0.5, 0.95):
            await site.shows(html())
            box = await site.page.get_by_role("link").bounding_box()
            assert box
            await site.page.mouse.click(box["x"] + 60, box["y"] + box["height"] * part)
            await site.page.wait_for_url(ADDRESS)
        await site.shows(html())
        await site.page.keyboard.press("Tab")
        await site.page.keyboard.press("Enter")
        await site.page.wait_for_url(ADDRESS)
        assert site.visited == [WEBSITE, ADDRESS] * 4, "nobody else hears of a visit"


@needs_chromium
async def test_axe_finds_nothing_wrong_and_a_screen_reader_hears_the_words_only() -> None:
    async with website() as site:
        for pasted in (
            html(),
            f"<p>Look: {html(LANGUAGES['ru'])}</p>",
            f"<ul><li>{html(LANGUAGES['pseudo'])}</li></ul>",
        ):
            await site.shows(pasted)
            found = await Axe().run(site.page)
            assert found.violations_count == 0, found.generate_report()
        await site.shows(html())
        assert await site.page.get_by_role("link", name=said(translator("en")), exact=True).count() == 1
        assert "- img" not in await site.page.locator("main").aria_snapshot()


@needs_chromium
async def test_hostile_names_do_nothing_but_be_read() -> None:
    async with website() as site:
        for name in HOSTILE.values():
            await site.shows(html(name=name))
            assert await site.page.title() == "Clinic"
            assert await site.page.get_by_role("link").count() == 1
            assert await site.page.get_by_role("heading").count() == 1
            assert flat(await site.page.get_by_role("link").inner_text()) == said(translator("en"), name)
            assert await site.page.locator("main > p").last.inner_text() == "Call us."
        assert not site.complaints
        assert set(site.visited) == {WEBSITE}


@needs_chromium
async def test_the_policy_of_these_tests_is_one_that_a_style_would_offend() -> None:
    async with website() as site:
        await site.shows('<p style="color: red">red</p>')
        assert "Content Security Policy" in " ".join(site.complaints)
