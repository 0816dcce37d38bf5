"""Checks of the catalogues: `python -m tests.catalogue` names everything that is wrong.

Babel checks neither {placeholders} nor whether a catalogue is behind the code.
"""

import io
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.locale.translator import LOCALES, languages

ROOT = LOCALES.parent
KEYWORDS = {"_": None, "n_": (1, 2), "p_": ((1, "c"), 2)}
TAG = re.compile(r"</?[a-z]+[^>]*>")


def problems() -> Iterator[str]:
    """Everything that is wrong with the template and with each language."""
    wanted = _wanted()
    if _keys(_read(LOCALES / "mesoguide.pot")) != wanted:
        yield "locales/mesoguide.pot is behind the code; run `make messages`"
    for language in languages()[1:]:
        catalogue = _read(LOCALES / language / "LC_MESSAGES" / "mesoguide.po")
        if _keys(catalogue) != wanted:
            yield f"{language}: is behind the code; run `make messages`"
        for message in catalogue:
            if message.id:
                yield from (f"{language}: {problem}" for problem in _message_problems(message, catalogue))


def _message_problems(message: Message, catalogue: Catalog) -> Iterator[str]:
    sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    name = repr(sources[0][:60])
    if message.fuzzy:
        yield f"{name} is marked as fuzzy"
    if len(sources) > 1 and len(forms) != catalogue.num_plurals:
        yield f"{name} has {len(forms)} plural forms instead of {catalogue.num_plurals}"
    needed = {field for source in sources for field in _fields(source)}
    for form in forms:
        if not form:
            yield f"{name} has no translation"
        elif set(_fields(form)) != needed:
            yield f"{name} has other placeholders in {form[:60]!r}"
        elif TAG.search(form):
            yield f"{name} holds markup, which cards add themselves"


def _fields(text: str) -> list[str]:
    return [field for _literal, field, _spec, _conversion in string.Formatter().parse(text) if field is not None]


def _wanted() -> set[tuple[str | None, str]]:
    """Every sentence of the code: its context and its (first) source."""
    found = set()
    for folder in ("bot", "dialogs"):
        for _file, _line, message, _comments, context in extract_from_dir(
            ROOT / folder, [("**.py", "python")], keywords=KEYWORDS
        ):
            found.add((context, message if isinstance(message, str) else message[0]))
    return found


def _keys(catalogue: Catalog) -> set[tuple[str | None, str]]:
    return {(m.context, m.id if isinstance(m.id, str) else m.id[0]) for m in catalogue if m.id}


def _read(path: Path) -> Catalog:
    return read_po(io.BytesIO(path.read_bytes()))


def main() -> int:
    """Print every problem; the exit status is 1 when there is one."""
    found = list(problems())
    for problem in found:
        print(problem, file=sys.stderr)
    print(f"catalogues: {len(found)} problems in {', '.join(languages()[1:])}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
