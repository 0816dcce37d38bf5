"""Every fact that the published ranges rest on is explained in docs/facts.md and said in a short sentence."""

import re
from pathlib import Path

import pytest

from bot.guide import PUBLISHED
from dialogs.planning.facts import FACTS

TABLES = (Path(__file__).parents[3] / "docs" / "facts.md").read_text(encoding="utf-8")
CITED = set(re.findall(r'"([CF]\d\d)"', PUBLISHED.read_text(encoding="utf-8")))
KNOWN = {f"C{number:02}" for number in range(1, 42)} | {f"F{number:02}" for number in range(1, 58)}
CELLS = [cell.strip() for cell in re.findall(r"^\|([^|]*)\|", TABLES, re.MULTILINE)]
ROWS = [cell for cell in CELLS if cell not in {"ID", "---"}]


def test_every_cited_fact_has_exactly_one_row() -> None:
    assert CITED
    assert {fact: ROWS.count(fact) for fact in CITED if ROWS.count(fact) != 1} == {}


def test_no_row_has_an_unknown_fact() -> None:
    assert [cell for cell in ROWS if cell not in KNOWN] == []


def test_the_sentences_are_those_of_the_cited_facts() -> None:
    assert list(FACTS) == sorted(CITED)


def test_no_two_facts_say_the_same() -> None:
    assert len({said.msgid for said in FACTS.values()}) == len(FACTS)


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_is_one_short_sentence(fact: str) -> None:
    said = FACTS[fact].msgid
    assert said[0].isupper() or said[0].isdigit()
    assert said.endswith(".")
    assert not re.search(r"[.!?]\s", said), "more than one sentence"
    assert len(said.split()) <= 15
