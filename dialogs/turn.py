"""One turn of one conversation, as a value: the guides, the moment, the session, and what is said only once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self

from dialogs import dates
from dialogs.attachments import Attachment
from dialogs.card import Card
from dialogs.clinic import Clinic
from dialogs.guide import Guide, Guides
from dialogs.planning.course import can_be_dated
from dialogs.planning.planner import Plan, plan
from dialogs.planning.protocol import Protocol
from dialogs.questions.refusals import RED_FLAG
from dialogs.questions.screening import Screening
from dialogs.questions.session import ANSWER, STOPPED, Consent, Session
from dialogs.questions.step import Answers
from dialogs.questions.steps import STEP

DANGER = "do:show:"
"""What the button data of a card about danger begins with."""


@dataclass(eq=False, slots=True)
class Turn:
    """What actions change and what views draw. It ends with its session being saved.

    `now`: the moment, in the time of those who came by no clinic's link.

    What is said in this turn only, and never kept: `opening` and `closing` cards around what is shown, a card
    `instead` of it, `slip`: why the card that is shown is shown again, `earlier`: the answers behind the numbers
    that stood there before, `attachments`: files. `too_young`: somebody has just said that they are under 18.
    """

    guides: Guides
    now: datetime
    session: Session
    opening: tuple[Card, ...] = ()
    closing: tuple[Card, ...] = ()
    instead: Card | None = None
    slip: str = ""
    earlier: Answers | None = None
    attachments: tuple[Attachment, ...] = ()
    too_young: bool = False
    _planned: tuple[Screening, Protocol, Plan] | None = None

    @classmethod
    def about(cls, guide: Guide, said: Answers) -> Self:
        """A turn of a made-up person who has agreed and given the answers `said`, for examples and checks."""
        session = Session(consent=Consent("", ""), said=dict(said))
        session.supply(guide.clinic.supplied if guide.clinic else {})
        return cls(Guides(guide), datetime(1970, 1, 1, tzinfo=UTC), session)

    @property
    def guide(self) -> Guide:
        """The guide for this person: that of the clinic that they agreed with, or by whose link they came."""
        return self.guides.of(self.session.clinic)

    @property
    def clinic(self) -> Clinic | None:
        """The clinic in whose name the guide speaks; None: nobody's in particular."""
        return self.guide.clinic

    @property
    def here(self) -> datetime:
        """The moment in the time of the person's clinic."""
        clinic = self.clinic
        return self.now.astimezone(clinic.time_zone) if clinic else self.now

    @property
    def today(self) -> date:
        """The day that it is for this person."""
        return self.here.date()

    @property
    def answers(self) -> Answers:
        """The answers that count."""
        return self.session.screening.answers

    @property
    def plan(self) -> Plan:
        """The ranges of a complete answer. Raises KeyError for any other."""
        screening, protocol = self.session.screening, self.guide.protocol
        if self._planned is None or self._planned[0] is not screening or self._planned[1] is not protocol:
            self._planned = screening, protocol, plan(screening.answers, protocol)
        return self._planned[2]

    @property
    def start(self) -> date | None:
        """The day of the first session, where one was chosen and still lies ahead of the course."""
        day = self.session.start
        fits = day and dates.problem(day, self.today) is None and can_be_dated(self.answers)
        return day if fits else None

    @property
    def resume(self) -> str:
        """What "continue" leads to: the welcome, a question, the review, the answer, the refusal."""
        return "question" if self.session.state in STEP else self.session.state

    @property
    def sees_numbers(self) -> bool:
        """Whether what belongs to numbers may be shown to this person."""
        return self.session.consent is not None and self.session.screening.complete

    @property
    def is_flagged(self) -> bool:
        """Whether this person has a red flag: action goes before everything, and nobody offers an appointment."""
        return self.session.screening.refusal == RED_FLAG

    def open(self, view: str) -> None:
        """Lay the card with the button data `view` over the question, which stays as it is."""
        self.session.view = view

    def close(self) -> None:
        """Show what the state itself says."""
        self.session.view = ""

    def say_once(self, card: Callable[[str], Card]) -> None:
        """Say something beside what is open. `card` makes it, with a way back to a state if one is given.

        Nothing goes before a card about danger, and an answer is not sent twice: one tap leads to it.
        """
        session = self.session
        if self.is_flagged:
            self.close()
            self.closing = (card(""),)
        elif session.view.startswith(DANGER):
            self.closing = (card(""),)
        elif not session.view and self.session.state in (ANSWER, STOPPED):
            self.instead = card(self.resume)
        else:
            self.opening = (card(""),)

    def begin(self) -> None:
        """Forget what an earlier event of the same turn said once."""
        self.opening, self.closing, self.instead, self.slip = (), (), None, ""
        self.earlier, self.attachments, self.too_young = None, (), False
