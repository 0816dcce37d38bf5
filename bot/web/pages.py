"""The pages that a clinic's website links to: `/c/<slug>`, their style sheet, and what stands where there is none."""

from collections import OrderedDict
from collections.abc import Callable, Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.locale.translator import Translator, closest_language, translator
from bot.web.page import STYLE, Page, Sheet, notice, render
from dialogs.cards.clinic.landing import MISSING, NOT_YET, Section
from dialogs.guide import Guide, Guides

MAX_PAGES = 256  # that are kept, of about 30 kB, each of one clinic in one language
MAX_HEADER = 500  # characters of a browser's list of languages that are read
YEAR_SECONDS = 365 * 24 * 3600

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Nothing runs, nothing comes from elsewhere, and nobody learns where a visitor came from."""


class Pages:
    """The landing page of every clinic.

    `guides` and `username` give those in force at that moment; a username may be empty as long as Telegram has
    not told it. `default_language` is for visitors whose language the guide does not speak.
    """

    def __init__(
        self,
        guides: Callable[[], Guides],
        username: Callable[[], str],
        default_language: str,
        translator: Callable[[str], Translator] = translator,
    ) -> None:
        self._guides = guides
        self._username = username
        self._default = default_language
        self._translator = translator
        self._kept: OrderedDict[tuple[str, str], tuple[Guide, Page]] = OrderedDict()

    @property
    def routes(self) -> list[Route]:
        """What is served below `/c/`. The last route takes every address there, so others belong before it."""
        return [
            style_route(STYLE),
            Route("/c/{slug}", self.page),
            Route("/c/{slug}/", self.page),
            Route("/c/{rest:path}", self.missing),
        ]

    async def page(self, request: Request) -> Response:
        """The page of a clinic: 404 where there is none of that slug, 503 as long as its link is unknown."""
        guide = self._guides().of_clinics.get(request.path_params["slug"])
        username = self._username()
        if guide is None:
            return await self.missing(request)
        if not username:
            return self._notice(request, NOT_YET, 503)
        language = language_of(request, guide.languages, guide.languages[0])
        words = self._translator(language)
        found = self._found(guide, language, words, username)
        return _html(found.html(request.query_params.get("campaign", "")), words)

    async def missing(self, request: Request) -> Response:
        """What somebody reads who came by an address that leads nowhere."""
        return self._notice(request, MISSING, 404)

    def _notice(self, request: Request, said: Section, status: int) -> Response:
        words = self._translator(language_of(request, self._guides().neutral.languages, self._default))
        return _html(notice(said, words), words, status)

    def _found(self, guide: Guide, language: str, words: Translator, username: str) -> Page:
        """The page of a clinic, made anew when its guide is another one than last time."""
        key = (guide.clinic.slug if guide.clinic else "", language)
        known, page = self._kept.get(key, (None, None))
        if page is None or known is not guide or page.username != username:
            page = render(guide, words, username)
            self._kept[key] = guide, page
            if len(self._kept) > MAX_PAGES:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return page


def style_route(style: Sheet) -> Route:
    """Where a style sheet is served. Its address changes with it, so that a browser may keep it for a year."""
    headers = SECURITY | {"Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable"}

    async def serve(_request: Request) -> Response:
        return Response(style.content, media_type="text/css", headers=headers)

    return Route(style.path, serve)


def _html(body: bytes, words: Translator, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-cache", "Content-Language": words.tag, "Vary": "Accept-Language"}
    return Response(body, status, SECURITY | headers, "text/html")


def language_of(request: Request, available: tuple[str, ...], default: str) -> str:
    """The language that a visitor chose, else the first that their browser asks for, else `default`."""
    chosen = request.query_params.get("lang", "")
    for wanted in (chosen, *_accepted_languages(request.headers.get("Accept-Language", ""))):
        if found := closest_language(wanted, available, ""):
            return found
    return default


def _accepted_languages(header: str) -> Iterator[str]:
    """The languages of an `Accept-Language` header, the most wanted first; what makes no sense is left out."""
    wishes = []
    for part in header[:MAX_HEADER].split(","):
        tag, _semicolon, quality = part.partition(";")
        weight = _weight(quality)
        if weight > 0:
            wishes.append((weight, tag.strip()))
    return (tag for _weight, tag in sorted(wishes, key=lambda wish: -wish[0]))


def _weight(quality: str) -> float:
    """The weight in "q=0.8"; 1 where there is none."""
    name, _equals, value = quality.replace(" ", "").partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.casefold() == "q" else 0.0
    except ValueError:
        return 0.0
