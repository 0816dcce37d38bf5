"""Danger goes before everything: the action first, nothing sold, no numbers until it is cleared up."""

from collections.abc import Callable

import pytest

from tests.kit.chat import Chat
from tests.kit.words import listed

Until = Callable[[Chat], object]

# How people say what the safety notes list. Not one of them may be answered with "I did not recognise that".
EMERGENCIES = listed("""
    I have trouble breathing | I can't breathe | i can’t breathe properly | it is hard to breathe
    I CANNOT BREATHE!!! | I am short of breath | my tongue is swollen | my throat is swelling up
    my throat feels tight | my face is swollen | my lips are swelling | I am wheezing
    I think I'm going to faint | I passed out after the injection | hives all over and dizzy
    my skin turned white after the injection | the skin is turning grey | the skin looks mottled
    black patches on my skin | there is a purple patch where they injected | my vision is blurred
    blurry vision since the injection | I lost my vision in one eye | I can't see with my left eye
    my face is drooping | one side of my face is weak | my lips are numb | my tongue is numb
    a metal taste in my mouth | my ears are ringing | I'm twitching | I had a fit | I had a seizure
    fever and I am confused | my speech is slurred | chest pain | my chest hurts | she collapsed
    I think it is a stroke | anaphylaxis | the pain is unbearable
""")
DESPERATE = listed("""
    I want to kill myself | I want to die | suicidal thoughts | I don't want to live any more
    I want to end it all | I think of hurting myself | self harm
""")
WORRYING = listed("""
    the redness is spreading | there is pus coming out | I have a fever | 38.5 fever since yesterday
    I am shivering | red streaks on my leg | my leg is red, hot and swollen
    it is warm, painful and swollen | the swelling is getting bigger | the pain gets worse every day
    my skin is breaking down | an open sore | blisters where they injected | severe pain
    a hard swelling that grows fast | I have trouble swallowing | my smile is uneven
    a new lump weeks after the injections | new lumps | a boil came up | it is draining fluid
    I think it is infected | is this cellulitis? | an abscess | an allergic reaction
""")
SUFFERING = ("I hate my face", "I am so ugly", "nobody sees it but me", "I can't look in the mirror")
HARMLESS = listed("""
    Face | dry skin | is it expensive? | how long does it take | I am thinking about my thighs
    cellulite | thank you | dimples on my legs | what is it | ok | I have black skin
    faint lines around my eyes | I can't see any change after 3 sessions
""")


def nothing(chat: Chat) -> None:
    """Before the first message."""


def welcome(chat: Chat) -> None:
    chat.send("/start")


def question(chat: Chat) -> None:
    chat.agree().choose("area", "face")


def several(chat: Chat) -> None:
    chat.agree().answer_until("health").choose("health", "diabetes")


def review(chat: Chat) -> None:
    chat.answer_all()


def numbers(chat: Chat) -> None:
    chat.ask_for_numbers()


def over_the_numbers(chat: Chat) -> None:
    chat.ask_for_numbers().tap("Why these numbers")


def refused(chat: Chat) -> None:
    chat.answer_all(health=("pregnant",))


EVERYWHERE = [nothing, welcome, question, several, review, numbers, over_the_numbers, refused]


def first_line(chat: Chat) -> str:
    return chat.cards[0].text.splitlines()[0]


# --- what is recognised --------------------------------------------------------------------------


@pytest.mark.parametrize("words", EMERGENCIES)
def test_an_emergency_in_ones_own_words_is_sent_for_help_at_once(chat: Chat, words: str) -> None:
    chat.send(words)
    assert first_line(chat).startswith("Call 112"), f"{words!r} was answered with\n{chat.screen}"
    chat.see_no_numbers()


@pytest.mark.parametrize("words", DESPERATE)
def test_somebody_who_may_hurt_themselves_is_sent_to_people(chat: Chat, words: str) -> None:
    chat.send(words)
    assert first_line(chat).startswith("Call 112"), f"{words!r} was answered with\n{chat.screen}"
    chat.see("crisis line").see_no_numbers()


@pytest.mark.parametrize("words", WORRYING)
def test_words_that_may_be_an_infection_get_the_action_and_one_question(chat: Chat, words: str) -> None:
    chat.agree().choose("area", "face").send(words)
    assert first_line(chat).startswith(("Call 112", "See a doctor")), f"{words!r} got\n{chat.screen}"
    chat.see_no_numbers()


@pytest.mark.parametrize("words", SUFFERING)
def test_somebody_who_suffers_from_their_looks_is_offered_support(chat: Chat, words: str) -> None:
    chat.agree().choose("area", "face").send(words)
    chat.see("doctor", "not have to bear it alone").see_no_numbers()


@pytest.mark.parametrize("words", HARMLESS)
def test_harmless_words_raise_no_alarm(chat: Chat, words: str) -> None:
    chat.agree().send(words)
    assert not first_line(chat).startswith(("Call", "See a doctor")), chat.screen


# --- the action comes first, everywhere ----------------------------------------------------------


@pytest.mark.parametrize("before", EVERYWHERE)
@pytest.mark.parametrize("words", ["I can't breathe", "there is pus and fever", "I want to die"])
def test_the_action_comes_first_wherever_somebody_is(chat: Chat, before: Until, words: str) -> None:
    before(chat)
    chat.send(words)
    assert len(chat.cards) == 1, chat.screen
    assert first_line(chat).startswith("Call 112"), chat.screen
    chat.see_no_numbers().see_not("Question", "automated")


@pytest.mark.parametrize("before", EVERYWHERE)
def test_danger_under_a_picture_or_in_a_long_message_is_seen_too(chat: Chat, before: Until) -> None:
    before(chat)
    chat.share("picture", "look, my tongue swells and I can't breathe")
    assert first_line(chat).startswith("Call 112"), chat.screen
    chat.send("well " * 300 + "and now I have trouble breathing " + "so " * 300)
    assert first_line(chat).startswith("Call 112"), chat.screen


@pytest.mark.parametrize("before", EVERYWHERE)
def test_the_list_of_signs_can_be_opened_anywhere(chat: Chat, before: Until) -> None:
    before(chat)
    chat.send("/emergency")
    assert first_line(chat).startswith("Call 112"), chat.screen
    chat.see("trouble breathing", "None of these")


@pytest.mark.parametrize(
    ("level", "action"),
    [
        ("now", "Call 112"),
        ("today", "See a doctor or urgent care today"),
        ("days", "See a doctor within the next few days"),
        ("support", "Call 112"),
    ],
)
def test_one_tap_on_the_list_gives_the_action(chat: Chat, level: str, action: str) -> None:
    chat.ask_for_numbers().send("/emergency").choose("do", f"urgent:{level}")
    assert first_line(chat).startswith(action), chat.screen
    assert chat.open_question is None, "nothing more is asked"
    chat.see_no_numbers()


# --- no numbers afterwards -----------------------------------------------------------------------

WAYS_TO_THE_NUMBERS = ("do:answer", "do:resume", "do:why", "do:expect", "do:refine", "do:back", "do:review")


@pytest.mark.parametrize("words", ["I can't breathe", "I want to die"])
@pytest.mark.parametrize("way", WAYS_TO_THE_NUMBERS)
def test_after_a_red_flag_no_button_shows_numbers(chat: Chat, words: str, way: str) -> None:
    chat.ask_for_numbers().send(words)
    chat.tap_data(way).see_not("Typical published ranges", "How many:", "Why these numbers")


@pytest.mark.parametrize("words", ["/start", "/change", "/help", "1", "Show my ranges", "go on", "back"])
def test_after_a_red_flag_no_words_show_numbers(chat: Chat, words: str) -> None:
    chat.ask_for_numbers().send("I can't breathe").send(words)
    chat.see_not("Typical published ranges", "How many:")


def test_a_red_flag_in_the_middle_keeps_every_answer(chat: Chat) -> None:
    chat.agree().choose("area", "face").choose("concern", "hydration").send("I can't breathe")
    chat.tap("This was a misunderstanding").tap("Back to the question").see_question("severity")
    assert chat.answers == {"area": "face", "concern": "hydration"}


def test_none_of_these_brings_the_numbers_back(chat: Chat) -> None:
    numbers = chat.ask_for_numbers().cards[0]
    chat.send("I can't breathe").tap("This was a misunderstanding").see("/emergency").see_no_numbers()
    chat.tap("Back to my ranges")
    assert chat.cards[0] == numbers


def test_an_old_card_about_how_it_went_does_not_clear_a_red_flag(chat: Chat) -> None:
    chat.ask_for_numbers().tap("Refine").choose("do", "change:stage")
    response = chat.choose("stage", "in_course").card
    chat.choose("response", "good").send("I can't breathe")
    chat.tap("Good", on=response).see_not("Typical published ranges", "How many:")


def test_an_old_answer_card_changed_after_a_red_flag_shows_no_numbers(chat: Chat) -> None:
    area = chat.agree().card
    chat.answer().tap("Show my ranges").send("I can't breathe")
    chat.tap("Face", on=area).see_not("Typical published ranges", "How many:")


# --- "something worries me" ----------------------------------------------------------------------


@pytest.fixture
def worried(chat: Chat) -> Chat:
    chat.ask_for_numbers().tap("Refine").choose("do", "change:stage").choose("stage", "in_course")
    return chat.choose("response", "red_flag")


def test_somebody_worried_gets_the_action_and_at_most_one_question(worried: Chat) -> None:
    assert first_line(worried).startswith(("Call 112", "See a doctor")), worried.screen
    worried.see_no_numbers()
    assert worried.text.count("?") <= 1, worried.screen
    worried.choose("do", "urgent:today")
    assert first_line(worried).startswith("See a doctor"), worried.screen
    assert worried.text.count("?") == 0, worried.screen


@pytest.mark.parametrize("way", WAYS_TO_THE_NUMBERS)
def test_somebody_worried_sees_no_numbers_until_it_is_cleared_up(worried: Chat, way: str) -> None:
    worried.tap_data(way).see_not("Typical published ranges", "How many:", "Why these numbers")


def test_none_of_these_clears_it_up(worried: Chat) -> None:
    worried.tap("None of these").see_no_numbers().tap("Back to my ranges").see_numbers()


def test_no_further_session_before_somebody_has_looked(worried: Chat) -> None:
    for level in ("now", "today", "days"):
        worried.tap_data(f"do:urgent:{level}").see("no more sessions until a doctor has looked")


# --- nothing about health without an agreement ---------------------------------------------------


@pytest.mark.parametrize("words", ["I can't breathe", "pus and fever", "I want to die", "I hate my face"])
def test_danger_before_the_agreement_stores_nothing_about_it(chat: Chat, words: str) -> None:
    chat.send("/start").send(words)
    assert set(chat.kept or {}) <= {"state", "language", "payload", "view"}, chat.kept
    assert words not in str(chat.kept)


def test_words_of_danger_are_never_kept(chat: Chat) -> None:
    chat.ask_for_numbers().send("my tongue swells and I cannot breathe, help")
    assert "tongue" not in str(chat.kept)
