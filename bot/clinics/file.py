"""`clinics.toml` to the guides of all clinics, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.clinics.protocol import OwnProtocol, read_protocol
from bot.clinics.shape import MISSED, WEEKDAYS, Entry, Problem, parse_clinics
from bot.clinics.source import Files, Fingerprint, UnreadableError
from bot.clinics.values import digits, promise
from dialogs.guide import Guide, Guides

MAX_PROBLEM = 400  # characters
MAX_EMERGENCY_DIGITS = 6  # of a number that nobody wonders at; two with a slash between them may have as many


class ClinicsError(Exception):
    """A file that cannot be used; `problems` names each place and what is wrong there.

    `files` are the fingerprints of all that were looked at, so that a change of any is noticed.
    """

    def __init__(self, problems: tuple[str, ...], files: Mapping[Path, Fingerprint]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.files = files


@dataclass(frozen=True, slots=True)
class Clinics:
    """A file that was read: the guides, the digest of each clinic's token by its slug, and what is weak in it.

    `files` are the fingerprints of all that it was read from, so that a change of any is noticed.
    """

    guides: Guides
    digests: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    files: Mapping[Path, Fingerprint] = field(default_factory=dict)


def read(path: Path, neutral: Guide) -> Clinics:
    """The clinics of the file at `path`; `neutral` is the guide for everybody else.

    Raises `ClinicsError` that names every problem at once, with its place.
    """
    files = Files()
    try:
        clinics, problems = parse_clinics(files.toml(path))
    except UnreadableError as error:
        raise ClinicsError((str(error),), files.fingerprints) from None
    problems += (problem for clinic in clinics for problem in clinic.problems)
    protocols: dict[Path, OwnProtocol] = {}
    guides, digests, remarks = dict[str, Guide](), dict[str, str](), list[Problem]()
    for clinic in clinics:
        own = OwnProtocol()
        if clinic.protocol:
            theirs, place = path.parent / clinic.protocol, f"{clinic.place}, protocol"
            if theirs not in protocols:
                protocols[theirs] = read_protocol(theirs, neutral, files)
            own = protocols[theirs]
            problems += (Problem(place, problem) for problem in own.problems)
            remarks += (Problem(place, remark) for remark in own.remarks)
        if entry := clinic.entry:
            remarks += _weak(clinic.place, entry)
            guides[entry.slug] = entry.guide(neutral, own.protocol)
            if entry.stats_token:
                digests[entry.slug] = entry.stats_token.removeprefix("sha256:")
    if problems:
        raise ClinicsError(tuple(map(_written, problems)), files.fingerprints)
    return Clinics(Guides(neutral, guides), digests, tuple(map(_written, remarks)), files.fingerprints)


def _written(problem: Problem) -> str:
    """One line for a terminal and for the log, in which everything can be seen and nothing is obeyed."""
    text = f"{problem.place}: {problem.what}"
    shown = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text[:MAX_PROBLEM])
    return shown if len(text) <= MAX_PROBLEM else f"{shown}…"


def _weak(place: str, entry: Entry) -> Iterator[Problem]:
    for name, remark in MISSED.items():
        if not getattr(entry, name):
            yield Problem(place, remark)
    if entry.hours and not any(getattr(entry.hours, day) for day in WEEKDAYS):
        yield Problem(f"{place}, hours", "no day has a time: people read that you are always closed")
    for language in entry.languages:
        if entry.welcome and language not in entry.welcome:
            yield Problem(f"{place}, welcome", f"no line in {language}: people who speak it see none")
    if word := promise(entry.name):
        yield Problem(
            f"{place}, name", f"sounds like a promise (“{word}”), and people read it in many places"
        )
    if digits(entry.emergency_number) > MAX_EMERGENCY_DIGITS:
        yield Problem(f"{place}, emergency_number", "is long: are you sure that it is for emergencies?")
