"""Cards around the conversation: the welcome, help, privacy, erasing, language."""

from collections.abc import Iterator
from datetime import datetime

from dialogs.card import Block, Button, Card, in_columns, note, one_each, points, text, title
from dialogs.cards.buttons import CONTACT_BUTTON, RESTART_BUTTON, TOPICS_BUTTON, resume_button
from dialogs.cards.danger import emergency_number
from dialogs.guide import Retention
from dialogs.questions.labels import answer_lines
from dialogs.text import ByLanguage, LanguageName, Length, Text, _, n_
from dialogs.turn import Turn

LANGUAGE_BUTTON = Button(_("Language"), "do:language")
PRIVACY_BUTTON = Button(_("Privacy"), "do:privacy")


def welcome(turn: Turn) -> Card:
    """Who speaks, what it takes, and the agreement."""
    days = turn.guide.retention.finished_days
    return Card(
        (
            *_greeting(turn),
            text(
                _("I am an automated guide, not a person and not a doctor."),
                _(
                    "In 2 minutes I show how many mesotherapy sessions articles usually name for answers like yours, and how far apart."
                ),
            ),
            text(
                _("For adults only. A clinician always decides."),
                *([_("The clinic offers this treatment.")] if turn.clinic else []),
            ),
            text(
                _("I ask about your skin and health."),
                n_(
                    "I erase the answers at the latest {days} day after your last message.",
                    "I erase the answers at the latest {days} days after your last message.",
                    days,
                    days=days,
                ),
            ),
            note(_("Very unwell now? Call {number}.", number=emergency_number(turn.guide))),
        ),
        (
            *one_each(
                Button(_("I am 18 or older and I agree"), "consent:agree"),
                Button(_("I am under 18"), "consent:minor"),
                Button(_("General information only"), "consent:info"),
            ),
            (PRIVACY_BUTTON, LANGUAGE_BUTTON),
        ),
    )


def _greeting(turn: Turn) -> Iterator[Block]:
    """In whose name the guide speaks, and the clinic's own line."""
    clinic = turn.clinic
    if clinic is None:
        yield title(_("Hello, I am Mesoguide."))
        return
    yield title(_("Welcome to {clinic}.", clinic=clinic.name))
    if clinic.welcome:
        yield text(_("{line}", line=ByLanguage(clinic.welcome)))


def welcome_back(turn: Turn) -> Card:
    """Go on with the answers that are there, or start again."""
    clinic = turn.clinic
    return Card(
        (
            title(_("Welcome back to {clinic}.", clinic=clinic.name) if clinic else _("Welcome back.")),
            text(_("Your answers are still here. Would you like to go on, or start again?")),
            note(_("Starting again erases the answers you gave so far.")),
        ),
        one_each(Button(_("Go on"), "do:resume"), RESTART_BUTTON),
    )


def help_(turn: Turn, resume: str) -> Card:
    """What the guide can do, and the commands."""
    return Card(
        (
            title(_("What I can do")),
            text(_("I ask a few questions and show what articles say about sessions of mesotherapy.")),
            points(
                (
                    _("Choose a button, or type its words or its number."),
                    _("/change shows your answers, /start begins or goes on."),
                    _("/privacy, /export and /delete are about your data, /language about your language."),
                    _("/emergency lists signs that need help now, /human says who can answer."),
                )
            ),
        ),
        ((TOPICS_BUTTON,), *one_each(CONTACT_BUTTON if turn.clinic else None, resume_button(resume))),
    )


def kept_for(retention: Retention) -> tuple[Text, Text]:
    """How long answers are kept, and the record that somebody agreed."""
    return (
        _(
            "Unfinished answers go {unfinished} after your last message, others after {finished}.",
            unfinished=Length(retention.unfinished_hours, "hour"),
            finished=Length(retention.finished_days, "day"),
        ),
        _("The record of your agreement goes after {consent}.", consent=Length(retention.consent_months, "month")),
    )


def privacy(turn: Turn, resume: str) -> Card:
    """What is kept, for how long (hours, days, months as they are set), by whom, and how to erase it."""
    page = turn.clinic.privacy if turn.clinic else ""
    who = (
        _("Responsible: {operator}.", operator=turn.guide.operator)
        if turn.guide.operator
        else _("Responsible: whoever gave you the link.")
    )
    return Card(
        (
            title(_("Your data")),
            text(
                _("I keep this chat's number, language, link, answers, chosen day and when you agreed."),
                _("No name or photo."),
                *([_("The clinic gets counts only.")] if turn.clinic else []),
            ),
            text(
                _("I use them to answer you, with your agreement."),
                *kept_for(turn.guide.retention),
                _("/delete erases all and withdraws your agreement."),
            ),
            note(who, _("Chat apps keep copies. You can complain to your data protection authority.")),
        ),
        one_each(
            Button(_("Erase everything"), "do:delete"),
            Button(_("The clinic's privacy page"), page) if page else None,
            resume_button(resume),
        ),
    )


def export(turn: Turn) -> Card:
    """Everything that is kept about a person: answers, what they agreed to, the link they came by, a day."""
    session = turn.session
    lines = answer_lines({**session.said, **session.drafts})
    if session.start:
        lines.append(_("Day of a first session: {day}", day=session.start))
    if session.consent and session.consent.at:
        moment = datetime.fromisoformat(session.consent.at)
        lines.append(_("Agreed: {moment}, to the text {version}", moment=moment, version=session.consent.version))
    if session.payload:
        lines.append(_("Came by the link: {payload}", payload=session.payload))
    if session.offered:
        lines.append(_("Opened another link: {payload}", payload=session.offered))
    return Card(
        (
            title(_("Everything that I keep about you")),
            points(lines or [_("No answers, only the language if you chose one.")]),
            note(
                _("Also the number of this chat, which leads the answers back to you."),
                _("The file holds all of it, in a form that other programs can read."),
            ),
        ),
        ((Button(_("Erase everything"), "do:delete"),), *one_each(resume_button(turn.resume))),
    )


def human(turn: Turn, resume: str) -> Card:
    """Who answers, where no clinic is behind the guide."""
    whom = (
        _("Responsible: {operator}.", operator=turn.guide.operator)
        if turn.guide.operator
        else _("Please use the phone number or address on the page where you found the link.")
    )
    return Card(
        (
            title(_("You would rather talk with a person?")),
            text(_("Nobody reads along here. The clinic that gave you the link can answer you."), whom),
            text(_("Very unwell now? Call {number}.", number=emergency_number(turn.guide))),
        ),
        ((Button(_("What to ask a clinic"), "about:ask_clinic"),), *one_each(resume_button(resume))),
    )


def delete(_turn: Turn) -> Card:
    """Whether to erase everything; nothing is erased by this card."""
    return Card(
        (
            title(_("Erase everything about you?")),
            text(_("Your answers, your language and your agreement go at once. This cannot be undone.")),
        ),
        one_each(Button(_("Yes, erase everything"), "do:erase"), Button(_("No, keep them"), "do:resume")),
    )


ERASED = Card(
    (
        title(_("Done. I have erased everything about you.")),
        text(_("That was: your answers, your language, your link and your agreement.")),
        text(_("Your chat app may still keep the messages. You can delete this chat there too.")),
    ),
    one_each(Button(_("Begin anew"), "do:start")),
)


def languages(turn: Turn) -> Card:
    """The languages that can be chosen."""
    buttons = [
        Button(_("{language}", language=LanguageName(code)), f"do:language:{code}") for code in turn.guide.languages
    ]
    return Card((title(_("Which language would you like?")),), (*in_columns(buttons, 2),))
