"""The page of a clinic's counts: who gets in, what they read there, and what a stranger meets."""

import asyncio
import base64
import html
import re
from collections.abc import AsyncIterator

import pytest

from bot.metrics import STATS_REFUSED
from bot.stats import token
from bot.store.counts import Count
from dialogs.flow.milestones import STARTED
from tests.kit.clinics import directory
from tests.kit.stats_desk import FILE, TOKEN, Desk, at_work


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with at_work(Desk()) as found:
        yield found


def words_of(page: str) -> str:
    """What a page says, to those who cannot see it too."""
    said = re.sub(r'<(\w+)[^>]* aria-hidden="true".*?</\1>', "", page)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", said)))


def wrong_tokens() -> float:
    """How many wrong tokens were counted in this process."""
    return float(STATS_REFUSED._value.get())  # noqa: SLF001  the library tells it in no other way


# --- who has the token ---------------------------------------------------------------------------


async def test_whoever_has_the_token_reads_the_counts(desk: Desk) -> None:
    status, page, headers = await desk.get()
    assert status == 200
    for words in (
        "How people use your guide These are counts only: no names and no answers.",
        "Opened 177 Agreed 141 Question: Area 141",
        "Health: Pregnant, or maybe pregnant 7",
        "By campaign Campaign Opened Agreed Got numbers Got no numbers Tapped to book Without a campaign 90 70",
        "spring 80 65 hidden 9 hidden Other campaigns 7 6 hidden 0 hidden",
        "By week Week Opened Agreed Got numbers Got no numbers Tapped to book Nov 23 – 29 90 70",
    ):
        assert words in words_of(page).replace("\u2009", " ")
    assert "poster" not in page
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers
    assert "<script" not in page
    assert "style=" not in page
    assert not desk.slept


async def test_the_token_may_come_as_a_bearers(desk: Desk) -> None:
    clinics = directory(FILE.replace(token.digest(TOKEN.encode()), token.digest(b"plain")))
    async with at_work(desk, clinics=clinics):
        assert (await desk.get(password=None, Authorization="bearer  plain"))[0] == 200
        assert (await desk.get(password=None, Authorization="Bearer plane"))[0] == 401


async def test_the_same_numbers_come_as_a_file_for_a_spreadsheet(desk: Desk) -> None:
    status, sheet, headers = await desk.get("/c/smile/stats.csv")
    assert (status, headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert headers["Content-Disposition"] == 'attachment; filename="mesoguide-smile.csv"'
    assert headers["Cache-Control"] == "no-store"
    assert sheet.startswith("breakdown,group,event,number\r\nall,,started,177\r\n")
    assert "campaign,spring,answered,\r\n" in sheet
    assert not re.search(r",[1-4]\r", sheet)


async def test_the_page_links_to_the_file_and_to_its_other_language(desk: Desk) -> None:
    page = (await desk.get())[1]
    assert 'href="stats.csv"' in page
    assert 'href="?lang=ru"' in page


@pytest.mark.parametrize(
    ("path", "browser", "language"),
    [
        ("/c/smile/stats", "", "en"),
        ("/c/smile/stats", "de, ru;q=0.8, en;q=0.2", "ru"),
        ("/c/smile/stats?lang=ru", "en", "ru"),
        ("/c/smile/stats?lang=xx", "fr", "en"),
    ],
)
async def test_the_page_is_in_the_wanted_language(desk: Desk, path: str, browser: str, language: str) -> None:
    _status, page, headers = await desk.get(path, **{"Accept-Language": browser})
    assert f'<html lang="{language}" dir="ltr">' in page
    assert headers["Content-Language"] == language


async def test_nobody_yet_and_few_people_are_sentences(desk: Desk) -> None:
    desk.rows = []
    page = (await desk.get())[1]
    assert "Nobody has opened the guide by your link yet." in page
    assert "<table" not in page
    assert "stats.csv" not in page
    desk.rows = [Count("smile", "2026-11-23", "secret", "en", STARTED, 3)]
    page = (await desk.get())[1]
    assert words_of(page).count("There are too few people yet") == 3
    assert "Opened hidden" in words_of(page)
    assert "secret" not in page


async def test_hostile_names_are_only_names(desk: Desk) -> None:
    hostile = "<script>alert(1)</script>\u202e\"'"
    desk.rows = [Count("smile", "2026-11-23", hostile, "en", STARTED, 30)]
    page = (await desk.get())[1]
    assert "<script" not in page
    assert "\u202e" not in page
    assert "alert(1)" in words_of(page)


async def test_a_browser_may_keep_the_style_sheet_and_nothing_else(desk: Desk) -> None:
    page = (await desk.get())[1]
    sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
    assert len(sheets) == 2
    for address in sheets:
        status, _style, headers = await desk.get(address, None)
        assert (status, headers["Content-Type"]) == (200, "text/css; charset=utf-8")
        assert "immutable" in headers["Cache-Control"]


# --- who has not ---------------------------------------------------------------------------------


async def test_a_stranger_is_asked_for_the_token_at_once_and_not_counted(desk: Desk) -> None:
    before = wrong_tokens()
    for header in ("", "Digest x", "Basic", "Basic ###", "Basic ä", "Bearer "):
        status, said, headers = await desk.get(password=None, Authorization=header)
        assert status == 401
        assert said == "Please enter the token of your clinic as the password. Any name is fine."
        assert headers["WWW-Authenticate"] == 'Basic realm="smile", charset="UTF-8"'
        assert headers["Cache-Control"] == "no-store"
    assert not desk.slept
    assert wrong_tokens() == before


@pytest.mark.parametrize("password", ["", "wrong", TOKEN[:-1], f"{TOKEN} ", TOKEN.upper(), "x" * 10_000])
@pytest.mark.parametrize("path", ["/c/smile/stats", "/c/smile/stats.csv"])
async def test_a_wrong_token_opens_nothing_is_counted_and_waits(desk: Desk, path: str, password: str) -> None:
    before = wrong_tokens()
    status, said, headers = await desk.get(path, password)
    assert status == 401
    assert said.startswith("This token does not fit.")
    assert "Basic" in headers["WWW-Authenticate"]
    assert desk.slept == [0.5]
    assert wrong_tokens() == before + 1


async def test_each_wrong_token_waits_twice_as_long_up_to_a_bound_and_a_right_one_never(desk: Desk) -> None:
    for _attempt in range(7):
        await desk.get(password="wrong")
    assert desk.slept == [0.5, 1, 2, 4, 8, 8, 8]
    assert (await desk.get())[0] == 200
    assert len(desk.slept) == 7
    desk.now += token.FORGET_SECONDS + 1
    await desk.get(password="wrong")
    assert desk.slept[7:] == [0.5]


async def test_too_many_at_once_are_turned_away_and_a_right_token_is_not(desk: Desk) -> None:
    desk.until = asyncio.Event()
    waiting = [asyncio.create_task(desk.get(password=f"wrong {number}")) for number in range(token.MAX_DELAYED)]
    try:
        async with asyncio.timeout(10):
            while len(desk.slept) < token.MAX_DELAYED:  # noqa: ASYNC110  until all of them wait
                await asyncio.sleep(0.01)
            status, said, headers = await desk.get(password="one more")
            right, _page, _headers = await desk.get()
        held_up = not any(task.done() for task in waiting)
    finally:
        desk.until.set()
    assert (status, right, held_up) == (429, 200, True)
    assert said == "Too many wrong tokens came at once. Please try again in a minute."
    assert headers["Retry-After"] == "60"
    assert {status for status, _said, _headers in await asyncio.gather(*waiting)} == {401}
    assert (await desk.get(password="wrong"))[0] == 401, "there is room again"


@pytest.mark.parametrize("slug", ["nobody", "otra", "SMILE", "smile%00", "..%2Fsmile", "x" * 5_000])
async def test_where_there_is_no_token_there_is_no_page(desk: Desk, slug: str) -> None:
    unknown = (await desk.get("/c/some/thing", None))[1]
    for end in ("stats", "stats.csv"):
        for password in (None, TOKEN, "wrong"):
            status, said, headers = await desk.get(f"/c/{slug}/{end}", password)
            assert (status, said) == (404, unknown)
            assert "WWW-Authenticate" not in headers
    assert not desk.slept


async def test_a_database_that_is_away_is_said(desk: Desk) -> None:
    desk.away = True
    status, said, headers = await desk.get()
    assert (status, headers["Retry-After"]) == (503, "60")
    assert said == "The numbers cannot be read just now. Please try again in a few minutes."


async def test_tokens_stay_secret(
    desk: Desk, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG", "bot")
    await desk.get()
    await desk.get(password="a-wrong-one")
    said = caplog.text + "".join(capfd.readouterr())
    for secret in (TOKEN, "a-wrong-one", base64.b64encode(f"clinic:{TOKEN}".encode()).decode()):
        assert secret not in said
