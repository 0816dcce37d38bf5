"""Tries an installed wheel from outside the source tree: `make smoke`.

    python -m tests.wheel dist/mesoguide-0.2.0-py3-none-any.whl .venv-wheel/bin/mesoguide

The wheel must hold every file of the program and no other. What it installs must print an answer, hold a
conversation in each language up to the numbers, draw every picture and page, and keep what was said in a new database.
"""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from bot.locale.translator import languages, translator
from tests.kit.answers import FACE, taps

ROOT = Path(__file__).parents[1]
SHIPPED = ("bot", "dialogs", "locales")
LEFT_OUT = {".pot", ".pyc", ".mo"}
ANSWER = "Typical published ranges, not a plan for you"
TIMEOUT_SECONDS = 300


class Program:
    """The installed program, started in an empty folder as somebody who has no settings."""

    def __init__(self, command: Path, home: Path) -> None:
        self.home = home
        self._command = command.absolute()

    def __call__(self, *arguments: str, typed: str = "") -> str:
        """What it prints; raises `AssertionError` when it fails or warns."""
        ended = subprocess.run(
            [self._command, *arguments],
            input=typed,
            cwd=self.home,
            env={"HOME": str(self.home), "PATH": os.defpath, "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        assert (ended.returncode, ended.stderr) == (0, ""), f"{arguments}: {ended.returncode} {ended.stderr}"
        return ended.stdout


def holds_the_program_and_nothing_else(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    files = (path for folder in SHIPPED for path in (ROOT / folder).rglob("*") if path.is_file())
    wanted = {path.relative_to(ROOT).as_posix() for path in files if path.suffix not in LEFT_OUT}
    assert held == wanted, f"missing {sorted(wanted - held)}, needless {sorted(held - wanted)}"


def plans(program: Program) -> None:
    said = [
        f"{question}={option if isinstance(option, str) else ','.join(option)}" for question, option in FACE.items()
    ]
    assert json.loads(program("plan", *said, "--json"))["plan"]["sessions"]


def talks(program: Program, language: str) -> None:
    """From the first card to the numbers, in words; then the database holds one conversation."""
    say = translator(language).catalogue.gettext
    program.home.mkdir()
    printed = program("chat", "--lang", language, typed="".join(f"{say(tap.label)}\n" for tap in taps()))
    assert say(ANSWER) in printed, printed
    (database,) = program.home.rglob("*.sqlite3")
    connection = sqlite3.connect(database)
    try:
        for table in ("conversations", "alembic_version"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,), table
    finally:
        connection.close()


def draws(program: Program) -> None:
    assert program("diagram") == (ROOT / "docs" / "dialog.mmd").read_text(encoding="utf-8")
    program("gallery", "drawn")
    for language in languages():
        for ending in ("png", "pdf"):
            assert any((program.home / "drawn" / language).glob(f"*.{ending}")), (language, ending)


def main(wheel: Path, command: Path) -> None:
    holds_the_program_and_nothing_else(wheel)
    with TemporaryDirectory() as folder:
        program = Program(command, Path(folder))
        plans(program)
        draws(program)
        for language in languages():
            talks(Program(command, Path(folder, f"home-{language}")), language)
    print(f"{wheel.name} holds the program, and works where it is installed.")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
