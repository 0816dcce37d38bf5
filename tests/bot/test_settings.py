"""`.env.example` documents exactly the settings that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import UsageError
from bot.settings import Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    documented = re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted(name.upper() for name in Settings.model_fields)


def test_the_example_can_be_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    defaults = Settings.read()
    (tmp_path / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
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
