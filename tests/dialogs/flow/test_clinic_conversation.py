"""The conversation in a clinic's name: from its link to its phone, its prices, and another clinic's link."""

from datetime import UTC, datetime
from unittest.mock import ANY

import pytest

from bot.clinics.directory import Directory
from bot.clinics.shape import WEEKDAYS
from tests.kit.answers import BODY, FACE, Said
from tests.kit.chat import Chat
from tests.kit.clinics import OTRA, SIGNED, SMILE, directory
from tests.kit.words import listed

CLINICS = directory()
OWN = SMILE.replace("products", 'protocol = "own.toml"\nproducts')


def at_smile(language: str = "en", payload: str = "smile") -> Chat:
    return Chat(language, clinics=CLINICS).send(f"/start {payload}")


def at_otra() -> Chat:
    return Chat("ru", clinics=CLINICS).send("/start otra")


def with_numbers(clinics: Directory = CLINICS, /, **said: str | tuple[str, ...]) -> Chat:
    chat = Chat(clinics=clinics).send("/start smile").choose("consent", "agree")
    return chat.answer(**said).tap("Show my ranges")


# --- the first word ------------------------------------------------------------------------------


def test_the_clinic_greets_in_the_persons_language_and_says_that_it_earns_with_it() -> None:
    at_smile().see("Welcome to Clinic Smile.", "We are glad that you are here.")
    at_smile().see("The clinic offers this treatment.", "Call 112.", "not a person and not a doctor")
    at_smile("ru").see("Clinic Smile", "Мы рады, что вы здесь.").see_not("We are glad")


def test_somebody_with_another_language_gets_the_first_of_the_clinics() -> None:
    Chat("de", clinics=CLINICS).send("/start otra").see("Clínica Otra").see("Мне 18 или больше")
    Chat("de", clinics=CLINICS).send("/start smile").see("I am 18 or older")


def test_only_the_clinics_languages_can_be_chosen() -> None:
    assert len(at_otra().send("/language").buttons) == 1


def test_danger_is_understood_in_every_language_whatever_the_clinic_speaks() -> None:
    at_otra().send("I can't breathe").see("123")


def test_a_clinic_without_a_line_in_this_language_leaves_no_gap() -> None:
    chat = Chat("ru", clinics=directory(SMILE.replace('ru = "Мы рады, что вы здесь."', ""))).send("/start smile")
    assert "\n\n\n" not in chat.text
    chat.see_not("We are glad")


@pytest.mark.parametrize("payload", ["", "nobody", "smile2", "x" * 64, "__smile", "smile-", "SMILE__", "_", "-"])
def test_a_link_of_no_clinic_begins_neutral(payload: str) -> None:
    chat = Chat(clinics=CLINICS).send(f"/start {payload}".strip())
    if payload == "SMILE__":
        chat.see("Clinic Smile")
    else:
        chat.see("Hello, I am Mesoguide.").see_not("Clinic")


def test_the_emergency_number_is_the_clinics_everywhere() -> None:
    chat = at_otra()
    for act in ("do:emergency", "do:urgent:now", "do:urgent:today", "do:urgent:support", "do:phase:same_day"):
        chat.tap_data(act).see("123").see_not("112")


# --- what the link says --------------------------------------------------------------------------


def test_an_area_in_the_link_is_said_and_need_not_be_answered() -> None:
    chat = at_smile(payload="smile__spring__area_face").choose("consent", "agree")
    chat.see("Your link is about: Face.").see_progress("concern")
    chat.tap("Back").see_question("area").choose("area", "thighs").see_question("concern").see("Dimpled")
    assert chat.answers == {"area": "thighs"}


def test_nothing_of_a_link_is_an_answer_before_somebody_agrees() -> None:
    assert at_smile(payload="smile__area_face").answers == {}


def test_the_same_link_again_changes_no_answer() -> None:
    chat = with_numbers(area="thighs").send("/start smile__area_face").see("Welcome back to Clinic Smile.")
    assert chat.answers["area"] == "thighs"


@pytest.mark.parametrize("payload", ["smile__area_other", "smile__area_", "smile__area_nose", "smile__health_pregnant"])
def test_what_no_link_may_say_is_ignored(payload: str) -> None:
    at_smile(payload=payload).choose("consent", "agree").see_progress("area")


# --- its product, its protocol -------------------------------------------------------------------


def test_the_product_that_the_clinic_uses_need_not_be_known() -> None:
    clinic = with_numbers(concern="hydration", severity="mild")
    clinic.see("Counted with “Hyaluronic acid”, which Clinic Smile uses.")
    told = Chat().ask_for_numbers(concern="hydration", severity="mild")
    told.tap("Refine").choose("do", "change:product").choose("product", "hyaluronic_acid")
    assert next(line for line in clinic.text.splitlines() if "Gap" in line) in told.text
    assert "product" not in clinic.answers, "what the clinic said is no answer of the person"


def test_what_a_person_says_about_the_product_goes_before_what_the_clinic_says() -> None:
    chat = with_numbers(concern="elasticity").tap("Refine").choose("do", "change:product")
    chat.see("Clinic Smile uses this product: Hyaluronic acid.").choose("product", "collagen")
    chat.see_not("Counted with").see("4 to 6 weeks")


def test_of_several_products_none_is_taken_for_granted_and_all_are_named() -> None:
    chat = at_otra().choose("consent", "agree").answer().choose("do", "answer")
    chat.see_not("Clínica Otra использует").choose("do", "refine").choose("do", "change:product")
    chat.see("Clínica Otra", "Коллаген")


def test_products_are_for_the_face() -> None:
    with_numbers(**BODY).see_not("Counted with")


def test_its_own_protocol_shows_with_reviewer_and_day() -> None:
    own = directory(OWN + OTRA, SIGNED)
    chat = with_numbers(own, concern="fine_lines").see("4 to 5 sessions")
    chat.tap("Why these numbers")
    while "More reasons" in chat.buttons:
        chat.tap("More reasons")
    chat.see("Clinic Smile chose these ranges itself", "smile-3", "Reviewed by Dr. Ada Example on October 1, 2026.")
    chat.tap("Where this comes from").see("Dr. Ada Example", "Clinic Smile chose")
    Chat(clinics=own).ask_for_numbers(concern="fine_lines").see("4 to 6 sessions")


def test_a_protocol_wider_than_what_is_published_is_never_shown() -> None:
    wide = SIGNED.replace("S3 = { range = [4, 5]", "S3 = { range = [4, 9]")
    own = directory(OWN, wide)
    assert any("4 to 9" in remark for remark in own.clinics.remarks)
    chat = with_numbers(own, concern="fine_lines").see("4 to 6 sessions").see_not("9")
    chat.tap("Why these numbers").tap("Where this comes from").see_not("Dr. Ada")


# --- talking to it, and what it costs ------------------------------------------------------------


def test_the_clinic_can_be_reached_from_the_answer_and_from_help() -> None:
    chat = with_numbers().tap("Talk to the clinic")
    chat.see("+49 30 1234567", "Beispielstraße 1", "Mon to Tue: 9:00 AM to 12:30 PM and 2:00 PM to 6:00 PM")
    chat.see("Wed to Thu: closed", "Fri: 9:00 AM to 1:00 PM")
    assert "https://clinic.example" in chat.data
    chat.tap("Back to my ranges").see_numbers()
    chat.send("/help").tap("Talk to the clinic").see("+49 30 1234567")
    chat.send("/human").see("+49 30 1234567")


# The kit's clock: Monday 23 November 2026, 12:30 in UTC, 13:30 in Berlin
@pytest.mark.parametrize(
    ("monday", "said"),
    [
        ("09:00-12:30, 14:00-18:00", "Closed now. Opens today at 2:00 PM."),
        ("09:00-18:00", "Open now, until 6:00 PM."),
        ("09:00-13:30", "Closed now. Opens tomorrow at 9:00 AM."),
        ("13:30-13:45", "Open now, until 1:45 PM."),
    ],
)
def test_open_or_closed_is_told_in_the_clinics_own_time(monday: str, said: str) -> None:
    text = SMILE.replace('monday = "09:00-12:30, 14:00-18:00"', f'monday = "{monday}"')
    Chat(clinics=directory(text)).send("/start smile").send("/human").see(said)


def test_a_clinic_that_opens_days_later_says_on_which() -> None:
    text = SMILE.replace('monday = "09:00-12:30, 14:00-18:00"\n', "").replace(
        'tuesday = "09:00-12:30, 14:00-18:00"\n', ""
    )
    Chat(clinics=directory(text)).send("/start smile").send("/human").see("Closed now. Opens Fri at 9:00 AM.")


def test_a_clinic_that_never_closes_says_so() -> None:
    hours = "\n".join(f'{day} = "00:00-24:00"' for day in WEEKDAYS)
    text = SMILE.partition("[clinic.hours]")[0] + "[clinic.hours]\n" + hours
    Chat(clinics=directory(text)).send("/start smile").send("/human").see("Open now.", "Mon to Sun: day and night")


def test_booking_opens_a_web_page_and_takes_nothing_along() -> None:
    chat = with_numbers().tap("Talk to the clinic").tap("Book a consultation")
    chat.see("Nothing from this chat goes along.")
    assert "https://clinic.example/book" in chat.data


def test_a_clinic_that_says_little_has_no_empty_lines_and_no_dead_buttons() -> None:
    chat = at_otra().send("/human").see("Clínica Otra")
    assert not [data for data in chat.data if data in ("do:book", "")]
    chat.tap_data("do:book").see("Clínica Otra")


def test_the_price_is_sessions_times_price_with_top_ups_apart() -> None:
    chat = with_numbers(concern="fine_lines").see("4 to 6 sessions").tap("What it may cost")
    chat.see("4 to 6 sessions: €360 to €720", "One session: €90 to €120", "Consultation: €40")
    chat.see("Each top-up, if wanted: €90 to €120", "It is not a final price.")


def test_an_open_end_has_an_open_price() -> None:
    chat = with_numbers(**{**BODY, "severity": "severe"}).tap("What it may cost")
    chat.see("8 to 10 sessions, or more: €720 to €1,200, or more")


def test_after_a_course_only_top_ups_have_a_price() -> None:
    chat = with_numbers().tap("Refine").choose("do", "change:stage").choose("stage", "finished")
    chat.tap("What it may cost").see("Each top-up").see_not("4 to 6", "One session:")


def test_a_price_keeps_the_caution_of_the_numbers() -> None:
    with_numbers(health=("diabetes",)).tap("What it may cost").see("Only if a clinician clears you first")


def test_one_price_and_a_free_consultation() -> None:
    text = SMILE.replace("session_from = 90\nsession_to = 120\nconsultation = 40", "session = 99.5\nconsultation = 0")
    chat = with_numbers(directory(text), concern="fine_lines").tap("What it may cost")
    chat.see("One session: €99.50", "4 to 6 sessions: €398 to €597", "Consultation: free")


def test_money_is_written_as_the_language_writes_it() -> None:
    chat = Chat("ru", clinics=CLINICS).send("/start smile").choose("consent", "agree")
    chat.answer(concern="fine_lines").choose("do", "answer").choose("do", "costs")
    assert "360\N{NO-BREAK SPACE}€" in chat.text


def test_without_prices_the_clinic_is_asked() -> None:
    chat = at_otra().choose("consent", "agree")
    chat.answer().choose("do", "answer").choose("do", "costs").see("Clínica Otra")
    assert not any(character in chat.text for character in "€$₽")
    assert "do:contact" in chat.data


@pytest.mark.parametrize("condition", ["pregnant", "active_infection", "cancer_treatment"])
def test_who_gets_no_numbers_gets_no_price_but_the_clinic(condition: str) -> None:
    chat = at_smile().choose("consent", "agree").answer(health=(condition,))
    chat.see_no_numbers().tap_data("do:costs").see_no_numbers().see_not("€")
    chat.tap("Talk to the clinic").see("+49 30 1234567")


def test_somebody_under_18_is_offered_nothing() -> None:
    chat = at_smile().tap("I am under 18")
    assert not {"do:contact", "do:book", "do:costs"} & set(chat.data)


def test_a_red_flag_reads_the_number_first_and_no_offer() -> None:
    chat = with_numbers().tap_data("do:urgent:now").send("/human")
    assert chat.text.startswith("Urgent? Call 112 first."), chat.screen
    assert "do:book" not in chat.data
    chat.tap_data("do:book")
    assert "https://clinic.example/book" not in chat.data
    chat.tap_data("do:costs").see_not("€")


def test_the_clinics_privacy_page_is_one_tap_away() -> None:
    chat = at_smile().send("/privacy").see("Clinic Smile GmbH, privacy@clinic.example")
    assert "https://clinic.example/privacy" in chat.data
    chat.see("The clinic gets counts only")


def test_without_a_clinic_there_is_none_to_talk_to() -> None:
    chat = Chat().ask_for_numbers()
    assert not {"do:contact", "do:costs"} & set(chat.data)
    chat.tap_data("do:contact").see("Nobody reads along here.")
    chat.tap_data("do:costs").see("I know no prices.").see_not("€")


# --- another clinic ------------------------------------------------------------------------------


def both(first: str = "smile", **said: str | tuple[str, ...]) -> Chat:
    """Somebody with numbers from one clinic who opens the link of the other."""
    two = directory(SMILE + OTRA.replace('["ru"]', '["en", "ru"]'))
    chat = Chat(clinics=two).send(f"/start {first}").choose("consent", "agree").answer(**said)
    chat.tap("Show my ranges")
    return chat.send("/start otra" if first == "smile" else "/start smile")


def test_another_clinics_link_asks_which_one_is_meant() -> None:
    both().see("Which clinic do you mean?", "Clinic Smile", "Clínica Otra")


def test_an_export_names_both_links() -> None:
    both().send("/export").see("Came by the link: smile", "Opened another link: otra")


def test_staying_changes_nothing() -> None:
    chat = both()
    before = chat.answers
    chat.tap("Stay with Clinic Smile").see_numbers().send("/human").see("Clinic Smile")
    assert chat.answers == before
    assert chat.kept
    assert chat.kept["payload"] == "smile"


def test_starting_anew_takes_nothing_along() -> None:
    chat = both().tap("Clínica Otra, starting again").see("Welcome to Clínica Otra.", "Call 123.")
    assert chat.kept == {"state": "welcome", "payload": "otra", "counted": ANY}
    chat.choose("consent", "agree").see_progress("area")


def test_going_along_asks_to_agree_again_and_then_shows_the_other_clinics_answer() -> None:
    chat = both(concern="elasticity").tap("Clínica Otra, with my answers").see("Welcome to Clínica Otra.")
    assert chat.kept
    assert "consent" not in chat.kept
    chat.choose("consent", "agree").see_not("Question")
    if "do:answer" in chat.data:
        chat.tap("Show my ranges")
    chat.see_numbers().see_not("Counted with").send("/human").see("Clínica Otra")


def test_before_an_agreement_the_numbers_of_the_answers_are_not_shown() -> None:
    chat = both().tap("Clínica Otra, with my answers")
    for data in listed("""
        do:answer | do:why | do:picture | do:summary | do:costs | area:face | do:change:area
    """):
        chat.tap_data(data).see_no_numbers()


def test_until_somebody_chooses_everything_stays() -> None:
    chat = both()
    for act in ("/help", "/change", "something else", "/privacy"):
        chat.send(act)
    chat.send("/human").see("Clinic Smile")
    chat.tap_data("do:clinic:nonsense").see("Which clinic do you mean?")


def test_an_old_question_about_clinics_moves_nobody() -> None:
    chat = both()
    card = chat.card
    chat.tap("Stay with Clinic Smile")
    chat.tap("Clínica Otra, starting again", on=card).see_numbers()
    chat.send("/human").see("Clinic Smile")


def test_somebody_who_only_looked_at_the_first_clinic_is_welcomed_by_the_second() -> None:
    at_smile().send("/start otra").see("Clínica Otra").see_not("Smile")


def test_from_no_clinic_to_one_is_asked_too() -> None:
    chat = Chat(clinics=CLINICS).ask_for_numbers().send("/start smile")
    chat.see("So far you have talked with me without a clinic.").tap("Go on as before").see_numbers()
    chat.send("/start smile").tap("Clinic Smile, with my answers").see("Welcome to Clinic Smile.")


def test_a_link_of_no_clinic_leaves_somebody_with_theirs() -> None:
    with_numbers().send("/start whatever").see("Welcome back to Clinic Smile.").send("/human").see("Clinic Smile")


def test_nobody_with_a_red_flag_is_asked_about_clinics() -> None:
    chat = with_numbers().tap_data("do:urgent:now").send("/start otra")
    assert chat.text.startswith(("Call 112", "See a doctor")), chat.screen
    both().tap_data("do:urgent:now").tap_data("do:clinic:anew").send("/human").see("Urgent?", "Clinic Smile")


def test_a_clinic_that_leaves_the_file_leaves_people_with_the_neutral_guide() -> None:
    chat = with_numbers()
    gone = Chat(clinics=directory(OTRA), kept=chat.kept)
    gone.send("/start").tap("Go on").see_numbers().see_not("Smile")
    gone.send("/human").see("Nobody reads along here.")


def test_words_choose_between_clinics_as_taps_do() -> None:
    both().send("stay with clinic smile").see_numbers()


def test_typed_words_for_prices_and_for_the_clinic_are_understood() -> None:
    at_smile().choose("consent", "agree").send("how much does it cost?").see("+49 30 1234567")
    with_numbers(concern="fine_lines").send("What does it cost").see("€360 to €720")
    for words in ("phone number", "can I book", "are you open now", "opening hours"):
        with_numbers().send(words).see("+49 30 1234567")
    with_numbers().send("blah").see("I did not recognise that.", "Talk to the clinic")
    Chat().agree().send("phone number").see("I did not recognise that.").see_not("Talk to the clinic")


def test_days_on_which_it_is_closed_soon_are_named() -> None:
    text = SMILE.replace("[clinic.hours]", "[clinic.hours]\nclosed_on = [2026-11-30, 2026-12-24, 2026-11-20]")
    Chat(clinics=directory(text)).send("/start smile").send("/human").see("Closed on: Nov 30.")


def test_a_clinic_that_nobody_can_reach_names_who_is_responsible() -> None:
    chat = Chat(clinics=directory(OTRA.replace('["ru"]', '["en"]'))).send("/start otra").send("/human")
    chat.see("It has left no phone number here. Responsible: Clínica Otra SAS.")


def test_which_languages_the_other_clinic_speaks_is_said_before_anybody_goes_there() -> None:
    with_numbers().send("/start otra").see("Its guide speaks: Русский.")


def three() -> Directory:
    """Two clinics more, all of which speak English."""
    english = OTRA.replace('["ru"]', '["en"]')
    third = english.replace("otra", "terza").replace("Clínica Otra", "Clinica Terza").replace('"123"', '"118"')
    return directory(SMILE + english + third)


def test_a_red_flag_while_answers_wait_for_another_clinic_is_not_forgotten() -> None:
    chat = with_numbers(three()).send("/start terza").tap("Clinica Terza, with my answers")
    chat.send("I can't breathe").see("Call 118 now")
    chat.send("/start").see_no_numbers()
    if "consent:agree" in chat.data:
        chat.choose("consent", "agree")
    chat.see_no_numbers().tap_data("do:answer").see_no_numbers()


def test_an_old_card_moves_nobody_to_a_clinic_that_was_offered_later() -> None:
    chat = with_numbers(three()).send("/start otra")
    card = chat.card
    chat.send("/start terza").tap("Clínica Otra, with my answers", on=card)
    chat.see("Which clinic do you mean?", "Clinica Terza")
    assert chat.kept
    assert chat.kept["payload"] == "smile"
    assert chat.answers


def test_starting_again_takes_the_offer_back() -> None:
    chat = both()
    card = chat.card
    chat.send("/change").tap("Start again").tap("Clínica Otra, starting again", on=card)
    chat.see_not("Otra").send("/human").see("Clinic Smile")


def test_answers_that_wait_for_one_clinic_do_not_go_on_to_a_third_unasked() -> None:
    chat = with_numbers(three()).send("/start otra").tap("Clínica Otra, with my answers")
    chat.send("/start terza").see("Which clinic do you mean?").tap("Clinica Terza, starting again")
    assert chat.answers == {}


def test_what_the_clinic_says_is_never_taken_for_the_persons_own_answer() -> None:
    chat = with_numbers(concern="elasticity").tap("Refine").choose("do", "change:product")
    chat.choose("product", "collagen").see("Changed: Product").tap("Take the change back")
    assert "product" not in chat.answers
    chat.send("/export").see_not("Hyaluronic")


def test_a_change_of_the_clinics_product_is_no_change_of_the_persons() -> None:
    chat = with_numbers(concern="hydration")
    other = directory(SMILE.replace('["hyaluronic_acid"]', '["collagen"]'))
    later = Chat(clinics=other, kept=chat.kept).send("/start").tap("Go on").see_numbers()
    later.see("Counted with “Collagen or growth factors”").see_not("Changed:")
    assert "Take the change back" not in later.buttons


def test_numbers_that_changed_with_the_clinics_file_get_their_picture() -> None:
    chat = with_numbers(concern="fine_lines")
    assert chat.files
    again = Chat(clinics=CLINICS, kept=chat.kept).send("/start").tap("Go on")
    assert not again.files
    own = directory(OWN, SIGNED)
    later = Chat(clinics=own, kept=chat.kept).send("/start").tap("Go on").see("4 to 5 sessions")
    assert later.files


def test_a_number_means_a_button_that_is_seen() -> None:
    chat = with_numbers(age="30_44").tap("Change an answer").choose("do", "change:age").choose("age", "45_59")
    chat.send("/start").tap("Go on")
    shown = chat.buttons[0]
    chat.send("1").see(shown)
    assert chat.answers["age"] == "45_59"


def test_a_picture_of_one_clinic_does_not_arrive_at_another() -> None:
    chat = with_numbers(concern="fine_lines")
    (draft,) = chat.files
    assert draft.snapshot
    assert chat.still(draft.snapshot) == "yes"
    own = directory(OWN, SIGNED)
    assert Chat(clinics=own, kept=chat.kept).still(draft.snapshot) == "late"
    moved = both(concern="fine_lines").tap("Clínica Otra, with my answers")
    assert moved.still(draft.snapshot) == "no"


def test_a_clinic_that_comes_into_the_file_later_takes_over_nobody_unasked() -> None:
    chat = Chat(clinics=directory(OTRA)).send("/start smile").choose("consent", "agree").answer()
    later = Chat(clinics=CLINICS, kept=chat.kept).send("/privacy").see_not("Clinic Smile")
    later.send("/start smile").see("Which clinic do you mean?")


def test_the_same_clinics_link_with_an_area_says_what_it_has_answered() -> None:
    chat = at_smile().choose("consent", "agree").see_question("area").send("/start smile__area_face")
    chat.see("Your link is about: Face.").see_question("concern")


def test_the_campaign_by_which_somebody_came_first_stays() -> None:
    chat = at_smile(payload="smile__spring").choose("consent", "agree").send("/start smile__autumn")
    assert chat.kept
    assert chat.kept["payload"] == "smile__spring"


# --- what is kept --------------------------------------------------------------------------------


def test_erasing_erases_the_clinic_too() -> None:
    chat = with_numbers().send("/delete").tap("Yes, erase everything")
    assert chat.kept is None
    chat.tap("Begin anew").see("Hello, I am Mesoguide.")


def test_the_day_is_the_clinics_day() -> None:
    late = Chat(clinics=directory(), now=datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    late.send("/start smile").choose("consent", "agree").answer().tap("Show my ranges")
    late.tap("When could you start?")
    assert "do:day:2026-11-23" not in late.data
    assert "do:day:2026-11-24" in late.data


@pytest.mark.parametrize("said", [FACE, BODY])
def test_a_hostile_name_stays_words(said: Said) -> None:
    text = SMILE.replace('name = "Clinic Smile"', "name = '<b>{x}%s</b> & [Co]'")
    chat = Chat(clinics=directory(text)).send("/start smile").see("<b>{x}%s</b> & [Co]").choose("consent", "agree")
    chat.answer(**said).tap("Show my ranges").tap("Talk to the clinic").see("<b>{x}%s</b> & [Co]")
