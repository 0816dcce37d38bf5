"""Opening hours: open or closed now, in the clinic's own time, and what comes next."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.locale.translator import Translator, translator
from dialogs.cards.clinic.contact import days, open_now
from dialogs.hours import MINUTES_A_DAY, Closed, Hours, Open, Opening, SameDays
from tests.kit.chat import Chat
from tests.kit.clinics import OTRA, SMILE, directory
from tests.kit.pseudo import PSEUDO

ENGLISH, RUSSIAN = translator("en"), translator("ru")
MORNING, AFTERNOON = Opening(9 * 60, 12 * 60 + 30), Opening(14 * 60, 18 * 60)
ALL_DAY = Opening(0, MINUTES_A_DAY)
CHRISTMAS = date(2026, 12, 25)  # a Friday

OFFICE = Hours((*((MORNING, AFTERNOON),) * 4, (MORNING,), (), ()), frozenset({CHRISTMAS}))
"""Monday to Thursday with a lunch break, Friday until noon, closed on one Friday."""

NIGHTS = Hours(
    (*((),) * 4, (Opening(20 * 60, MINUTES_A_DAY),), (Opening(0, 2 * 60), Opening(20 * 60, MINUTES_A_DAY)), ())
)
"""Friday and Saturday evening; the first night goes on until two."""

ALWAYS, NEVER = Hours(((ALL_DAY,),) * 7), Hours(((),) * 7)
SIX_DAYS = Hours((*((ALL_DAY,),) * 6, ()))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


# Monday is November 23, 2026.
AT: dict[str, tuple[Hours, str, Open | Closed]] = {
    "before the first hour": (OFFICE, "2026-11-23T08:59", Closed(moment("2026-11-23T09:00"))),
    "at the first minute": (OFFICE, "2026-11-23T09:00", Open(moment("2026-11-23T12:30"))),
    "in the last second": (OFFICE, "2026-11-23T12:29:59", Open(moment("2026-11-23T12:30"))),
    "lunch": (OFFICE, "2026-11-23T12:30", Closed(moment("2026-11-23T14:00"))),
    "the afternoon": (OFFICE, "2026-11-23T14:00", Open(moment("2026-11-23T18:00"))),
    "the evening": (OFFICE, "2026-11-23T18:00", Closed(moment("2026-11-24T09:00"))),
    "the weekend": (OFFICE, "2026-11-27T12:30", Closed(moment("2026-11-30T09:00"))),
    "Sunday": (OFFICE, "2026-11-29T12:00", Closed(moment("2026-11-30T09:00"))),
    "the evening before a holiday": (OFFICE, "2026-12-24T18:00", Closed(moment("2026-12-28T09:00"))),
    "a holiday": (OFFICE, "2026-12-25T10:00", Closed(moment("2026-12-28T09:00"))),
    "over the end of a year": (OFFICE, "2026-12-31T18:00", Closed(moment("2027-01-01T09:00"))),
    "into the night": (NIGHTS, "2026-11-27T21:00", Open(moment("2026-11-28T02:00"))),
    "after midnight": (NIGHTS, "2026-11-28T01:59", Open(moment("2026-11-28T02:00"))),
    "until midnight": (NIGHTS, "2026-11-28T21:00", Open(moment("2026-11-29T00:00"))),
    "after the last night": (NIGHTS, "2026-11-29T00:00", Closed(moment("2026-12-04T20:00"))),
    "always": (ALWAYS, "2026-11-23T03:00", Open(None)),
    "never": (NEVER, "2026-11-23T03:00", Closed(None)),
    "days on end": (SIX_DAYS, "2026-11-24T10:00", Open(None)),
    "exactly a day": (SIX_DAYS, "2026-11-28T00:00", Open(None)),
    "the last of days on end": (SIX_DAYS, "2026-11-28T10:00", Open(moment("2026-11-29T00:00"))),
    "the day off": (SIX_DAYS, "2026-11-29T10:00", Closed(moment("2026-11-30T00:00"))),
}


@pytest.mark.parametrize("what", AT)
def test_open_or_closed_now_and_what_comes_next(what: str) -> None:
    hours, now, state = AT[what]
    assert hours.at(moment(now)) == state


def test_a_holiday_of_a_clinic_that_never_closes_ends_its_day_at_midnight() -> None:
    hours = Hours(ALWAYS.week, frozenset({CHRISTMAS}))
    assert hours.at(moment("2026-12-24T12:00")) == Open(moment("2026-12-25T00:00"))
    assert hours.at(moment("2026-12-25T12:00")) == Closed(moment("2026-12-26T00:00"))


def test_closed_for_longer_than_anybody_plans_ahead() -> None:
    hours = Hours(OFFICE.week, frozenset(date(2026, 12, day) for day in range(1, 32)))
    assert hours.at(moment("2026-12-01T10:00")) == Closed(None)
    assert hours.at(moment("2026-12-10T10:00")) == Closed(moment("2027-01-01T09:00"))


def test_openings_that_meet_are_one() -> None:
    hours = Hours(((Opening(540, 720), Opening(720, 1080)), *((),) * 6))
    assert hours.at(moment("2026-11-23T10:00")) == Open(moment("2026-11-23T18:00"))


# --- summer time ---------------------------------------------------------------------------------

BERLIN = ZoneInfo("Europe/Berlin")
DAILY = Hours(((Opening(9 * 60, 18 * 60),),) * 7)
NIGHTLY = Hours(((Opening(0, 4 * 60),),) * 7)


@pytest.mark.parametrize(
    ("hours", "now", "said"),
    [
        # On March 29, 2026 two o'clock becomes three, on October 25 three o'clock becomes two
        (DAILY, datetime(2026, 3, 28, 8, 30, tzinfo=UTC), "Open now, until 6:00 PM."),
        (DAILY, datetime(2026, 3, 29, 6, 30, tzinfo=UTC), "Closed now. Opens today at 9:00 AM."),
        (DAILY, datetime(2026, 3, 29, 7, 0, tzinfo=UTC), "Open now, until 6:00 PM."),
        (DAILY, datetime(2026, 10, 25, 7, 59, tzinfo=UTC), "Closed now. Opens today at 9:00 AM."),
        (DAILY, datetime(2026, 10, 25, 8, 0, tzinfo=UTC), "Open now, until 6:00 PM."),
        (NIGHTLY, datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Open now, until 4:00 AM."),
        (NIGHTLY, datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "Open now, until 4:00 AM."),
        (NIGHTLY, datetime(2026, 3, 29, 2, 0, tzinfo=UTC), "Closed now. Opens tomorrow at 12:00 AM."),
        (NIGHTLY, datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Open now, until 4:00 AM."),
        (NIGHTLY, datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Open now, until 4:00 AM."),
        (NIGHTLY, datetime(2026, 10, 25, 3, 0, tzinfo=UTC), "Closed now. Opens tomorrow at 12:00 AM."),
    ],
)
def test_summer_time_moves_no_opening(hours: Hours, now: datetime, said: str) -> None:
    assert ENGLISH.write(open_now(hours, now.astimezone(BERLIN))).replace("\u202f", " ") == said


# --- what people read ----------------------------------------------------------------------------


def lines(hours: Hours, words: Translator = ENGLISH) -> list[str]:
    return [words.write(days(alike)).replace("\u202f", " ") for alike in hours.by_days()]


def test_days_that_are_alike_stand_in_one_line() -> None:
    assert lines(OFFICE) == [
        "Mon to Thu: 9:00 AM to 12:30 PM and 2:00 PM to 6:00 PM",
        "Fri: 9:00 AM to 12:30 PM",
        "Sat to Sun: closed",
    ]
    assert lines(NEVER) == ["Mon to Sun: closed"]
    assert list(ALWAYS.by_days()) == [SameDays(0, 6, (ALL_DAY,))]


def test_times_are_those_of_the_language() -> None:
    assert lines(OFFICE, RUSSIAN)[1] == "пт: 09:00–12:30"
    assert "9:00 ص" in lines(OFFICE, PSEUDO)[1]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-23T10:00", "Open now, until 12:30 PM."),
        ("2026-11-23T13:00", "Closed now. Opens today at 2:00 PM."),
        ("2026-11-23T19:00", "Closed now. Opens tomorrow at 9:00 AM."),
        ("2026-11-27T19:00", "Closed now. Opens Mon at 9:00 AM."),
    ],
)
def test_what_comes_next_is_said_as_people_say_it(now: str, said: str) -> None:
    assert ENGLISH.write(open_now(OFFICE, moment(now))).replace("\u202f", " ") == said


def test_an_opening_in_a_week_or_later_is_said_with_its_day() -> None:
    away = Hours(OFFICE.week, frozenset(date(2026, 11, day) for day in range(23, 31)))
    said = ENGLISH.write(open_now(away, moment("2026-11-23T10:00"))).replace("\u202f", " ")
    assert said == "Closed now. Opens on Dec 1 at 9:00 AM."


def test_open_for_days_on_end_names_no_hour_that_would_be_taken_for_todays() -> None:
    assert ENGLISH.write(open_now(SIX_DAYS, moment("2026-11-24T10:00"))) == "Open now."
    assert ENGLISH.write(open_now(NEVER, moment("2026-11-24T10:00"))) == "Closed now."


def test_now_is_the_clinics_now() -> None:
    """At 16:30 UTC on a Monday it is half past five in Berlin, and noon in Bogota."""
    now = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    bogota = OTRA + '[clinic.hours]\nmonday = "11:30-12:00"\n'
    chat = Chat(clinics=directory(SMILE + bogota), now=now).send("/start smile").send("/human")
    chat.see("Open now, until 6:00 PM.")
    Chat("ru", clinics=directory(SMILE + bogota), now=now).send("/start otra").send("/human").see("12:00")
