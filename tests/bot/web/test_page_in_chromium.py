"""The landing page in a real browser: at every width, in every direction, light and dark, with keys alone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from bot.web.pages import Pages
from tests.kit.browser import chromium, needs_chromium, serving
from tests.kit.scanner import look_at
from tests.kit.visitor import BOT, FULLEST, WORDS, clinic, guides

pytestmark = [needs_chromium, pytest.mark.asyncio(loop_scope="module")]

SMILE = replace(clinic(), languages=tuple(WORDS))
GUIDES = guides(SMILE, FULLEST)
FULL = "s" * 32

PHONE, TABLET, DESK = (360, 640), (768, 1024), (1280, 800)
SIZES = pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=["360", "768", "1280"])
LANGUAGES = pytest.mark.parametrize("language", WORDS)
SLUGS = pytest.mark.parametrize("slug", ["smile", FULL], ids=["usual", "fullest"])
Theme = Literal["light", "dark"]
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    words: str

    @property
    def wide(self) -> float:
        return self.right - self.left

    @property
    def high(self) -> float:
        return self.bottom - self.top


BOXES = """selector => [...document.querySelectorAll(selector)].filter(each => each.checkVisibility()).map(each => {
    const box = each.getBoundingClientRect();
    return [box.left, box.top, box.right, box.bottom, each.textContent.trim()];
})"""


@dataclass(slots=True)
class Visit:
    """A page that is open, what the browser asked for meanwhile, and what it complained of."""

    page: Page
    root: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def to(self, path: str, size: tuple[int, int] = DESK, theme: Theme = "light") -> None:
        """Open a page anew."""
        await self.page.emulate_media(color_scheme=theme)
        await self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.asked.clear()
        self.complaints.clear()
        await self.page.goto(self.root + path)

    async def look(self, script: str) -> Any:
        """What a script of the test finds on the page."""
        return await self.page.evaluate(script)

    async def too_wide(self) -> int:
        """Pixels by which one has to scroll sideways."""
        return int(await self.look("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    async def boxes(self, selector: str) -> list[Box]:
        """Where everything that can be seen of a kind lies on the page."""
        return [Box(*each) for each in await self.page.evaluate(BOXES, selector)]

    async def box(self, selector: str) -> Box:
        """The same of what is there once."""
        (found,) = await self.boxes(selector)
        return found

    async def axe(self, *rules: str) -> str:
        """What axe finds, in words."""
        found = await Axe().run(self.page, options={"runOnly": rules, "resultTypes": ["violations"]})
        return "" if not found.violations_count else str(found.generate_report())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def root() -> AsyncIterator[str]:
    pages = Pages(lambda: GUIDES, lambda: BOT, "en", WORDS.__getitem__)
    async with serving(pages.routes) as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def window(browser: Browser, root: str) -> Visit:
    """One window for all tests: each opens a page of its own choice in it."""
    return await opened(browser, root)


async def opened(browser: Browser, root: str, **options: Any) -> Visit:
    page = await (await browser.new_context(**options)).new_page()
    seen = Visit(page, root)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("console", lambda said: seen.complaints.append(said.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    return seen


# --- everybody can use it ------------------------------------------------------------------------


@LANGUAGES
@SIZES
async def test_anybody_can_use_it_at_every_width(window: Visit, size: tuple[int, int], language: str) -> None:
    await window.to(f"/c/smile?lang={language}", size)
    day = await window.look(PAPER)
    assert not await window.axe(*RULES)
    await window.page.emulate_media(color_scheme="dark")
    assert await window.look(PAPER) != day
    assert not await window.axe("cat.color")
    assert await window.too_wide() <= 0
    assert not window.complaints
    assert_large_enough(await window.boxes("a"), await window.box(".button"))
    assert_readable(await window.box(".answer > svg"), await window.boxes(".answer > svg text"))


PAPER = "getComputedStyle(document.documentElement).backgroundColor"


def assert_large_enough(links: list[Box], button: Box) -> None:
    """Whether a thumb can hit every link."""
    assert len(links) == 10
    for link in links:
        assert min(link.wide, link.high) >= 24, link
    assert min(button.wide, button.high) >= 44


def assert_readable(frame: Box, words: list[Box]) -> None:
    """Whether no words of the picture run into others, in the fonts of this machine."""
    assert len(words) > 20
    for each in words:
        assert frame.left <= each.left < each.right <= frame.right, f"{each.words} leaves the picture"
    for one, other in combinations(words, 2):
        beside = min(one.bottom, other.bottom) - max(one.top, other.top) > one.high / 2
        assert not beside or one.right <= other.left + 1 or other.right <= one.left + 1, (one, other)


async def test_axe_finds_nothing_on_the_page_that_is_not_there(window: Visit) -> None:
    await window.to("/c/unknown", PHONE)
    assert not await window.axe(*RULES)


@SLUGS
@LANGUAGES
async def test_a_phone_shows_the_button_without_scrolling(window: Visit, language: str, slug: str) -> None:
    await window.to(f"/c/{slug}?lang={language}", PHONE)
    for selector in ("header p", "h1", ".lead", ".button"):
        part = await window.box(selector)
        assert part.words
        assert part.bottom <= PHONE[1], f"{part.words} is below the edge"
    assert (await window.box(".button")).high >= 44
    assert not await window.boxes(".scan"), "a phone cannot scan itself"


@LANGUAGES
async def test_nothing_scrolls_sideways(window: Visit, language: str) -> None:
    await window.to(f"/c/{FULL}?lang={language}")
    for wide in (320, 360, 640, 703, 704, 1280):  # 640 is 1280 at 200 %
        await window.page.set_viewport_size({"width": wide, "height": 400})
        assert await window.too_wide() <= 0, wide
    await window.look("document.documentElement.style.fontSize = '34px'")
    assert await window.too_wide() <= 0, "with letters twice as large"
    for box in await window.boxes("main *, header *, footer *"):
        assert -1 <= box.left <= box.right <= DESK[0] + 1, f"{box.words} leaves the window"


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_keys_alone_reach_languages_button_and_rest(window: Visit, language: str) -> None:
    await window.to(f"/c/smile?lang={language}")
    reached: list[str] = []
    for _link in range(10):
        await window.page.keyboard.press("Tab")
        href, outline = await window.look(
            "[document.activeElement.getAttribute('href'), getComputedStyle(document.activeElement).outline]"
        )
        reached.append(href)
        assert "solid" in outline, f"nobody sees that {href} has the focus: {outline}"
    assert reached == [
        *("?lang=en", "?lang=ru", "?lang=ar", f"https://t.me/{BOT}?start=smile", "#contact", "tel:112"),
        *("https://clinic.example/privacy", "tel:+49301234567"),
        *("https://clinic.example/book", "https://clinic.example"),
    ]


async def test_another_language_is_one_click_away_and_runs_the_other_way(window: Visit) -> None:
    await window.to("/c/smile?lang=en&campaign=spring")
    left = (await window.box("h1")).left
    await window.page.get_by_role("link", name="العربية").click()
    await window.page.wait_for_url("**/c/smile?lang=ar&campaign=spring")
    assert await window.look("document.dir") == "rtl"
    heading, code = await window.box("h1"), await window.box(".scan")
    assert DESK[0] - heading.right == pytest.approx(left, abs=1), "it is not mirrored"
    assert code.right < heading.left
    link = await window.page.locator(".button").get_attribute("href")
    assert link == f"https://t.me/{BOT}?start=smile__spring"


# --- nothing but the page ------------------------------------------------------------------------


async def test_the_browser_asks_for_two_things_and_keeps_nothing(browser: Browser, root: str) -> None:
    seen = await opened(browser, root, locale="ru-RU")
    await seen.to("/c/smile")
    assert await seen.look("document.documentElement.lang") == "ru", "the browser's language is the first"
    assert len(seen.asked) == 2
    assert all(address.startswith(f"{root}/c/") for address in seen.asked)
    assert await seen.page.context.cookies() == []
    assert await seen.look("localStorage.length + sessionStorage.length + document.scripts.length") == 0
    assert not seen.complaints


async def test_it_works_without_scripts_at_all(browser: Browser, root: str) -> None:
    seen = await opened(browser, root, java_script_enabled=False)
    await seen.to("/c/smile")
    assert await seen.page.locator(".button").is_visible()
    assert await seen.page.get_by_role("img", name="QR code").is_visible()


async def test_the_picture_follows_the_theme_and_the_code_does_not(window: Visit) -> None:
    colours = """['.answer text', '.answer rect', '.scan rect', '.scan path'].map(
        selector => getComputedStyle(document.querySelector(selector)).fill)"""
    await window.to("/c/smile")
    ink, paper, ground, dark = await window.look(colours)
    await window.page.emulate_media(color_scheme="dark")
    night_ink, night_paper, night_ground, night_dark = await window.look(colours)
    assert (ground, dark) == (night_ground, night_dark) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    assert ink != night_ink
    assert paper != night_paper


async def test_a_camera_reads_the_code_from_the_screen_in_the_dark(window: Visit, tmp_path: Path) -> None:
    await window.to("/c/smile?campaign=spring", theme="dark")
    link = await window.page.locator(".button").get_attribute("href")
    await window.page.locator(".scan").screenshot(path=tmp_path / "screen.png")
    assert [code.text for code in look_at(tmp_path / "screen.png").codes] == [link]
