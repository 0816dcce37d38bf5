"""`mesoguide gallery DIR`: every kind of answer in every language, as pictures and pages to look at."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from bot.cli.command import Command
from bot.cli.output import say
from bot.errors import UsageError
from bot.guide import read_guide
from bot.locale.translator import Translator, translator
from bot.settings import Settings
from dialogs.guide import Guide
from dialogs.text import _

START = date(2026, 12, 14)
"""Its course crosses the end of a year, so that such dates are looked at too."""

MADE = datetime(2026, 12, 1, tzinfo=UTC)


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the PNG and PDF files go")


def _run(options: Namespace) -> None:
    settings = Settings.read()
    guide = read_guide(settings.protocol, settings.operator)
    try:
        for path in render(options.folder, [translator(code) for code in guide.languages], guide):
            say(str(path))
    except OSError as error:
        why = error.strerror or type(error).__name__
        folder = str(options.folder)
        raise UsageError(_("{path} cannot be written: {why}.", path=folder, why=why)) from None


def render(folder: Path, languages: Sequence[Translator], guide: Guide) -> Iterator[Path]:
    """Write every file below `folder`, in one folder a language; the path of each once it is written.

    Raises `OSError` where a file cannot be written.
    """
    from bot.files import picture, summary
    from dialogs.attachments import Picture, SummaryFile
    from dialogs.planning.course import can_be_dated
    from dialogs.planning.planner import plan
    from dialogs.planning.samples import SAMPLES

    for words in languages:
        place = folder / words.language
        place.mkdir(parents=True, exist_ok=True)
        for name, answers in SAMPLES.items():
            found = plan(answers, guide.protocol)
            for start in (None, START) if can_be_dated(answers) else (None,):
                stem = f"{name}-dated" if start else name
                yield _written(place / f"{stem}.png", picture.png(Picture(answers, found, start), words))
                page = SummaryFile(answers, found, start)
                yield _written(place / f"{stem}.pdf", summary.pdf(page, words, guide, MADE))


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


GALLERY = Command("gallery", "draw every kind of answer in every language, to look at", _run, _add_arguments)
