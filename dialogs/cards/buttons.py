"""Buttons that several cards have."""

from dialogs.card import Button
from dialogs.text import _, p_

TOPICS_BUTTON = Button(_("General information"), "do:topics")
EMERGENCY_BUTTON = Button(_("Signs that need help now"), "do:emergency")
CONTACT_BUTTON = Button(_("Talk to the clinic"), "do:contact")
CHANGE_BUTTON = Button(_("Change an answer"), "do:change")
RESTART_BUTTON = Button(_("Start again"), "do:restart")
BACK_BUTTON = Button(p_("button", "Back"), "do:back")

_RESUME = {
    "question": _("Back to the question"),
    "review": _("Back to my answers"),
    "answer": _("Back to my ranges"),
    "stopped": _("Back"),
    "welcome": _("Back to the beginning"),
}


def resume_button(where: str) -> Button | None:
    """The way back to what was open; None where nothing was."""
    return Button(_RESUME[where], "do:resume") if where in _RESUME else None
