"""The counts for a spreadsheet: CSV as in RFC 4180."""

import csv
import io
from collections.abc import Iterator

from bot.stats.report import COLUMNS, Report

HEADER = ("breakdown", "group", "event", "number")
ALL, NO_NAME, OTHERS = "all", "(none)", "(other)"
"""No campaign and no language can be called so."""

_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet computes what begins so, or puts it into another cell."""


def sheet(report: Report) -> str:
    """`report` with a line for each number; those that are hidden are empty."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(HEADER)
    for *texts, number in _lines(report):
        lines.writerow([*map(harmless, map(str, texts)), "" if number is None else number])
    return written.getvalue()


def harmless(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULAS) else text


def _lines(report: Report) -> Iterator[tuple[str, str, str, int | None]]:
    for step in (*report.steps, *report.reasons):
        yield ALL, "", step.event, step.number
    for by, groups in report.breakdowns:
        for name, numbers in groups:
            called = OTHERS if name is None else name or NO_NAME
            for event, number in zip(COLUMNS, numbers, strict=True):
                yield by, called, event, number
