"""Many words in few lines."""

import re


def listed(text: str) -> tuple[str, ...]:
    """The items of a text that bars or the ends of lines separate."""
    return tuple(re.split(r"\s*[|\n]\s*", text.strip()))
