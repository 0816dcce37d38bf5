"""What a clinic sees of its counts: small numbers are hidden and stay hidden, and nothing else is."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.stats.hiding import FEWEST, hide
from bot.stats.report import COLUMNS, STEPS, WEEKS, Breakdown, Report, report
from bot.stats.tally import week_of
from bot.store.counts import OTHER, Count
from tests.kit.stats_desk import counted, rows_of

MONDAY = date(2026, 11, 23)


def breakdown(shown: Report, by: str) -> dict[str | None, tuple[int | None, ...]]:
    (found,) = [each for each in shown.breakdowns if each.by == by]
    return dict(found.groups)


# --- what can be worked out ----------------------------------------------------------------------


def told(numbers: Sequence[int], shown: Sequence[int | None]) -> list[int]:
    """The hidden numbers that somebody can work out who knows the sum, and which of the hidden ones are small.

    Where all are hidden together nobody knows which are.
    """
    hidden = [number for number, cell in zip(numbers, shown, strict=True) if cell is None]
    if len(hidden) == len(numbers):
        return hidden if len(hidden) == 1 and sum(hidden) >= FEWEST else []
    least = [1 if number < FEWEST else FEWEST for number in hidden]
    most = [FEWEST - 1 if number < FEWEST else sum(numbers) for number in hidden]
    more = [high - number for high, number in zip(most, hidden, strict=True)]
    less = [number - low for low, number in zip(least, hidden, strict=True)]
    return [
        number
        for place, number in enumerate(hidden)
        if not (more[place] and sum(less) - less[place]) and not (less[place] and sum(more) - more[place])
    ]


NUMBERS = st.one_of(st.integers(0, 6), st.integers(0, 6), st.integers(0, 60))
COLUMN = st.lists(NUMBERS, max_size=8)


@settings(max_examples=600)
@given(COLUMN)
def test_no_hidden_number_of_a_column_can_be_worked_out(numbers: list[int]) -> None:
    shown = hide(numbers)
    assert all(cell in (None, number) for cell, number in zip(shown, numbers, strict=True))
    assert not [cell for cell in shown if cell is not None and 0 < cell < FEWEST]
    if sum(numbers) >= FEWEST:
        assert not told(numbers, shown)
        hidden = [number for number, cell in zip(numbers, shown, strict=True) if cell is None]
        assert not hidden or sum(hidden) >= FEWEST


@given(COLUMN)
def test_nothing_is_hidden_without_need(numbers: list[int]) -> None:
    shown = hide(numbers)
    if not [number for number in numbers if 0 < number < FEWEST]:
        assert shown == tuple(numbers)
    large_hidden = [n for n, cell in zip(numbers, shown, strict=True) if cell is None and n >= FEWEST]
    if None in shown and not all(cell is None for cell in shown):
        assert len(large_hidden) <= 2, "two are always enough, as long as anything is shown"


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ((0, 7, 9), (0, 7, 9)),
        ((7, 3, 9), (None, None, 9)),  # 19 less 7 and 9 would be 3
        ((9, 3, 4), (9, None, None)),  # 7 may be 3 and 4 or the other way round
        ((20, 4, 4), (None, None, None)),  # 8 can only be twice 4
        ((20, 5, 1), (None, 5, None)),
        ((5, 1, 20), (None, None, None)),  # 6 can only be 5 and 1
        ((1, 1, 1, 1, 1, 0), (None,) * 6),  # 5 can only be five times 1
        ((3, 0, 0), (None, 0, 0)),  # the sum is hidden itself
        ((), ()),
    ],
)
def test_examples_of_what_is_hidden(numbers: tuple[int, ...], shown: tuple[int | None, ...]) -> None:
    assert hide(numbers) == shown


ROWS = st.lists(
    st.builds(
        counted,
        st.integers(1, 9),
        st.sampled_from(COLUMNS),
        week=st.sampled_from([week_of(MONDAY - timedelta(weeks=n)) for n in (0, 1, 2, 30, 40)]),
        campaign=st.sampled_from(["", "spring", "autumn", "letter", "poster", OTHER]),
        language=st.sampled_from(["en", "ru"]),
    ),
    max_size=60,
)


@settings(max_examples=300)
@given(ROWS)
def test_no_hidden_number_of_a_report_can_be_worked_out(rows: list[Count]) -> None:
    shown = report(rows)
    for step in shown.steps:
        real = sum(row.number for row in rows if row.event == step.event)
        assert step.number == (None if 0 < real < FEWEST else real)
    for each in shown.breakdowns:
        check_breakdown(each, rows)


def check_breakdown(each: Breakdown, rows: list[Count]) -> None:
    """Every group is large, every number is right or hidden, and what is hidden stays so."""
    real = {group.name: Counter[str]() for group in each.groups}
    for row in rows if real else ():
        name = getattr(row, each.by)
        real[name if name in real else None][row.event] += row.number
    for place, event in enumerate(COLUMNS):
        numbers = [real[group.name][event] for group in each.groups]
        cells = [group.numbers[place] for group in each.groups]
        assert all(cell in (None, number) for cell, number in zip(cells, numbers, strict=True))
        assert not [cell for cell in cells if cell is not None and 0 < cell < FEWEST]
        assert sum(numbers) < FEWEST or not told(numbers, cells)
    assert all(group.numbers[0] is not None and group.numbers[0] >= FEWEST for group in each.groups)


# --- the report ----------------------------------------------------------------------------------


def test_small_groups_are_counted_together_until_they_are_no_small_group() -> None:
    shown = report(rows_of({"": [40, 30], "spring": [12, 9], "poster": [6, 5], "letter": [2, 1]}))
    assert breakdown(shown, "campaign") == {"": (40, 30, 0, 0, 0), "spring": (12, 9, 0, 0, 0), None: (8, 6, 0, 0, 0)}  # fmt: skip


def test_groups_that_are_all_small_are_not_shown() -> None:
    assert breakdown(report(rows_of({"spring": [4], "poster": [3], "letter": [2]})), "campaign") == {}
    assert breakdown(report(rows_of({"spring": [4]})), "campaign") == {}


def test_campaigns_that_were_put_together_never_have_a_name() -> None:
    shown = report(rows_of({OTHER: [50, 40], "spring": [20, 10]}))
    assert list(breakdown(shown, "campaign")) == ["spring", None]


def test_the_largest_campaign_comes_first_and_the_newest_week() -> None:
    weeks = [week_of(MONDAY - timedelta(weeks=number)) for number in range(40)]
    shown = report(rows_of({week: [5 + number] for number, week in enumerate(weeks)}, "week"))
    found = breakdown(shown, "week")
    assert list(found) == [*weeks[:WEEKS], None]
    assert found[None][0] == sum(range(5 + WEEKS, 45)), "older weeks are together"
    shown = report(rows_of({"a": [7], "b": [90], "c": [30]}))
    assert list(breakdown(shown, "campaign")) == ["b", "c", "a"]


def test_hidden_numbers_of_reasons_are_not_told_by_their_order() -> None:
    rows = [counted(number, f"refused:{kind}") for kind, number in (("pregnant", 1), ("other", 2), ("under_18", 9))]  # fmt: skip
    one = report(rows)
    other = report([row._replace(number=3 - row.number) if row.number < 3 else row for row in rows])
    assert one.reasons == other.reasons
    assert {step.number for step in one.reasons} == {None}, "the third would tell that the two are 3"


def test_what_is_not_asked_any_more_does_no_harm() -> None:
    shown = report([counted(9), counted(9, "asked:colour"), counted(9, "refused:weather")])
    assert [step.number for step in shown.steps] == [9, *[0] * (len(STEPS) - 1)]
    assert shown.reasons == ()
