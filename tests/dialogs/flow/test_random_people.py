"""People nobody thought of: random habits and conditions, and random taps, words and old cards."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.render import RenderedMessage as Shown
from dialogs.flow.events import Choose, Kind, parse_data
from dialogs.planning.planner import Plan
from dialogs.questions.session import STATES, Session
from tests.dialogs.questions.test_walk import assert_within_bounds
from tests.kit import people as kit
from tests.kit.answers import BODY, FACE, Said
from tests.kit.chat import Chat
from tests.kit.words import listed

NUMBERS = "Typical published ranges"

faces = st.builds(
    lambda concern, severity, *rest: (
        "face",
        concern,
        None if concern == "prevention" else severity,
        *rest[:3],
        rest[3],
        *rest[4],
    ),
    st.sampled_from(kit.FACE_CONCERNS),
    st.sampled_from(kit.SEVERITIES),
    st.sampled_from(kit.SKINS),
    st.none(),
    st.sampled_from(kit.ADULT_AGES),
    st.sampled_from((None, *kit.PRODUCTS)),
    st.sampled_from(((None, None), *kit.COURSES)),
)
bodies = st.builds(
    lambda area, *rest: (area, "cellulite", *rest[:4], None, *rest[4]),
    st.sampled_from(kit.BODY_AREAS),
    st.sampled_from(kit.SEVERITIES),
    st.sampled_from(kit.SKINS),
    st.sampled_from(kit.FIRMNESSES),
    st.sampled_from(kit.ADULT_AGES),
    st.sampled_from(((None, None), *kit.COURSES)),
)
people = faces | bodies
some_habits = st.lists(st.sampled_from(kit.HABITS), unique=True).map(tuple)
some_conditions = st.lists(st.sampled_from((*kit.HEALTH_STOPS, *kit.ASK_FIRST)), unique=True).map(tuple)


@settings(max_examples=400)
@given(people, some_habits, some_conditions)
def test_all_answers_stay_in_bounds(profile: kit.Profile, habits: tuple[str, ...], health: tuple[str, ...]) -> None:
    end = kit.outcome(profile, habits, health)
    if set(health) & set(kit.HEALTH_STOPS):
        assert end in set(health) & set(kit.HEALTH_STOPS)
        return
    assert isinstance(end, Plan)
    assert_within_bounds(profile, end)


@settings(max_examples=200)
@given(people, some_habits, st.randoms(use_true_random=False))
def test_the_order_of_habits_moves_no_number(profile: kit.Profile, habits: tuple[str, ...], random: Any) -> None:
    shuffled = list(habits)
    random.shuffle(shuffled)
    one, other = kit.outcome(profile, habits), kit.outcome(profile, tuple(shuffled))
    assert isinstance(one, Plan)
    assert isinstance(other, Plan)
    for name in ("sessions", "interval_days", "first_visible_session", "maintenance_days", "open_ended"):
        assert getattr(one, name) == getattr(other, name)


WORDS = (
    *("hello", "face", "1", "3", "99", "back", "done", "none", "yes", "no", "why", "I smoke, diabetes"),
    *("fever", "I can't breathe", "I hate my face", "delete", "my age is 35", "", "   ", "👍", "\u202e"),
    *("{number}", "<b>", "a" * 4096),
)
COMMANDS = listed("""
    start | start clinic_7 | help | change | language | privacy | delete | stop | emergency | x
""")
KINDS: tuple[Kind, ...] = ("picture", "voice", "sticker", "place", "file", "forwarded", "edited", "other")


BEGINNINGS = ("nowhere", "agreed", "agreed", "review", "numbers", "numbers", "refined")


class Person(RuleBasedStateMachine):
    """Somebody who taps, types and digs up old cards as they like."""

    def __init__(self) -> None:
        super().__init__()
        self.chat = Chat()
        self.old: list[Shown] = []

    @initialize(where=st.sampled_from(BEGINNINGS), plain=st.sampled_from((FACE, BODY)))
    def opens_the_conversation(self, where: str, plain: Said) -> None:
        """Random people rarely come far, so some begin where others have been led."""
        if where == "nowhere":
            self.chat.send("/start")
        elif where == "agreed":
            self.chat.agree()
        elif where == "review":
            self.chat.answer_all(**plain)
        else:
            self.chat.ask_for_numbers(**plain)
        if where == "refined":
            self.chat.tap("Refine").choose("do", "change:stage").choose("stage", "in_course")

    @rule(pick=st.integers(0, 99))
    def taps(self, pick: int) -> None:
        if self.chat.data:
            self.chat.tap_data(self.chat.data[pick % len(self.chat.data)])

    @rule(pick=st.integers(0, 99))
    def taps_again(self, pick: int) -> None:
        self.taps(pick)

    @rule(pick=st.integers(0, 99))
    def taps_an_answer(self, pick: int) -> None:
        """What most people do most of the time."""
        question = self.chat.open_question
        options = [data for data in self.chat.data if question and data.startswith(f"{question}:")]
        if options:
            self.chat.tap_data(options[pick % len(options)])

    @rule(pick=st.integers(0, 99))
    def answers_everything_that_is_open(self, pick: int) -> None:
        for _question in range(10):
            if self.chat.open_question is None:
                return
            before = self.chat.open_question
            self.taps_an_answer(pick)
            if self.chat.open_question == before and f"{before}:done" in self.chat.data:
                self.chat.choose(before, "done")

    @rule(card=st.integers(0, 999), button=st.integers(0, 99))
    def taps_an_old_card(self, card: int, button: int) -> None:
        buttons = [data for row in self.old[card % len(self.old)].rows for _label, data in row] if self.old else []
        if buttons:
            self.chat.tap_data(buttons[button % len(buttons)])

    @rule(words=st.sampled_from(WORDS) | st.text(max_size=20))
    def types(self, words: str) -> None:
        self.chat.send(words)

    @rule(command=st.sampled_from(COMMANDS))
    def commands(self, command: str) -> None:
        self.chat.send(f"/{command}")

    @rule(kind=st.sampled_from(KINDS), words=st.sampled_from(("", "fever", "Face")))
    def shares(self, kind: Kind, words: str) -> None:
        self.chat.share(kind, words)

    # --- after each of them ---

    @invariant()
    def every_card_can_be_sent(self) -> None:
        for card in self.chat.cards:
            self.old = [*self.old[-30:], card]
            assert 1 <= len(card.text) <= 4096
            assert len(card.text.strip()) > 0
            assert all(1 <= len(row) <= 8 for row in card.rows)
            assert sum(map(len, card.rows)) <= 100
            for row in card.rows:
                for label, data in row:
                    assert label.strip()
                    assert 1 <= len(data.encode()) <= 64
                    assert parse_data(data) != Choose("", ""), f"{data!r} means nothing"

    @invariant()
    def what_is_kept_reads_back_the_same(self) -> None:
        kept = self.chat.kept
        if kept is not None:
            assert kept["state"] in STATES
            assert json.loads(json.dumps(Session.from_data(kept).to_data())) == kept

    @invariant()
    def numbers_are_for_those_who_may_see_them(self) -> None:
        kept = self.chat.kept or {}
        said = kept.get("answers", {})
        chosen = {(asked, one) for asked, a in said.items() for one in (a if isinstance(a, list) else [a])}
        stops = chosen & {(question, option) for question, options in kit.STOPS.items() for option in options}
        if NUMBERS in self.chat.text:
            assert not stops, f"numbers in spite of {stops}:\n{self.chat.screen}"
            assert kept.get("consent"), f"numbers without an agreement:\n{self.chat.screen}"

    @invariant()
    def nothing_about_health_is_kept_without_an_agreement(self) -> None:
        kept = self.chat.kept or {}
        assert kept.get("consent") or not {"answers", "drafts", "seen"} & set(kept), kept

    @invariant()
    def there_is_a_way_on(self) -> None:
        """From wherever they are, coming back leads to a question, a review, an answer or a next step."""
        clone = Chat(kept=self.chat.kept).send("/start")
        if "do:resume" in clone.data:
            clone.choose("do", "resume")
        elif "consent:agree" in clone.data:
            clone.choose("consent", "agree")
        known = ("do:answer", "do:change", "do:why", "do:urgent:none")
        on = [data for data in clone.data if data in known]
        assert clone.open_question or on, f"a dead end:\n{clone.screen}"


TestPerson = Person.TestCase
TestPerson.settings = settings(max_examples=60, stateful_step_count=30)
