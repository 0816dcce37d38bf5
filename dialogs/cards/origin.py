"""Where the ranges come from, how good that is, and who has reviewed them."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.planner import Plan
from dialogs.protocol import Protocol
from dialogs.text import Items, Text, _, p_


def origin(plan: Plan, protocol: Protocol) -> Iterator[Text]:
    """Where the ranges come from, and who has reviewed them."""
    yield _("All facts used: {facts}.", facts=Items(plan.sources))
    yield _("From two general web articles, not guidelines. Studies are small and mixed.")
    yield reviewed(protocol)


def reviewed(protocol: Protocol) -> Text:
    """Who has reviewed the ranges."""
    if protocol.reviewed_by and protocol.reviewed_on:
        return _("Reviewed by {name} on {day}.", name=protocol.reviewed_by, day=protocol.reviewed_on)
    return p_("review", "No clinician has reviewed these ranges yet.")
