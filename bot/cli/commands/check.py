"""`mesoguide check`: everything that is wrong with the file of the clinics, or what it says and where it is weak."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.cli.command import Command
from bot.cli.output import say
from bot.errors import UsageError
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


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the file, CLINICS without it")


def _run(options: Namespace) -> None:
    from bot.clinics.directory import Directory
    from bot.clinics.link import NO_LETTERS
    from bot.files.poster import in_letters

    settings = Settings.read()
    path = options.file or settings.clinics
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
    say("\n\n".join(parts))


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


CHECK = Command("check", "check the file of the clinics: every problem, every weak spot", _run, _add_arguments)
