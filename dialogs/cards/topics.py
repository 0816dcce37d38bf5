"""General information: one short card a topic, open to anyone at any time. A topic is declared once, in `TOPICS`.

Each body names its facts in a comment (docs/facts.md; "safety 3" is docs/safety.md, section 3). Numbers of sessions
and gaps come from the protocol file, so that a clinic's own file changes these cards too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dialogs.card import Block, Button, Card, at_session, in_columns, note, one_each, points, text, title
from dialogs.cards.answer.figures import count
from dialogs.cards.answer.origin import reviewed
from dialogs.cards.buttons import EMERGENCY_BUTTON, resume_button
from dialogs.guide import Guide
from dialogs.planning.protocol import Rung, Scale
from dialogs.questions.step import Region
from dialogs.text import Days, Text, _
from dialogs.turn import Turn


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic by its identifier: its title, what it says, and further buttons under it."""

    name: str
    title: Text
    body: Callable[[Guide], tuple[Block, ...]]
    buttons: tuple[Button, ...] = ()


def _rungs(guide: Guide, region: Region, scale: Scale) -> list[Rung]:
    """The rungs that people start on, from the closest that is usual upwards."""
    protocol = guide.protocol
    names = {name for row in protocol.rows if row.region == region for name in row.start(scale)}
    rungs = protocol.ladders(region).of(scale)
    return [rung for name, rung in rungs.items() if name in names]


def _reach(guide: Guide, region: Region, scale: Scale) -> tuple[int, int]:
    rungs = _rungs(guide, region, scale)
    return min(rung.range[0] for rung in rungs), max(rung.range[1] for rung in rungs)


def _count(guide: Guide, region: Region) -> Text:
    return count(*_reach(guide, region, "sessions"))


def _what(_guide: Guide) -> tuple[Block, ...]:  # C01 F01 F43
    return (
        text(_("A practitioner puts small amounts of a product into the skin with many fine injections.")),
        text(
            _("It needs no surgery, but it uses needles."),
            _("Products differ: hyaluronic acid, vitamins, minerals, plant extracts and other substances."),
        ),
        text(_("Ask for the full list of ingredients and the batch number before you decide.")),
    )


def _how(_guide: Guide) -> tuple[Block, ...]:  # C03 C06 F31 F34; safety 4
    return (
        text(_("The idea is to bring substances where the skin can use them, so that it looks smoother for a while.")),
        text(_("This is the theory. It does not remove the cause of dimples or wrinkles.")),
        text(
            _("Studies are small and mixed, and several found no clear benefit."),
            _("Hyaluronic acid for dry skin has the better evidence."),
        ),
    )


def _sessions(guide: Guide) -> tuple[Block, ...]:  # C02 C11 F06 F23 F31 F47 F49
    close, far = _reach(guide, "face", "interval_days")
    return (
        text(_("No single number fits everybody. Articles print these ranges:")),
        points(
            (
                _("Face: {sessions}, {gap} apart", sessions=_count(guide, "face"), gap=Days(close, far)),
                _(
                    "Dimples on the body: {sessions}, often {gap} apart (our estimate)",
                    sessions=_count(guide, "body"),
                    gap=Days(*_reach(guide, "body", "interval_days")),
                ),
            )
        ),
        note(_("More often is not better. A clinician decides with you.")),
    )


def _first_sessions(guide: Guide) -> tuple[Block, ...]:  # C09 C10 C21 C22 C28 C29 C37 F15
    return (
        text(_("Early on, people mostly report a feeling: skin that seems softer or a bit firmer. Not everyone does.")),
        points(
            (
                _("Face: a difference often around {session}", session=at_session(*_reach(guide, "face", _FIRST))),
                _("Dimples: a first change often around {session}", session=at_session(*_reach(guide, "body", _FIRST))),
                _(
                    "Dimples: clearer smoothing often around {session}",
                    session=at_session(*_reach(guide, "body", "clear_result_session")),
                ),
            )
        ),
        note(_("Some people see no change.")),
    )


_FIRST: Scale = "first_visible_session"


def _lasting(guide: Guide) -> tuple[Block, ...]:  # C23 C24 C25 F07 F08 F24 F34 F48
    return (
        text(_("Any change usually fades. On the body, some keep smoother skin for several months.")),
        text(_("Top-up sessions are a choice. Usual gaps between them:")),
        points(
            (
                _("Face: {gap}", gap=Days(*_reach(guide, "face", "maintenance_days"))),
                _("Body: {gap} (our estimate)", gap=Days(*_reach(guide, "body", "maintenance_days"))),
            )
        ),
        note(_("Dimples can come back with hormones, weight changes, little movement or age.")),
    )


def _alone(_guide: Guide) -> tuple[Block, ...]:  # C18 C26 F12 F40
    return (
        text(_("Walking, swimming, varied food and sleep can help, whatever you decide. Nobody is to blame.")),
        text(_("Drinking enough water is good for you. It has not been shown to remove cellulite.")),
        text(_("Needling, laser or light together with mesotherapy: only if your clinician plans both.")),
    )


def _aftercare(_guide: Guide) -> tuple[Block, ...]:  # F41 F52 F13; safety 3
    return (
        points(
            (
                _("Keep the skin out of the sun and use sun protection."),
                _("Use mild products, nothing harsh."),
                _("Follow what your clinician told you; it comes before this list."),
                _("Redness and small bruises are usual at first."),
            )
        ),
        text(
            _("Worse after 48 hours, or not clearly better in a week? Contact the clinic."),
            _("Growing heat, pain, pus or fever: see a doctor the same day."),
        ),
    )


def _side_effects(_guide: Guide) -> tuple[Block, ...]:  # safety 3
    return (
        text(_("What is usual, and for how long:")),
        points(
            (
                _("small red marks, slight swelling: hours to 2 days"),
                _("soreness: up to about 2 days; itching: hours"),
                _("bruises: about 1 week, sometimes 10 days"),
                _("tiny bumps that do not hurt: some days"),
            )
        ),
        note(_("Rarer problems exist, such as infections. Nobody knows how often.")),
    )


def _too_much(_guide: Guide) -> tuple[Block, ...]:  # F11 F29 F49 F50 F51 F53
    return (
        text(_("More often is not better.")),
        text(
            _("Too many sessions, for example every week, can inflame skin and keep it from healing."),
            _("Articles also name redness, swelling, scars, and skin that responds less over time."),
        ),
        text(_("If irritation lasts, the gap gets longer. Let the clinic look before the next session.")),
    )


def _who_waits(_guide: Guide) -> tuple[Block, ...]:  # C34-C36; safety 1
    return (
        points(
            (
                _("Wait: pregnancy, breastfeeding, under 18, infection or wound there, fever."),
                _("Not with an allergy to an ingredient."),
                _("Only with your specialist: cancer treatment, transplant, weak immune system."),
                _("Ask first: blood thinners, diabetes, autoimmune or heart disease, clots, thick scars."),
            )
        ),
        text(
            _("Also ask first: isotretinoin, other allergies, cold sores, a recent peel or laser, past cancer."),
            _("Do not stop a prescribed medicine yourself."),
        ),
    )


QUESTIONS_FOR_THE_CLINIC = (  # safety 5
    _("Who injects, and with which licence?"),
    _("Which product, and is it approved here for this use? What is in it, which batch?"),
    _("Are vials and needles used once only? How is the skin cleaned?"),
    _("What are the risks and the other choices? What does it cost in all?"),
)

QUESTION_IN_NEED = _("Which number do I call if something goes wrong, and how do I complain?")


def _ask_clinic(_guide: Guide) -> tuple[Block, ...]:
    return (
        points(QUESTIONS_FOR_THE_CLINIC),
        text(_("Also ask for a number to call if something goes wrong, and how to complain.")),
    )


def _sources(guide: Guide) -> tuple[Block, ...]:  # F56; safety 4
    return (
        text(
            _("The ranges come from two general web articles, not from guidelines."),
            _("One of them was published beside a vendor's products."),
        ),
        text(_("Warnings come from health authorities and medical papers. Studies are small and mixed.")),
        text(_("I am a set of fixed rules, not artificial intelligence that learns.")),
        note(*reviewed(guide), _("Version of the ranges: {version}.", version=guide.protocol.version)),
    )


_PHASES = Button(_("Before and after a session"), "do:phase")

TOPICS: tuple[Topic, ...] = (
    Topic("what", _("What it is"), _what),
    Topic("how", _("How it may work"), _how),
    Topic("sessions", _("How many sessions"), _sessions),
    Topic("first_sessions", _("The first sessions"), _first_sessions),
    Topic("lasting", _("How long it lasts"), _lasting),
    Topic("alone", _("Habits and combining"), _alone),
    Topic("aftercare", _("Aftercare"), _aftercare, (EMERGENCY_BUTTON, _PHASES)),
    Topic("side_effects", _("Side effects"), _side_effects, (EMERGENCY_BUTTON,)),
    Topic("too_much", _("Too much of it"), _too_much),
    Topic("who_waits", _("Who waits or asks first"), _who_waits),
    Topic("ask_clinic", _("What to ask a clinic"), _ask_clinic),
    Topic("sources", _("Sources and review"), _sources),
)
"""In the order of the menu."""

TOPIC: Mapping[str, Topic] = {topic.name: topic for topic in TOPICS}


def topic(turn: Turn, name: str) -> Card:
    """The card of one topic. Raises KeyError where there is none."""
    found = TOPIC[name]
    others = Button(_("Other topics"), "do:topics")
    return Card(
        (title(found.title), *found.body(turn.guide)), one_each(*found.buttons, others, resume_button(turn.resume))
    )


def topics(_turn: Turn, resume: str) -> Card:
    """The menu of all topics."""
    buttons = [Button(each.title, f"about:{each.name}") for each in TOPICS]
    return Card(
        (
            title(_("General information")),
            text(_("Short facts from articles and health authorities. They are not advice about you.")),
        ),
        (*in_columns(buttons, 2), (EMERGENCY_BUTTON,), *one_each(resume_button(resume))),
    )
