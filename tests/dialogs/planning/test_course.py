"""A course laid out in time: what follows from the plan's own numbers, on any day somebody can start."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.translator import translator
from bot.render import show
from dialogs import dates
from dialogs.cards.answer.dated import dated
from dialogs.planning.course import Course, Window, course
from dialogs.planning.planner import Plan
from tests.kit.answers import FACE
from tests.kit.chat import Chat
from tests.kit.paper import START, every_kind, person
from tests.kit.people import HABITS, Profile, outcome, plain_profiles
from tests.kit.words import listed

ENGLISH = translator("en")
A_DAY = timedelta(1)

ODD_DAYS = (
    date(2028, 2, 29),
    date(2028, 2, 28),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2027, 3, 14),  # clocks go forward in New York
    date(2027, 3, 28),  # and in Berlin
    date(2027, 10, 31),  # clocks go back in Berlin
    date(2027, 11, 7),  # and in New York
)
DAYS = st.sampled_from(ODD_DAYS) | st.dates(date(2020, 1, 1), date(2110, 12, 31))
ZONES = ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York", "Asia/Kathmandu")


@st.composite
def plans(drawn: st.DrawFn) -> Plan:
    """The numbers of somebody who has no course behind them."""
    profile: Profile = drawn(st.sampled_from(tuple(plain_profiles())))
    found = outcome(profile, tuple(drawn(st.sets(st.sampled_from(HABITS), max_size=4))))
    assert isinstance(found, Plan)
    return found


def laid_out(plan: Plan) -> Course:
    found = course(plan)
    assert found
    return found


def windows_of(plan: Plan, start: date) -> list[tuple[date, date]]:
    """For each session its earliest and its latest day."""
    return [(d.first, d.last) for d in (window.dates(start) for window in laid_out(plan).sessions)]


def shown(plan: Plan, start: date) -> list[str]:
    """The lines that a person sees under "If the first session is on ..."."""
    text = show(dated(plan, start), ENGLISH).text
    return [" ".join(line[1:].split()) for line in text.splitlines() if line.startswith("•")]


# --- sessions ------------------------------------------------------------------------------------


@given(plans(), DAYS)
def test_each_session_is_one_shortest_or_longest_gap_after_the_one_before(plan: Plan, start: date) -> None:
    assert plan.interval_days
    shortest, longest = map(timedelta, plan.interval_days)
    for (earliest, latest), (next_earliest, next_latest) in pairwise(windows_of(plan, start)):
        assert next_earliest - earliest == shortest
        assert next_latest - latest == longest


@given(plans(), DAYS)
def test_nobody_gets_less_room_for_a_later_session(plan: Plan, start: date) -> None:
    room = [latest - earliest for earliest, latest in windows_of(plan, start)]
    assert room == sorted(room)
    assert room[0] == timedelta(0), "the first session is on the day that was chosen"


@given(plans(), DAYS)
def test_the_course_begins_on_the_chosen_day_and_is_as_long_as_the_plan_says(plan: Plan, start: date) -> None:
    assert plan.course_days
    assert plan.sessions
    windows = windows_of(plan, start)
    few, _many = plan.sessions
    assert windows[0] == (start, start)
    assert windows[few - 1][0] - start == timedelta(plan.course_days[0])
    assert windows[-1][1] - start == timedelta(plan.course_days[1])


@given(plans())
def test_there_are_as_many_windows_as_sessions_at_the_most(plan: Plan) -> None:
    assert plan.sessions
    assert (laid_out(plan).certain, len(laid_out(plan).sessions)) == plan.sessions
    assert laid_out(plan).open_ended == plan.open_ended


def test_after_a_course_no_session_is_laid_out() -> None:
    finished = person({**FACE, "stage": "finished"}).plan
    assert finished.maintenance_days
    assert course(finished) is None


# --- points in time ------------------------------------------------------------------------------


def expected(plan: Plan, point: tuple[int, int] | None, *, later: bool = False) -> Window | None:
    """From the plan's own numbers: a session that this course does not have is its last one, or later."""
    if point is None or plan.sessions is None or plan.interval_days is None:
        return None
    (few, many), (shortest, longest) = point, plan.interval_days
    last = plan.sessions[1]
    return Window((min(few, last) - 1) * shortest, (min(many, last) - 1) * longest, later or many > last)


@given(plans())
def test_the_first_change_is_when_its_sessions_are(plan: Plan) -> None:
    assert laid_out(plan).first_change == expected(plan, plan.first_visible_session, later=plan.or_later)


@given(plans())
def test_the_clearer_change_is_when_its_sessions_are(plan: Plan) -> None:
    assert laid_out(plan).clearer_change == expected(plan, plan.clear_result_session)


@given(plans())
def test_the_first_top_up_is_one_maintenance_after_the_shortest_or_longest_course(plan: Plan) -> None:
    assert plan.course_days
    if plan.maintenance_days is None:
        assert laid_out(plan).top_up is None
        return
    (soon, late), (short, long) = plan.maintenance_days, plan.course_days
    assert laid_out(plan).top_up == Window(short + soon, long + late, later=plan.open_ended)


def test_the_sample_has_every_sort_of_point() -> None:
    """So that the tests above do not agree about nothing."""
    found = [laid_out(one.plan) for one in every_kind() if one.plan.sessions]
    assert {bool(each.clearer_change) for each in found} == {True, False}
    assert {each.open_ended for each in found} == {True, False}
    assert {each.first_change.later for each in found if each.first_change} == {True, False}
    assert {each.clearer_change.later for each in found if each.clearer_change} == {True, False}
    assert {each.top_up.later for each in found if each.top_up} == {True, False}


# --- days that are special -----------------------------------------------------------------------


def test_a_course_can_start_on_a_leap_day() -> None:
    assert shown(person(FACE).plan, date(2028, 2, 29)) == [
        "Session 1: Feb 29",
        "Session 2: Mar 14 – 31",
        "Session 3: Mar 28 – May 1",
        "Session 4, in longer courses: Apr 11 – Jun 1",
        "First change: Mar 14 – May 1",
        "First top-up, if wanted: Apr 27 – Aug 30",
    ]


def test_a_course_can_go_on_in_the_next_year() -> None:
    assert shown(person(FACE).plan, date(2026, 12, 31)) == [
        "Session 1: Dec 31",
        "Session 2: Jan 14 – 31",
        "Session 3: Jan 28 – Mar 3",
        "Session 4, in longer courses: Feb 11 – Apr 3",
        "First change: Jan 14 – Mar 3",
        "First top-up, if wanted: Feb 27 – Jul 2",
    ]


def test_a_course_can_go_over_a_leap_day() -> None:
    assert shown(person(FACE).plan, date(2028, 2, 15))[1] == "Session 2: Feb 29 – Mar 17"


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A machine that can be carried around the world."""
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("start", [date(2027, 3, 14), date(2027, 10, 31), date(2027, 1, 1)], ids=str)
def test_no_date_moves_with_the_machine(moved: pytest.MonkeyPatch, start: date) -> None:
    """What a person sees who taps a day, wherever the machine stands that answers."""
    screens = set()
    for zone in ZONES:
        moved.setenv("TZ", zone)
        time.tzset()
        chat = Chat().ask_for_numbers().tap_data(f"do:day:{start.isoformat()}")
        screens.add(chat.screen + chat.send("/back").screen)
    assert len(screens) == 1, "\n\n".join(screens)
    chat.see(f"on {start:%B} {start.day}, {start.year}")


def test_the_windows_of_the_year_with_days_that_a_zone_left_out(moved: pytest.MonkeyPatch) -> None:
    """Samoa had no 30 December 2011; a calendar of days has one."""
    moved.setenv("TZ", "Pacific/Apia")
    time.tzset()
    assert shown(person(FACE).plan, date(2011, 12, 16))[1] == "Session 2: Dec 30 – Jan 16"


# --- the days that can be chosen -----------------------------------------------------------------


@given(DAYS)
def test_a_year_later_is_the_same_day_of_the_next_year(today: date) -> None:
    later = dates.a_year_after(today)
    assert later.year == today.year + 1
    assert (later.month, later.day) == ((2, 28) if (today.month, today.day) == (2, 29) else (today.month, today.day))


KEYS = st.dates(date(1900, 1, 1), date(2200, 1, 1)).map(lambda day: f"{day:%Y-%m}")
NONSENSE = st.sampled_from(("", *listed("2027-00|2027-13|0000-01|9999-12|0001-01|soon|2027|٢٠٢٧-٠١")))


@given(DAYS, KEYS | NONSENSE, st.none() | DAYS)
def test_no_month_offers_a_day_that_is_over_or_too_far(today: date, wanted: str, chosen: date | None) -> None:
    month = dates.month(wanted, today, chosen)
    offered = [day for day in month.days if month.can_be_chosen(day)]
    assert offered, "a month without a day to choose"
    for day in offered:
        assert today <= day <= dates.a_year_after(today)
        assert dates.problem(day, today) is None
    for day in set(month.days) - set(offered):
        assert dates.problem(day, today) in ("past", "far")


@given(DAYS)
def test_one_can_go_to_every_month_of_the_year_ahead_and_no_further(today: date) -> None:
    there = [dates.month("", today)]
    while there[-1].after:
        there.append(dates.month(there[-1].after, today))
    assert [month.first for month in there] == [
        date(today.year + (today.month - 1 + n) // 12, (today.month - 1 + n) % 12 + 1, 1) for n in range(13)
    ]
    back = [there[-1]]
    while back[-1].before:
        back.append(dates.month(back[-1].before, today))
    assert back == there[::-1]


@given(DAYS, st.integers(0, 366))
def test_every_day_of_the_year_ahead_can_be_chosen_in_its_month(today: date, days: int) -> None:
    day = min(today + days * A_DAY, dates.a_year_after(today))
    month = dates.month(f"{day:%Y-%m}", today)
    assert day in month.days
    assert month.can_be_chosen(day)


@given(DAYS, st.integers(1, 5000))
def test_a_day_that_is_over_or_more_than_a_year_away_is_none(today: date, days: int) -> None:
    assert dates.problem(today - days * A_DAY, today) == "past"
    assert dates.problem(dates.a_year_after(today) + days * A_DAY, today) == "far"
    assert dates.problem(None, today) == "unclear"


def test_the_month_of_the_chosen_day_is_shown_first() -> None:
    today = date(2026, 11, 23)
    assert dates.month("", today, START).first == date(2026, 12, 1)
    assert dates.month("2027-03", today, START).first == date(2027, 3, 1)
    assert dates.month("", today, date(2026, 10, 1)).first == date(2026, 11, 1)
