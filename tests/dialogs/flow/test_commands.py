"""Commands, odd messages and old buttons in every state: a kind reply, and the way back."""

import pytest

from dialogs.flow.commands import COMMANDS as COMMAND_NAMES
from dialogs.flow.events import Kind
from dialogs.questions.session import STATES
from tests.kit.answers import FACE
from tests.kit.chat import Chat, at
from tests.kit.words import listed

COMMANDS = ("help", "change", "language", "privacy", "delete", "stop", "emergency", "start")
KINDS: tuple[Kind, ...] = ("picture", "voice", "sticker", "place", "file", "forwarded", "edited", "other")


def test_this_walks_every_state() -> None:
    for state in STATES:
        assert (at(state).kept or {"state": "welcome"})["state"] == state


@pytest.mark.parametrize("state", STATES)
def test_every_command_answers_and_one_tap_leads_back(state: str) -> None:
    chat = at(state)
    here = chat.cards
    answers = chat.answers
    for command in COMMANDS:
        chat.send(f"/{command}")
        assert chat.cards, command
        chat.see_not("I do not know that command")
        chat.tap_data("do:resume")
        assert chat.cards == here, f"/{command} does not lead back:\n{chat.screen}"
        assert chat.answers == answers, f"/{command} changed an answer"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("command", ["help", "privacy"])
def test_after_a_short_word_the_open_question_stands_below_again(state: str, command: str) -> None:
    chat = at(state)
    here = chat.card
    chat.send(f"/{command}")
    back = [data for data in chat.data if data == "do:resume"]
    assert back or chat.card == here, f"no way back from\n{chat.screen}"


@pytest.mark.parametrize("command", ["delete", "language", "emergency", "topics"])
def test_every_card_over_a_question_shows_a_way_back(command: str) -> None:
    for state in ("severity", "review", "answer", "stopped"):
        chat = at(state)
        here = chat.cards
        chat.tap_data(f"do:{command}")
        way = next((d for d in ("do:resume", "do:back", "do:language:en", "do:urgent:none") if d in chat.data), None)
        assert way, f"no way back from\n{chat.screen}"
        chat.tap_data(way)
        if way == "do:urgent:none":
            chat.tap("Back")
        assert chat.cards == here, chat.screen


@pytest.mark.parametrize("command", ["export", "human"])
def test_the_other_commands_of_the_language_notes_are_known(chat: Chat, command: str) -> None:
    """The notes on data name /export and /human beside the others."""
    chat.answer_all().send(f"/{command}").see_not("I do not know that command")


@pytest.mark.parametrize("state", STATES)
def test_an_unknown_command_points_to_help_and_changes_nothing(state: str) -> None:
    chat = at(state)
    before = chat.answers
    chat.send("/frobnicate now").see("I do not know that command", "/help")
    assert chat.answers == before


@pytest.mark.parametrize("command", ["/HELP", "/help@mesoguide_bot", "/help please"])
def test_a_command_may_be_written_as_chats_write_it(chat: Chat, command: str) -> None:
    chat.agree().send(command).see("What I can do")


# --- messages that hold no answer ----------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_read_gets_a_kind_reply_and_the_question_again(chat: Chat, kind: Kind) -> None:
    question = chat.agree().choose("area", "face").card
    before = chat.kept
    chat.share(kind)
    assert len(chat.cards) == 2, chat.screen
    assert chat.card == question
    assert chat.answers == (before or {})["answers"]


def test_each_kind_is_answered_in_its_own_words() -> None:
    replies = {kind: Chat().agree().share(kind).cards[0].text for kind in KINDS}
    assert len(set(replies.values())) == len(KINDS), replies


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", ["welcome", "review", "answer", "stopped", "response"])
def test_what_cannot_be_read_leads_back_from_everywhere(kind: Kind, state: str) -> None:
    chat = at(state)
    here = chat.cards
    chat.share(kind, "no words of importance")
    if "do:resume" in chat.data:
        chat.tap_data("do:resume")
    assert chat.cards[-len(here) :] == here, chat.screen


def test_words_under_a_picture_are_no_answer(chat: Chat) -> None:
    chat.agree().share("picture", "Face").see("cannot look at pictures")
    assert chat.answers == {}


def test_a_forwarded_or_edited_message_is_no_answer(chat: Chat) -> None:
    chat.agree()
    for kind in ("forwarded", "edited"):
        chat.share(kind, "Face")
        assert chat.answers == {}, chat.screen


# --- old and forged buttons ----------------------------------------------------------------------


def test_an_old_card_changes_the_answer_it_asked_for(chat: Chat) -> None:
    chat.agree().choose("area", "face")
    concern = chat.card
    chat.choose("concern", "fine_lines").choose("severity", "mild")
    chat.tap("Acne scars", on=concern).see_question("skin_type")
    assert chat.answers == {"area": "face", "concern": "acne_scars", "severity": "mild"}


def test_an_old_card_after_the_answer_shows_the_new_numbers(chat: Chat) -> None:
    chat.agree().choose("area", "face")
    concern = chat.card
    chat.answer(concern="fine_lines", severity="mild").tap("Show my ranges").see("3 to 5 sessions")
    chat.tap("Dry skin", on=concern).see_numbers().see("How many: 3 to 5 sessions → 3 to 4 sessions", "Dry skin")


def test_the_same_button_twice_is_the_same_answer(chat: Chat) -> None:
    area = chat.agree().card
    chat.tap("Face", on=area).see_question("concern")
    chat.tap("Face", on=area).see_question("concern")
    assert chat.answers == {"area": "face"}


def test_an_old_wish_of_the_face_is_no_wish_of_the_body(chat: Chat) -> None:
    area = chat.agree().card
    concern = chat.tap("Face").card
    chat.tap("Acne scars").tap("Hips", on=area).see_question("concern")
    before = chat.answers
    chat.tap("Fine lines", on=concern).see_question("concern")
    assert chat.answers == before
    chat.tap("Dimpled skin").see_question("severity")
    assert chat.answers["concern"] == "cellulite"


FORGED = (
    *("nonsense", "", ":", "::", "area", "area:", ":face", "area:moon", "area:none", "area:done"),
    *("unknown:face", "do:", "do:nothing", "do:change:moon", "do:language:xx", "do:urgent:maybe"),
    *("do:expect:-1", "do:expect:999", "do:why:999999999999999999999999", "about:moon", "consent:maybe"),
    *("health:pregnant:again", "AREA:FACE", "area:face:extra:more", "x" * 64, "area:face\n", "плечо:рука"),
    *("done:area", "state:answer", "language:en"),
)


@pytest.mark.parametrize("data", FORGED)
def test_forged_buttons_change_nothing_and_leave_open_what_is_open(data: str) -> None:
    for state in ("welcome", "concern", "lifestyle", "review", "answer", "stopped"):
        chat = at(state)
        before, here = chat.answers, (chat.kept or {}).get("state")
        chat.tap_data(data)
        assert chat.answers == before, f"{data!r} stored {chat.answers}"
        assert (chat.kept or {"state": "welcome"}).get("state") == (here or "welcome"), f"{data!r} led to {chat.kept}"
        assert not (chat.kept or {}).get("drafts"), f"{data!r} stored {chat.kept}"
        chat.tap_data("do:resume")
        assert chat.cards == at(state).tap_data("do:resume").cards


@pytest.mark.parametrize(
    "data",
    listed("""
        skin_type:dry | firmness:loose | age:30_44 | lifestyle:smoking | lifestyle:done
        health:pregnant | health:none | product:collagen | stage:in_course | response:good
        response:red_flag
    """),
)
def test_a_question_that_was_not_asked_yet_takes_no_answer(data: str) -> None:
    chat = at("severity")
    here, before = chat.cards, chat.answers
    chat.tap_data(data)
    assert chat.cards == here, chat.screen
    assert chat.answers == before
    assert not (chat.kept or {}).get("drafts")


@pytest.mark.parametrize("data", ["firmness:loose", "concern:cellulite", "response:good", "response:irritated"])
def test_a_question_that_is_not_asked_of_this_person_takes_no_answer(data: str) -> None:
    chat = at("answer")
    before = chat.answers
    chat.tap_data(data).see_numbers()
    assert chat.answers == before


@pytest.mark.parametrize("data", ["severity:mild", "product:collagen", "stage:in_course", "health:diabetes"])
def test_somebody_without_numbers_is_asked_and_stores_nothing_more(chat: Chat, data: str) -> None:
    chat.answer_all(area="other")
    here = chat.cards
    chat.tap_data(data)
    assert chat.cards == here, chat.screen
    assert chat.answers == {"area": "other"}


@pytest.mark.parametrize("data", [f"do:{name}" for name in COMMAND_NAMES if name != "erase"])
def test_without_an_agreement_no_button_asks_a_question(chat: Chat, data: str) -> None:
    chat.tap_data(data)
    assert chat.open_question is None, chat.screen
    assert (chat.kept or {"state": "welcome"})["state"] == "welcome", chat.kept
    chat.send("/start").tap("I am under 18").tap_data(data)
    assert chat.open_question is None, chat.screen
    assert not {"answers", "drafts", "consent", "seen"} & set(chat.kept or {}), chat.kept


@pytest.mark.parametrize("data", ["area:face", "health:pregnant", "stage:in_course", "lifestyle:smoking"])
def test_without_an_agreement_no_button_stores_an_answer(chat: Chat, data: str) -> None:
    chat.tap_data(data).see("I agree")
    assert set(chat.kept or {}) <= {"state", "language", "view"}


# --- conversations from before -------------------------------------------------------------------

OLD = {"state": "severity", "language": "en", "consent": {"version": "2025-01", "at": "2025-01-01T00:00:00+00:00"}}


def test_an_answer_to_a_question_that_is_gone_is_left_out_and_the_rest_kept() -> None:
    answers = {"area": "face", "concern": "hydration", "shoe_size": "44"}
    chat = Chat(kept={**OLD, "answers": answers}).tap_data("do:resume").see_question("severity")
    assert chat.answers == {"area": "face", "concern": "hydration"}


def test_an_option_that_is_gone_is_asked_for_again_and_the_rest_kept() -> None:
    answers = {"area": "face", "concern": "freckles", "severity": "mild", "skin_type": "dry"}
    chat = Chat(kept={**OLD, "state": "age", "answers": answers}).tap_data("do:resume")
    chat.see_question("concern").tap("Fine lines").see_question("age")
    assert chat.answers["skin_type"] == "dry"


def test_a_dropped_option_of_several_leaves_the_others() -> None:
    answers = {**FACE, "lifestyle": ["smoking", "chess"], "health": []}
    chat = Chat(kept={**OLD, "state": "review", "answers": answers}).tap_data("do:resume").see("Your answers")
    assert chat.answers["lifestyle"] == ["smoking"]


def test_a_dropped_answer_behind_an_answer_leads_to_the_open_question_not_to_numbers() -> None:
    answers = {**FACE, "skin_type": "velvet"}
    for state in ("answer", "review", "stopped", "shoe_size"):
        chat = Chat(kept={**OLD, "state": state, "answers": answers, "seen": answers})
        chat.tap_data("do:resume").see_question("skin_type").tap("Dry")
        assert chat.answers == {**FACE, "skin_type": "dry", "lifestyle": [], "health": []}


@pytest.mark.parametrize(
    "kept",
    [
        *({}, {"state": 7}, {"state": "answer"}),
        *({"state": "answer", "consent": None, "answers": {"area": "face"}}, {**OLD, "answers": "face"}),
        {**OLD, "answers": {"area": ["face"], "lifestyle": "smoking", "health": {"a": 1}}},
        {**OLD, "answers": {"area": None, "concern": 3}},
        {**OLD, "answers": {**FACE, "lifestyle": ["smoking", "smoking"]}, "state": "answer"},
        {**OLD, "drafts": {"health": ["pregnant", "moon"], "area": "face"}, "seen": [1], "view": 5},
        {**OLD, "view": "do:nothing:at:all", "language": "tlh", "payload": 3},
        *({**OLD, "consent": "yes"}, {**OLD, "consent": {"version": 1}}),
    ],
)
def test_a_broken_conversation_heals_itself(kept: dict[str, object]) -> None:
    for words in ("hello", "/help", "1"):
        chat = Chat(kept=kept).send(words)
        chat.tap_data("do:resume")
        assert chat.buttons, chat.screen
        assert chat.open_question or "consent:agree" in chat.data, chat.screen
