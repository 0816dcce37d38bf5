"""`mesoguide check`: everything that is wrong with the file of the clinics, or what it says and where it is weak."""

from __future__ import annotations

from pathlib import Path

from bot.clinics.directory import Directory
from bot.clinics.link import NO_LETTERS
from bot.errors import UsageError
from bot.files.poster import in_letters
from bot.guide import read_guide
from bot.locale.translator import translator
from bot.settings import Settings
from dialogs.clinic import Clinic
from dialogs.guide import Guide
from dialogs.text import Items, LanguageName, Text, _, n_

NO_FILE = _(
    "There is no file to check. Name one, such as “mesoguide check clinics.toml”, or put its path into .env as"
    " CLINICS=... (docs/clinics.md says what stands in it, docs/clinics.example.toml is an example.)"
)


def command(settings: Settings, file: Path | None) -> int:
    """Check `file`, or the one of the settings; print its clinics and its weak spots. The exit status.

    Raises `UsageError` that names every problem with its place, and where there is no file to check.
    """
    path = file or settings.clinics
    if path is None:
        raise UsageError(NO_FILE)
    read = Directory(path, read_guide(settings.protocol, settings.operator)).clinics
    clinics = [(guide.clinic, guide) for guide in read.guides.of_clinics.values() if guide.clinic]
    write = translator(settings.default_language).write
    found = n_(
        "{path}: {number} clinic, nothing is wrong.",
        "{path}: {number} clinics, nothing is wrong.",
        len(clinics),
        path=str(path),
        number=len(clinics),
    )
    parts = [write(found), "\n".join(write(_overview(clinic, guide)) for clinic, guide in clinics)]
    unprinted = (clinic.slug for clinic, _guide in clinics if not in_letters(clinic.name))
    remarks = [*read.remarks, *(f"{slug}, name: {write(NO_LETTERS)}" for slug in unprinted)]
    if remarks:
        heading = n_(
            "{number} weak spot, with which the guide works all the same:",
            "{number} weak spots, with which the guide works all the same:",
            len(remarks),
            number=len(remarks),
        )
        parts.append("\n".join([write(heading), *(f"  {remark}" for remark in remarks)]))
    print("\n\n".join(parts))
    return 0


def _overview(clinic: Clinic, guide: Guide) -> Text:
    return _(
        "{slug}: {name}. Languages: {languages}. Ranges: {ranges}.",
        slug=clinic.slug,
        name=clinic.name,
        languages=Items(tuple(map(LanguageName, guide.languages))),
        ranges=_whose(clinic, guide),
    )


def _whose(clinic: Clinic, guide: Guide) -> Text:
    """Whose protocol it is, and who has signed it."""
    protocol = guide.protocol
    if not clinic.own_protocol:
        return _("those that are published")
    if protocol.reviewed_by and protocol.reviewed_on:
        return _("its own, reviewed by {name} on {day}", name=protocol.reviewed_by, day=protocol.reviewed_on)
    return _("its own, which nobody has signed")
