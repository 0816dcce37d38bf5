"""By which link somebody came, and what becomes of it: nothing moves from one clinic to another unasked."""

from dataclasses import replace

from dialogs.cards.clinic.contact import prefilled
from dialogs.clinic import Clinic
from dialogs.flow.events import PAYLOAD
from dialogs.questions import links, machine
from dialogs.turn import Turn

AREA = "area"
STAY, ANEW, ALONG = "stay", "anew", "along"
"""The answers to which clinic somebody means; the last two name the clinic that they mean."""


def settle(turn: Turn) -> None:
    """Take what the clinic answers for its patients, and bring whoever is out of place to where they can go on."""
    clinic = turn.guide.clinic
    turn.session.supply(clinic.supplied if clinic else {})
    if not machine.fits(turn.session):
        machine.resume(turn.session)


def arrive(turn: Turn, payload: str) -> bool:
    """Take what a link carries; whether the person has to choose between two clinics, or an area was said.

    A link of no clinic changes nothing for somebody who came by a clinic's.
    """
    if not PAYLOAD.fullmatch(payload):
        return False
    session = turn.session
    known, now, link = turn.guides.of_clinics, session.clinic, links.read(payload)
    if link.clinic not in known:
        if now not in known:
            session.payload = payload
        return False
    agreed = session.consent is not None
    if (agreed or session.said) and link.clinic != now:
        session.offered = payload
        which(turn)
        return True
    if link.clinic == session.link.clinic:  # who came by another campaign before is counted there
        payload = replace(session.link, area=link.area or session.link.area).payload
    session.payload, session.offered = payload, ""
    return agreed and prefill(turn)


def other(turn: Turn) -> Clinic | None:
    """The clinic whose link was opened beside the one that the conversation is about, if it is still there."""
    return turn.guides.of(links.read(turn.session.offered).clinic).clinic if turn.session.offered else None


def which(turn: Turn) -> None:
    """Ask which of two clinics is meant, if another one was offered and is still there."""
    if other(turn) is None:
        turn.session.offered = ""
        turn.close()
    else:
        turn.open("do:clinic")


def choose(turn: Turn, answer: str) -> None:
    """Stay, or go to the clinic that was offered, anew or with the answers `along`.

    A button of an older card may mean another clinic than the one that is offered now: then it is asked again.
    """
    session = turn.session
    said, _, meant = answer.partition("-")
    if said == STAY:
        session.offered = ""
    elif said not in (ANEW, ALONG) or not meant or meant != links.read(session.offered).clinic:
        which(turn)
        return
    else:
        session.move(along=said == ALONG)
        settle(turn)
    turn.close()


def prefill(turn: Turn) -> bool:
    """Answer the question about the area as the link does, where it is open, and say so; whether that was done."""
    session, area = turn.session, turn.session.link.area
    if not area or AREA in session.said:
        return False
    session.say(AREA, area)
    if turn.session.state == AREA:
        machine.proceed(turn.session)
    turn.close()
    turn.opening = (prefilled(area),)
    return True
