"""Two made-up clinics: one that says everything about itself, one that says as little as it may."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.clinics.directory import Directory
from bot.guide import PUBLISHED
from dialogs.guide import Guide
from tests.kit.chat import published

SMILE = """
[[clinic]]
slug = "smile"
name = "Clinic Smile"
languages = ["en", "ru"]
time_zone = "Europe/Berlin"
emergency_number = "112"
controller = "Clinic Smile GmbH, privacy@clinic.example"
phone = "+49 30 1234567"
address = "Beispielstraße 1, 10115 Berlin"
website = "https://clinic.example"
booking = "https://clinic.example/book"
privacy = "https://clinic.example/privacy"
products = ["hyaluronic_acid"]

[clinic.hours]
monday = "09:00-12:30, 14:00-18:00"
tuesday = "09:00-12:30, 14:00-18:00"
friday = "09:00-13:00"

[clinic.prices]
currency = "EUR"
session_from = 90
session_to = 120
consultation = 40

[clinic.welcome]
en = "We are glad that you are here."
ru = "Мы рады, что вы здесь."
"""

OTRA = """
[[clinic]]
slug = "otra"
name = "Clínica Otra"
languages = ["ru"]
time_zone = "America/Bogota"
emergency_number = "123"
controller = "Clínica Otra SAS"
products = ["collagen", "light_serum"]
"""

SIGNED = (
    PUBLISHED.read_text(encoding="utf-8")
    .replace('reviewed_by = ""   #', 'reviewed_by = "Dr. Ada Example" #')
    .replace('reviewed_on = ""   #', 'reviewed_on = "2026-10-01" #')
    .replace('version = "2026-11-1"', 'version = "smile-3"')
    .replace("S3 = { range = [4, 6]", "S3 = { range = [4, 5]")
    .replace("S2 = { range = [3, 5]", "S2 = { range = [4, 4]")
)
"""A protocol of a clinic's own, within what is published."""


def directory(text: str = SMILE + OTRA, protocol: str = "") -> Directory:
    """The clinics of a file with this text; beside it, `protocol` as own.toml."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "clinics.toml"
        file.write_text(text, encoding="utf-8")
        if protocol:
            file.with_name("own.toml").write_text(protocol, encoding="utf-8")
        return Directory(file, published())


@cache
def guide(slug: str) -> Guide:
    """The guide of one of the two."""
    return directory().guides.of(slug)
