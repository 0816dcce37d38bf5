"""`clinics.toml` to the guides of all clinics, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import tomli

from bot.clinics.hints import explained
from bot.clinics.shape import WEEKDAYS, Entry, Problem, shaped
from bot.clinics.trial import faults
from bot.clinics.values import LONGEST_LINE, digits, line, promise
from dialogs.clinic import Clinic
from dialogs.guide import Guide, Guides
from dialogs.planning.protocol import Protocol
from dialogs.planning.protocol_checks import excesses
from dialogs.planning.protocol_file import GIVEN_UP, ProtocolError, parse

LARGEST = 4 << 20  # bytes of a file that is read: some 5,000 clinics
LONGEST_PROBLEM = 400  # characters
SHORT_NUMBER = 6  # digits of an emergency number, or of two with a slash between them

WEAK_WITHOUT = {
    "phone": "no phone: nobody can call you from the conversation",
    "privacy": "no privacy page: people cannot read what happens to their data",
    "booking": "no booking link: people have to call or write",
    "address": "no address: people do not learn where you are",
    "hours": "no opening hours: people do not learn when somebody answers",
    "website": "no website",
}
"""What a clinic can leave out, and what it costs."""

State = tuple[int, ...] | None
"""What tells a changed file from an unchanged one, and one that may be read now; None where there is none."""


class ClinicsError(Exception):
    """A file that cannot be used; `problems` names each place and what is wrong there.

    `files` are all that were looked at, as they were before, so that a change of any is noticed.
    """

    def __init__(self, problems: tuple[str, ...], files: Mapping[Path, State]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.files = files


@dataclass(frozen=True, slots=True)
class Clinics:
    """A file that was read: the guides, the digest of each clinic's token, and what is weak in it.

    `files` are all that it was read from, as they were before, so that a change of any is noticed.
    """

    guides: Guides
    digests: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    files: Mapping[Path, State] = field(default_factory=dict)


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
    files: dict[Path, State] = field(default_factory=dict)

    def text(self, path: Path) -> str:
        """The text of a file; raises `_UnreadableError` where it is missing, too large or no text."""
        self.files[path] = state(path)
        try:
            if path.is_fifo():  # somebody would wait for it, perhaps for ever
                raise _UnreadableError(f"{path} is a pipe and no file")
            with path.open("rb") as file:
                content = file.read(LARGEST + 1)
            if len(content) > LARGEST:
                raise _UnreadableError(f"{path} is larger than {LARGEST >> 20} MB")
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _UnreadableError(
                f"{path} is not text in UTF-8; save it once more with that encoding"
            ) from None
        except (OSError, ValueError) as error:  # no file has a name with a zero in it
            why = getattr(error, "strerror", None) or "there is no such file"
            raise _UnreadableError(f"{path} cannot be read: {why}") from None


class _UnreadableError(Exception):
    """Why there is no text in a file."""


def read(path: Path, neutral: Guide) -> Clinics:
    """The clinics of the file at `path`; `neutral` is the guide for everybody else.

    Raises `ClinicsError` that names every problem at once, with its place.
    """
    reading = _Reading(path.parent, neutral)
    clinics, problems = shaped(_parsed(path, reading))
    for place, item, entry, found in clinics:
        problems += found
        protocol = _protocol(f"{place}, protocol", item.get("protocol"), reading)
        if entry:
            _take(place, entry, protocol, reading)
    problems += reading.problems
    if problems:
        raise ClinicsError(tuple(map(_written, problems)), reading.files)
    return Clinics(
        Guides(neutral, reading.guides),
        reading.digests,
        tuple(map(_written, reading.remarks)),
        reading.files,
    )


def state(path: Path) -> State:
    """How the file at `path` is now."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # as in `_Reading.text`
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _written(problem: Problem) -> str:
    """One line for a terminal and for the log, in which everything can be seen and nothing is obeyed."""
    text = f"{problem.place}: {problem.what}"
    shown = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text[:LONGEST_PROBLEM])
    return shown if len(text) <= LONGEST_PROBLEM else f"{shown}…"


def _parsed(path: Path, reading: _Reading) -> dict[str, object]:
    try:
        return tomli.loads(reading.text(path))
    except _UnreadableError as error:
        why = str(error)
    except tomli.TOMLDecodeError as error:
        why = f"not TOML: {explained(error)}"
    except (ValueError, RecursionError):
        why = GIVEN_UP
    raise ClinicsError((why,), reading.files)


def _take(place: str, entry: Entry, theirs: Protocol | None, reading: _Reading) -> None:
    """One clinic of the file, whose shape is right; `theirs` is its own protocol, if that may be shown."""
    reading.remarks += _weak(place, entry)
    clinic = Clinic(
        **{name: getattr(entry, name) for name in _SAME},
        hours=entry.hours.hours() if entry.hours else None,
        price=entry.prices.of_session() if entry.prices else None,
        consultation=entry.prices.of_consultation() if entry.prices else None,
        own_protocol=theirs is not None,
    )
    reading.guides[entry.slug] = replace(
        reading.neutral,
        protocol=theirs or reading.neutral.protocol,
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


def _weak(place: str, entry: Entry) -> Iterator[Problem]:
    for name, cost in WEAK_WITHOUT.items():
        if not getattr(entry, name):
            yield Problem(place, cost)
    if entry.hours and not any(getattr(entry.hours, day) for day in WEEKDAYS):
        yield Problem(f"{place}, hours", "no day has a time: people read that you are always closed")
    for language in entry.languages:
        if entry.welcome and language not in entry.welcome:
            yield Problem(f"{place}, welcome", f"no line in {language}: people who speak it see none")
    if word := promise(entry.name):
        yield Problem(
            f"{place}, name", f"sounds like a promise (“{word}”), and people read it in many places"
        )
    if digits(entry.emergency_number) > SHORT_NUMBER:
        yield Problem(f"{place}, emergency_number", "is long: are you sure that it is for emergencies?")


def _protocol(place: str, name: object, reading: _Reading) -> Protocol | None:
    """A clinic's own protocol; None where there is none that may be shown to anybody."""
    if not name or not isinstance(name, str):
        return None
    path = reading.folder / name
    if path not in reading.protocols:
        reading.protocols[path] = _protocol_at(path, reading)
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
    if found.reviewed_on and found.reviewed_on > datetime.now(UTC).date() + timedelta(days=1):
        reading.remarks.append(Problem(place, "reviewed_on is a day that has not come yet"))
    if not found.reviewed_by:
        reading.remarks.append(Problem(place, "nobody has signed it: fill in reviewed_by and reviewed_on"))
    return found


def _protocol_at(path: Path, reading: _Reading) -> Protocol | ProtocolError:
    try:
        found = parse(reading.text(path), within_bounds=False)
    except _UnreadableError as error:
        return ProtocolError((str(error),))
    except ProtocolError as error:
        return error
    except (ValueError, RecursionError):
        return ProtocolError((GIVEN_UP,))
    wrong = tuple(_hidden(found)) or tuple(islice(faults(found, reading.neutral), 1))
    return ProtocolError(wrong) if wrong else found


def _hidden(protocol: Protocol) -> Iterator[str]:
    """What of a protocol patients would read as it stands, and could not."""
    for name in ("version", "reviewed_by"):
        text = getattr(protocol, name)
        try:
            line(text)
        except ValueError as error:
            yield f"{name}: {error}"
        if len(text) > LONGEST_LINE:
            yield f"{name}: is longer than {LONGEST_LINE} characters"
