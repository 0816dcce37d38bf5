"""How methods.json is made, for the day a new Bot API comes out.

    python -m tests.botapi.distil telegram-bot-api.json

reads a machine-readable description of the Bot API (`methods` and `types`, each with `fields` of `name`,
`types` and `required`, some types with `subtypes` instead) and keeps names, types and what is required.
"""

import json
import sys
from pathlib import Path
from typing import Any

METHODS_FILE = Path(__file__).with_name("methods.json")


def distil(description: dict[str, Any]) -> str:
    """Return the compact table: every method, and every type that a parameter can have, one line each."""
    types = description["types"]
    methods = {name: _fields(method) for name, method in description["methods"].items()}
    reached: dict[str, Any] = {}
    waiting = [field for fields in methods.values() for field in fields.values()]
    while waiting:
        for alternative in waiting.pop().split("|"):
            name = alternative.split()[-1]  # "Array of Array of KeyboardButton" leads to KeyboardButton
            if name in types and name != "InputFile" and name not in reached:
                subtypes = types[name].get("subtypes")
                reached[name] = "|".join(subtypes) if subtypes else _fields(types[name])
                waiting += [reached[name]] if subtypes else reached[name].values()
    version = json.dumps(description["version"])
    return f'{{"version": {version},\n"methods": {_queues(methods)},\n"types": {_queues(reached)}}}\n'


def _fields(thing: dict[str, Any]) -> dict[str, str]:
    """Return name -> type; a "?" after the name says that it may be left out."""
    fields = thing.get("fields", [])
    return {field["name"] + ("" if field["required"] else "?"): "|".join(field["types"]) for field in fields}


def _queues(table: dict[str, Any]) -> str:
    rows = [f'"{name}": {json.dumps(table[name], separators=(",", ":"))}' for name in sorted(table)]
    return "{\n" + ",\n".join(rows) + "}"


if __name__ == "__main__":
    METHODS_FILE.write_text(distil(json.loads(Path(sys.argv[1]).read_text("utf-8"))), "utf-8")
