"""Whatever comes in, a terminal is sent text: no colour, no moved cursor, no turned words, and no crash."""

import asyncio
import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from bot.cli.main import COMMANDS, main
from bot.guide import PUBLISHED
from bot.locale.printable import printable, printable_lines
from bot.settings import Settings
from bot.store import Store
from tests.kit.clinics import SMILE
from tests.kit.stats_desk import rows_of

HOSTILE = (
    *("\x1b[31mred", "\x1b]0;title\x07", "\x9b2Jclear", "back\x08\x08\x7f", "over\rline"),
    *("turned\u202e\u2066", "unseen\u00ad\u200b\ue000\U000e0041", "no-text\udcff\udc80"),
    "line\u2028\x85\x0b",
)
ALL = ".".join(HOSTILE)
FACE = ["concern=fine_lines", "severity=mild", "skin_type=normal", "age=30_44", "health="]

ARGUMENTS: dict[str, list[list[str]]] = {
    "run": [["{}"], ["--processes", "{}"], ["--{}"]],
    "start": [["{}"], ["--{}"]],
    "web": [["{}"], ["--{}"]],
    "diagram": [["{}"], ["--{}"]],
    "keys": [["{}"], ["--rotate={}"]],
    "check": [["{}"], ["clinics.toml", "{}"], ["--{}"]],
    "link": [
        *(["{}"], ["smile", "--campaign", "{}"], ["smile", "--area", "{}"], ["smile", "--folder", "{}"]),
        *(["smile", "--folder", "clinics.toml/{}"], ["smile", "--poster={}"]),
    ],
    "stats": [["{}"], ["smile", "--lang", "{}"], ["smile", "--csv={}"], ["smile", "{}"]],
    "chat": [["--lang", "{}"], ["--link", "{}"], ["--link", "{}", "--lang", "ru"], ["{}"]],
    "plan": [
        *(["{}"], ["{}=face"], ["area={}"], ["area=face", *FACE, "lifestyle=stress,{}"]),
        *(["area=face", *FACE, "lifestyle=none,{}"], ["area=face", *FACE, "age={}"]),
        *(["area=face", *FACE, "--lang", "{}"], ["area=face", *FACE, "--start", "{}"]),
        *(["area=face", *FACE, "--{}"], ["area=face", *FACE, "--json={}"]),
    ],
    "gallery": [["clinics.toml/{}"], ["taken", "{}"], ["--{}"]],
}
"""Every command with each argument that it may echo."""


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file of one clinic, and no setting but those that commands need."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr("bot.logs.configure", lambda *_given, **_named: None)  # it lasts longer than a test
    monkeypatch.chdir(tmp_path)
    Path("clinics.toml").write_text(SMILE, encoding="utf-8")
    monkeypatch.setenv("CLINICS", "clinics.toml")
    monkeypatch.setenv("BOT_USERNAME", "clinic_bot")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'kept.db'}")
    return tmp_path


@pytest.fixture
def seen(capsys: pytest.CaptureFixture[str]) -> "_Run":
    return _Run(capsys)


class _Run:
    """Runs commands; nothing that they print may be obeyed by a terminal."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *arguments: str) -> int | str | None:
        try:
            status: int | str | None = main(arguments)
        except SystemExit as ended:
            status = ended.code
        self.out, self.err = self._capsys.readouterr()
        assert_printable(self.out.replace("\r\n", "\n"))
        assert_printable(self.err)
        return status


def assert_printable(text: str) -> None:
    """Only what a terminal shows, line feeds, joiners, and marks of direction that end with their line."""
    kept = set("\n\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069")
    found = {character for character in text if unicodedata.category(character) in OBEYED} - kept
    assert not found, ascii(text)


OBEYED = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def test_every_command_is_tried() -> None:
    assert ARGUMENTS.keys() == {command.name for command in COMMANDS}


@pytest.mark.parametrize(
    ("command", "arguments"),
    [(command, arguments) for command, all_ in ARGUMENTS.items() for arguments in all_],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_arguments_are_escaped(seen: _Run, monkeypatch: pytest.MonkeyPatch, command: str, arguments: list[str]) -> None:
    with Path("/dev/null").open(encoding="utf-8") as nobody_types:
        monkeypatch.setattr("sys.stdin", nobody_types)
        seen(command, *(argument.replace("{}", ALL) for argument in arguments))
    assert seen.out or seen.err
    assert "Traceback" not in seen.err


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_an_unknown_command_is_shown_and_never_obeyed(seen: _Run, hostile: str) -> None:
    for arguments in ((hostile,), ("--" + hostile,), ("plan", hostile, "--" + hostile)):
        assert seen(*arguments) == 2
        assert "error:" in seen.err


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_a_setting_is_never_obeyed(seen: _Run, monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    monkeypatch.setenv(setting.upper(), f"x/{ALL}/y")
    for arguments in (["plan", "area=face", *FACE], ["check"], ["stats", "smile"], ["link", "smile"]):
        seen(*arguments)
        assert "Traceback" not in seen.err


def test_the_keys_of_a_protocol_file_are_never_obeyed(seen: _Run, monkeypatch: pytest.MonkeyPatch) -> None:
    protocol = PUBLISHED.read_text(encoding="utf-8")
    monkeypatch.setenv("PROTOCOL", "own.toml")
    for broken in (
        '"\\u001b[31mred" = 1\n' + protocol,
        protocol.replace("[rows", '["\\u202erows', 1).replace("]", '"]', 1),
        protocol + '\n["\\u009b2J"]\n"\\u0008" = "\\u007f"\n',
        "\x1b[31m",
    ):
        Path("own.toml").write_text(broken, encoding="utf-8")
        assert seen("plan", "area=face", *FACE) == 2
        assert "own.toml" in seen.err


@pytest.mark.parametrize(
    "broken", ['"\\u001b[31mred" = 1', '[clinic."\\u202e"]\nx = 1', '["\\u009b2J"]', "\x1b[31m", "x = \x7f"]
)
def test_the_keys_of_the_clinics_file_are_shown_and_never_obeyed(seen: _Run, broken: str) -> None:
    Path("bad.toml").write_text(SMILE + "\n" + broken, encoding="utf-8")
    assert seen("check", "bad.toml") == 2
    assert "bad.toml" in seen.err


def test_counts_are_shown_and_never_obeyed_as_a_table_and_as_a_sheet(seen: _Run) -> None:
    async def prepared() -> None:
        store = await Store.open(os.environ["DATABASE_URL"])
        await store.counts.add(rows_of({f"c{number}{each}": [40, 30] for number, each in enumerate(HOSTILE[:7])}))
        await store.close()

    asyncio.run(prepared())
    assert seen("stats", "smile") == 0
    assert "c0red" in seen.out
    assert seen("stats", "smile", "--csv") == 0
    assert "campaign,c0red,started,40\r\n" in seen.out


def test_an_object_stays_json_and_says_the_same(seen: _Run, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ("plan", "area=face", *FACE, "--json")
    assert seen(*arguments) == 0
    plain = json.loads(seen.out)
    hostile = "a\x1b[31m\x9b\u202e\u2028\U000e0041z"

    def shown(*_given: object) -> object:
        return type("Shown", (), {"text": hostile})()

    monkeypatch.setattr("bot.cli.commands.plan.show", shown)
    assert seen(*arguments) == 0
    found = json.loads(seen.out)
    assert set(found.pop("text").split("\n\n")) == {hostile}
    plain.pop("text")
    assert found == plain
    assert r"a\u001b[31m\u009b\u202e\u2028\udb40\udc41z" in seen.out


async def test_bytes_that_are_no_text_are_no_crash(desk: Path) -> None:
    """As a process, since the system decodes the arguments."""
    root = Path(__file__).parents[3]
    for arguments in ([b"plan", b"area=\xff\x1b[31m"], [b"check", b"\xff\x9b.toml"], [b"\xfe"], [b"plan", b"--\xff"]):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *(b"-m", b"bot", *arguments),
            cwd=desk,
            env={**os.environ, "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, errors = await process.communicate()
        assert (process.returncode, output) == (2, b"")
        assert_printable(errors.decode())
        assert "Traceback" not in errors.decode()


def test_lines_stay_lines() -> None:
    assert printable_lines("a\tb\r\nc\x1b[1m\n\nd\r") == "a b\r\nc\n\nd "
    assert printable("a\nb") == "a b"


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_line_of_the_log_is_safe_to_show(form: str) -> None:
    script = (
        f"import structlog; from bot import logs; logs.configure('INFO', form={form!r});"
        "structlog.get_logger().info('read', path='a\\x1b[31m\\x9bb', problems=['c\\u202ed'])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, timeout=60)
    written = run.stderr.decode().strip()
    assert written.isprintable()
    assert "read" in written
    assert not re.search(r"\\u(?:001b|009b|202e)", written)
