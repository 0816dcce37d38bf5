"""The guide as it is on this machine: the protocol file that is in force, the languages there are."""

from pathlib import Path

import dialogs
from bot.errors import UsageError
from bot.locale.translator import languages
from dialogs.guide import Guide, Retention
from dialogs.planning.protocol_file import ProtocolError, parse
from dialogs.text import _

PUBLISHED = Path(dialogs.__file__).parent / "planning" / "protocol.toml"


def read_guide(protocol: Path | None = None, operator: str = "", retention: Retention | None = None) -> Guide:
    """The guide with `protocol`, or with the published one.

    Raises `UsageError` that names every problem of the file with its place.
    """
    path = protocol or PUBLISHED
    try:
        parsed = parse(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UsageError(_("The protocol file {path} cannot be read: {why}.", path=str(path), why=why)) from None
    except UnicodeDecodeError:
        raise UsageError(_("The protocol file {path} is not text in UTF-8.", path=str(path))) from None
    except ProtocolError as error:
        problems = "".join(f"\n  {problem}" for problem in error.problems)
        raise UsageError(
            _("The protocol file {path} cannot be used:{problems}", path=str(path), problems=problems)
        ) from None
    return Guide(parsed, languages(), operator, retention or Retention())
