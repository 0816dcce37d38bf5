"""What day it is today, where people are."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from bot.app import open_conversation
from bot.errors import UsageError
from bot.render import show
from bot.response import Response
from bot.settings import Settings
from bot.store import Key
from dialogs.flow.events import parse_data
from tests.kit.answers import taps
from tests.kit.chat import Chat

ANNA = Key("test", "anna")
LATE = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


async def asked_for(tmp_path: Path, zone: str, data: str) -> Response:
    """What somebody in `zone` gets for a button of the answer, half an hour before the year ends in UTC."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'x.sqlite3'}", time_zone=ZoneInfo(zone))
    async with open_conversation(settings) as opened:
        conversation = replace(opened, clock=lambda: LATE)
        for tap in taps(area="hips"):
            await conversation.turn(ANNA, parse_data(tap.data))
        return await conversation.turn(ANNA, parse_data(data))


@pytest.mark.parametrize(
    ("zone", "day"), [("UTC", "2026-12-31"), ("Asia/Tokyo", "2027-01-01"), ("America/Los_Angeles", "2026-12-31")]
)
async def test_the_first_day_is_today_where_people_are(tmp_path: Path, zone: str, day: str) -> None:
    turn = await asked_for(tmp_path, zone, "do:when")
    rows = show(turn.cards[0], turn.words).rows
    days = [data for row in rows for _label, data in row if data.startswith("do:day:")]
    assert days[0] == f"do:day:{day}"


async def test_a_summary_is_made_today_where_people_are(tmp_path: Path) -> None:
    turn = await asked_for(tmp_path, "Asia/Tokyo", "do:summary")
    page = PdfReader(BytesIO(await turn.files[0].content())).pages[0]
    assert "Made on January 1, 2027" in page.extract_text()


def test_a_time_zone_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("Mars/Olympus", "../../etc/passwd", "Europe", "\u202e"):
        monkeypatch.setenv("TIME_ZONE", wrong)
        with pytest.raises(UsageError) as caught:
            Settings.read()
        assert "TIME_ZONE" in str(caught.value.explanation.values["wrong"])


def test_every_day_of_a_year_can_be_reached_and_chosen_by_tapping() -> None:
    chat = Chat().ask_for_numbers()
    chat.tap("When could you start?")
    seen: list[str] = []
    while True:
        seen += [data for data in chat.data if data.startswith("do:day:")]
        following = [data for data in chat.data if data.startswith("do:when:")][-1]
        month = following.removeprefix("do:when:")
        if not seen or month <= seen[-1].removeprefix("do:day:")[:7]:
            break
        chat.tap_data(following)
    days = [date.fromisoformat(data.removeprefix("do:day:")) for data in seen]
    assert days == [date(2026, 11, 23) + timedelta(number) for number in range(366)]
    chat.tap_data(seen[-1]).see("If the first session is on November 23, 2027")
