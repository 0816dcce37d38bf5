"""docs/facts.md explains every fact that the published ranges rest on, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from bot.guide import PUBLISHED

TABLES = (Path(__file__).parent.parent / "docs" / "facts.md").read_text(encoding="utf-8")
CITED = set(re.findall(r'"([CF]\d\d)"', PUBLISHED.read_text(encoding="utf-8")))
KNOWN = {f"C{number:02}" for number in range(1, 42)} | {f"F{number:02}" for number in range(1, 58)}
CELLS = [cell.strip() for cell in re.findall(r"^\|([^|]*)\|", TABLES, re.MULTILINE)]
ROWS = [cell for cell in CELLS if cell not in {"ID", "---"}]


def test_every_cited_fact_has_exactly_one_row() -> None:
    assert CITED
    assert {fact: ROWS.count(fact) for fact in CITED if ROWS.count(fact) != 1} == {}


def test_no_row_has_an_unknown_fact() -> None:
    assert [cell for cell in ROWS if cell not in KNOWN] == []
