"""The page of a clinic's counts in a real browser: on a phone and at a desk, by day and by night, both ways round."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.kit.browser import chromium, needs_chromium
from tests.kit.pseudo import PSEUDO
from tests.kit.stats_desk import SPEAKING, TOKEN, Desk, at_work

pytestmark = [needs_chromium, pytest.mark.asyncio(loop_scope="module")]

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PAPER = "getComputedStyle(document.documentElement).backgroundColor"
BARS = "[...document.querySelectorAll('#steps ~ table .bar rect')].map(bar => bar.getBoundingClientRect().width)"
RIGHT = "each => each.getBoundingClientRect().right"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page() -> AsyncIterator[Page]:
    """A window of somebody whose browser knows the token."""
    async with chromium() as browser:
        window = await browser.new_context(http_credentials={"username": "clinic", "password": TOKEN})
        yield await window.new_page()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def root() -> AsyncIterator[str]:
    async with at_work(Desk()) as desk:
        yield desk.root


async def axe(page: Page, *rules: str) -> str:
    """What axe finds, in words."""
    found = await Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    return str(found.generate_report()) if found.violations_count else ""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", SPEAKING)
async def test_anybody_can_read_it_light_or_dark(page: Page, root: str, width: int, language: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    await page.set_viewport_size({"width": width, "height": 800})
    await page.emulate_media(color_scheme="light")
    await page.goto(f"{root}/c/smile/stats?lang={language}")
    day = await page.evaluate(PAPER)
    assert not await axe(page, *RULES)
    await page.emulate_media(color_scheme="dark")
    assert await page.evaluate(PAPER) != day
    assert not await axe(page, "cat.color")
    assert not complaints


@pytest.mark.parametrize("language", SPEAKING)
async def test_nothing_scrolls_sideways(page: Page, root: str, language: str) -> None:
    await page.goto(f"{root}/c/smile/stats?lang={language}")
    for width in (320, 360, 640, 703, 704, 705, 1280):
        await page.set_viewport_size({"width": width, "height": 800})
        assert await page.evaluate(TOO_WIDE) <= 0, width
    await page.set_viewport_size({"width": 640, "height": 800})
    await page.evaluate("document.documentElement.style.fontSize = '34px'")
    assert await page.evaluate(TOO_WIDE) <= 0, "with letters twice as large"


@pytest.mark.parametrize("width", [360, 1280])
async def test_a_table_is_a_table_for_screen_readers_too(page: Page, root: str, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto(f"{root}/c/smile/stats")
    table = page.get_by_role("table", name="By campaign")
    heads = await table.get_by_role("columnheader").all_inner_texts()
    assert heads == ["Campaign", "Opened", "Agreed", "Got numbers", "Got no numbers", "Tapped to book"]
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="spring"))
    cells = await row.get_by_role("cell").all_inner_texts()
    numbers = [cell.split()[-1] for cell in cells]
    assert numbers == ["80", "65", "hidden", "9", "hidden"]
    seen = [" ".join(cell.split()[:-1]) for cell in cells]
    assert seen == (heads[1:] if width == 360 else [""] * 5), "a phone shows the heading beside each number"
    assert await page.get_by_role("img").count() == 0, "bars say nothing that the table does not"


async def test_bars_are_as_long_as_their_numbers(page: Page, root: str) -> None:
    await page.set_viewport_size({"width": 1280, "height": 800})
    await page.goto(f"{root}/c/smile/stats")
    opened, agreed, *_others = await page.evaluate(BARS)
    assert agreed / opened == pytest.approx(141 / 177, abs=0.01)
    rows = page.get_by_role("table", name="Why there were no numbers").locator("tbody tr")
    for row in await rows.all():
        hidden = "hidden" in await row.inner_text()
        assert await row.locator(".bar").count() == (0 if hidden else 1)


async def test_from_right_to_left_labels_and_bars_begin_on_the_right(page: Page) -> None:
    async with at_work(Desk(), dict.fromkeys(SPEAKING, PSEUDO)) as desk:
        for width in (360, 1280):
            await page.set_viewport_size({"width": width, "height": 800})
            await page.goto(f"{desk.root}/c/smile/stats")
            assert await page.evaluate(TOO_WIDE) <= 0
            assert not await axe(page, *RULES)
            label, bar, number = [
                await page.locator(what).nth(1).evaluate(RIGHT) for what in ("tbody th", ".bar rect", "tbody td")
            ]
            assert number < label
            assert label - bar < 12
