"""Settings from the environment and from `.env`. `.env.example` says what each is for."""

import re
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import UsageError, quoted
from bot.locale.translator import languages
from dialogs.text import _

LOOPBACK = ("localhost", "127.0.0.1", "::1")
LISTEN = "127.0.0.1:8080"

Format = Literal["auto", "json", "console"]
Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


def _language(value: str) -> str:
    if value not in languages():
        raise ValueError(f"{quoted(value)} is not one of the languages: {', '.join(languages())}")
    return value


def _root(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must begin with http:// or https:// and name a host")
    return value.rstrip("/")


def _webhook(value: str) -> str:
    parts = urlsplit(value)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in LOOPBACK):
        raise ValueError("must begin with https:// and name a host: Telegram delivers to nothing else")
    if parts.path in ("", "/"):
        raise ValueError("must end in a path of its own, such as /telegram")
    return value


def _address(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not (host and colon and port.isdecimal() and 0 < int(port) <= 65_535):  # noqa: PLR2004  the last port
        raise ValueError(f"must be an address and a port, such as {LISTEN}")
    return value


def _zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is an OSError
        raise ValueError(f"{quoted(value)} is no time zone; write one such as Europe/Berlin") from None


Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
"""A time zone by its name; ValueError for a name that there is not."""


def _username(value: str) -> str:
    name = value.strip().removeprefix("https://t.me/").removeprefix("@")
    if name and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{3,31}", name):
        raise ValueError("must be the bot's name on Telegram, such as clinic_bot")
    return name


class Settings(BaseSettings):
    """Everything that can be set. Unknown variables are left alone: they belong to others."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True)

    bot_token: SecretStr | None = None
    bot_api_url: Annotated[str, AfterValidator(_root)] = "https://api.telegram.org"
    webhook_url: Annotated[str, AfterValidator(_webhook)] | None = None
    listen: Annotated[str, AfterValidator(_address)] | None = None
    database_url: str = Field(default_factory=lambda: f"sqlite:///{user_data_path('mesoguide') / 'mesoguide.sqlite3'}")
    data_key: SecretStr = SecretStr("")
    unfinished_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 24
    finished_days: Annotated[int, Field(ge=1, le=365)] = 30
    consent_months: Annotated[int, Field(ge=1, le=120)] = 12
    time_zone: Zone | None = None
    default_language: Annotated[str, AfterValidator(_language)] = "en"
    protocol: Path | None = None
    clinics: Path | None = None
    bot_username: Annotated[str, AfterValidator(_username)] = ""
    operator: str = ""
    log_level: Level = "INFO"
    log_format: Format = "auto"

    @property
    def data_keys(self) -> tuple[str, ...]:
        """The keys of `data_key`, the one that encrypts first."""
        return tuple(filter(None, map(str.strip, self.data_key.get_secret_value().split(","))))

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may never be written anywhere."""
        token = self.bot_token.get_secret_value() if self.bot_token else ""
        try:
            password = urlsplit(self.database_url).password or ""
        except ValueError:  # where no password can be told from the rest, all of it is one
            password = self.database_url
        return tuple(filter(None, (token, password, *self.data_keys)))

    @property
    def serves(self) -> tuple[str, int] | None:
        """Host and port of the bot's web server; None where nothing is served."""
        return self.web if self.listen or self.webhook_url else None

    @property
    def web(self) -> tuple[str, int]:
        """Host and port for a web server, whether one was asked for or not."""
        host, _colon, port = (self.listen or LISTEN).rpartition(":")
        return host.strip("[]"), int(port)

    @classmethod
    def read(cls) -> Self:
        """The settings in force; raises `UsageError` that names every wrong one, never its value."""
        try:
            return cls()
        except UnicodeDecodeError:
            raise UsageError(_("The file .env is not text in UTF-8.")) from None
        except PermissionError:
            raise UsageError(_("The file .env cannot be read by the user who runs this.")) from None
        except ValidationError as error:
            wrong = "; ".join(
                f"{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}"
                for e in error.errors(include_input=False)
            )
            raise UsageError(_("Settings that cannot be used: {wrong}. See .env.example.", wrong=wrong)) from None
