"""From the first question to the answer and back: what somebody is asked, shown and told."""

import re
from dataclasses import replace
from datetime import date

import pytest

from tests.kit.answers import BODY, FACE, Said, answers_of, following
from tests.kit.chat import Chat, published
from tests.kit.people import ASK_FIRST, BODY_AREAS, FACE_CONCERNS, HABITS, HEALTH_STOPS, SEVERITIES, SKINS
from tests.kit.words import listed

YEARS = ["under_18", "18_29", "30_44", "45_59", "60_plus", "unsaid"]

# The table of the identifiers, in its order.
FACE_QUESTIONS = {
    "area": ["face", *BODY_AREAS, "other"],
    "concern": [*FACE_CONCERNS, "other_face"],
    "severity": [*SEVERITIES],
    "skin_type": [*SKINS],
    "age": YEARS,
    "lifestyle": [*HABITS],
    "health": [*HEALTH_STOPS, *ASK_FIRST],
}
BODY_QUESTIONS = {
    "area": ["face", *BODY_AREAS, "other"],
    "concern": ["cellulite", "fat_reduction", "other_body"],
    "severity": [*SEVERITIES],
    "skin_type": [*SKINS],
    "firmness": ["firm", "loose", "unsure"],
    "age": YEARS,
    "lifestyle": [*HABITS],
    "health": [*HEALTH_STOPS, *ASK_FIRST],
}
PREVENTION_QUESTIONS = {q: options for q, options in FACE_QUESTIONS.items() if q != "severity"}


def offered(chat: Chat) -> list[str]:
    """The options on the card, by identifier."""
    pairs = (data.split(":") for data in chat.data)
    return [pair[1] for pair in pairs if pair[0] == chat.open_question and pair[1] not in ("done", "none")]


# --- the questions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        (FACE_QUESTIONS, {}),
        (BODY_QUESTIONS, {"area": "thighs"}),
        (BODY_QUESTIONS, {"area": "several_body_areas"}),
        (PREVENTION_QUESTIONS, {"concern": "prevention"}),
    ],
)
def test_questions_come_in_order(chat: Chat, questions: dict[str, list[str]], said: Said) -> None:
    asked, places = [], []
    chat.agree()
    while chat.open_question:
        found = re.search(r"Question (\d+) of (\d+)", chat.text)
        assert found, chat.screen
        places.append((int(found[1]), int(found[2])))
        asked.append((chat.open_question, sorted(offered(chat))))
        chat.answer_one(**said)
    chat.see("Your answers")
    assert [each for each in asked if each[0] in BODY_QUESTIONS] == [
        (question, sorted(options)) for question, options in questions.items()
    ]
    assert all(number <= of for number, of in places), "a question beyond the last"
    # What is asked is known once area and wish are
    assert places[2:] == [(number, len(asked)) for number in range(3, len(asked) + 1)]


def test_back_leads_through_every_question_to_the_first_and_keeps_the_answers(chat: Chat) -> None:
    answers = chat.agree().answer_until("lifestyle", area="thighs").answers
    for question in ("age", "firmness", "skin_type", "severity", "concern", "area"):
        chat.tap("Back").see_question(question)
    assert chat.answers == answers
    assert "Back" not in chat.buttons, "there is nothing before the first question"


def test_going_back_and_choosing_again_goes_on_at_the_open_question(chat: Chat) -> None:
    chat.agree().choose("area", "face").choose("concern", "hydration").choose("severity", "mild")
    chat.tap("Back").see_question("severity").tap("Severe").see_question("skin_type")
    assert chat.answers == {"area": "face", "concern": "hydration", "severity": "severe"}


def test_going_back_to_the_area_and_choosing_the_body_asks_for_another_wish(chat: Chat) -> None:
    chat.agree().choose("area", "face").choose("concern", "hydration").choose("severity", "mild")
    for _question in ("severity", "concern", "area"):
        chat.tap("Back")
    chat.tap("Belly").see_question("concern").tap("Dimpled skin").see_question("skin_type")
    assert chat.answers == {"area": "abdomen", "concern": "cellulite", "severity": "mild"}


def test_back_from_the_health_question_keeps_what_was_chosen_there(chat: Chat) -> None:
    chat.agree().answer_until("health").choose("health", "diabetes").tap("Back").see_not("Diabetes")
    chat.answer_one().see_question("health").see("Diabetes ✓")


# --- several choices -----------------------------------------------------------------------------


@pytest.fixture
def at_habits(chat: Chat) -> Chat:
    return chat.agree().answer_until("lifestyle").see_question("lifestyle")


def test_a_tap_switches_on_and_the_next_switches_off(at_habits: Chat) -> None:
    chat = at_habits
    chat.tap("I smoke").see("I smoke ✓").see_question("lifestyle")
    chat.tap("A lot of sun").see("I smoke ✓", "A lot of sun ✓")
    chat.tap("I smoke").see_not("I smoke ✓").see("A lot of sun ✓")
    chat.tap("Done").see_question(following("lifestyle"))
    assert chat.answers["lifestyle"] == ["high_sun"]


def test_done_with_nothing_chosen_asks_again(at_habits: Chat) -> None:
    chat = at_habits
    chat.tap("Done").see_question("lifestyle").see("at least one")
    assert "lifestyle" not in chat.answers
    chat.tap("I smoke").tap("I smoke").tap("Done").see_question("lifestyle").see("at least one")


def test_none_forgets_what_was_chosen(at_habits: Chat) -> None:
    chat = at_habits
    chat.tap("I smoke").tap("None of these").see_question(following("lifestyle"))
    assert chat.answers["lifestyle"] == []


def test_an_unfinished_choice_is_no_answer_yet(at_habits: Chat) -> None:
    chat = at_habits
    chat.tap("I smoke")
    assert "lifestyle" not in chat.answers
    chat.send("/start").tap("Go on").see("I smoke ✓")


def test_changing_a_choice_to_nothing_asks_again_too(chat: Chat) -> None:
    chat.answer_all(lifestyle=("smoking",)).tap("Change: Habits")
    chat.see("I smoke ✓").tap("I smoke").tap("Done")
    chat.see_question("lifestyle").see("at least one")


# --- review and change ---------------------------------------------------------------------------


def test_the_review_says_every_answer_as_the_person_chose_it(chat: Chat) -> None:
    chat.answer_all(
        area="hips", severity="severe", firmness="loose", lifestyle=("smoking", "stress"), health=("keloid",)
    )
    chat.see("Hips", "cellulite", "Severe", "Normal", "Loose", "30 to 44", "I smoke", "A lot of stress")
    chat.see("Thick scars (keloids)").see_not("Typical published ranges")


def test_the_review_offers_to_change_every_answer(chat: Chat) -> None:
    chat.answer_all(area="hips")
    assert [data for data in chat.data if data.startswith("do:change:")] == [
        f"do:change:{question}" for question in answers_of(area="hips")
    ]


def test_changing_one_answer_keeps_all_others(chat: Chat) -> None:
    chat.answer_all(lifestyle=("smoking",), health=("diabetes",))
    before = chat.answers
    chat.tap("Change: Age").see_question("age").tap("60 or older").see("Your answers", "60 or older")
    assert chat.answers == {**before, "age": "60_plus"}


def test_back_from_a_change_leads_to_the_review_and_changes_nothing(chat: Chat) -> None:
    before = chat.answer_all().answers
    chat.tap("Change: Skin type").tap("Back").see("Your answers")
    assert chat.answers == before


def test_from_the_face_to_the_body_only_what_became_open_is_asked(chat: Chat) -> None:
    chat.answer_all(skin_type="sensitive", health=("diabetes",))
    chat.tap("Change: Area").tap("Thighs").see_question("concern")
    chat.tap("Dimpled skin").see_question("firmness").tap("Loose").see("Your answers")
    assert chat.answers["skin_type"] == "sensitive"
    assert chat.answers["health"] == ["diabetes"]
    chat.tap("Show my ranges").see("8 to 10 sessions, or more")


def test_from_prevention_to_a_concern_the_severity_is_asked_and_nothing_else(chat: Chat) -> None:
    chat.answer_all(concern="prevention").choose("do", "change:concern").tap("Fine lines")
    chat.see_question("severity").tap("Mild").see("Your answers")


def test_a_change_to_an_area_without_numbers_and_back_keeps_the_answers(chat: Chat) -> None:
    before = chat.answer_all(health=("keloid",)).answers
    chat.tap("Change: Area").tap("Another area").see_no_numbers()
    chat.tap("Change an answer").tap("Change: Area").tap("Face").see("Your answers")
    assert chat.answers == before


def test_in_the_middle_the_answers_so_far_can_be_looked_at_and_changed(chat: Chat) -> None:
    chat.agree().choose("area", "face").choose("concern", "fine_lines").choose("severity", "mild")
    chat.send("/change").see("Your answers", "Fine lines", "Mild").see_not("Show my ranges")
    chat.choose("do", "change:concern").tap("Acne scars").see_question("skin_type")
    assert chat.answers == {"area": "face", "concern": "acne_scars", "severity": "mild"}


# --- the answer ----------------------------------------------------------------------------------


def test_the_answer_shows_every_range_of_the_table(chat: Chat) -> None:
    chat.ask_for_numbers(concern="fine_lines", severity="mild").see_numbers()
    chat.see("3 to 5 sessions", "2 weeks", "session 2 or 3", "1 to 3 months")


def test_the_answer_for_the_body_shows_both_points_and_says_what_is_inferred(chat: Chat) -> None:
    chat.ask_for_numbers(area="hips", severity="severe").see_numbers()
    chat.see("8 to 10 sessions, or more", "1 to 2 weeks", "6 to 10", "2 to 4 months", "(our estimate)")


def test_above_the_numbers_it_says_that_they_are_no_plan(chat: Chat) -> None:
    first = chat.ask_for_numbers().cards[0].text.splitlines()[0]
    assert first.startswith("Typical"), first
    assert "not a plan for you" in first


@pytest.mark.parametrize(
    "said",
    [
        FACE,
        BODY,
        {**FACE, "health": ("diabetes",)},
        {**FACE, "health": ("blood_thinners",)},
        {**BODY, "health": ("isotretinoin", "cold_sores")},
    ],
    ids=["face", "body", "diabetes", "blood thinners", "isotretinoin"],
)
def test_the_numbers_come_with_who_decides_and_how_weak_the_evidence_is(chat: Chat, said: Said) -> None:
    chat.ask_for_numbers(**said)
    chat.see("clinician examines", "Some people see no change", "tudies are small and mixed")


def test_the_answer_ends_with_where_help_is_and_how_to_erase(chat: Chat) -> None:
    """The end of an answer: emergency signs in one line, the clinic, /delete."""
    chat.ask_for_numbers()
    chat.see("/delete")
    assert "112" in chat.text or "do:emergency" in chat.data or "/emergency" in chat.text, chat.screen


@pytest.mark.parametrize("condition", ASK_FIRST)
def test_somebody_who_asks_first_sees_the_ranges_under_that_condition(chat: Chat, condition: str) -> None:
    chat.ask_for_numbers(health=(condition,)).see_numbers()
    text = chat.cards[0].text
    assert text.index("nly if a clinician clears you first") < text.index("sessions"), chat.screen


@pytest.mark.parametrize("medicine", ["blood_thinners", "isotretinoin"])
def test_nobody_is_led_to_stop_a_prescribed_medicine(chat: Chat, medicine: str) -> None:
    chat.ask_for_numbers(health=(medicine,)).see("Do not stop a prescribed medicine")


def test_the_answer_ends_in_a_choice(chat: Chat) -> None:
    chat.ask_for_numbers()
    assert {"do:why", "do:aftercare", "do:refine", "do:change", "do:restart"} <= set(chat.data), chat.screen
    assert any(data.startswith("do:expect") for data in chat.data), chat.screen


def test_expectations_turn_page_by_page_and_come_back(chat: Chat) -> None:
    chat.ask_for_numbers(skin_type="sensitive")
    said, pages = chat.cards[-1].text.splitlines(), 1
    while "More to expect" in chat.buttons:
        chat.tap("More to expect")
        new = [line for line in chat.text.splitlines() if line.startswith("•")]
        assert new
        assert not set(new) & set(said), "a page repeats another"
        assert len(new) <= 4
        said, pages = [*said, *new], pages + 1
        assert pages < 10, "the pages do not end"
    assert pages > 1
    everything = " ".join(said)
    for words in ("sun", "Weekly", "longer gaps", "mild products", "choice", "More often is not better"):
        assert words in everything, f"{words!r} is not in\n{everything}"
    chat.tap("Back to my ranges").see_numbers()


def test_why_names_the_answers_that_moved_the_numbers_and_the_facts(chat: Chat) -> None:
    chat.ask_for_numbers(area="hips", firmness="loose", age="60_plus", lifestyle=("smoking",))
    chat.tap("Why these numbers").see("How many: 8 to 10 sessions", "starts at 7 to 9 sessions")
    shown = chat.text
    while "More reasons" in chat.buttons:
        shown += chat.tap("More reasons").text
    for words in listed("""
        “Loose”: more sessions. Severe dimples or loose skin can take even more sessions
        “60 or older”: more sessions
        “I smoke”: more sessions. Some habits can delay change. (C19 and C25)
        Counting smoking is our reading | C30 | C17 | C19
        Several answers together move it by one step at most | studies are small and mixed
    """):
        assert words in shown, f"{words!r} is not in\n{shown}"
    chat.tap("Back to my ranges").see_numbers()


def test_why_says_when_nothing_moved_the_numbers(chat: Chat) -> None:
    chat.ask_for_numbers(concern="prevention").tap("Why these numbers")
    chat.see("No other answer changed it", "F47")


def test_each_range_has_its_own_reasons(chat: Chat) -> None:
    chat.ask_for_numbers(concern="fine_lines", skin_type="sensitive")
    chat.tap("Why these numbers").see("How many: 4 to 6 sessions", "F31")
    chat.tap("Gap").see("Gap: about 2 to 4 weeks", "starts at 2 weeks apart", "F31", "F49")
    chat.tap("More reasons").see("“Sensitive, reactive or thin”: longer gaps. Sensitive skin, or skin that")
    chat.tap("Top-ups").see("starts at 4 to 6 weeks apart").tap("More reasons").see("top-ups further apart")
    chat.tap("Where this comes from").see("All facts used", "two general web articles")


def test_what_is_our_reading_is_said_with_the_range(chat: Chat) -> None:
    chat.ask_for_numbers(area="hips").tap("Why these numbers").see("its split by degree is ours")
    chat.tap("Gap").see("No article prints this", "Our reading starts at 1 to 2 weeks apart", "C11")


def test_a_reason_is_one_tap_away_from_another_answer(chat: Chat) -> None:
    chat.ask_for_numbers(concern="fine_lines", skin_type="sensitive").tap("Why these numbers").tap("Gap")
    while "Change: Skin type" not in chat.buttons:
        chat.tap("More reasons")
    chat.tap("Change: Skin type").see_question("skin_type").tap("Normal").see_numbers()
    chat.see("Gap: about 2 to 4 weeks → about 2 weeks")


def test_every_phase_is_two_taps_from_the_answer_with_the_signs_that_need_help(chat: Chat) -> None:
    chat.ask_for_numbers().tap("Before and after a session")
    phases = [label for label, data in zip(chat.buttons, chat.data, strict=True) if "phase:" in data]
    assert phases == ["Before", "The same day", "The first days", "The weeks between", "After the course"]
    for phase in phases:
        chat.send("start").tap("Go on").tap("Before and after a session").tap(phase)
        assert "do:emergency" in chat.data, chat.screen
        chat.tap("Back to my ranges").see_numbers()
    chat.tap("Before and after a session").tap("The first days").see("Worse after 48 hours", "mild products")


def test_phases_can_be_read_before_anything_is_agreed(chat: Chat) -> None:
    chat.send("/start").tap("General information").tap("Aftercare").tap("Before and after a session")
    chat.tap("The weeks between").see("More often is not better", "new lump").tap("Back to the beginning")
    chat.see("Hello")


def test_what_changed_is_said_with_the_answer_that_changed_it(chat: Chat) -> None:
    chat.ask_for_numbers(area="hips", severity="mild").see("6 to 8 sessions")
    chat.tap("Change an answer").tap("Change: How much").tap("Severe")
    chat.see_numbers().see("How many: 6 to 8 sessions → 8 to 10 sessions, or more", "How much it shows", "Severe")


def test_a_change_that_moves_nothing_says_so(chat: Chat) -> None:
    chat.ask_for_numbers(skin_type="normal").send("/change").tap("Change: Skin type").tap("Dry")
    chat.see_numbers().see("stay the same", "Skin type", "Dry")


def test_the_same_answer_again_claims_no_change(chat: Chat) -> None:
    chat.ask_for_numbers(skin_type="normal").send("/change").tap("Change: Skin type").tap("Normal")
    chat.see_numbers().see_not("Skin type", "stay the same", "Before and now")


def test_a_gap_and_top_ups_that_moved_are_said_too(chat: Chat) -> None:
    chat.ask_for_numbers(concern="fine_lines", severity="moderate")
    chat.send("/change").tap("Change: Skin type").tap("Sensitive")
    chat.see("Gap: about 2 weeks → about 2 to 4 weeks", "Top-ups, if wanted: 4 to 6 weeks apart → ")


def test_one_tap_takes_a_change_back_and_one_more_makes_it_again(chat: Chat) -> None:
    numbers = chat.ask_for_numbers(area="hips", severity="mild").cards[0]
    chat.tap("Change an answer").tap("Change: How much").tap("Severe")
    chat.tap("Take the change back").see("→ 6 to 8 sessions")
    assert chat.cards[0] == numbers
    assert chat.answers["severity"] == "mild"
    chat.tap("Take the change back").see("How many: 8 to 10 sessions, or more")


def test_an_answer_that_another_one_made_idle_comes_back_with_it(chat: Chat) -> None:
    numbers = chat.ask_for_numbers(concern="fine_lines").tap("Refine").tap("Tell me: Product").tap("Collagen").cards[0]
    chat.tap("Change an answer").tap("Change: Area").tap("Hips").answer(area="hips", concern="cellulite")
    chat.see_numbers().tap("Take the change back")
    assert chat.cards[0] == numbers


@pytest.mark.parametrize("before", [{}, {"area": "hips"}, {"area": "gone"}])
def test_answers_that_no_longer_fit_are_not_taken_back_to(chat: Chat, before: dict[str, str]) -> None:
    kept = chat.ask_for_numbers(area="hips", severity="mild").kept or {}
    again = Chat(kept={**kept, "before": before}).tap_data("do:undo").see_numbers()
    assert again.answers == chat.answers


def test_nothing_is_taken_back_past_a_red_flag(chat: Chat) -> None:
    chat.ask_for_numbers(area="hips", severity="mild")
    chat.tap("Change an answer").tap("Change: How much").tap("Severe")
    chat.send("/emergency").tap("B: growing heat")
    chat.tap_data("do:undo").see_no_numbers().see("Call 112")


def test_why_says_that_no_clinician_has_reviewed_the_table(chat: Chat) -> None:
    chat.ask_for_numbers().tap("Why these numbers").tap("Where this comes from").see("No clinician has reviewed")


def test_why_names_the_clinician_who_signed_the_table() -> None:
    signed = {"reviewed_by": "Dr. A. Example", "reviewed_on": date(2026, 11, 20)}
    chat = Chat(guide=replace(published(), protocol=published().protocol.model_copy(update=signed)))
    chat.ask_for_numbers().tap("Why these numbers").tap("Where this comes from")
    chat.see("Reviewed by Dr. A. Example on November 20, 2026")


# --- refining ------------------------------------------------------------------------------------


def test_refining_offers_product_and_stage_on_the_face(chat: Chat) -> None:
    chat.ask_for_numbers().tap("Refine")
    assert [data for data in chat.data if data.startswith("do:change")] == ["do:change:product", "do:change:stage"]


def test_refining_offers_no_product_on_the_body(chat: Chat) -> None:
    chat.ask_for_numbers(area="hips").tap("Refine")
    assert [data for data in chat.data if data.startswith("do:change")] == ["do:change:stage"]


def test_a_known_product_moves_the_gap_and_says_so(chat: Chat) -> None:
    chat.ask_for_numbers().tap("Refine").choose("do", "change:product").see_question("product")
    assert offered(chat) == ["unknown", "hyaluronic_acid", "collagen", "light_serum"]
    chat.tap("Collagen").see_numbers().see(
        "about 2 weeks to 1 month → about 4 to 6 weeks", "Product", "Collagen or growth factors"
    )


def test_somebody_in_a_course_is_asked_how_it_went(chat: Chat) -> None:
    chat.ask_for_numbers().tap("Refine").choose("do", "change:stage").see_question("stage")
    assert offered(chat) == ["not_started", "in_course", "finished"]
    chat.choose("stage", "in_course").see_question("response")
    assert offered(chat) == ["good", "plateau", "irritated", "red_flag"]
    chat.choose("response", "irritated").see_numbers()
    chat.see("Pause", "ave no more sessions")


@pytest.mark.parametrize("stage", ["not_started", "finished"])
def test_nobody_else_is_asked_how_it_went(chat: Chat, stage: str) -> None:
    chat.ask_for_numbers().tap("Refine").choose("do", "change:stage").choose("stage", stage).see_numbers()


def test_after_a_finished_course_only_the_maintenance_is_shown(chat: Chat) -> None:
    chat.ask_for_numbers().tap("Refine").choose("do", "change:stage").choose("stage", "finished")
    chat.see("Top-ups", "1 to 3 months").see_not("How many", "Gap:", "First change")


def test_leaving_the_refining_questions_keeps_the_answer(chat: Chat) -> None:
    numbers = chat.ask_for_numbers().cards[0]
    chat.tap("Refine").choose("do", "change:product").tap("Back")
    assert chat.cards[0] == numbers


def test_what_was_refined_is_in_the_review_and_can_be_changed(chat: Chat) -> None:
    chat.ask_for_numbers().tap("Refine").choose("do", "change:product").tap("Collagen")
    chat.send("/change").see("Collagen or growth factors").tap("Change: Product").tap("I do not know")
    chat.see_numbers().see("2 weeks to 1 month")
