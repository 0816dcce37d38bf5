"""The clinic in the conversation: how to reach it, what it may cost, and which of two is meant."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from dialogs.card import Block, Button, Card, one_each, points, text, title
from dialogs.cards.answer.figures import count
from dialogs.cards.answer.numbers import cleared_first
from dialogs.cards.buttons import CONTACT_BUTTON, resume_button
from dialogs.cards.danger import emergency_number
from dialogs.clinic import Clinic
from dialogs.hours import DAYS_A_WEEK, MINUTES_A_DAY, Hours, Open, Opening, SameDays
from dialogs.planning.planner import Plan
from dialogs.questions.labels import label
from dialogs.text import Dates, Items, LanguageName, Money, Strong, Text, Times, Weekdays, _, p_
from dialogs.turn import Turn

SOON = timedelta(days=30)
MOST_DAYS_OFF = 4


def contact(turn: Turn) -> Card:
    """How to reach the clinic, and whether it is open now.

    Somebody with a red flag reads first whom to call, and is offered no appointment.
    """
    clinic, guide = _clinic(turn), turn.guide
    flagged = turn.is_flagged
    blocks: list[Block] = [title(_("{clinic}", clinic=clinic.name))]
    if flagged:
        urgent = _("Urgent? Call {number} first.", number=Strong(emergency_number(guide)))
        blocks.insert(0, title(urgent))
    if clinic.hours:
        blocks.append(text(open_now(clinic.hours, turn.here)))
    if ways := list(ways_to(clinic)):
        blocks.append(points(ways))
    if clinic.hours:
        blocks.append(points(map(days, clinic.hours.by_days())))
    if closed := days_off(clinic, turn.here.date()):
        blocks.append(text(closed))
    if not clinic.reachable:
        blocks.append(text(_("It has left no phone number here. Responsible: {operator}.", operator=guide.operator)))
    if not flagged:
        blocks.append(text(_("I send the clinic nothing of what you answer.")))
    return Card(
        tuple(blocks),
        one_each(
            Button(_("Book a consultation"), "do:book") if clinic.booking and not flagged else None,
            Button(_("The clinic's website"), clinic.website) if clinic.website else None,
            Button(_("What to ask a clinic"), "about:ask_clinic"),
            resume_button(turn.resume),
        ),
    )


def ways_to(clinic: Clinic) -> Iterator[Text]:
    """How to call and where to find the clinic, as far as it says."""
    if clinic.phone:
        yield _("Phone: {phone}", phone=Strong(clinic.phone))
    if clinic.address:
        yield _("Address: {address}", address=clinic.address)


def days_off(clinic: Clinic, today: date) -> Text | None:
    """The days on which it is closed soon, besides those of the week."""
    days_ahead = clinic.hours.closed_on if clinic.hours else frozenset()
    soon = sorted(day for day in days_ahead if timedelta() <= day - today <= SOON)
    if not soon:
        return None
    named = tuple(p_("opening hours", "{day}", day=Dates(day, day)) for day in soon[:MOST_DAYS_OFF])
    return p_("opening hours", "Closed on: {days}.", days=Items(named))


def open_now(hours: Hours, now: datetime) -> Text:
    """Whether the clinic is open at `now`, and until or from when."""
    state = hours.at(now)
    if isinstance(state, Open):
        return _("Open now, until {time}.", time=state.until.time()) if state.until else _("Open now.")
    if state.opens is None:
        return _("Closed now.")
    at, ahead = state.opens.time(), state.opens.date() - now.date()
    if not ahead:
        return _("Closed now. Opens today at {time}.", time=at)
    if ahead == timedelta(days=1):
        return _("Closed now. Opens tomorrow at {time}.", time=at)
    if ahead < timedelta(days=DAYS_A_WEEK):
        weekday = state.opens.weekday()
        return _("Closed now. Opens {day} at {time}.", day=Weekdays(weekday, weekday), time=at)
    day = state.opens.date()
    return _("Closed now. Opens on {day} at {time}.", day=Dates(day, day), time=at)


def days(alike: SameDays) -> Text:
    """One line of the week: which days, and when."""
    named = Weekdays(alike.first, alike.last)
    if not alike.openings:
        return p_("opening hours", "{days}: closed", days=named)
    if alike.openings == (Opening(0, MINUTES_A_DAY),):
        return p_("opening hours", "{days}: day and night", days=named)
    return p_(
        "opening hours",
        "{days}: {times}",
        days=named,
        times=Items(tuple(Times(_time(each.opens), _time(each.closes)) for each in alike.openings)),
    )


def _time(minute: int) -> time:
    """The end of a day is midnight."""
    return time(minute // 60 % 24, minute % 60)


def booking(turn: Turn) -> Card:
    """The way to the clinic's booking page."""
    clinic = _clinic(turn)
    return Card(
        (
            title(_("Book with {clinic}", clinic=clinic.name)),
            text(_("The booking page opens in your browser. Nothing from this chat goes along.")),
            text(_("There is no hurry: a consultation is for questions, too.")),
            text(_("For adults only. A clinician always decides.")),
        ),
        one_each(
            Button(_("Open the booking page"), clinic.booking),
            Button(_("What to ask a clinic"), "about:ask_clinic"),
            resume_button(turn.resume),
        ),
    )


def costs(turn: Turn, plan: Plan) -> Card:
    """What the ranges come to, top-ups apart; without prices, whom to ask."""
    clinic = turn.clinic
    price = clinic.price if clinic else None
    name = clinic.name if clinic else ""
    heading = title(_("What it may cost"))
    buttons = one_each(CONTACT_BUTTON, resume_button("answer"))
    fee = consultation(clinic.consultation) if clinic and clinic.consultation else None
    if price is None:
        unknown = (
            _("{clinic} has told me no price of a session. Please ask the clinic.", clinic=name)
            if name
            else _("I know no prices. Please ask the clinic.")
        )
        return Card((heading, text(unknown), *([points([fee])] if fee else [])), buttons)
    caution = cleared_first(turn.answers)
    lines = [*_amounts(plan, price), *([fee] if fee else [])]
    return Card(
        (
            heading,
            *([text(caution)] if caution else []),
            text(_("An estimate: the typical range, times the clinic's price. It is not a final price.")),
            points(lines),
            text(_("Ask the clinic for the exact price before you decide.")),
        ),
        buttons,
    )


def _amounts(plan: Plan, price: Money) -> Iterator[Text]:
    if plan.sessions:
        low, high = plan.sessions
        total = Strong(price.times(low, high))
        many = count(low, high, open_ended=plan.open_ended)
        yield p_("price", "One session: {price}", price=price)
        yield (
            p_("price", "{sessions}: {total}, or more", sessions=many, total=total)
            if plan.open_ended
            else p_("price", "{sessions}: {total}", sessions=many, total=total)
        )
    if plan.maintenance_days:
        yield p_("price", "Each top-up, if wanted: {price}", price=price)


def consultation(fee: Money) -> Text:
    """What a consultation costs."""
    if not fee.high:
        return p_("price", "Consultation: free")
    return p_("price", "Consultation: {price}", price=fee)


def which(turn: Turn, other: Clinic) -> Card:
    """The link of the clinic `other` was opened: stay, go there anew, or take the answers along."""
    now = turn.clinic.name if turn.clinic else ""
    stay = (
        Button(_("Stay with {clinic}", clinic=now), "do:clinic:stay")
        if now
        else Button(_("Go on as before"), "do:clinic:stay")
    )
    here = (
        _("So far you have talked with the guide of {clinic}.", clinic=Strong(now))
        if now
        else _("So far you have talked with me without a clinic.")
    )
    return Card(
        (
            title(_("Which clinic do you mean?")),
            text(here, _("This link is from {clinic}.", clinic=Strong(other.name))),
            text(
                _("Nothing goes from one to the other unless you say so."),
                _("Its guide speaks: {languages}.", languages=Items(tuple(map(LanguageName, other.languages)))),
            ),
            text(_("If you change, I ask you to agree again. Starting again erases your answers.")),
        ),
        one_each(
            stay,
            Button(_("{clinic}, with my answers", clinic=other.name), f"do:clinic:along-{other.slug}")
            if turn.session.said
            else None,
            Button(_("{clinic}, starting again", clinic=other.name), f"do:clinic:anew-{other.slug}"),
        ),
    )


def prefilled(option: str) -> Card:
    """What the link said about the person: the `option` of the question about the area."""
    area = Strong(label("area", option))
    return Card((text(_("Your link is about: {area}. If you mean another area, tap “Back”.", area=area)),))


def _clinic(turn: Turn) -> Clinic:
    """The clinic of a card that only a clinic's guide shows."""
    if turn.clinic is None:
        raise ValueError("a card about a clinic without one")
    return turn.clinic
