"""One turn of the dialog: a session and an event in, replies out, the session moved on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from dialogs.clinic_replies import Prefilled
from dialogs.flow import alarm, answering, arrival
from dialogs.flow.commands import COMMANDS, TYPED
from dialogs.flow.events import About, Alarm, Choose, Command, Event, Unreadable, parse_data
from dialogs.guide import Guide, Guides
from dialogs.questions import machine
from dialogs.questions.screening import RED_FLAG
from dialogs.questions.session import ANSWER, CONSENT_VERSION, REVIEW, STOPPED, WELCOME, Consent, Session
from dialogs.questions.step import Step
from dialogs.questions.steps import STEP
from dialogs.replies import Ask, Attached, Refused, Reply, Review, Say
from dialogs.topics import TOPICS

DONE, NONE = "done", "none"


@dataclass(frozen=True, slots=True)
class Dialog:
    """The dialog that the guides lead at one moment. It holds no conversation.

    `now`: the moment, in the time of those who came by no clinic's link.
    """

    guides: Guides
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    def guide(self, session: Session) -> Guide:
        """The guide for this person: that of the clinic that they agreed with, or by whose link they came."""
        return self.guides.of(session.clinic)

    def here(self, session: Session) -> datetime:
        """The moment in the time of the person's clinic."""
        clinic = self.guide(session).clinic
        return self.now.astimezone(clinic.time_zone) if clinic else self.now

    def today(self, session: Session) -> date:
        """The day that it is for this person."""
        return self.here(session).date()

    def handle(self, session: Session, event: Event, at: str = "") -> tuple[Reply, ...]:  # noqa: PLR0911  a line each
        """Answer `event`, moving `session` on; there is always at least one reply.

        `at` is the moment, in ISO 8601, that an agreement is kept with. Afterwards
        `session.erased` says that nothing of this conversation may be kept.
        """
        self.settle(session)
        match event:
            case Choose("consent", option):
                return self._consent(session, option, at)
            case Choose(question, option) if session.consent and question in STEP:
                return self._choose(session, STEP[question], option)
            case Command("urgent", level):
                return alarm.urgent(self, session, level)
            case Command(name, _, typed) if name in (TYPED if typed else COMMANDS):
                return COMMANDS[name](self, session, event)
            case About(topic) if topic in TOPICS:
                return self.lay_over(
                    session, f"about:{topic}", Say(f"about_{topic}", resume=self.resume(session))
                )
            case Alarm(level):
                return alarm.alarm(self, session, level)
            case Unreadable(kind, part):
                return self.notice(session, Say(kind, part))
            case Command():
                return self.notice(session, Say("unknown_command"))
        return self.current(session)

    def settle(self, session: Session) -> None:
        """Bring a session whose question is gone or out of turn to the first open question."""
        clinic = self.guide(session).clinic
        session.supply(clinic.supplied if clinic else {})
        if session.consent is None:
            session.state = WELCOME
        elif not self._fits(session):
            session.state = REVIEW
            machine.fire(session, machine.PROCEED)

    def _fits(self, session: Session) -> bool:
        state = session.state
        if state in STEP:
            return self._may_answer(session, STEP[state])
        if state in (REVIEW, ANSWER):
            return session.standing.complete
        return state == STOPPED and session.standing.refusal is not None

    def current(self, session: Session) -> tuple[Reply, ...]:
        """What the state itself says: the open question, the review, the answer."""
        session.view = ""
        answers = session.answers
        if session.state in STEP:
            return (self.ask(session, STEP[session.state]),)
        if session.state == REVIEW:
            return (Review(answers, complete=True),)
        if session.state == STOPPED:
            return (Refused(session.standing.refusal or "", answers),)
        if session.state == ANSWER:
            return answering.answer(self, session)
        return (Say("welcome"),)

    def view(self, session: Session) -> tuple[Reply, ...]:
        """The card that lies over the question, if any: words may refer to its buttons too. Its files are gone."""
        if not session.view:
            return ()
        replies = self.handle(self.copy(session), parse_data(session.view))
        return tuple(reply for reply in replies if not isinstance(reply, Attached))

    def copy(self, session: Session) -> Session:
        """The same conversation, to try something with."""
        copied = Session.from_data(session.to_data())
        self.settle(copied)
        return copied

    def lay_over(self, session: Session, view: str, reply: Reply) -> tuple[Reply, ...]:
        """Show a card over the open question, which stays as it is."""
        session.view = view
        return (reply,)

    def notice(self, session: Session, reply: Say) -> tuple[Reply, ...]:
        """Say something and return to what was open; an answer is not sent twice, one tap leads to it."""
        if session.standing.refusal == RED_FLAG:
            return (*self.current(session), reply)  # nothing goes before the action
        if session.view:
            over = self.view(session)
            return (*over, reply) if session.view.startswith(alarm.SHOWING) else (reply, *over)
        if session.state in (ANSWER, STOPPED):
            return (Say(reply.name, reply.part, self.resume(session)),)
        return (reply, *self.current(session))

    def resume(self, session: Session) -> str:
        """What "continue" leads to: the welcome, a question, the review, the answer."""
        return "question" if session.state in STEP else session.state

    def ask(self, session: Session, step: Step, *, hint: bool = False) -> Ask:
        """The card of `step`. `hint` reminds that one of the options has to be chosen."""
        answers = session.answers
        main = session.standing.asked
        return Ask(
            step,
            answers,
            position=main.index(step) + 1 if step in main else 0,
            total=len(main),
            chosen=self.chosen(session, step),
            hint=hint,
        )

    # --- answers ------------------------------------------------------------------------------

    def _consent(self, session: Session, option: str, at: str) -> tuple[Reply, ...]:
        if option == "info":
            return self.lay_over(session, "do:topics", Say("topics", resume=self.resume(session)))
        if option == "minor":
            return self._too_young(session)
        if option == "agree" and session.consent is None:
            clinic = self.guide(session).clinic
            session.consent = Consent(CONSENT_VERSION, at, clinic.slug if clinic else "")
            area = arrival.prefill(session)
            machine.fire(session, machine.AGREE)
            if area:
                return (Prefilled(area), *self.current(session))
        return self.current(session)

    def _too_young(self, session: Session) -> tuple[Reply, ...]:
        """Nobody under 18 is guided or remembered: the answers and the agreement go."""
        session.forget_answers()
        session.consent, session.state, session.calendar = None, WELCOME, ""
        # Words now refer to general information, so that a typed number is no agreement by accident.
        return self.lay_over(session, "do:topics", Refused("under_18", {}))

    def _choose(self, session: Session, step: Step, option: str) -> tuple[Reply, ...]:
        if not self._may_answer(session, step):
            return self.current(session)
        if step.several:
            return self._choose_several(session, step, option)
        if not step.accepts(option, session.answers):
            return self.current(session)
        if option == "under_18":
            return self._too_young(session)
        session.say(step.id, option)
        return self._proceed(session, step)

    def _choose_several(self, session: Session, step: Step, option: str) -> tuple[Reply, ...]:
        """A tap toggles. What was answered before changes at once; the rest waits for "done"."""
        if session.state != step.id:
            machine.fire(session, machine.ask(step))
        now = self.chosen(session, step)
        if option == DONE and not now:
            return (self.ask(session, step, hint=True),)
        if option in (DONE, NONE):
            session.say(step.id, now if option == DONE else ())
            session.drafts.pop(step.id, None)
            return self._proceed(session, step)
        if step.accepts((option,), session.answers):
            toggled = set(now) ^ {option}
            ordered = tuple(o.id for o in step.options(session.answers) if o.id in toggled)
            if step.id in session.said:
                session.say(step.id, ordered)
            else:
                session.drafts[step.id] = ordered
        return self.current(session)

    def chosen(self, session: Session, step: Step) -> tuple[str, ...]:
        """What is chosen of `step` so far, done or not."""
        answer = session.said.get(step.id, session.drafts.get(step.id, ()))
        return (answer,) if isinstance(answer, str) else answer

    def _may_answer(self, session: Session, step: Step) -> bool:
        """Only an open question, an answered one, or one that refines a complete answer."""
        now = session.standing
        if step.refine:
            return now.complete and step.asked(now.answers)
        return step is now.open or (step.id in now.answers and step in now.asked)

    def _proceed(self, session: Session, step: Step) -> tuple[Reply, ...]:
        if session.state != step.id:
            machine.fire(session, machine.ask(step))
        # Somebody in the middle of a course is asked at once how it goes.
        if step.id == "stage" and session.said["stage"] == "in_course" and "response" not in session.answers:
            machine.fire(session, machine.ask(STEP["response"]))
        else:
            machine.fire(session, machine.PROCEED)
        return self.current(session)
