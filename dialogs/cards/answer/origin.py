"""Where the ranges come from, how good that is, and who has reviewed them."""

from collections.abc import Iterator

from dialogs.guide import Guide
from dialogs.planning.planner import Plan
from dialogs.planning.protocol import Protocol
from dialogs.text import Items, Text, _, p_


def origin(plan: Plan, guide: Guide) -> Iterator[Text]:
    """Where the ranges come from, and who has reviewed them."""
    yield _("All facts used: {facts}.", facts=Items(plan.sources))
    yield _("From two general web articles, not guidelines. Studies are small and mixed.")
    yield from reviewed(guide)


def reviewed(guide: Guide) -> Iterator[Text]:
    """Whose ranges they are, where they are a clinic's own, and who has reviewed them."""
    protocol, clinic = guide.protocol, guide.clinic
    if clinic and clinic.own_protocol:
        yield _(
            "{clinic} chose these ranges itself, within what is published (version {version}).",
            clinic=clinic.name,
            version=protocol.version,
        )
    yield _reviewer(protocol)


def _reviewer(protocol: Protocol) -> Text:
    if protocol.reviewed_by and protocol.reviewed_on:
        return _("Reviewed by {name} on {day}.", name=protocol.reviewed_by, day=protocol.reviewed_on)
    return p_("review", "No clinician has reviewed these ranges yet.")
