"""General information: one short card a topic, open to anyone at any time."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.cards.card import EMERGENCY_BUTTON, Button, Card, one_each, resume_button, title
from dialogs.cards.topic_bodies import BODIES
from dialogs.guide import Guide
from dialogs.replies import Say
from dialogs.text import Text, _

TITLES: Mapping[str, Text] = {
    "what": _("What it is"),
    "how": _("How it may work"),
    "sessions": _("How many sessions"),
    "first_sessions": _("The first sessions"),
    "lasting": _("How long it lasts"),
    "alone": _("Habits and combining"),
    "aftercare": _("Aftercare"),
    "side_effects": _("Side effects"),
    "too_much": _("Too much of it"),
    "who_waits": _("Who waits or asks first"),
    "ask_clinic": _("What to ask a clinic"),
    "sources": _("Sources and review"),
}


def topic(say: Say, guide: Guide) -> Card:
    """The card of the topic that `say` names."""
    name = say.name.removeprefix("about_")
    blocks = (title(TITLES[name]), *BODIES[name](guide))
    danger = EMERGENCY_BUTTON if name in ("side_effects", "aftercare") else None
    phases = Button(_("Before and after a session"), "do:phase") if name == "aftercare" else None
    others = Button(_("Other topics"), "do:topics")
    return Card(blocks, one_each(danger, phases, others, resume_button(say.resume)))
