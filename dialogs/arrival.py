"""By which link somebody came, and what becomes of it: nothing moves from one clinic to another unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogs import links, machine
from dialogs.clinic_replies import WhichClinic
from dialogs.events import PAYLOAD
from dialogs.replies import Reply
from dialogs.session import Session

if TYPE_CHECKING:
    from dialogs.flow import Dialog

AREA = "area"
STAY, ANEW, ALONG = "stay", "anew", "along"
"""The answers to which clinic somebody means."""


def arrive(dialog: Dialog, session: Session, payload: str) -> tuple[Reply, ...]:
    """Take what a link carries; a reply where the person has to choose between two clinics.

    A link of no clinic changes nothing for somebody who came by a clinic's.
    """
    if not PAYLOAD.fullmatch(payload):
        return ()
    known = dialog.guides.of_clinics
    now, there = session.link.clinic, links.read(payload).clinic
    if there not in known:
        if now not in known:
            session.payload = payload
        return ()
    if session.consent and there != now:
        session.offered = payload
        return which(dialog, session)
    if there != now:
        session.counted = ()
    session.payload, session.offered = payload, ""
    if session.consent:
        prefill(session)
    return ()


def which(dialog: Dialog, session: Session) -> tuple[Reply, ...]:
    """Ask which of two clinics is meant, if another one was offered and is still there."""
    other = dialog.guides.of(links.read(session.offered).clinic).clinic
    if other is None:
        session.offered = ""
        return dialog.current(session)
    return dialog.lay_over(session, "do:clinic", WhichClinic(other.name, answered=bool(session.said)))


def choose(dialog: Dialog, session: Session, answer: str) -> tuple[Reply, ...]:
    """Stay, or go to the clinic that was offered, anew or with the answers `along`."""
    if not session.offered or answer not in (STAY, ANEW, ALONG):
        return which(dialog, session)
    if answer == STAY:
        session.offered = ""
    else:
        session.move(along=answer == ALONG)
        dialog.settle(session)
    return dialog.current(session)


def prefill(session: Session) -> str:
    """Answer the question about the area as the link does, where it is open; the area, empty otherwise."""
    area = session.link.area
    if not area or AREA in session.said:
        return ""
    session.say(AREA, area)
    if session.state == AREA:
        machine.fire(session, machine.PROCEED)
    return area
