"""The first minute: what the guide is, what it does with answers, and a real choice."""

import re

import pytest

from bot.locale.translator import languages
from dialogs.questions.session import CONSENT_VERSION
from tests.kit.chat import Chat
from tests.kit.words import listed

TOPICS = listed("""
    what | how | sessions | first_sessions | lasting | alone | aftercare | side_effects | too_much
    who_waits | ask_clinic | sources
""")


@pytest.mark.parametrize("first_words", ["/start", "hello", "Hi!", "/start clinic-7", "is this for me?"])
def test_whatever_the_first_words_are_the_welcome_comes(chat: Chat, first_words: str) -> None:
    chat.send(first_words)
    chat.see("Mesoguide", "I am 18 or older and I agree")


@pytest.mark.parametrize(
    ("disclosure", "words"),
    [
        *(("it is a program", "automated"), ("it is not a person", "not a person")),
        *(("it is no doctor", "not a doctor"), ("it is general information", "General information")),
        *(("a clinician decides", "clinician always decides"), ("it is for adults", "adults only")),
        *(("where help is when it is urgent", "112"), ("that it asks about health", "skin and health")),
        ("how long answers are kept", "30 days"),
    ],
)
def test_the_first_message_discloses(chat: Chat, disclosure: str, words: str) -> None:
    chat.send("/start")
    chat.see(words)


def test_the_first_message_is_short(chat: Chat) -> None:
    chat.send("/start")
    assert len(chat.text.split()) <= 80, chat.screen


def test_the_first_message_offers_agreeing_being_too_young_reading_and_privacy(chat: Chat) -> None:
    chat.send("/start")
    assert {"consent:agree", "consent:minor", "consent:info", "do:privacy"} <= set(chat.data)


def test_nothing_is_asked_before_somebody_agrees(chat: Chat) -> None:
    chat.send("/start")
    for words in ("Face", "1000", "no", "maybe later"):
        chat.send(words)
        assert chat.open_question is None, chat.screen
        assert chat.answers == {}


def test_agreeing_keeps_the_version_of_the_words_and_the_moment(chat: Chat) -> None:
    chat.agree()
    assert chat.kept is not None
    assert chat.kept["consent"] == {"version": CONSENT_VERSION, "at": "2026-11-23T12:30:00+00:00"}
    chat.see_progress("area")


def test_agreeing_twice_keeps_the_first_moment_and_every_answer(chat: Chat) -> None:
    welcome = chat.send("/start").card
    chat.tap("I am 18 or older").choose("area", "face")
    before = chat.kept
    chat.tap("I am 18 or older", on=welcome)
    assert chat.kept == before
    chat.see_question("concern")


def test_typing_an_agreement_is_as_good_as_tapping_it(chat: Chat) -> None:
    chat.send("/start")
    chat.send("I am 18 or older and I agree")
    chat.see_progress("area")


# --- reading without agreeing --------------------------------------------------------------------


def test_general_information_can_be_read_without_agreeing(chat: Chat) -> None:
    topics = chat.send("/start").tap("General information only").card
    assert [data for data in chat.data if data.startswith("about:")] == [f"about:{topic}" for topic in TOPICS]
    for topic in TOPICS:
        chat.tap_data(f"about:{topic}")
        assert len(chat.text.split()) > 10, chat.screen
        chat.tap("Other topics")
        assert chat.card == topics


def test_reading_stores_nothing_about_health(chat: Chat) -> None:
    chat.send("/start").tap("General information only")
    for topic in TOPICS:
        chat.tap_data(f"about:{topic}")
    chat.send("/emergency").send("/help").send("I have diabetes and dry skin").send("my face")
    assert chat.kept is not None
    assert set(chat.kept) <= {"state", "language", "payload", "view"}
    assert "diabetes" not in str(chat.kept)


def test_who_only_reads_can_still_agree_later(chat: Chat) -> None:
    chat.send("/start").tap("General information only").tap("Side effects")
    chat.tap("Back to the beginning").tap("I am 18 or older").see_progress("area")


def test_information_does_not_need_the_conversation_to_have_begun(chat: Chat) -> None:
    chat.tap_data("about:aftercare").see("sun")
    chat.tap_data("do:topics").see("General information")


def test_typical_counts_are_general_information(chat: Chat) -> None:
    chat.send("/start").tap_data("about:sessions")
    chat.see("3 to 6 sessions", "6 to 10 sessions")


def test_the_sources_say_how_good_they_are_and_who_reviewed_them(chat: Chat) -> None:
    chat.send("/start").tap_data("about:sources")
    chat.see("two general web articles", "not from guidelines", "No clinician has reviewed")


# --- too young -----------------------------------------------------------------------------------


def test_somebody_under_18_gets_a_kind_word_and_is_forgotten(chat: Chat) -> None:
    chat.send("/start").tap("I am under 18")
    chat.see("adults").see_no_numbers()
    assert chat.kept is None or not {"answers", "drafts", "consent", "seen"} & set(chat.kept)
    chat.tap("General information").tap("What it is").see("needles")


def test_saying_under_18_at_the_age_question_erases_the_answers(chat: Chat) -> None:
    chat.answer_all(age="under_18", skin_type="sensitive", concern="acne_scars")
    chat.see("adults").see_no_numbers()
    assert not {"answers", "drafts", "consent", "seen"} & set(chat.kept or {}), chat.kept
    assert "acne_scars" not in str(chat.kept)


def test_changing_the_age_to_under_18_after_the_answer_erases_it(chat: Chat) -> None:
    chat.ask_for_numbers(health=("diabetes",)).send("/change").tap("Change: Age").tap("Under 18")
    chat.see_no_numbers()
    assert "diabetes" not in str(chat.kept)
    assert not {"answers", "drafts", "consent", "seen"} & set(chat.kept or {}), chat.kept


def test_after_a_slip_everything_begins_with_the_agreement_again(chat: Chat) -> None:
    chat.answer_all(age="under_18").tap("That was a slip")
    chat.see("I am 18 or older and I agree")
    chat.tap("I am 18 or older").see_progress("area")


def test_old_cards_of_somebody_under_18_lead_to_the_welcome_only(chat: Chat) -> None:
    area = chat.agree().card
    chat.answer(age="under_18")
    chat.tap("Thighs", on=area)
    chat.see("I agree")
    assert chat.answers == {}


# --- language ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages())
def test_the_device_decides_the_first_language(language: str) -> None:
    chat = Chat(language).send("/start")
    assert chat.card == Chat("en").send("/start").tap_data(f"do:language:{language}").card
    assert chat.kept is None, "nothing is kept of somebody who only looked"


@pytest.mark.parametrize(("device", "kept"), [("en-GB", "en"), ("xx", "en"), ("", "en")])
def test_an_unknown_language_is_english_and_a_dialect_its_language(device: str, kept: str) -> None:
    assert Chat(device).send("/start").card == Chat(kept).send("/start").card


@pytest.mark.parametrize("language", languages())
def test_another_language_keeps_every_answer_and_the_open_question(chat: Chat, language: str) -> None:
    chat.agree().choose("area", "face").choose("concern", "fine_lines")
    english, answers = chat.card, chat.answers
    chat.send("/language").tap_data(f"do:language:{language}")
    assert chat.answers == answers
    chat.see_question("severity")
    assert (chat.card == english) == (language == "en"), chat.screen
    chat.tap_data("severity:mild").see_question("skin_type")


def test_an_unknown_language_changes_nothing(chat: Chat) -> None:
    chat.agree().choose("area", "face")
    before = chat.kept
    chat.tap_data("do:language:tlh")
    assert chat.kept is not None
    assert {**chat.kept, "view": ""} == {**(before or {}), "view": ""}


# --- privacy and erasing -------------------------------------------------------------------------


def test_privacy_says_what_is_kept_for_how_long_and_how_to_end_it(chat: Chat) -> None:
    chat.send("/privacy")
    chat.see("answers", "30 days", "/delete", "complain")


def test_an_export_shows_everything_that_is_kept(chat: Chat) -> None:
    chat.ask_for_numbers(health=("diabetes",), skin_type="sensitive").send("/export")
    chat.see("Diabetes", "Sensitive", "Nov 23, 2026", CONSENT_VERSION)


def test_erasing_asks_once_and_then_erases_everything(chat: Chat) -> None:
    chat.ask_for_numbers(health=("diabetes",)).send("/delete")
    chat.see("Erase everything")
    assert chat.answers["health"] == ["diabetes"], "one tap has to confirm it"
    chat.tap("Yes, erase everything")
    chat.see("erased", "answers", "agreement", "chat app")
    assert chat.kept is None


@pytest.mark.parametrize("words", ["delete", "Delete", "erase", "forget me", "DELETE!", "stop", "/stop"])
def test_erasing_can_be_asked_for_in_words(chat: Chat, words: str) -> None:
    chat.agree().choose("area", "face").send(words)
    chat.see("Erase everything").send("yes")
    assert chat.kept is None


def test_erasing_can_be_called_off(chat: Chat) -> None:
    chat.agree().choose("area", "face").send("/delete").tap("No, keep them")
    chat.see_question("concern")
    assert chat.answers == {"area": "face"}


@pytest.mark.parametrize("command", ["/delete", "/stop", "/erase", "/forget", "/restart", "/start", "/clear"])
def test_no_typed_command_erases_without_asking(chat: Chat, command: str) -> None:
    """One confirmation stands before erasing, however it is asked for."""
    chat.agree().choose("area", "face").send(command)
    assert chat.answers == {"area": "face"}, f"{command} erased at once:\n{chat.screen}"


@pytest.mark.parametrize("data", ["area:face", "health:pregnant", "do:answer", "do:why", "do:change:area"])
def test_a_tap_on_an_old_card_after_erasing_finds_the_welcome(chat: Chat, data: str) -> None:
    chat.ask_for_numbers().send("/delete").tap("Yes")
    chat.tap_data(data).see("I agree").see_no_numbers()
    assert not {"answers", "drafts", "consent", "seen"} & set(chat.kept or {}), chat.kept


# --- coming back ---------------------------------------------------------------------------------


def test_coming_back_offers_to_go_on_or_to_start_again(chat: Chat) -> None:
    chat.agree().choose("area", "face").choose("concern", "radiance").send("/start")
    assert {"do:resume", "do:restart"} <= set(chat.data), chat.screen
    chat.tap("Go on").see_question("severity")
    assert chat.answers == {"area": "face", "concern": "radiance"}


def test_starting_again_forgets_the_answers_and_keeps_the_agreement(chat: Chat) -> None:
    chat.ask_for_numbers(health=("diabetes",)).send("/start").tap("Start again")
    chat.see_progress("area")
    assert chat.answers == {}
    assert "diabetes" not in str(chat.kept)
    assert chat.kept is not None
    assert chat.kept["consent"]


def test_coming_back_after_the_answer_leads_to_the_answer(chat: Chat) -> None:
    numbers = chat.ask_for_numbers().cards[0]
    chat.send("/start").tap("Go on")
    assert chat.cards[0] == numbers


def test_where_somebody_came_from_is_kept_if_it_could_be_a_link(chat: Chat) -> None:
    chat.send("/start berlin_clinic-7").tap("I am 18 or older")
    assert chat.kept is not None
    assert chat.kept["payload"] == "berlin_clinic-7"


@pytest.mark.parametrize("payload", ["two words", "x" * 65, "<b>", "ä"])
def test_what_no_link_can_carry_is_not_kept(chat: Chat, payload: str) -> None:
    chat.send(f"/start {payload}")
    assert not re.search(re.escape(payload), str(chat.kept))
    chat.see("I agree")
