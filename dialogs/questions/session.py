"""What one conversation remembers, and its stored form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from dialogs import dates
from dialogs.questions import links
from dialogs.questions.links import Link
from dialogs.questions.screening import Screening, screen
from dialogs.questions.step import Answer, Step, chosen
from dialogs.questions.steps import STEP

WELCOME, REVIEW, ANSWER, STOPPED = "welcome", "review", "answer", "stopped"
STATES = (WELCOME, *STEP, REVIEW, ANSWER, STOPPED)

CONSENT_VERSION = "2026-11-3"
"""Changes whenever the words that people agree to change."""


@dataclass(frozen=True, slots=True)
class Consent:
    """An agreement: the version of the text, the moment in ISO 8601 with its offset, and with which clinic, if any."""

    version: str
    at: str
    clinic: str = ""

    @classmethod
    def from_data(cls, data: object) -> Self | None:
        """Read the stored form; what is no text there is empty, and what is no agreement is none."""
        if not isinstance(data, dict):
            return None
        held = dict.fromkeys(cls.__slots__, "")
        for name in held:
            if isinstance(text := data.get(name), str):
                held[name] = text
        return cls(**held)

    def to_data(self) -> dict[str, str]:
        """The stored form. What is empty is left out."""
        held = {"version": self.version, "at": self.at}
        return {**held, "clinic": self.clinic} if self.clinic else held


@dataclass(eq=False, slots=True)
class Session:
    """One conversation.

    `language` is the one that the person chose, empty for their device's. `payload` is what the link carried by
    which they came, `offered` that of another clinic's link, until they have chosen between the two.

    `said` holds every answer that was given, even one that another answer made idle for now, and changes
    through `say` only; `screening` is what follows from it. `drafts` are choices of a question that is not done
    yet. `supplied` are answers that the clinic gives for its patients; they are not kept, and what the person
    says goes before them.

    `seen` are the person's own answers behind the numbers that they saw last, `before` those behind the numbers
    that stood before them, for one tap back. `start` is the day on which a first session could be, `pictured`
    tells which picture has been sent, `calendar` names this person's calendar entries.

    `view` is the button data of a card that lies over the question, such as "do:help"; empty when none does.
    `counted` are the milestones at which this conversation was counted, by the clinic's slug.
    """

    state: str = WELCOME
    language: str = ""
    payload: str = ""
    offered: str = ""
    consent: Consent | None = None
    said: dict[str, Answer] = field(default_factory=dict)
    drafts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seen: Mapping[str, Answer] | None = None
    before: Mapping[str, Answer] | None = None
    start: date | None = None
    pictured: str = ""
    calendar: str = ""
    view: str = ""
    counted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    erased: bool = False
    supplied: Mapping[str, Answer] = field(default_factory=dict)

    _screening: Screening | None = None

    @property
    def screening(self) -> Screening:
        """What counts of what was said, and what follows from it."""
        if self._screening is None:
            self._screening = screen({**self.supplied, **self.said})
        return self._screening

    @property
    def link(self) -> Link:
        """What the link said by which this person came."""
        return links.read(self.payload)

    @property
    def clinic(self) -> str:
        """The slug of the clinic that this is about: the one they agreed with, or by whose link they came."""
        return self.consent.clinic if self.consent else self.link.clinic

    @property
    def own(self) -> Mapping[str, Answer]:
        """The answers that count and that the person gave themselves."""
        return {question: answer for question, answer in self.answers.items() if question in self.said}

    @property
    def answers(self) -> Mapping[str, Answer]:
        """The answers that make sense together, in the order of the questions."""
        return self.screening.answers

    @property
    def blank(self) -> bool:
        """Whether there is nothing worth keeping: no agreement, no link, no chosen language, no open card."""
        return not (self.consent or self.payload or self.language or self.view)

    @property
    def finished(self) -> bool:
        """Whether the questions led to an end: numbers that were shown, or the reason why there are none."""
        return self.consent is not None and (self.seen is not None or self.state in (ANSWER, STOPPED))

    def picked(self, step: Step) -> tuple[str, ...]:
        """What is chosen so far of a question that takes several, done or not."""
        return chosen(self.said.get(step.id, self.drafts.get(step.id, ())))

    def say(self, question: str, answer: Answer | None) -> None:
        """Keep an answer, or take it back."""
        if self.said.get(question) == answer:
            return
        self._screening, self.pictured = None, ""
        if answer is None:
            self.said.pop(question, None)
        else:
            self.said[question] = answer

    def supply(self, supplied: Mapping[str, Answer]) -> None:
        """Take what the clinic answers for its patients, in place of what another one did."""
        if supplied != self.supplied:
            self.supplied, self._screening = supplied, None

    def move(self, *, along: bool) -> None:
        """Go over to the clinic that was offered, which the person has not agreed with yet.

        The answers go `along`, or are forgotten.
        """
        payload = self.offered
        if along:
            self.seen, self.before, self.pictured, self.offered, self.view = None, None, "", "", ""
        else:
            self.forget_answers()
        self.payload = payload
        self.withdraw()

    def withdraw(self) -> None:
        """Take the agreement back; the calendar entries of whoever agrees next get another name."""
        self.consent, self.calendar = None, ""

    def forget_answers(self) -> None:
        """Start the questions again; language, payload, agreement and the name of the calendar entries stay."""
        self.said, self.drafts, self.seen, self.before = {}, {}, None, None
        self.start, self.pictured, self.view, self.offered, self._screening = None, "", "", "", None

    def to_data(self) -> dict[str, Any]:
        """The stored form: plain values that JSON can hold. What is empty is left out."""
        held: dict[str, Any] = {"state": self.state}
        for name in (*_TEXTS, "counted"):
            if value := getattr(self, name):
                held[name] = value
        for name, field_name in _ANSWERS.items():
            if value := getattr(self, field_name):
                held[name] = dict(value)
        if self.consent:
            held["consent"] = self.consent.to_data()
        if self.start:
            held["start"] = self.start.isoformat()
        return held

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read the stored form, of this version or an older one.

        A question or an option that is gone is left out, everything else is kept. A state that is gone becomes
        the welcome, from which the flow goes on at the first open question.
        """
        session = cls(said=_answers(data.get("answers")))
        if agreed := data.get("consent"):
            session.consent = Consent.from_data(agreed)
        if session.consent and (state := data.get("state")) in STATES:
            session.state = state
        for name in _TEXTS:
            if isinstance(value := data.get(name), str):
                setattr(session, name, value)
        if drafts := data.get("drafts"):
            session.drafts = {q: a for q, a in _answers(drafts).items() if isinstance(a, tuple)}
        for name in _SNAPSHOTS:
            if isinstance(value := data.get(name), dict):
                setattr(session, name, _answers(value))
        if isinstance(start := data.get("start"), str):
            session.start = dates.read(start)
        if isinstance(counted := data.get("counted"), dict):
            session.counted = {clinic: tuple(steps) for clinic, steps in counted.items()}
        return session


_TEXTS = ("language", "payload", "offered", "pictured", "calendar", "view")
_SNAPSHOTS = ("seen", "before")
_ANSWERS = {"answers": "said", "drafts": "drafts", "seen": "seen", "before": "before"}
"""What is kept as text, and what as answers, by its name in the stored form."""


def _answers(value: object) -> dict[str, Answer]:
    """The answers in `value` that still exist: a dropped option of several leaves the others."""
    result: dict[str, Answer] = {}
    for question, answer in value.items() if isinstance(value, dict) else ():
        step = STEP.get(question)
        if step is None:
            continue
        if step.several and isinstance(answer, list | tuple):
            result[question] = tuple(option for option in answer if step.has(option))
        elif not step.several and isinstance(answer, str) and step.has(answer):
            result[question] = answer
    return result
