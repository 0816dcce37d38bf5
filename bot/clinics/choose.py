"""Which clinic a command is about."""

from __future__ import annotations

from bot.clinics.directory import Directory
from bot.clinics.file import Clinics
from bot.errors import UsageError, unknown
from bot.guide import read_guide
from bot.settings import Settings
from dialogs.guide import Guide
from dialogs.text import _

NO_CLINICS = _(
    "CLINICS is not set, so there is no clinic yet. Put the path of your clinics.toml into .env as CLINICS=..."
    " (docs/clinics.md says what stands in it.)"
)


def clinic(settings: Settings, slug: str) -> tuple[Clinics, Guide]:
    """The clinics of the settings, and the guide of the one that is called `slug`.

    Raises `UsageError` where there is no file of clinics, where it cannot be used, and for an unknown slug,
    which names those that there are.
    """
    if settings.clinics is None:
        raise UsageError(NO_CLINICS)
    clinics = Directory(settings.clinics, read_guide(settings.protocol, settings.operator)).clinics
    guide = clinics.guides.of_clinics.get(slug)
    if guide is None:
        missing = _("There is no clinic “{slug}”.", slug=slug)
        raise UsageError(unknown(missing, slug, tuple(clinics.guides.of_clinics)))
    return clinics, guide
