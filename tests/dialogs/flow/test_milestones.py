"""Which steps of the way a conversation is counted at, told by somebody who goes that way."""

import pytest

from dialogs.flow.milestones import milestones, remembered
from dialogs.questions.session import Session
from dialogs.questions.steps import MAIN
from dialogs.turn import Turn
from tests.kit.answers import BODY, FACE, Said
from tests.kit.chat import NOW, Chat
from tests.kit.clinics import directory
from tests.kit.people import HEALTH_STOPS

CLINICS = directory()


def reached(chat: Chat, slug: str = "smile") -> set[str]:
    """The steps that this conversation has reached, as far as they have to be remembered."""
    return set(remembered((chat.kept or {}).get("counted", {}).get(slug, ())))


def at_smile(payload: str = "smile") -> Chat:
    return Chat(clinics=CLINICS).send(f"/start {payload}")


def asked(*questions: str) -> set[str]:
    return {f"asked:{question}" for question in questions}


def test_whoever_opens_the_link_has_started_and_no_more() -> None:
    assert reached(at_smile()) == {"started"}
    assert reached(at_smile().tap("Privacy")) == {"started"}


def test_nobody_is_counted_without_a_clinic() -> None:
    chat = Chat(clinics=CLINICS).ask_for_numbers()
    assert reached(chat) == set()


def test_each_question_counts_when_it_is_asked() -> None:
    chat = at_smile().choose("consent", "agree")
    assert reached(chat) == {"started", "agreed", *asked("area")}
    chat.choose("area", "face")
    assert reached(chat) == {"started", "agreed", *asked("area", "concern")}
    chat.choose("concern", "prevention")
    assert reached(chat) - asked("area", "concern") == {"started", "agreed", *asked("skin_type")}


@pytest.mark.parametrize(("said", "never"), [(FACE, "firmness"), (BODY, "")], ids=["face", "body"])
def test_who_sees_numbers_was_asked_what_is_for_them(said: Said, never: str) -> None:
    chat = at_smile().choose("consent", "agree").answer(**said)
    everything = {"started", "agreed", *asked(*(step.id for step in MAIN if step.id != never))}
    assert reached(chat) == everything
    chat.tap("Show my ranges")
    assert reached(chat) == {*everything, "answered"}


def test_an_area_that_the_link_brought_counts_as_asked() -> None:
    chat = at_smile("smile__spring__area_face").choose("consent", "agree").see_question("concern")
    assert reached(chat) == {"started", "agreed", *asked("area", "concern")}


def test_what_is_typed_counts_like_what_is_tapped() -> None:
    chat = at_smile().choose("consent", "agree").send("Face").see_question("concern")
    assert reached(chat) >= asked("area", "concern")


def test_the_booking_button_counts_and_the_way_to_it_does_not() -> None:
    chat = at_smile().tap_data("do:contact")
    assert "booking" not in reached(chat)
    assert "booking" in reached(chat.tap("Book a consultation"))


def test_a_button_without_a_booking_page_is_no_booking() -> None:
    chat = Chat(clinics=CLINICS).send("/start otra").tap_data("do:book")
    assert reached(chat, "otra") == {"started"}


def test_who_goes_over_to_another_clinic_is_counted_there_anew() -> None:
    chat = at_smile().choose("consent", "agree").send("/start otra")
    assert "agreed" in reached(chat)
    chat.choose("do", "clinic:anew-otra")
    assert reached(chat, "otra") == {"started"}


def test_who_goes_to_and_fro_counts_once_at_each_clinic() -> None:
    chat = at_smile().send("/start otra").send("/start smile").send("/start otra").send("/start smile")
    counted = (chat.kept or {}).get("counted", {})
    assert {slug: [*steps] for slug, steps in counted.items()} == {"smile": ["started"], "otra": ["started"]}


# --- no numbers ----------------------------------------------------------------------------------


def steps(chat: Chat, *, counted: tuple[str, ...] = (), too_young: bool = False) -> list[str]:
    """The steps of a stored conversation after a turn that ended as it is stored."""
    session = Session.from_data({**(chat.kept or {}), "counted": {"smile": counted}})
    return list(milestones(Turn(CLINICS.guides, NOW, session, too_young=too_young)))


@pytest.mark.parametrize("condition", HEALTH_STOPS)
def test_a_reason_is_counted_once_and_remembered_nowhere(condition: str) -> None:
    chat = at_smile().choose("consent", "agree").answer(health=(condition,)).see_no_numbers()
    assert "refused" in reached(chat)
    assert "answered" not in reached(chat)
    assert steps(chat)[-2:] == ["refused", f"refused:{condition}"]
    assert f"refused:{condition}" not in steps(chat, counted=("started", "refused"))
    assert remembered(["started", "refused", f"refused:{condition}", "asked:health"]) == (
        "started",
        "refused",
        "asked:health",
    )


def test_a_slip_in_the_list_of_conditions_is_no_reason_yet() -> None:
    chat = at_smile().choose("consent", "agree").answer().tap_data("do:change:health")
    chat.choose("health", "pregnant").see_question("health")
    assert "refused" not in reached(chat)


def test_somebody_too_young_is_counted_before_they_agree() -> None:
    chat = at_smile().tap_data("consent:minor").see_no_numbers()
    assert reached(chat) == {"started", "refused"}
    assert steps(chat, too_young=True) == ["started", "refused", "refused:under_18"]


@pytest.mark.parametrize("level", ["now", "today"])
def test_a_red_flag_is_a_reason_though_the_card_only_says_what_to_do(level: str) -> None:
    chat = at_smile().choose("consent", "agree").tap_data(f"do:urgent:{level}")
    assert "refused" in reached(chat)
    assert steps(chat)[-2:] == ["refused", "refused:red_flag"]


def test_no_reason_is_kept_with_a_conversation_that_begins_anew() -> None:
    chat = at_smile().choose("consent", "agree").answer(health=("pregnant",)).tap("Start again")
    assert "pregnant" not in str(chat.kept)
    assert "under_18" not in str(at_smile().tap_data("consent:minor").kept)


def test_danger_before_agreeing_is_no_reason() -> None:
    assert reached(at_smile().tap_data("do:urgent:now")) == {"started"}
