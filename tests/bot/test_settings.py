"""`.env.example` documents exactly the settings that there are."""

import re
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.errors import UsageError
from bot.settings import Settings
from tests.kit.programs import TOKEN

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    documented = re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted(name.upper() for name in Settings.model_fields)


@pytest.fixture(autouse=True)
def _no_settings_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    defaults = Settings.read()
    (tmp_path / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert Settings.read() == defaults


def test_every_wrong_setting_is_named_at_once_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_API_URL", "secret-host-without-scheme")
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    with pytest.raises(UsageError) as caught:
        Settings.read()
    said = str(caught.value.explanation.values["wrong"])
    assert "BOT_API_URL" in said
    assert "LOG_LEVEL" in said
    assert "secret-host" not in said


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("WEBHOOK_URL", "http://bot.example/telegram", "WEBHOOK_URL: must begin with https://"),
        ("WEBHOOK_URL", "https://bot.example", "WEBHOOK_URL: must end in a path of its own"),
        ("LISTEN", "8080", "LISTEN: must be an address and a port"),
        ("DEFAULT_LANGUAGE", "xx", "DEFAULT_LANGUAGE"),
        ("BOT_API_URL", "telegram", "BOT_API_URL"),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv(name, value)
    assert main(["run"]) == 2
    out, said = capsys.readouterr()
    assert sentence in said
    assert out == ""
    assert len(said.strip().splitlines()) == 1
    assert TOKEN not in said


def test_a_database_url_that_is_none_is_secret_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@[bad/x")
    assert "postgresql://u:p@[bad/x" in Settings.read().secrets
