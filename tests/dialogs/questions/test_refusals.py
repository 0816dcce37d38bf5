"""Who gets no numbers: a message of their own, a next step, and the general information."""

import re
from itertools import combinations

import pytest

from tests.kit.answers import Said
from tests.kit.chat import Chat
from tests.kit.people import HEALTH_STOPS

REFUSED: dict[str, Said] = {
    "under_18": {"age": "under_18"},
    **{condition: {"health": (condition,)} for condition in HEALTH_STOPS},
    "fat_reduction": {"area": "abdomen", "concern": "fat_reduction"},
    "other": {"area": "other"},
    "other_face": {"concern": "other_face"},
    "other_body": {"area": "hips", "concern": "other_body"},
}

# Words of each message that say what it is about, and whom to turn to.
SAID = {
    "under_18": ("adults", "doctor"),
    "pregnant": ("pregnan", "midwife or doctor"),
    "breastfeeding": ("breastfeeding", "midwife or doctor"),
    "active_infection": ("heal", "doctor"),
    "ingredient_allergy": ("allergy", "ingredients"),
    "cancer_treatment": ("cancer", "team that treats you"),
    "immunosuppression": ("immune system", "doctor"),
    "fat_reduction": ("Regulators warn", "fat-dissolving"),
    "other": ("area", "clinic can"),
    "other_face": ("wish", "clinic can"),
    "other_body": ("wish", "clinic can"),
}

NUMBERS_THAT_ARE_NO_RANGE = {"112", "999", "911", "18", "48"}


@pytest.fixture(params=REFUSED)
def refused(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def stopped(chat: Chat, refused: str) -> Chat:
    return chat.answer_all(**REFUSED[refused])


def test_the_message_says_why_and_what_next(stopped: Chat, refused: str) -> None:
    stopped.see(*SAID[refused])


def test_there_is_no_number_in_it(stopped: Chat) -> None:
    stopped.see_no_numbers()
    assert set(re.findall(r"\d+", stopped.text)) <= NUMBERS_THAT_ARE_NO_RANGE, stopped.screen


def test_the_questions_end_there(stopped: Chat) -> None:
    assert stopped.open_question is None, stopped.screen


def test_general_information_stays_open_and_leads_back(stopped: Chat, refused: str) -> None:
    first = stopped.card
    stopped.tap("General information").tap("Aftercare").see("sun")
    stopped.tap("Back")
    assert refused == "under_18" or stopped.card == first


@pytest.mark.parametrize("data", ["do:answer", "do:why", "do:expect", "do:expect:4", "do:refine", "do:resume"])
def test_no_button_of_an_answer_gets_past_it(stopped: Chat, data: str) -> None:
    stopped.tap_data(data).see_no_numbers()


@pytest.mark.parametrize("words", ["/start", "/change", "Show my ranges", "why", "1", "2"])
def test_no_words_get_past_it(stopped: Chat, words: str) -> None:
    stopped.send(words).see_not("Typical published ranges", "How many:")


def test_every_message_is_of_its_own() -> None:
    texts = {refused: Chat().answer_all(**said).text for refused, said in REFUSED.items()}
    for (one, words), (other, others) in combinations(texts.items(), 2):
        assert words != others, f"{one} and {other} read the same:\n{words}"


@pytest.mark.parametrize("condition", HEALTH_STOPS)
def test_a_health_answer_that_stops_can_be_changed(chat: Chat, condition: str) -> None:
    before = chat.answer_all(health=(condition,), lifestyle=("stress",)).answers
    chat.tap("Change an answer").tap("Change: Health").tap("None of these").see("Your answers")
    assert chat.answers == {**before, "health": []}
    chat.tap("Show my ranges").see_numbers()


def test_back_from_the_message_leads_to_the_last_question(chat: Chat) -> None:
    chat.answer_all(health=("pregnant",)).tap_data("do:back").see_question("health").see("✓")


def test_a_stop_among_other_conditions_still_stops(chat: Chat) -> None:
    chat.answer_all(health=("diabetes", "breastfeeding", "isotretinoin"))
    chat.see("breastfeeding", "Do not stop a prescribed medicine").see_no_numbers()


def test_two_stops_are_both_spoken_to(chat: Chat) -> None:
    chat.answer_all(health=("pregnant", "active_infection")).see("pregnan", "heal").see_no_numbers()


def test_a_stop_that_comes_with_a_change_after_the_answer_takes_the_numbers_away(chat: Chat) -> None:
    chat.ask_for_numbers().send("/change").tap("Change: Health").tap("Pregnant").tap("Done")
    chat.see("pregnan").see_no_numbers()
    chat.send("/start").tap("Go on").see_no_numbers()


def test_an_old_health_card_of_somebody_with_numbers_takes_them_away(chat: Chat) -> None:
    health = chat.agree().answer_until("health").card
    chat.choose("health", "none").tap("Show my ranges").see_numbers()
    chat.tap("Breastfeeding", on=health).see_not("Typical published ranges")
    for data in ("do:answer", "do:resume", "do:why", "do:expect"):
        chat.tap_data(data).see_not("Typical published ranges", "Why these numbers")


def test_with_an_ingredient_allergy_the_product_is_not_to_be_had(chat: Chat) -> None:
    chat.answer_all(health=("ingredient_allergy",)).see("do not have that product")


def test_fat_reduction_is_no_way_to_lose_weight(chat: Chat) -> None:
    chat.answer_all(area="thighs", concern="fat_reduction").see("not a way to lose weight")
