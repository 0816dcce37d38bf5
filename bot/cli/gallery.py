"""`mesoguide gallery DIR`: every kind of answer in every language, as pictures and pages to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from bot.files import picture, summary
from bot.files.words import read_aloud
from bot.locale.translator import Translator
from dialogs.attachments import Picture, SummaryFile
from dialogs.cards.answer.picture import picture as picture_card
from dialogs.guide import Guide
from dialogs.planning.course import can_be_dated
from dialogs.planning.planner import plan
from dialogs.planning.samples import SAMPLES

START = date(2026, 12, 14)
"""Over the end of a year, so that its dates are seen too."""

MADE = datetime(2026, 12, 1, tzinfo=UTC)


def render(folder: Path, languages: Sequence[Translator], guide: Guide) -> Iterator[Path]:
    """Write each file below `folder`, one folder a language, and name it. Raises OSError where it cannot."""
    for words in languages:
        place = folder / words.language
        place.mkdir(parents=True, exist_ok=True)
        for name, answers in SAMPLES.items():
            found = plan(answers, guide.protocol)
            for start in (None, START) if can_be_dated(answers) else (None,):
                stem = f"{name}-dated" if start else name
                shown = Picture(answers, found, start)
                alternative = read_aloud(picture_card(shown), words)
                yield _written(place / f"{stem}.png", picture.png(shown, words, alternative))
                page = SummaryFile(answers, found, start)
                yield _written(place / f"{stem}.pdf", summary.pdf(page, words, guide, MADE))


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
