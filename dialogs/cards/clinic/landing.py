"""The page that a clinic's website links to: what the guide is, whose it is, and an example of what it says."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.attachments import Picture
from dialogs.card import Card
from dialogs.cards.answer.numbers import numbers
from dialogs.cards.answer.origin import reviewed
from dialogs.cards.danger import emergency_number
from dialogs.cards.opening import kept_for
from dialogs.clinic import Clinic
from dialogs.guide import Guide
from dialogs.planning.samples import SAMPLES
from dialogs.text import Text, _
from dialogs.turn import Turn

MADE_UP = "face"
"""Whose answers the example shows."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its heading and its points, each of one sentence or more."""

    heading: Text
    points: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True)
class Way:
    """How to reach the clinic: in words, and by a telephone number or a web address where there is one."""

    words: Text
    phone: str = ""
    web: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """What the guide says to a made-up person: their numbers, and the picture of them."""

    heading: Text
    about: tuple[Text, ...]
    numbers: Card
    picture: Picture


MISSING = Section(
    _("This page is not here."),
    (
        (
            _("The address may be old, or a letter in it may be wrong."),
            _("Please open the link on your clinic's website once more."),
        ),
    ),
)
NOT_YET = Section(_("This page is not ready yet."), ((_("Please try again in a minute."),),))
"""Pages that say only why there is no other."""


class Landing:
    """Everything that the page says, from top to bottom, in the name of `clinic`; `title` is for the browser's tab.

    `adults` stands under the `button`. `elsewhere` is for people without Telegram. `code` says what the QR code
    is, `scan` what to do with it.
    """

    def __init__(self, guide: Guide) -> None:
        """The page of the clinic of `guide`; raises ValueError where there is none."""
        clinic = guide.clinic
        if clinic is None:
            raise ValueError("a clinic's page without a clinic")
        self.clinic = clinic
        self.title = _("{clinic}: sessions of mesotherapy, typical ranges", clinic=clinic.name)
        self.language = _("Language")
        self.heading = _("Mesotherapy: how many sessions, how far apart?")
        self.lead = (
            _("An automated guide asks you a few questions in a Telegram chat."),
            _("In 2 minutes you see what articles usually say for answers like yours."),
        )
        self.button = _("Open the guide in Telegram")
        self.adults = _("For adults only. A clinician always decides.")
        self.elsewhere = _("No Telegram? Ask the clinic itself.") if clinic.reachable else None
        self.scan = _("At a computer? Scan this with your phone.")
        self.code = _("QR code that opens the guide in Telegram")
        self.urgent = _("Very unwell now? Call {number}.", number=emergency_number(guide))
        self.does = _DOES
        self.does_not = _DOES_NOT
        self.behind = _behind(clinic, guide)
        self.example = _example(guide)
        self.data = _data(clinic, guide)
        self.privacy = Way(_("How the clinic handles your data"), web=clinic.privacy) if clinic.privacy else None
        self.contact = _("How to reach {clinic}", clinic=clinic.name)
        self.ways = tuple(_ways(clinic))


_DOES = Section(
    _("What the guide does"),
    (
        (_("It asks what you would like to change, and about your skin, habits and health."),),
        (_("It shows typical published ranges: how many sessions, how far apart, and top-ups."),),
        (_("It says why, and how good the evidence is."),),
        (_("It helps you prepare for a talk with a clinician."),),
    ),
)
_DOES_NOT = Section(
    _("What it does not do"),
    (
        (_("It makes no diagnosis and prescribes nothing."),),
        (_("It does not say whether a treatment is right for you. A clinician examines you and decides."),),
        (_("It promises nothing. Some people see no change."),),
        (_("It is a program, so do not wait for it when you feel very unwell."),),
    ),
)


def _behind(clinic: Clinic, guide: Guide) -> Section:
    """Who earns with it, and where the numbers come from."""
    return Section(
        _("Who is behind it"),
        (
            (
                _("{clinic} offers this treatment itself and earns money with it.", clinic=clinic.name),
                _("Using the guide is free, and you do not have to book anything."),
            ),
            (
                _("The ranges come from two general web articles, not from guidelines."),
                _("One of them was published beside a vendor's products."),
            ),
            tuple(reviewed(guide)),
        ),
    )


def _data(clinic: Clinic, guide: Guide) -> Section:
    return Section(
        _("Your data, in brief"),
        (
            (
                _("The guide keeps your chat's number, language, link, answers, chosen day and when you agreed."),
                _("No name or photo."),
                _("The clinic gets counts only."),
            ),
            kept_for(guide.retention),
            (
                _("Send /delete in the chat to erase everything at once."),
                _("Chat apps keep copies. You can complain to your data protection authority."),
            ),
            (_("This page sets no cookies and loads nothing from elsewhere."),),
            (_("Responsible: {operator}.", operator=clinic.controller),),
        ),
    )


def _example(guide: Guide) -> Example:
    """What the guide says to somebody with plain answers, with the product that the clinic uses."""
    turn = Turn.about(guide, SAMPLES[MADE_UP])
    found = turn.plan
    return Example(
        _("An example"),
        (_("This person is made up, to show what an answer looks like."), _("The numbers are not a plan for you.")),
        numbers(turn, found),
        Picture(turn.answers, found, None),
    )


def _ways(clinic: Clinic) -> Iterator[Way]:
    if clinic.phone:
        yield Way(_("Phone: {phone}", phone=clinic.phone), phone=clinic.phone)
    if clinic.booking:
        yield Way(_("The clinic's booking page"), web=clinic.booking)
    if clinic.website:
        yield Way(_("The clinic's website"), web=clinic.website)
    if clinic.address:
        yield Way(_("Address: {address}", address=clinic.address))
