"""What programs that read aloud find in a PDF."""

from collections.abc import Iterator
from typing import Any


def tags_of(node: Any) -> Iterator[Any]:
    """Every tag below a node of the tree of tags."""
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        found = child.get_object()
        if isinstance(found, dict):
            if "/S" in found:
                yield found
            yield from tags_of(found)
