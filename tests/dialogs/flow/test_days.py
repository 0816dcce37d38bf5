"""When could you start? A day is tapped in a month, or typed as people write days."""

import gettext
import json
import re
from datetime import date, timedelta
from functools import cache

import pytest
from babel import Locale

from bot.locale.date_parser import read_day
from bot.locale.translator import Translator, translator
from bot.render import RenderedMessage as Shown
from bot.render import show
from dialogs import dates
from dialogs.cards.answer.dated import when
from dialogs.dates import month
from dialogs.text import Text, p_
from tests.kit.answers import FACE
from tests.kit.chat import Chat
from tests.kit.paper import flat
from tests.kit.pseudo import PSEUDO
from tests.kit.words import listed

TODAY = date(2026, 11, 23)  # a Monday, as in the kit
SPEAKING: dict[str, Translator] = {"en": translator("en"), "ru": translator("ru"), "ar": PSEUDO}

# --- typed days ----------------------------------------------------------------------------------

JANUARY = date(2027, 1, 14)
TYPED = {
    "en": {
        "14 January": JANUARY,
        "January 14": JANUARY,
        "jan 14": JANUARY,
        "14th of January": JANUARY,
        "January 14th, 2027": JANUARY,
        "14 JANUARY 2027!": JANUARY,
        "  14 jan  ": JANUARY,
        "Thu 14 January": JANUARY,
        "1/14/2027": JANUARY,
        "14.01.2027": JANUARY,
        "14.1.": JANUARY,
        "14-01-2027": JANUARY,
        "2027-01-14": JANUARY,
        "2/3": date(2027, 2, 3),
        "3 March": date(2027, 3, 3),
        "December 24": date(2026, 12, 24),
        "24 November": date(2026, 11, 24),
        "23 November": TODAY,
        "Nov 23": TODAY,
        "22 November 2026": date(2026, 11, 22),
        "22 November": date(2027, 11, 22),
        "today": TODAY,
        "Tomorrow": date(2026, 11, 24),
        "the day after tomorrow": date(2026, 11, 25),
        "yesterday": date(2026, 11, 22),
        "in 3 days": date(2026, 11, 26),
        "in two weeks": date(2026, 12, 7),
        "next Monday": date(2026, 11, 30),
        "saturday": date(2026, 11, 28),
        "29 February 2028": date(2028, 2, 29),
    },
    "ru": {
        "14 января": JANUARY,
        "14 янв.": JANUARY,
        "14 янв": JANUARY,
        "14 ЯНВАРЯ 2027 года": JANUARY,
        "14 января 2027 г.": JANUARY,
        "14.01.2027": JANUARY,
        "14.01.27": JANUARY,
        "14.01": JANUARY,
        "14.1": JANUARY,
        "14/1": JANUARY,
        "02.03": date(2027, 3, 2),
        "2/3": date(2027, 3, 2),
        "23 ноября": TODAY,
        "1 мая": date(2027, 5, 1),
        "сегодня": TODAY,
        "Завтра": date(2026, 11, 24),
        "послезавтра": date(2026, 11, 25),
        "вчера": date(2026, 11, 22),
        "через 2 недели": date(2026, 12, 7),
        "через неделю": date(2026, 11, 30),
        "в субботу": date(2026, 11, 28),
        "вторник": date(2026, 11, 24),
        "2027-01-14": JANUARY,
    },
    "ar": {
        "14 يناير": JANUARY,
        "١٤ يناير": JANUARY,
        "١٤ يناير ٢٠٢٧": JANUARY,
        "١٤/١/٢٠٢٧": JANUARY,
        "١٤.٠١.٢٠٢٧": JANUARY,
        "٢٠٢٧-٠١-١٤": JANUARY,
        "٢/٣/٢٠٢٧": date(2027, 3, 2),
        "١\u200f/٢\u200f/٢٠٢٧": date(2027, 2, 1),
        "غدًا": date(2026, 11, 24),
        "اليوم": TODAY,
        "الثلاثاء": date(2026, 11, 24),
    },
}
NONSENSE = {
    "en": (
        *("", "   ", "banana", "soon", "as soon as possible", "yes", "face", "ok", "when I have time", "?!"),
        *("31 April", "30 February", "32.01.2027", "14.13.2027", "0", "-1", "1 1 1", "99999999999", "²"),
        *("May", "2027", "next year", "12:30", "14 January 10:00", "6pm", "10 am", "14 января"),
        *("x" * 5000, "1 " * 5000, "January " * 200, "\x00", "\ud800", "💉", "2027-13-45", "\n\n"),
    ),
    "ru": listed("""
        привет | скоро | да | май | 31 апреля | 32.01.2027 | 10:30 | как можно скорее | 14 January
    """),
    "ar": ("مرحبا", "نعم", "مايو", "٣٢/١/٢٠٢٧", "٩٩٩٩٩٩٩٩٩"),
}


@pytest.mark.parametrize(
    ("language", "typed"), [(language, typed) for language, table in TYPED.items() for typed in table]
)
def test_a_day_is_understood_as_people_type_it(language: str, typed: str) -> None:
    assert read_day(typed, language, TODAY) == TYPED[language][typed]


@pytest.mark.parametrize(
    ("language", "typed"),
    [(language, typed) for language, several in NONSENSE.items() for typed in several],
    ids=lambda words: ascii(words)[:20],
)
def test_what_names_no_day_is_none(language: str, typed: str) -> None:
    assert read_day(typed, language, TODAY) is None


@pytest.mark.parametrize("language", SPEAKING)
def test_every_day_can_be_typed_as_the_guide_itself_writes_it(language: str) -> None:
    """The example on the card, and the days that a refusal names."""
    words = SPEAKING[language]
    for days in range(0, 365, 9):
        day = TODAY + timedelta(days)
        shown = dates.month(f"{day:%Y-%m}", TODAY)
        for problem in ("", "past", "far"):
            for written in _written(show(when(shown, problem), words).text):
                found = read_day(written, language, TODAY)
                assert found is not None, f"{written!r} is not understood"
                assert shown.earliest <= found <= shown.latest, f"{written!r} is taken for {found}"


def _written(text: str) -> list[str]:
    """Whatever looks like a day: a number beside a word, with a year or without."""
    found = re.findall(r"\d{1,2} [^\W\d]+\.?(?: \d{4}(?: г\.)?)?|[A-Z][a-z]+ \d{1,2}(?:, \d{4})?", flat(text))
    assert found, text
    return found


@pytest.mark.parametrize(
    ("today", "typed", "day"),
    [
        (date(2028, 2, 29), "29 February", date(2028, 2, 29)),
        (date(2028, 2, 29), "28 February", date(2029, 2, 28)),
        (date(2026, 12, 31), "1 January", date(2027, 1, 1)),
        (date(2026, 12, 31), "tomorrow", date(2027, 1, 1)),
        (date(2028, 2, 28), "tomorrow", date(2028, 2, 29)),
        (date(2027, 1, 1), "yesterday", date(2026, 12, 31)),
        (date(2027, 3, 27), "tomorrow", date(2027, 3, 28)),
        (date(2027, 1, 31), "in 30 days", date(2027, 3, 2)),
    ],
)
def test_days_ahead_go_over_ends_of_months_and_years(today: date, typed: str, day: date) -> None:
    assert read_day(typed, "en", today) == day


# --- the month -----------------------------------------------------------------------------------


def asked(language: str = "en") -> Chat:
    """Somebody who is asked when they could start."""
    return Chat(language, kept=json.loads(_with_numbers(language))).tap_data("do:when")


@cache
def _with_numbers(language: str) -> str:
    """What is kept of somebody who sees their numbers."""
    chat = Chat(language).answer_all().tap_data("do:answer")
    assert "do:when" in chat.data
    return json.dumps(chat.kept)


def weeks(card: Shown) -> list[list[str]]:
    """The rows of the month: names of days, then days."""
    return [[label for label, _data in row] for row in card.rows if len(row) == 7]


def offered(chat: Chat) -> list[str]:
    """The days that can be tapped."""
    return [label.removesuffix(" ✓") for row in chat.card.rows for label, data in row if data.startswith("do:day:")]


def example(chat: Chat) -> str:
    """The day that the card gives as an example of what can be typed."""
    found = re.search(r"type one, (?:such as|for example:) ([A-Z][a-z]{2} \d{1,2})\b", flat(chat.text))
    assert found, chat.text
    return found[1]


def around(chat: Chat) -> list[str]:
    """The buttons that lead to other months."""
    return [label for row in chat.card.rows if len(row) < 7 for label, data in row if data.startswith("do:when:")]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]),
        ("ru", ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]),
        ("ar", ["إثنين", "ثلاثاء", "أربعاء", "خميس", "جمعة", "سبت", "أحد"]),
    ],
)
def test_every_day_stands_under_its_name_in_weeks_of_the_language(language: str, names: list[str]) -> None:
    words = SPEAKING[language]
    first = words.locale.first_week_day
    for key in ("", "2026-12", "2027-01", "2027-02", "2027-05", "2027-08", "2027-11"):
        shown = month(key, TODAY)
        heading, *rows = weeks(show(when(shown, ""), words))
        assert heading == names[first:] + names[:first]
        found = []
        for row in rows:
            for name, label in zip(heading, row, strict=True):
                if label != words.write(_dot()):
                    day = shown.first.replace(day=int(label))
                    assert names[day.weekday()] == name, f"{day}"
                    found.append(day)
        assert found == [day for day in shown.days if TODAY <= day <= date(2027, 11, 23)]


def _dot() -> Text:
    return p_("no day", "·")


def test_weeks_begin_on_the_day_on_which_a_country_begins_them() -> None:
    american = Translator(Locale("en", "US"), gettext.NullTranslations())
    heading, first, *_rows = weeks(show(when(month("2027-01", TODAY), ""), american))
    assert heading == ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"]
    assert first == ["·", "·", "·", "·", "·", "1", "2"]


def test_the_card_says_which_month_it_shows() -> None:
    chat = asked().see("November 2026")
    chat.tap("December 2026").see("December 2026").see("January 2027")
    chat.tap("January 2027").see("January 2027")


def test_days_that_are_over_cannot_be_tapped() -> None:
    chat = asked()
    assert offered(chat) == [str(day) for day in range(23, 31)]
    dots = [data for row in chat.card.rows for label, data in row if label == "·"]
    assert dots
    before = chat.screen
    assert chat.tap_data(dots[0]).screen == before, "an empty place does nothing"
    assert "start" not in (chat.kept or {})


def test_a_button_for_a_day_that_is_over_meanwhile_is_refused() -> None:
    chat = asked().tap_data("do:day:2026-11-22").see("That day is over", "November 23, 2026")
    assert "start" not in (chat.kept or {})


def test_one_goes_on_month_by_month_for_a_year_and_back_again() -> None:
    chat, seen = asked(), [["December 2026"]]
    assert around(chat) == ["December 2026"]
    for _month in range(12):
        before = chat.screen
        chat.tap(around(chat)[-1])
        assert chat.screen != before
        seen.append(around(chat))
    assert seen[1] == ["November 2026", "January 2027"]
    assert seen[-1] == ["October 2027"], "there is no month after the last one"
    assert offered(chat) == [str(day) for day in range(1, 24)], "a year ahead, and no day more"
    for _month in range(12):
        chat.tap(around(chat)[0])
    assert around(chat) == ["December 2026"], "there is no month before this one"
    assert offered(chat)[0] == "23"


def test_months_out_of_reach_show_the_nearest_one() -> None:
    for key in ("2025-01", "1999-12", "soon", "2026-13"):
        assert offered(asked().tap_data(f"do:when:{key}"))[0] == "23"
    assert offered(asked().tap_data("do:when:2031-05"))[-1] == "23"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_sentence_ends_in_two_full_stops(language: str) -> None:
    """Russian shortens months and years with one of its own."""
    chat = asked(language)
    for typed in ("2027-13", "2020-01-01", "2040-01-01", "2027-01-14"):
        assert ".." not in chat.text, chat.text
        chat.send(typed)
    assert ".." not in chat.text, chat.text


def test_whoever_is_in_a_course_or_has_finished_it_is_not_asked() -> None:
    for stage in ("in_course", "finished"):
        chat = Chat().ask_for_numbers().tap("Refine").choose("do", "change:stage").choose("stage", stage)
        if stage == "in_course":
            chat.choose("response", "good")
        assert "do:when" not in chat.data
        assert not weeks(chat.tap_data("do:when").card)
        assert "start" not in (chat.tap_data("do:day:2027-01-14").kept or {})


# --- a day is chosen -----------------------------------------------------------------------------

WINDOWS = listed("""
    If the first session is on January 14, 2027 | Session 1: Jan 14 | Session 2: Jan 28 – Feb 14
    Session 3: Feb 11 – Mar 17 | Session 4, in longer courses: Feb 25 – Apr 17
    First change: Jan 28 – Mar 17 | First top-up, if wanted: Mar 13 – Jul 16
""")


def sees_windows(chat: Chat, *lines: str) -> None:
    for line in lines or WINDOWS:
        assert line in flat(chat.text), f"{line!r} is not in\n{chat.text}"


def test_tapping_a_day_shows_windows_of_dates_and_a_picture_with_them() -> None:
    chat = asked().tap("December 2026").tap("January 2027").tap("14")
    sees_windows(chat)
    chat.see("[In my calendar]", "[Other dates]", "no appointments")
    (draft,) = chat.files
    assert draft.picture
    assert draft.picture.start == JANUARY


@pytest.mark.parametrize("typed", ["14 January", "jan 14", "14.01.2027", "2027-01-14"])
def test_typing_a_day_shows_the_same(typed: str) -> None:
    sees_windows(asked().send(typed))


def test_typing_a_number_takes_the_day_of_the_month_that_is_seen() -> None:
    sees_windows(asked().tap("December 2026").tap("January 2027").send("14"))


def test_a_day_can_be_typed_in_russian() -> None:
    chat = asked("ru").send("14 января")
    assert "14 января 2027" in flat(chat.text)
    assert "28 янв. – 14 февр." in flat(chat.text)


def test_the_example_on_the_card_can_be_typed() -> None:
    chat = asked()
    while len(around(chat)) == 1 or around(chat)[-1] != "March 2027":
        there = Chat(kept=chat.kept).send(example(chat))
        shown = (there.kept or {}).get("start", "")
        assert shown.startswith(("2026", "2027")), there.screen
        assert shown <= "2027-03", f"{example(chat)!r} is taken for {shown}"
        chat.tap(around(chat)[-1])


def test_today_can_be_typed_as_a_date() -> None:
    assert (asked().send("23 November").kept or {})["start"] == "2026-11-23"


def test_the_chosen_day_is_ticked_in_its_month() -> None:
    chat = asked().send("14 January 2027").tap("Other dates")
    assert [label for label in chat.buttons if "✓" in label] == ["14 ✓"]
    assert around(chat) == ["December 2026", "February 2027"]
    sees_windows(chat.tap("15"), "Session 1: Jan 15")


def test_the_answer_carries_the_dates_from_then_on() -> None:
    chat = asked().send("14 January 2027").tap("Back to my ranges")
    sees_windows(chat.see_numbers())
    chat.see("[In my calendar]", "[Other dates]").see_not("[When could you start?]")
    sees_windows(chat.tap("Summary for my consultation"))


def test_a_chosen_day_is_kept_with_the_conversation() -> None:
    kept = asked().send("14 January 2027").kept
    assert kept
    assert kept["start"] == "2027-01-14"
    later = Chat(kept=kept)
    sees_windows(later.send("/back").see_numbers())
    sees_windows(later.tap_data("do:dates"))
    assert (later.kept or {})["start"] == "2027-01-14"


@pytest.mark.parametrize("start", ["", "soon", 5, None, ["2027-01-14"], "2027-02-30"])
def test_a_stored_day_that_is_none_is_left_out(start: object) -> None:
    kept = asked().send("14 January 2027").kept
    assert kept
    later = Chat(kept={**kept, "start": start, "view": ""}).tap_data("do:resume").see_numbers()
    later.see("[When could you start?]").see_not("If the first session is on")


def test_changed_answers_keep_the_day_and_starting_again_forgets_it() -> None:
    chat = asked().send("14 January 2027").tap("Back to my ranges")
    chat.tap("Change an answer").tap_data("do:change:severity").choose("severity", "severe")
    chat.tap_data("do:answer").see("If the first session is on January 14, 2027")
    chat.tap("Start again").answer().tap("Show my ranges")
    chat.see_numbers().see_not("If the first session is on")


# --- what is no day ------------------------------------------------------------------------------

REFUSED = [
    ("yesterday", "That day is over"),
    ("22.11.2026", "That day is over"),
    ("14 January 2020", "That day is over"),
    ("24 November 2027", "more than a year away"),
    ("14 January 2031", "more than a year away"),
    ("banana", "I did not recognise a day in that"),
    ("31 April", "I did not recognise a day in that"),
    ("35", "I did not recognise a day in that"),
    ("12:30", "I did not recognise a day in that"),
    ("May", "I did not recognise a day in that"),
    ("14.01.2027 " * 50, "I did not recognise a day in that"),
]


@pytest.mark.parametrize(("typed", "explained"), REFUSED, ids=lambda words: words[:20])
def test_what_cannot_be_taken_is_asked_again_with_an_example(typed: str, explained: str) -> None:
    chat = asked().send("14 January 2027").tap("Other dates").send(typed)
    chat.see("When could you start?", explained)
    assert example(chat) == "Jan 14"
    assert weeks(chat.card), "the month is not shown again"
    assert (chat.kept or {})["start"] == "2027-01-14", "the day before is gone"
    sees_windows(chat.send("January 14"))


@pytest.mark.parametrize(("typed", "explained"), REFUSED, ids=lambda words: words[:20])
def test_what_cannot_be_taken_chooses_no_day(typed: str, explained: str) -> None:
    chat = asked().send(typed).see(explained)
    assert "start" not in (chat.kept or {})
    assert not chat.files


def test_a_refused_day_is_answered_with_the_first_or_the_last_that_can_be() -> None:
    asked().send("yesterday").see("That day is over", "November 23, 2026")
    asked().send("1 May 2030").see("more than a year away", "November 23, 2027")
    asked().send("23 November 2027").see("If the first session is on November 23, 2027")


def test_refusals_are_in_the_language_of_the_person() -> None:
    for typed in ("вчера", "14.01.2031", "банан"):
        text = asked("ru").send(typed).text
        assert not re.search("[A-Za-z]{3,}", text), text


@pytest.mark.parametrize(
    ("typed", "action"),
    [
        ("I can't breathe", "112"),
        ("my lips are swollen since 14 January", "112"),
        ("I want to die", "112"),
        ("fever and pus", "fever"),
        ("14 January, and there is pus and fever", "fever"),
        ("fever for 3 days now", "fever"),
        ("pus for 2 days", "fever"),
    ],
)
def test_words_of_danger_get_the_action_and_no_month(typed: str, action: str) -> None:
    chat = asked().send(typed)
    chat.see_no_numbers().see(action)
    assert not weeks(chat.card)
    assert "start" not in (chat.kept or {})


def test_commands_in_words_still_work_there() -> None:
    asked().send("help").see("/delete")
    asked().send("delete").see("erase")
    asked().send("/back").see_numbers()
    asked().send("Back to my ranges").see_numbers()


def test_a_day_is_read_only_while_one_is_asked_for() -> None:
    chat = Chat().ask_for_numbers().send("14 January 2027")
    assert "start" not in (chat.kept or {})
    assert Chat().answer_all(**FACE).send("tomorrow").kept


# --- a day that is over --------------------------------------------------------------------------


def test_a_chosen_day_that_is_over_is_asked_for_again() -> None:
    kept = asked().send("24 November").tap("Back to my ranges").kept or {}
    assert kept["start"] == "2026-11-24"
    over = Chat(kept={**kept, "start": "2026-11-22"}).send("start").tap("Go on")
    over.see_numbers().see("[When could you start?]").see_not("If the first session", "In my calendar")
    assert [file.name for file in over.files] == ["mesoguide.png"], "the old picture has days that are over"
    assert not Chat(kept={**kept, "start": "2026-11-22"}).tap_data("do:calendar:plain").files


@pytest.mark.parametrize("button", ["do:calendar", "do:calendar:plain", "do:dates", "do:when"])
def test_whatever_asks_for_a_day_understands_a_typed_one(button: str) -> None:
    chat = Chat().ask_for_numbers().tap_data(button).see("When could you start?")
    chat.send("14 January").see("If the first session is on January 14, 2027")


@pytest.mark.parametrize("typed", ["14-20 January", "14 – 20 January"])
def test_several_days_are_none(typed: str) -> None:
    asked().send(typed).see("I did not recognise a day in that")
