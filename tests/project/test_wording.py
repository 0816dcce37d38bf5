"""How the guide speaks: short, plain, promising nothing, and in one's own language throughout.

Every card is looked at: those that a person can open in any state, and the answers, reasons and
reviews of many different people.
"""

import ast
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.cli.commands.plan import answer
from bot.locale.translator import translator
from bot.render import show
from bot.telegram.profile import DESCRIPTION, SHORT_DESCRIPTION
from dialogs.attachments import CalendarFile, Picture
from dialogs.card import Card
from dialogs.cards.answer.dated import calendar, calendar_file, dated, when
from dialogs.cards.answer.numbers import expect, moved, numbers, refine
from dialogs.cards.answer.picture import picture
from dialogs.cards.answer.summary import SUMMARY_FILE, consultation, summary
from dialogs.cards.answer.why import why
from dialogs.cards.clinic.contact import booking, contact, costs, prefilled, which
from dialogs.cards.danger import CARDS as DANGER_CARDS
from dialogs.cards.notices import STANDALONE
from dialogs.cards.opening import help_, privacy, welcome
from dialogs.cards.phases import phases
from dialogs.cards.question import ask, review
from dialogs.cards.refusals import refused
from dialogs.cards.topics import TOPIC, topic
from dialogs.dates import Problem, month
from dialogs.flow.commands import COMMANDS, MENU
from dialogs.flow.danger import LEVELS
from dialogs.flow.events import KINDS
from dialogs.guide import Guide
from dialogs.planning.planner import Plan
from dialogs.planning.protocol import SCALES
from dialogs.questions.links import AREAS
from dialogs.questions.session import STATES
from dialogs.questions.steps import STEP, STEPS
from dialogs.text import Items, Strong, Text, Value
from dialogs.turn import Turn
from dialogs.understanding import promises
from dialogs.understanding.danger import WORDS
from tests.kit.answers import BODY, FACE, Said
from tests.kit.brackets import BRACKETS, CLOSE, OPEN
from tests.kit.chat import Chat, at, published
from tests.kit.clinics import guide
from tests.kit.people import ASK_FIRST, HABITS, HEALTH_STOPS, changed, counted, outcome, plain_profiles, said_by

ENGLISH = translator("en")
ROOT = Path(__file__).parents[2]

# --- every card ----------------------------------------------------------------------------------


def _opened() -> Iterator[tuple[str, Card]]:
    """What can be opened, in every state."""
    acts = [f"do:{name}" for name in COMMANDS]
    acts += [f"about:{name}" for name in TOPIC]
    acts += [f"do:urgent:{level}" for level in (*LEVELS, "none")]
    acts += ["consent:info", "consent:minor", "nothing"]
    for state in STATES:
        kept = at(state).kept
        for act in acts:
            yield from ((f"{state}, {act}", card) for card in Chat(kept=kept).tap_data(act).drawn)
    for kind in KINDS:
        said = Chat().share(kind).drawn if kind not in ("words", "too_long") else ()
        yield from ((kind, card) for card in said)
    for words in ("hm?", "x" * 500, "fever", "I hate my face", "/unknown", "diabetes, unicorns"):
        yield from ((words[:20], card) for card in Chat(kept=at("health").kept).send(words).drawn)
    for name, card in STANDALONE.items():
        yield name, card(somebody({}), "do:summary")
    yield from _of_dates()


def somebody(said: Said, ours: Guide | None = None, **kept: Any) -> Turn:
    """A turn of somebody who gave these answers, with more that is kept of them."""
    turn = Turn.about(ours or published(), said)
    for name, value in kept.items():
        setattr(turn.session, name, value)
    return turn


def _of_dates() -> Iterator[tuple[str, Card]]:
    """The month that is asked for, with everything that can be wrong with a day; the files that follow."""
    today = date(2026, 11, 23)
    for problem in ("", *get_args(Problem)):
        yield "when", when(month("", today), problem)
    yield "when", when(month("2027-11", today, date(2027, 11, 2)), "")
    yield "calendar", calendar(date(2027, 1, 14))
    end = outcome(next(plain_profiles()))
    assert isinstance(end, Plan)
    for named in (False, True):
        yield "calendar file", calendar_file(CalendarFile(end, date(2027, 1, 14), named))
    yield "summary file", SUMMARY_FILE


def _asked() -> Iterator[tuple[str, Card]]:
    """Each question: nothing chosen, with a hint, everything chosen."""
    for step in STEPS:
        turn = somebody(BODY if step.id == "firmness" else FACE)
        yield step.id, ask(turn, step)
        if step.several:
            turn.session.say(step.id, tuple(option.id for option in step.choices[:3]))
            yield step.id, ask(turn, step)
            turn.session.say(step.id, ())
            turn.slip = "none"
            yield step.id, ask(turn, step)


def _people() -> Iterator[Said]:
    """People whose answers differ in everything that a card says."""
    for profile in plain_profiles():
        _area, _concern, _severity, skin, firmness, age, *_refined = profile
        if skin in ("normal", "sensitive", "resilient") and age in ("30_44", "60_plus") and firmness != "unsure":
            yield said_by(profile)
    for plain in (FACE, BODY):
        yield from ({**plain, "lifestyle": (habit,)} for habit in HABITS)
        yield from ({**plain, "health": (condition,)} for condition in ASK_FIRST)
        yield {**plain, "lifestyle": ("smoking", "stress", "high_sun"), "health": ("blood_thinners", "keloid")}
        for stage, response in (("finished", ""), ("in_course", "good"), ("in_course", "irritated")):
            refined = {**plain, "stage": stage, **({"response": response} if response else {})}
            yield refined
            yield {**refined, "health": ("isotretinoin",), "skin_type": "sensitive"}
    for product in ("unknown", "hyaluronic_acid", "collagen", "light_serum"):
        yield {**FACE, "product": product}


def _with_one_other_answer(said: Said) -> Iterator[Said]:
    """What this person may have said before they changed one answer."""
    for question, other in (("severity", "mild"), ("skin_type", "normal"), ("age", "18_29"), ("product", "unknown")):
        if question in said and said[question] != other:
            yield {**said, question: other}


def _answered() -> Iterator[tuple[str, Card]]:
    for said in _people():
        name = ", ".join(map(str, said.values()))
        turn, dated_turn = somebody(said), somebody(said, start=date(2027, 12, 1))
        dated_turn.now = datetime(2027, 11, 1, tzinfo=UTC)
        found = turn.plan
        yield name, review(turn)
        yield name, numbers(turn, found)
        for earlier in _with_one_other_answer(said):
            yield name, moved(turn, counted(earlier), found)
        yield name, refine(turn)
        for first in range(0, 20, 4):
            yield name, expect(turn, found, str(first))
        for scale in (*SCALES, "all"):
            for first in range(0, 12, 2):
                yield name, why(turn, found, f"{scale}-{first}" if scale != "all" else scale)
        for each in (turn, dated_turn):
            yield name, picture(Picture(turn.answers, found, each.start))
            yield name, summary(each, found)
            yield name, expect(each, found)
        yield name, consultation(turn)
        yield name, dated(found, date(2027, 12, 1))


def _refused() -> Iterator[tuple[str, Card]]:
    for condition in HEALTH_STOPS:
        yield condition, refused(somebody({}), condition, {**FACE, "health": (condition,)})
        yield condition, refused(somebody({}), condition, {**FACE, "health": (condition, "isotretinoin")})
    for decided_by in ("under_18", "fat_reduction", "other", "other_face", "other_body", "red_flag"):
        yield decided_by, refused(somebody({}), decided_by, {})


def _in_a_clinic() -> Iterator[tuple[str, Card]]:
    """What a clinic adds, for one that says much and one that says little."""
    for slug in ("smile", "otra"):
        ours = guide(slug)
        turn = somebody({}, ours)
        cards = [
            welcome(turn),
            help_(turn, ""),
            privacy(turn, ""),
            *(card(turn, "") for card in DANGER_CARDS.values()),
            phases(turn, "same_day"),
            topic(turn, "sources"),
            ask(somebody(FACE, ours), STEP["product"]),
        ]
        for day in range(7):
            for hour in (8, 13, 20):
                for flagged in (False, True):
                    asking = somebody({"response": "red_flag"} if flagged else {}, ours)
                    asking.now = datetime(2026, 11, 23 + day, hour, tzinfo=UTC)
                    cards.append(contact(asking))
        for stop in (*HEALTH_STOPS, "under_18", "other"):
            cards += [refused(turn, stop, {**FACE, "health": (stop,)})]
        for answered in (FACE, BODY, {**BODY, "severity": "severe"}, {**FACE, "stage": "finished"}):
            one = somebody(answered, ours)
            found = one.plan
            cards += [numbers(one, found), expect(one, found), costs(one, found), why(one, found, "")]
        smile = guide("smile").clinic
        assert smile
        cards += [which(somebody(said, ours), smile) for said in ({}, FACE)]
        cards += [prefilled(area) for area in AREAS]
        if ours.clinic and ours.clinic.booking:
            cards.append(booking(turn))
        yield from ((slug, card) for card in cards)


@cache
def every_card() -> tuple[tuple[str, Card], ...]:
    """Every card once, with how one gets there."""
    found: dict[str, tuple[str, Card]] = {}
    for name, card in chain(_opened(), _asked(), _answered(), _refused(), _in_a_clinic()):
        found.setdefault(repr(show(card, ENGLISH)), (name, card))
    return tuple(found.values())


def is_list_of_answers(card: Card) -> bool:
    """What is as long as there are answers or sessions: a list to look something up in."""
    said = show(card, ENGLISH).text
    return is_page(said) or said.startswith(("Typical published ranges", "Your answers", "Everything that I keep"))


def is_page(text: str) -> bool:
    """What is kept and shown to others, or stands beside a picture: no message to read in one go."""
    beside_a_picture = "A typical course" in text or "The course as a picture" in text
    return beside_a_picture or text.startswith(
        ("Summary for my consultation", "To tell the clinician first", "If the first session")
    )


# --- length --------------------------------------------------------------------------------------


def words_of(text: str) -> int:
    return len(text.replace("•", " ").split())


def words_of_answers(text: str) -> int:
    """What an export repeats of somebody's own answers: it grows with the questions."""
    names = tuple(f"• {step.name.msgid}: " for step in STEPS)
    own = text.startswith("Everything that I keep")
    return sum(words_of(line) for line in text.splitlines() if own and line.startswith(names))


def sentences(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from re.split(r"(?<=[.!?])\s+", line.removeprefix("• "))


def test_no_card_is_longer_than_80_words() -> None:
    shown = {show(card, ENGLISH).text: name for name, card in every_card()}
    lengths = {text: words_of(text) - words_of_answers(text) for text in shown if not is_page(text)}
    long = sorted(((count, text) for text, count in lengths.items() if count > 80), reverse=True)
    report = "\n\n".join(f"{count} words, {shown[text]}:\n{text}" for count, text in long[:5])
    assert not long, f"{len(long)} of {len(shown)} cards are too long, such as:\n\n{report}"


def test_no_list_has_more_than_4_points() -> None:
    long = [
        (name, len(block.items))
        for name, card in every_card()
        for block in card.blocks
        if block.kind == "list" and len(block.items) > 4 and not is_list_of_answers(card)
    ]
    assert not long, long


def test_no_sentence_is_longer_than_20_words() -> None:
    found = {sentence for _name, card in every_card() for sentence in sentences(show(card, ENGLISH).text)}
    long = sorted((words_of(sentence), sentence) for sentence in found if words_of(sentence) > 20)
    assert not long, "\n".join(f"{count}: {sentence}" for count, sentence in long)


def test_every_message_can_be_sent() -> None:
    for name, card in every_card():
        message = show(card, ENGLISH)
        assert 1 <= len(message.text) <= 4096, name
        assert all(1 <= len(row) <= 8 for row in message.rows), name
        assert all(1 <= len(data.encode()) <= 64 for row in message.rows for _label, data in row), name


# --- words ---------------------------------------------------------------------------------------

BANNED = (
    *("will", "guaranteed?", "permanent(ly)?", "safe(ly|r|st)?", "painless", "best", "cures?", "detox"),
    *("toxins?", "melts?", "fix(es)?", "flaws?", "problem areas?", "perfect(ly)?", "anti-age?ing"),
    *("trouble zones?", "no side effects", "you need", "you should have", "you are suitable"),
    *("suitable for you", "probably fine", "root cause", "non-invasive", "micro-?injections?", "mesoderm"),
    *("bi-?weekly", "discount", "hurry up", "only today"),
)
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u26ff\u2701-\u2712\u2714-\u27bf\ufe0f\u2b50\u2b55]")


def _calls(path: Path) -> Iterator[tuple[str, str]]:
    """The sentences that a source file writes down, with their place."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "n_", "p_"):
            arguments = node.args[1:] if node.func.id == "p_" else node.args[:2]
            for argument in arguments:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", argument.value


def every_sentence() -> dict[str, str]:
    """Every sentence in the source, without the lists of what people may type."""
    typed = {text.msgid for text in WORDS.values()} | {
        command.words.msgid for command in COMMANDS.values() if command.words
    }
    typed.add(promises.WORDS.msgid)
    files = chain((ROOT / "dialogs").rglob("*.py"), (ROOT / "bot").rglob("*.py"))
    found = {msgid: place for path in sorted(files) for place, msgid in _calls(path)}
    assert len(found) > 300
    return {msgid: place for msgid, place in found.items() if msgid not in typed}


@pytest.mark.parametrize("banned", BANNED)
def test_no_sentence_promises_or_presses(banned: str) -> None:
    pattern = re.compile(rf"(?<![\w-]){banned}(?![\w-])", re.IGNORECASE)
    found = {place: msgid for msgid, place in every_sentence().items() if pattern.search(msgid)}
    assert not found, found


def test_no_sentence_has_an_emoji() -> None:
    found = {place: msgid for msgid, place in every_sentence().items() if EMOJI.search(msgid)}
    assert not found, found


def test_no_card_has_an_emoji_or_a_pictogram() -> None:
    for name, card in every_card():
        pictures = {c for c in show(card, ENGLISH).text if unicodedata.category(c) == "So"}
        assert not pictures, f"{name}: {pictures}"


@pytest.mark.parametrize("act", [*(f"do:urgent:{level}" for level in LEVELS), "do:emergency"])
@pytest.mark.parametrize("state", STATES)
def test_cards_about_danger_begin_with_the_action(state: str, act: str) -> None:
    chat = at(state).tap_data(act)
    assert len(chat.cards) == 1
    assert chat.text.startswith(("Call 112", "See a doctor")), chat.screen


# --- nothing past the catalogues -----------------------------------------------------------------


def outside(text: str) -> str:
    """What stands in no bracket, without what belongs to every layout."""
    depth, found = 0, ""
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        assert depth >= 0, text
        if depth == 0 and character != CLOSE and not character.isspace() and character != "•":
            found += character
    assert depth == 0, text
    return found


def test_every_word_of_every_card_comes_from_the_catalogue() -> None:
    for name, card in every_card():
        message = show(card, BRACKETS)
        assert not outside(message.text), f"{name}: {outside(message.text)!r} in\n{message.text}"
        for row in message.rows:
            for label, _data in row:
                assert label.startswith(OPEN), f"{name}: {label}"
                assert not outside(label), f"{name}: {label}"


def test_every_word_of_the_commands_and_the_profile_comes_from_the_catalogue() -> None:
    for text in (*chain(*MENU.values()), DESCRIPTION, SHORT_DESCRIPTION, *WORDS.values()):
        written = BRACKETS.write(text)
        assert written.startswith(OPEN)
        assert not outside(written)


@pytest.mark.parametrize(
    "said",
    [FACE, BODY, {**FACE, "health": ("pregnant",)}, {**FACE, "stage": "finished"}, {"area": "other"}],
    ids=["face", "body", "pregnant", "finished", "other"],
)
def test_every_word_of_a_printed_plan_comes_from_the_catalogue(said: Said) -> None:
    text = answer(dict(said), published(), BRACKETS).data["text"]
    assert not outside(text), text


# What may stand in a sentence as it is: a fact, a version, a person's own words, their data in an export.
AS_IT_IS = re.compile(r"[CF]\d\d|20\d\d-\d\d(-\d+)?|unicorns|\{\s*\"state\".*\}", re.DOTALL)


OF_CLINICS = {
    getattr(clinic, each.name)
    for clinic in (guide("smile").clinic, guide("otra").clinic)
    if clinic
    for each in fields(clinic)
    if isinstance(getattr(clinic, each.name), str)
}
"""What clinics say about themselves."""


def _strings(value: Value) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Strong(inner):
            yield from _strings(inner)
        case Items(items):
            yield from chain(*map(_strings, items))
        case Text():
            yield from chain(*map(_strings, value.values.values()))


def test_no_english_word_hides_inside_a_sentence() -> None:
    for name, card in every_card():
        texts = [*chain(*(block.items for block in card.blocks)), *(b.label for row in card.rows for b in row)]
        for hidden in chain(*map(_strings, texts)):
            assert AS_IT_IS.fullmatch(hidden) or hidden in OF_CLINICS, f"{name}: {hidden!r}"


def test_the_catalogue_is_asked_for_the_form_that_the_number_takes() -> None:
    one = outcome(changed(next(plain_profiles()), concern="prevention", severity=None))
    assert isinstance(one, Plan)
    shown = show(numbers(somebody(FACE), one), BRACKETS).text
    assert "sessions" in shown
