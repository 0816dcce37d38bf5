"""What a clinic sees of its counts in a browser: `/c/<slug>/stats`, and the same for a spreadsheet. A token opens both."""

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable, Iterable, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.clinics.file import Clinics
from bot.locale.translator import Translator, translator
from bot.stats import token
from bot.stats.report import Report, report
from bot.stats.sheet import sheet
from bot.stats.words import DOWNLOAD, HEADING, NOBODY, NOTES, NOTES_TITLE, PRIVATE, TOO_FEW, number, tables
from bot.store import StoreError
from bot.store.counts import Count
from bot.web.page import Sheet, at_hand, template
from bot.web.pages import SECURITY, language_of, style_route
from dialogs.guide import Guide
from dialogs.text import Text, _

STYLE = Sheet.of("stats.css")

HEADERS: Mapping[str, str] = {**SECURITY, "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}

CLOSED = _("Please enter the token of your clinic as the password. Any name is fine.")
WRONG = _("This token does not fit. Please look for spaces at its ends, and try again.")
TOO_MANY = _("Too many wrong tokens came at once. Please try again in a minute.")
AWAY = _("The numbers cannot be read just now. Please try again in a few minutes.")

Read = Callable[[str], Awaitable[Iterable[Count]]]
"""Everything that was counted for the clinic of a slug; raises `StoreError`."""


class StatsPages:
    """The counts of every clinic that has a token.

    `clinics` gives those in force at that moment. `missing` answers for clinics that there are not, and for those
    without a token, as for any other address that leads nowhere.
    """

    def __init__(
        self,
        clinics: Callable[[], Clinics],
        read: Read,
        missing: Callable[[Request], Awaitable[Response]],
        translator: Callable[[str], Translator] = translator,
        throttle: token.Throttle | None = None,
    ) -> None:
        self._clinics = clinics
        self._read = read
        self._missing = missing
        self._translator = translator
        self._throttle = throttle or token.Throttle()

    @property
    def routes(self) -> list[Route]:
        """What is served below `/c/`; these belong before a route for every slug."""
        return [style_route(STYLE), Route("/c/{slug}/stats", self.page), Route("/c/{slug}/stats.csv", self.sheet)]

    async def page(self, request: Request) -> Response:
        """The counts as a page."""
        return await self._opened(request, _page)

    async def sheet(self, request: Request) -> Response:
        """The counts as CSV."""
        return await self._opened(request, _sheet)

    async def _opened(self, request: Request, shown: Callable[[Report, Guide, Translator], Response]) -> Response:
        """What is `shown` to whoever has the token: 404 without a clinic or a token, 401 for anybody else."""
        clinics = self._clinics()
        slug = request.path_params["slug"]
        guide, known = clinics.guides.of_clinics.get(slug), clinics.digests.get(slug)
        if guide is None or known is None:
            return await self._missing(request)
        words = self._translator(language_of(request, guide.languages, guide.languages[0]))
        offered = _offered(request)
        if offered is None:
            return _closed(CLOSED, slug, words)
        if not token.opens(offered, known):
            if not await self._throttle.slow_down(slug):
                return _notice(TOO_MANY, words, 429, {"Retry-After": "60"})
            return _closed(WRONG, slug, words)
        try:
            counts = await self._read(slug)
        except StoreError:
            return _notice(AWAY, words, 503, {"Retry-After": "60"})
        return shown(await asyncio.to_thread(report, counts), guide, words)


def _offered(request: Request) -> bytes | None:
    """The token that a request brings: as the password of Basic authentication, or as a bearer's."""
    scheme, _space, value = request.headers.get("Authorization", "").partition(" ")
    value = value.strip()
    if value and scheme.casefold() == "bearer":
        return value.encode("latin-1")
    if not value or scheme.casefold() != "basic":
        return None
    try:
        return base64.b64decode(value, validate=True).partition(b":")[2]
    except (binascii.Error, ValueError):
        return None


def _page(shown: Report, guide: Guide, words: Translator) -> Response:
    body = template("stats.html").render(
        clinic=guide.clinic,
        languages=guide.languages,
        tables=list(tables(shown)),
        number=number,
        heading=HEADING,
        private=PRIVATE,
        nobody=NOBODY,
        few=TOO_FEW,
        download=DOWNLOAD,
        notes_title=NOTES_TITLE,
        notes=NOTES,
        choose=_("Choose your language"),
        own_style=STYLE.address,
        **at_hand(words),
    )
    return Response(body, headers={**HEADERS, "Content-Language": words.tag}, media_type="text/html")


def _sheet(shown: Report, guide: Guide, _words: Translator) -> Response:
    name = guide.clinic.slug if guide.clinic else ""
    disposition = {"Content-Disposition": f'attachment; filename="mesoguide-{name}.csv"'}
    return Response(sheet(shown), headers={**HEADERS, **disposition}, media_type="text/csv")


def _closed(why: Text, slug: str, words: Translator) -> Response:
    asked = {"WWW-Authenticate": f'Basic realm="{slug}", charset="UTF-8"'}
    return _notice(why, words, 401, asked)


def _notice(why: Text, words: Translator, status: int, headers: Mapping[str, str]) -> Response:
    return PlainTextResponse(words.write(why), status, {**HEADERS, **headers, "Content-Language": words.tag})
