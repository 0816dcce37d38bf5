"""Everything that can be tapped can be typed: labels, their beginnings, numbers, lists with commas."""

import pytest

from dialogs.questions.steps import STEP
from tests.kit.answers import FACE
from tests.kit.chat import Chat


def until(question: str, chat: Chat) -> Chat:
    """Answer until `question` is open."""
    return chat.agree().answer_until(question).see_question(question)


@pytest.mark.parametrize("question", [question for question in FACE if not STEP[question].several])
def test_every_option_can_be_typed_as_it_is_written(question: str) -> None:
    card = until(question, Chat()).card
    options = {data: label for row in card.rows for label, data in row if data.startswith(f"{question}:")}
    for data, label in options.items():
        chat = until(question, Chat())
        chat.send(label)
        option = data.partition(":")[2]
        if option == "under_18":
            chat.see("adults")
        else:
            assert chat.answers.get(question) == option, f"{label!r}\n{chat.screen}"


@pytest.mark.parametrize("question", [question for question in FACE if STEP[question].several])
def test_every_option_of_several_can_be_typed_as_it_is_written(chat: Chat, question: str) -> None:
    card = until(question, chat).card
    options = {data: label for row in card.rows for label, data in row if data.startswith(f"{question}:")}
    for data, label in options.items():
        option = data.partition(":")[2]
        if option in ("done", "none"):
            continue
        chat.send(label)
        drafts = (chat.kept or {}).get("drafts", {})
        assert option in drafts.get(question, []), f"{label!r}\n{chat.screen}"
        chat.see_question(question)


@pytest.mark.parametrize(
    ("typed", "area"),
    [
        *(("Face", "face"), ("face", "face"), ("FACE", "face"), ("  face  ", "face"), ("Fáce", "face")),
        *(("face!", "face"), ("«Face»", "face"), ("fa", "face"), ("belly", "abdomen"), ("bel", "abdomen")),
        *(("thigh", "thighs"), ("backs of the thighs", "back_of_thighs")),
        *(("several", "several_body_areas"), ("body", "several_body_areas"), ("another", "other")),
        *(("1", "face"), ("2", "thighs"), ("8", "other"), ("3.", "back_of_thighs"), ("٤", "hips")),
        ("５", "buttocks"),
    ],
)
def test_an_area_can_be_typed(chat: Chat, typed: str, area: str) -> None:
    chat.agree().send(typed)
    assert chat.answers == {"area": area}, chat.screen


@pytest.mark.parametrize("typed", ["b", "0", "99", "x", "???", "not my face", "1 2", "👍", "², ³"])
def test_what_is_not_clear_is_not_guessed_and_the_question_comes_again(chat: Chat, typed: str) -> None:
    question = chat.agree().card
    chat.send(typed)
    assert chat.answers == {}, chat.screen
    assert chat.card == question
    chat.see("I did not recognise that")


@pytest.mark.parametrize(
    ("typed", "age"), [("30 to 44", "30_44"), ("60", "60_plus"), ("45", "45_59"), ("I would rather not say", "unsaid")]
)
def test_an_age_group_can_be_typed(chat: Chat, typed: str, age: str) -> None:
    until("age", chat).send(typed)
    assert chat.answers["age"] == age


@pytest.mark.parametrize(
    ("years", "age"), [("31", "30_44"), ("44", "30_44"), ("52", "45_59"), ("17", None), ("100", "60_plus")]
)
def test_an_age_in_years_is_taken_for_no_other_group(chat: Chat, years: str, age: str | None) -> None:
    until("age", chat).send(years)
    assert chat.answers.get("age") in (age, None), chat.screen


def test_back_and_done_and_none_can_be_typed(chat: Chat) -> None:
    until("severity", chat).send("back").see_question("concern")
    chat = until("lifestyle", Chat()).send("I smoke").send("done").answer_until("health").send("none")
    assert chat.answers["lifestyle"] == ["smoking"]
    assert chat.answers["health"] == []


def test_several_can_be_typed_at_once_with_commas(chat: Chat) -> None:
    until("lifestyle", chat).send("I smoke, A lot of sun, 5").see("I smoke ✓", "A lot of sun ✓", "I move little ✓")
    chat.send("done")
    assert set(chat.answers["lifestyle"]) == {"smoking", "high_sun", "inactive"}


def test_the_same_thing_twice_in_one_list_counts_once(chat: Chat) -> None:
    until("lifestyle", chat).send("I smoke, i smoke").see("I smoke ✓")


def test_what_is_unclear_in_a_list_is_said_and_the_rest_counts(chat: Chat) -> None:
    until("health", chat).send("diabetes, unicorns").see("unicorns", "Diabetes ✓").see_question("health")


def test_a_typed_option_toggles_like_a_tap(chat: Chat) -> None:
    until("health", chat).send("diabetes").see("Diabetes ✓").send("Diabetes").see_not("Diabetes ✓")


def test_buttons_of_the_review_and_the_answer_can_be_typed(chat: Chat) -> None:
    chat.answer_all().send("change: age").see_question("age").send("60 or older").send("show my ranges")
    chat.see_numbers().send("why").see("Why these numbers").send("back to my ranges").see_numbers()


def test_words_mean_the_card_that_lies_on_top_first(chat: Chat) -> None:
    chat.agree().choose("area", "face").send("/delete").send("no").see_question("concern")
    chat.send("/delete").send("1").see("erased")


def test_beneath_an_open_card_the_question_can_still_be_answered(chat: Chat) -> None:
    until("severity", chat).send("/privacy")
    chat.tap_data("do:privacy").send("severe").see_question("skin_type")
    assert chat.answers["severity"] == "severe"


@pytest.mark.parametrize("words", ["help", "Help!", "privacy", "language", "emergency", "my answers", "delete"])
def test_commands_can_be_typed_as_words(chat: Chat, words: str) -> None:
    question = until("severity", chat).card
    chat.send(words)
    assert chat.cards != (question,)
    chat.see_not("I did not recognise")


@pytest.mark.parametrize(
    "typed",
    [
        *("x" * 4096, "face " * 800, "<b>bold</b>", "{answer}", "%(x)d", "\u200f", "\0", "a\nb", "/"),
        *("//", "@", "/ help"),
    ],
)
def test_whatever_is_typed_gets_a_kind_reply_and_the_question_again(chat: Chat, typed: str) -> None:
    question = until("severity", chat).card
    before = chat.answers
    chat.send(typed)
    assert chat.answers == before
    assert chat.card == question, chat.screen
    assert len(chat.cards) == 2, "a reply to what was typed, and the question"
    assert all(len(card.text) <= 4096 for card in chat.cards)


def test_an_unclear_part_of_a_long_list_is_not_thrown_back_whole(chat: Chat) -> None:
    until("health", chat).send("diabetes, " + "y" * 4000)
    assert all(len(card.text) <= 4096 for card in chat.cards)
    chat.see("Diabetes ✓")


@pytest.mark.parametrize(
    ("question", "typed", "option"),
    [
        *(("severity", "so-so", "moderate"), ("severity", "I don't know", "unsure")),
        *(("severity", "a little", "mild"), ("skin_type", "no idea", "unsure")),
        *(("age", "I am 47", "45_59"), ("age", "25", "18_29")),
    ],
)
def test_other_words_for_an_option_are_understood(chat: Chat, question: str, typed: str, option: str) -> None:
    until(question, chat).send(typed)
    assert chat.answers[question] == option, chat.screen


def test_start_again_in_words_asks_before_anything_is_lost(chat: Chat) -> None:
    chat.agree().choose("area", "face").send("start again")
    chat.see("Welcome back")
    assert chat.answers == {"area": "face"}


def test_none_beside_something_never_wipes_it_away(chat: Chat) -> None:
    """Nobody who names a pregnancy may end up with numbers because "none" stood behind it."""
    until("health", chat).send("pregnant, none").see_question("health")
    chat.see("Pregnant, or maybe pregnant ✓")
    assert chat.answers.get("health") is None


def test_naming_a_choice_again_in_a_list_does_not_take_it_back(chat: Chat) -> None:
    until("health", chat).send("pregnant, diabetes").send("pregnant, keloid")
    chat.see("Pregnant, or maybe pregnant ✓", "Diabetes ✓", "Thick scars (keloids) ✓")


def test_a_number_means_the_card_that_is_shown_after_a_danger(chat: Chat) -> None:
    chat.agree().choose("area", "face").send("I can't breathe").see("Call 112")
    chat.send("2").see("Good that you looked")
    chat.send("1").see_question("concern")


def test_a_number_after_distress_means_the_card_that_is_shown(chat: Chat) -> None:
    chat.agree().choose("area", "face").send("I hate my face").see("That sounds hard")
    chat.send("2").see_question("concern")


def test_a_number_after_under_18_is_no_agreement(chat: Chat) -> None:
    chat.send("/start").tap("I am under 18").send("1")
    assert "consent" not in (chat.kept or {})


def test_nothing_of_a_red_flag_is_kept_of_somebody_under_18(chat: Chat) -> None:
    chat.agree().choose("area", "face").send("I can't breathe").tap_data("consent:minor")
    assert "answers" not in (chat.kept or {})
    assert "18" not in str(chat.kept)
