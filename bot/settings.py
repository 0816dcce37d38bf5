"""Settings from the environment and from `.env`. `.env.example` says what each is for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import UsageError
from bot.i18n import languages
from dialogs.text import _


def _language(value: str) -> str:
    if value not in languages():
        raise ValueError(f"{value!r} is not one of the languages: {', '.join(languages())}")
    return value


def _root(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must begin with http:// or https:// and name a host")
    return value.rstrip("/")


def _default_database() -> str:
    return f"sqlite+aiosqlite:///{user_data_path('mesoguide') / 'mesoguide.sqlite3'}"


class Settings(BaseSettings):
    """Everything that can be set. Unknown variables are left alone: they belong to others."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    bot_token: SecretStr | None = None
    bot_api_url: Annotated[str, AfterValidator(_root)] = "https://api.telegram.org"
    database_url: str = Field(default_factory=_default_database)
    default_language: Annotated[str, AfterValidator(_language)] = "en"
    protocol: Path | None = None
    operator: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def read(cls) -> Self:
        """The settings in force; raises `UsageError` that names every wrong one, never its value."""
        try:
            return cls()
        except UnicodeDecodeError:
            raise UsageError(_("The file .env is not text in UTF-8.")) from None
        except ValidationError as error:
            wrong = "; ".join(
                f"{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}"
                for e in error.errors(include_input=False)
            )
            raise UsageError(
                _("Settings that cannot be used: {wrong}. See .env.example.", wrong=wrong)
            ) from None
