"""`clinics.toml` to the guides of all clinics, or to everything that is wrong with it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from bot.clinics.protocol import OwnProtocol, read_protocol
from bot.clinics.shape import MISSED, PARTS, WEEKDAYS, Entry
from bot.clinics.source import Files, UnreadableError
from bot.clinics.values import digits, promise
from dialogs.guide import Guide, Guides
from dialogs.questions.links import SLUG

MAX_PROBLEM = 400  # characters
MAX_EMERGENCY_DIGITS = 6  # of a number that nobody wonders at; two with a slash between them may have as many

SAID = {
    "missing": "is missing",
    "too_short": "is empty",
    "too_long": "is longer than {max_length} characters",
    "string_too_long": "is longer than {max_length} characters",
    "string_type": "takes words or digits in quotation marks",
    "tuple_type": "takes a list: put [ before it and ] behind it",
    "model_type": "takes lines of its own below [clinic.{last}]",
    "mapping_type": "takes lines of its own below [clinic.{last}]",
    "string_pattern_mismatch": "takes what “mesoguide stats SLUG --new-token” prints",
}
"""Plain words for what pydantic finds, by its name for that."""

BEGINNING = "every clinic begins with a line [[clinic]]"
WITHOUT_BRACKETS = f"takes double brackets: {BEGINNING}"


class ClinicsError(Exception):
    """A file that cannot be used; `problems` names each place and what is wrong there."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Clinics:
    """A file that was read: the guides, the digest of each clinic's token by its slug, and what is weak in it."""

    guides: Guides
    digests: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


class _ParsedClinic(NamedTuple):
    """A clinic of the file: its place, what stands there, the entry if that can be used, and what is wrong."""

    place: str
    item: Mapping[str, Any]
    entry: Entry | None = None
    problems: tuple[str, ...] = ()

    def text(self, key: str) -> str:
        """What stands behind `key`, whatever is wrong elsewhere; empty where that is no text."""
        value = self.item.get(key)
        return value if isinstance(value, str) else ""


def read(path: Path, neutral: Guide, files: Files | None = None) -> Clinics:
    """The clinics of the file at `path`; `neutral` is the guide for everybody else. `files` reads what is needed.

    Raises `ClinicsError` that names every problem at once, with its place.
    """
    files = files or Files()
    try:
        clinics, problems = _parse(files.toml(path))
    except UnreadableError as error:
        raise ClinicsError((str(error),)) from None
    protocols: dict[Path, OwnProtocol] = {}
    guides, digests, remarks = dict[str, Guide](), dict[str, str](), list[str]()
    for clinic in clinics:
        own = OwnProtocol()
        if name := clinic.text("protocol"):
            theirs = path.parent / name
            if theirs not in protocols:
                protocols[theirs] = read_protocol(theirs, neutral, files)
            own = protocols[theirs]
            problems += (f"{clinic.place}, protocol: {problem}" for problem in own.problems)
            remarks += (f"{clinic.place}, protocol: {remark}" for remark in own.remarks)
        if entry := clinic.entry:
            remarks += (f"{clinic.place}{remark}" for remark in _weak(entry))
            guides[entry.slug] = entry.guide(neutral, own.protocol)
            if entry.stats_token:
                digests[entry.slug] = entry.stats_token.removeprefix("sha256:")
    if problems:
        raise ClinicsError(tuple(map(_printable, problems)))
    return Clinics(Guides(neutral, guides), digests, tuple(map(_printable, remarks)))


def _printable(text: str) -> str:
    """One line for a terminal and for the log, in which everything can be seen and nothing is obeyed."""
    shown = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text[:MAX_PROBLEM])
    return shown if len(text) <= MAX_PROBLEM else f"{shown}…"


def _weak(entry: Entry) -> Iterator[str]:
    """What patients would miss or wonder at, each behind its place in the clinic."""
    yield from (f": {remark}" for name, remark in MISSED.items() if not getattr(entry, name))
    if entry.hours and not any(getattr(entry.hours, day) for day in WEEKDAYS):
        yield ", hours: no day has a time: people read that you are always closed"
    for language in entry.languages:
        if entry.welcome and language not in entry.welcome:
            yield f", welcome: no line in {language}: people who speak it see none"
    if word := promise(entry.name):
        yield f", name: sounds like a promise (“{word}”), and people read it in many places"
    if digits(entry.emergency_number) > MAX_EMERGENCY_DIGITS:
        yield ", emergency_number: is long: are you sure that it is for emergencies?"


def _parse(data: Mapping[str, Any]) -> tuple[list[_ParsedClinic], list[str]]:
    """Each clinic of a file, and everything that is wrong with its shape."""
    problems = [f"{key}: is not known here; {_instead(key)}" for key in data if key != "clinic"]
    listed = data.get("clinic", [])
    if not isinstance(listed, list):
        return [], [*problems, f"clinic: {WITHOUT_BRACKETS}"]
    if not listed and not problems:
        problems.append(f"the file: holds no clinic; {BEGINNING}")
    clinics = [_parse_clinic(number, item) for number, item in enumerate(listed, 1)]
    problems += _twice(clinics)
    problems += (problem for clinic in clinics for problem in clinic.problems)
    return clinics, problems


def _instead(key: str) -> str:
    return f"write [clinic.{key}], below its [[clinic]]" if key in PARTS else BEGINNING


def _parse_clinic(number: int, item: object) -> _ParsedClinic:
    place = f"clinic {number}"
    if not isinstance(item, dict):
        return _ParsedClinic(place, {}, problems=(f"{place}: {WITHOUT_BRACKETS}",))
    slug = item.get("slug")
    if isinstance(slug, str) and SLUG.fullmatch(slug):
        place = f"{place} ({slug})"
    try:
        return _ParsedClinic(place, item, Entry.model_validate(item))
    except ValidationError as error:
        problems = (_problem(place, found) for found in error.errors(include_input=False))
        return _ParsedClinic(place, item, problems=tuple(dict.fromkeys(problems)))


def _twice(clinics: Sequence[_ParsedClinic]) -> Iterator[str]:
    places = defaultdict(list)
    for clinic in clinics:
        places[clinic.text("slug")].append(clinic.place)
    for slug, there in places.items():
        if slug and len(there) > 1:
            yield f"{' and '.join(there)}: have one slug, {slug}; each needs its own"


def _problem(place: str, error: Any) -> str:  # noqa: ANN401  pydantic's own description
    *path, last = (str(part + 1 if isinstance(part, int) else part) for part in error["loc"] or ("",))
    if last == "[key]":
        *path, last = path
    here = ", ".join(filter(None, (place, ".".join((*path, last)))))
    if path and last in Entry.model_fields:
        return f"{here}: belongs to the clinic itself: put it above the line [clinic.{path[0]}]"
    if error["type"] == "extra_forbidden":
        known = PARTS.get(path[-1] if path else "", Entry.model_fields)
        near = get_close_matches(last, known, n=1)
        return f"{here}: is not known here" + (f"; did you mean {near[0]}?" if near else "")
    said = SAID.get(error["type"], "").format(last=last, **error.get("ctx", {}))
    return f"{here}: {said or error['msg'].removeprefix('Value error, ')}"
