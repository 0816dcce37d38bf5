"""Draws docs/page-desktop.png, docs/page-phone.png and docs/chat.png anew: a clinic's page and a conversation, in Chromium.

    python -m tests.screenshots

The chat is drawn by a page of this file's own: what stands in it comes from a real conversation.
"""

import asyncio
from html import escape
from pathlib import Path

from playwright.async_api import Browser
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.locale.translator import HTML, translator
from bot.render import RenderedMessage as Shown
from bot.render import show
from bot.web.pages import Pages
from tests.kit.browser import chromium, serving
from tests.kit.chat import Chat
from tests.kit.clinics import directory

DOCS = Path(__file__).parents[1] / "docs"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1180, "height": 844}

STYLE = """
body { margin: 0; font: 15px/1.4 system-ui, sans-serif; background: #dfe7e4; color: #16202a; }
main { display: flex; gap: 24px; padding: 24px; align-items: flex-start; }
section { width: 340px; display: flex; flex-direction: column; gap: 6px; }
p { margin: 0; white-space: pre-line; background: #fff; border-radius: 14px; padding: 10px 14px; }
p.mine { align-self: flex-end; background: #d3efdc; }
div { display: flex; gap: 6px; }
span { flex: 1; text-align: center; background: #6f8791; color: #fff; border-radius: 10px; padding: 7px 6px; font-size: 14px; }
"""


def _card(shown: Shown) -> str:
    """A message with its buttons; the words are escaped already."""
    rows = "".join(
        "<div>" + "".join(f"<span>{escape(label)}</span>" for label, _data in row) + "</div>" for row in shown.rows
    )
    return f"<p>{shown.text}</p>{rows}"


def _chat() -> str:
    """Three moments of a conversation: the first word, the answer, the clinic."""
    words = translator("en")
    chat = Chat(clinics=directory())
    columns = []

    def keep(said: str) -> None:
        cards = "".join(_card(show(card, words, HTML)) for card in chat.drawn)
        columns.append(f'<section><p class="mine">{escape(said)}</p>{cards}</section>')

    chat.send("/start smile__spring__area_face")
    keep("/start")
    chat.choose("consent", "agree").answer(concern="fine_lines").tap("Show my ranges")
    keep("Show my ranges")
    chat.tap("Talk to the clinic")
    keep("Talk to the clinic")
    chat.tap("Back to my ranges").tap("What it may cost")
    columns[-1] = columns[-1].removesuffix("</section>")
    columns[-1] += '<p class="mine">What it may cost</p>' + "".join(
        _card(show(card, words, HTML)) for card in chat.drawn
    )
    columns[-1] += "</section>"
    return f'<!doctype html><html lang="en"><title>Chat</title><style>{STYLE}</style><main>{"".join(columns)}</main>'


async def _shoot(browser: Browser, address: str, name: str, size: dict[str, int], *, whole: bool) -> None:
    page = await browser.new_page(viewport={"width": size["width"], "height": size["height"]})
    await page.goto(address)
    await page.screenshot(path=DOCS / name, full_page=whole)
    await page.close()


async def main() -> None:
    clinics = directory()
    pages = Pages(lambda: clinics.guides, lambda: "clinic_smile_bot", "en")

    async def chat(_request: object) -> HTMLResponse:
        return HTMLResponse(_chat())

    async with serving([Route("/chat", chat), *pages.routes]) as root, chromium() as browser:
        await _shoot(browser, f"{root}/c/smile", "page-desktop.png", DESKTOP, whole=False)
        await _shoot(browser, f"{root}/c/smile", "page-phone.png", PHONE, whole=False)
        await _shoot(browser, f"{root}/chat", "chat.png", {"width": 1120, "height": 600}, whole=True)


if __name__ == "__main__":
    asyncio.run(main())
