"""By which link somebody came, and what becomes of it: nothing moves from one clinic to another unasked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dialogs import links
from dialogs.clinic_replies import Prefilled, WhichClinic
from dialogs.flow.events import PAYLOAD
from dialogs.questions import machine
from dialogs.questions.session import Session
from dialogs.replies import Reply

if TYPE_CHECKING:
    from dialogs.flow.dialog import Dialog

AREA = "area"
STAY, ANEW, ALONG = "stay", "anew", "along"
"""The answers to which clinic somebody means; the last two name the clinic that they mean."""


def arrive(dialog: Dialog, session: Session, payload: str) -> tuple[Reply, ...]:
    """Take what a link carries; a reply where the person has to choose between two clinics, or an area was said.

    A link of no clinic changes nothing for somebody who came by a clinic's.
    """
    if not PAYLOAD.fullmatch(payload):
        return ()
    known, now, link = dialog.guides.of_clinics, session.clinic, links.read(payload)
    if link.clinic not in known:
        if now not in known:
            session.payload = payload
        return ()
    settled = session.consent is not None or bool(session.said)
    if settled and link.clinic != now:
        session.offered = payload
        return which(dialog, session)
    if link.clinic == session.link.clinic:  # who came by another campaign before is counted there
        payload = replace(session.link, area=link.area or session.link.area).payload
    session.payload, session.offered = payload, ""
    area = prefill(session) if session.consent else ""
    return (Prefilled(area), *dialog.current(session)) if area else ()


def which(dialog: Dialog, session: Session) -> tuple[Reply, ...]:
    """Ask which of two clinics is meant, if another one was offered and is still there."""
    other = dialog.guides.of(links.read(session.offered).clinic).clinic
    if other is None:
        session.offered = ""
        return dialog.current(session)
    reply = WhichClinic(other.name, other.slug, other.languages, answered=bool(session.said))
    return dialog.lay_over(session, "do:clinic", reply)


def choose(dialog: Dialog, session: Session, answer: str) -> tuple[Reply, ...]:
    """Stay, or go to the clinic that was offered, anew or with the answers `along`.

    A button of an older card may mean another clinic than the one that is offered now: then it is asked again.
    """
    said, _, meant = answer.partition("-")
    if said == STAY:
        session.offered = ""
        return dialog.current(session)
    if said not in (ANEW, ALONG) or not meant or meant != links.read(session.offered).clinic:
        return which(dialog, session)
    session.move(along=said == ALONG)
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
