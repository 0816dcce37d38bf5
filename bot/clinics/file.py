"""`clinics.toml` to the guides of all clinics, or to everything that is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import tomli

from bot.clinics.shape import Entry, Problem, shaped
from bot.i18n import languages, translator
from dialogs.clinic import Clinic
from dialogs.guide import Guide, Guides
from dialogs.promises import WORDS, promised
from dialogs.protocol import Protocol
from dialogs.protocol_checks import excesses
from dialogs.protocol_file import ProtocolError, parse
from dialogs.urgent import Phrase, phrases, plain

WEAK_WITHOUT = {
    "phone": "no phone: nobody can call you from the conversation",
    "privacy": "no privacy page: people cannot read what happens to their data",
    "booking": "no booking link: people have to call or write",
    "address": "no address: people do not learn where you are",
    "hours": "no opening hours: people do not learn when somebody answers",
    "website": "no website",
}
"""What a clinic can leave out, and what it costs."""


class ClinicsError(Exception):
    """A file that cannot be used; `problems` names each place and what is wrong there.

    `files` are those that were looked at besides, so that a change of any is noticed.
    """

    def __init__(self, problems: tuple[str, ...], files: frozenset[Path] = frozenset()) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.files = files


@dataclass(frozen=True, slots=True)
class Clinics:
    """A file that was read: the guides, the digest of each clinic's token, and what is weak in it.

    `files` are all that it was read from, so that a change of any is noticed.
    """

    guides: Guides
    digests: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    files: frozenset[Path] = frozenset()


@dataclass(slots=True)
class _Reading:
    """What is gathered while a file is read."""

    folder: Path
    neutral: Guide
    guides: dict[str, Guide] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    protocols: dict[Path, Protocol | ProtocolError] = field(default_factory=dict)


def read(path: Path, neutral: Guide) -> Clinics:
    """The clinics of the file at `path`; `neutral` is the guide for everybody else.

    Raises `ClinicsError` that names every problem at once, with its place.
    """
    reading = _Reading(path.parent, neutral)
    entries: list[tuple[str, Entry]] = []
    for place, entry, problems in shaped(_parsed(path)):
        reading.problems += problems
        if entry:
            entries.append((place, entry))
    for slug, times in Counter(entry.slug for _place, entry in entries).items():
        if times > 1:
            places = " and ".join(place for place, entry in entries if entry.slug == slug)
            reading.problems.append(Problem(places, f"have one slug, {slug}; each needs its own"))
    for place, entry in entries:
        _take(place, entry, reading)
    if reading.problems:
        raise ClinicsError(tuple(map(_written, reading.problems)), frozenset(reading.protocols))
    return Clinics(
        Guides(neutral, reading.guides),
        reading.digests,
        tuple(map(_written, reading.remarks)),
        frozenset((path, *reading.protocols)),
    )


def _written(problem: Problem) -> str:
    return f"{problem.place}: {problem.what}"


def _parsed(path: Path) -> dict[str, object]:
    try:
        return tomli.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ClinicsError((f"{path} cannot be read: {error.strerror or type(error).__name__}",)) from None
    except UnicodeDecodeError:
        raise ClinicsError((f"{path} is not text in UTF-8",)) from None
    except tomli.TOMLDecodeError as error:
        raise ClinicsError((f"not TOML: {error}",)) from None


def _take(place: str, entry: Entry, reading: _Reading) -> None:
    """One clinic of the file, whose shape is right."""
    reading.problems += _wrong_lines(place, entry)
    reading.remarks += _weak(place, entry)
    protocol, own = reading.neutral.protocol, False
    if entry.protocol:
        theirs = _protocol(f"{place}, protocol", reading.folder / entry.protocol, reading)
        protocol, own = (theirs, True) if theirs else (protocol, False)
    clinic = Clinic(
        **{name: getattr(entry, name) for name in _SAME},
        hours=entry.hours.hours() if entry.hours else None,
        price=entry.prices.of_session() if entry.prices else None,
        consultation=entry.prices.of_consultation() if entry.prices else None,
        own_protocol=own,
    )
    reading.guides[entry.slug] = replace(
        reading.neutral,
        protocol=protocol,
        languages=entry.languages,
        operator=entry.controller,
        clinic=clinic,
    )
    if entry.stats_token:
        reading.digests[entry.slug] = entry.stats_token.removeprefix("sha256:")


_SAME = (
    *("slug", "name", "languages", "time_zone", "emergency_number", "controller", "phone", "address"),
    *("website", "booking", "privacy", "products", "welcome"),
)
"""What the file calls as `Clinic` does, and holds in the same form."""


def _wrong_lines(place: str, entry: Entry) -> Iterator[Problem]:
    for language, line in entry.welcome.items():
        here = f"{place}, welcome.{language}"
        if language not in entry.languages:
            yield Problem(
                here, f"is in a language that this clinic does not list: {', '.join(entry.languages)}"
            )
        if any(character.isdecimal() for character in line):
            yield Problem(here, "holds a number; numbers come from the protocol only")
        if word := promised(plain(line), _promises()):
            yield Problem(here, f"promises or presses (“{word}”), which the guide never does")


@cache
def _promises() -> tuple[Phrase, ...]:
    """The words of every language together."""
    return tuple(phrase for code in languages() for phrase in phrases(translator(code).write(WORDS)))


def _weak(place: str, entry: Entry) -> Iterator[Problem]:
    for name, cost in WEAK_WITHOUT.items():
        if not getattr(entry, name):
            yield Problem(place, cost)
    for language in entry.languages:
        if entry.welcome and language not in entry.welcome:
            yield Problem(f"{place}, welcome", f"no line in {language}: people who speak it see none")


def _protocol(place: str, path: Path, reading: _Reading) -> Protocol | None:
    """A clinic's own protocol; None where there is none that may be shown to anybody."""
    if path not in reading.protocols:
        reading.protocols[path] = _protocol_at(path)
    found = reading.protocols[path]
    if isinstance(found, ProtocolError):
        reading.problems += (Problem(place, problem) for problem in found.problems)
        return None
    wide = list(excesses(found))
    if wide:
        reading.remarks += (Problem(place, problem) for problem in wide)
        reading.remarks.append(
            Problem(place, "is wider than what is published, so the published ranges are shown instead of it")
        )
        return None
    if not found.reviewed_by:
        reading.remarks.append(Problem(place, "nobody has signed it: fill in reviewed_by and reviewed_on"))
    return found


def _protocol_at(path: Path) -> Protocol | ProtocolError:
    try:
        return parse(path.read_text(encoding="utf-8-sig"), within_bounds=False)
    except OSError as error:
        return ProtocolError((f"{path} cannot be read: {error.strerror or type(error).__name__}",))
    except UnicodeDecodeError:
        return ProtocolError((f"{path} is not text in UTF-8",))
    except ProtocolError as error:
        return error
