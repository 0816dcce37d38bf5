"""The calendar file, read back by a parser that shares no line with the one that wrote it."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import vobject
from babel import Locale

from bot.files.calendar import ics
from bot.locale.translator import Translator, translator
from dialogs.attachments import CalendarFile
from tests.kit.answers import BODY, FACE, Said
from tests.kit.chat import NOW, Chat
from tests.kit.paper import LANGUAGES, Outside, Person, can_start, every_kind, flat, person

START = date(2027, 1, 14)
SEVERE: Said = {**BODY, "severity": "severe"}
A_DAY = timedelta(1)
SPEAKING = {"en": translator("en"), "ru": translator("ru")}

PROPERTIES = {"summary", "dtstart", "dtend", "dtstamp", "uid", "sequence", "class", "description", "transp"}

# What nobody else should read on a locked screen. The beginnings of words, since Russian ends them in many ways.
HEALTH = {
    "en": "meso therap skin face cellulite session injec needle clinic treat doctor health medic patient wrinkle "
    "cosmet beauty procedure course top-up acne scar body",
    "ru": "мезо терап кож лиц целлюл сеанс инъекц укол игл клиник леч врач доктор здоров медиц пациент морщин "
    "космет красот процедур курс поддерж акне рубц тел",
}


def file(
    said: Said | Person,
    start: date = START,
    *,
    named: bool = False,
    words: Translator = SPEAKING["en"],
    person_is: str = "somebody",
    now: datetime = NOW,
) -> bytes:
    one = said if isinstance(said, Person) else person(said)
    return ics(CalendarFile(one.plan, start, named), words, person_is, now)


def read(content: bytes) -> Any:
    return vobject.readOne(content.decode())


def events(content: bytes) -> list[Any]:
    return list(read(content).contents.get("vevent", []))


def days(content: bytes) -> list[tuple[date, date]]:
    """The first and the last day of each entry."""
    return [(event.dtstart.value, event.dtend.value - A_DAY) for event in events(content)]


def titles(content: bytes) -> list[str]:
    return [event.summary.value for event in events(content)]


def uids(content: bytes) -> list[str]:
    return [event.uid.value for event in events(content)]


def downloaded(chat: Chat, titles: str = "Nothing about health") -> bytes:
    """The file, as somebody gets it who asks for it."""
    chat.tap("In my calendar").tap(titles)
    (draft,) = chat.files
    assert draft.name.endswith(".ics")
    return draft.make()


# --- windows -------------------------------------------------------------------------------------


def test_there_is_an_entry_for_each_session_and_each_point_in_time() -> None:
    content = file(BODY)
    assert days(content) == [
        (date(2027, 1, 14), date(2027, 1, 14)),
        (date(2027, 1, 21), date(2027, 1, 28)),
        (date(2027, 1, 28), date(2027, 2, 11)),
        (date(2027, 2, 4), date(2027, 2, 25)),
        (date(2027, 2, 11), date(2027, 3, 11)),
        (date(2027, 2, 18), date(2027, 3, 25)),
        (date(2027, 2, 25), date(2027, 4, 8)),
        (date(2027, 3, 4), date(2027, 4, 22)),
        (date(2027, 3, 11), date(2027, 5, 6)),
        (date(2027, 1, 28), date(2027, 2, 25)),  # first change
        (date(2027, 2, 18), date(2027, 5, 6)),  # clearer change
        (date(2027, 4, 26), date(2027, 9, 3)),  # first top-up
    ]
    seven = [f"Visit {number}: possible days" for number in range(1, 8)]
    assert titles(content)[:9] == [*seven, *(f"Perhaps visit {number}: possible days" for number in (8, 9))]
    assert len(set(titles(content))) == 12


def test_the_entries_of_many_people_lie_where_their_ranges_put_them() -> None:
    for one in list(filter(can_start, every_kind()))[::9]:
        plan, content = one.plan, file(one)
        found = days(content)
        assert plan.sessions
        assert plan.interval_days
        (few, many), (shortest, longest) = plan.sessions, plan.interval_days
        for number, window in enumerate(found[:many]):
            assert window == (START + number * shortest * A_DAY, START + number * longest * A_DAY)
        points = [plan.first_visible_session, plan.clear_result_session, plan.maintenance_days]
        assert len(found) == many + sum(point is not None for point in points)
        assert len(set(uids(content))) == len(found), "two entries have one name"
        if plan.maintenance_days:
            soon, late = plan.maintenance_days
            first, last = (few - 1) * shortest + soon, (many - 1) * longest + late
            assert found[-1] == (START + first * A_DAY, START + last * A_DAY)


def test_what_may_be_later_says_so() -> None:
    said = {e.uid.value.partition(".")[0]: e.description.value for e in events(file(SEVERE))}
    later = [name for name, note in said.items() if note.endswith("It may also be later.")]
    assert later == ["first-change", "top-up"]
    assert said["session-1"] == "A window from typical ranges, no appointment. The real day is set with you."


def test_after_a_course_there_is_nothing_to_enter() -> None:
    assert not events(file({**FACE, "stage": "finished"}))


@pytest.mark.parametrize(
    ("start", "second"),
    [
        (date(2028, 2, 29), (date(2028, 3, 14), date(2028, 3, 31))),
        (date(2028, 2, 15), (date(2028, 2, 29), date(2028, 3, 17))),
        (date(2026, 12, 31), (date(2027, 1, 14), date(2027, 1, 31))),
        (date(2027, 3, 14), (date(2027, 3, 28), date(2027, 4, 14))),
        (date(2027, 10, 24), (date(2027, 11, 7), date(2027, 11, 24))),
    ],
    ids=["leap day", "over a leap day", "year end", "spring", "autumn"],
)
def test_days_that_are_special_are_days_like_others(start: date, second: tuple[date, date]) -> None:
    content = file(FACE, start)
    assert days(content)[:2] == [(start, start), second]
    assert b"DTSTART;VALUE=DATE:" + f"{start:%Y%m%d}".encode() in content


def test_every_entry_is_all_day_and_ends_on_the_day_after() -> None:
    for event in events(file(SEVERE)):
        for limit in (event.dtstart, event.dtend):
            assert type(limit.value) is date, "a time of day"
            assert limit.params == {"VALUE": ["DATE"]}, "a time zone could move it"
        assert event.dtend.value > event.dtstart.value
    assert days(file(FACE))[0] == (START, START), "the first session takes one day"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"])
def test_no_day_moves_with_the_machine(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    here = file(SEVERE, date(2027, 3, 14))
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert file(SEVERE, date(2027, 3, 14)) == here
        assert days(file(SEVERE, date(2027, 3, 14)))[0] == (date(2027, 3, 14), date(2027, 3, 14))
    finally:
        monkeypatch.undo()
        time.tzset()


# --- importing it again --------------------------------------------------------------------------


def test_a_newer_file_moves_the_entries_of_the_older_one() -> None:
    chat = Chat().ask_for_numbers().tap("When could you start?").send("14 January 2027")
    first = downloaded(chat)
    later = downloaded(chat.tap("Other dates").send("1 March 2027"))
    assert uids(later) == uids(first)
    assert days(first)[0] == (START, START)
    assert days(later)[0] == (date(2027, 3, 1), date(2027, 3, 1))


def test_the_entries_keep_their_names_in_another_language_and_with_other_titles() -> None:
    chat = Chat().ask_for_numbers().tap("When could you start?").send("14 January 2027")
    first = downloaded(chat)
    named = downloaded(chat, "What it is about")
    assert uids(named) == uids(first)
    chat.send("/language").tap("Русский").tap_data("do:calendar").tap_data("do:calendar:plain")
    russian = chat.files[0].make()
    assert uids(russian) == uids(first)
    assert titles(russian) != titles(first)


def test_the_entries_keep_their_names_when_the_ranges_change() -> None:
    fewer, more = uids(file({**BODY, "severity": "mild"})), uids(file(SEVERE))
    assert set(fewer) < set(more)


def test_starting_again_keeps_the_names_and_erasing_everything_does_not() -> None:
    chat = Chat().ask_for_numbers().tap("When could you start?").send("14 January 2027")
    first = downloaded(chat)
    chat.send("/start").tap("Start again").answer().tap("Show my ranges")
    again = downloaded(chat.tap("When could you start?").send("14 January 2027"))
    assert uids(again) == uids(first)
    chat.send("/delete").tap("Yes, erase")
    chat.ask_for_numbers().tap("When could you start?").send("14 January 2027")
    assert not set(uids(downloaded(chat))) & set(uids(first))


def test_two_persons_never_share_an_entry() -> None:
    files = [
        downloaded(Chat().ask_for_numbers().tap("When could you start?").send("14 January 2027")) for _ in range(2)
    ]
    assert not set(uids(files[0])) & set(uids(files[1]))


def test_a_newer_file_is_known_as_newer() -> None:
    order = [
        (int(event.sequence.value), event.dtstamp.value)
        for minutes in (0, 1, 60, 60 * 24 * 400)
        for event in events(file(FACE, now=NOW + timedelta(minutes=minutes)))[:1]
    ]
    assert order == sorted(order)
    assert len({sequence for sequence, _stamp in order}) == 4
    assert order[-1][0] < 2**31, "programs keep it in 32 bits"


def test_two_files_in_one_minute_can_still_be_told_apart() -> None:
    first, second = (events(file(FACE, now=NOW + timedelta(seconds=s)))[0] for s in (0, 20))
    assert second.sequence.value >= first.sequence.value
    assert second.dtstamp.value > first.dtstamp.value


# --- what others may read ------------------------------------------------------------------------


@pytest.mark.parametrize("language", SPEAKING)
@pytest.mark.parametrize("said", [FACE, SEVERE], ids=["face", "body"])
def test_plain_titles_and_notes_hold_no_word_about_health(language: str, said: Said) -> None:
    calendar = read(file(said, words=SPEAKING[language]))
    texts = [calendar.contents["x-wr-calname"][0].value]
    for event in calendar.contents["vevent"]:
        texts += [event.summary.value, event.description.value]
    for text in texts:
        for word in HEALTH[language].split() + HEALTH["en"].split():
            assert not re.search(rf"\b{word}", text.casefold()), f"{word!r} in {text!r}"


@pytest.mark.parametrize(("language", "name"), [("en", "mesotherapy"), ("ru", "мезотерап")])
def test_titles_that_may_say_it_say_it(language: str, name: str) -> None:
    found = titles(file(SEVERE, named=True, words=SPEAKING[language]))
    assert found
    for title in found:
        assert name in title.casefold()


def test_a_person_gets_the_titles_that_they_ask_for() -> None:
    chat = Chat().ask_for_numbers().tap("When could you start?").send("14 January 2027")
    assert titles(downloaded(chat))[0] == "Visit 1: possible days"
    assert titles(downloaded(chat, "What it is about"))[0] == "Mesotherapy, session 1: possible days"


def test_entries_are_private_and_block_no_time() -> None:
    for event in events(file(SEVERE, named=True)):
        assert event.contents["class"][0].value == "PRIVATE"
        assert event.transp.value == "TRANSPARENT"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_its_language(language: str) -> None:
    words = LANGUAGES[language]
    for event in events(file(SEVERE, words=words)):
        for text in (event.summary, event.description):
            assert text.params == {"LANGUAGE": ["ar" if language == "pseudo" else language]}


def test_sessions_in_russian_have_russian_titles() -> None:
    for named in (False, True):
        for title in titles(file(SEVERE, named=named, words=SPEAKING["ru"])):
            assert not re.search("[A-Za-z]", title), title


# --- RFC 5545 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("named", [False, True], ids=["plain", "named"])
def test_lines_are_folded_and_end_as_the_standard_says(language: str, named: bool) -> None:
    content = file(SEVERE, words=LANGUAGES[language], named=named)
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    for line in lines:
        assert len(line) <= 75
        assert not set(line) & set(range(32)), "a control character"
        line.decode()  # a fold splits no letter
    assert any(line.startswith(b" ") for line in lines), "nothing was long enough to be folded"


def test_what_the_standard_asks_for_is_there() -> None:
    content = file(FACE)
    calendar = read(content)
    calendar.validate(raiseException=True)
    assert calendar.version.value == "2.0"
    assert calendar.prodid.value.startswith("-//")
    assert content.count(b"BEGIN:VCALENDAR") == 1
    for event in calendar.contents["vevent"]:
        assert set(event.contents) == PROPERTIES
        assert all(len(values) == 1 for values in event.contents.values())
        assert event.dtstamp.value == NOW
    assert b"DTSTAMP:20261123T123000Z" in content


def test_the_stamp_is_universal_time_wherever_the_clock_stands() -> None:
    elsewhere = NOW.astimezone(LOCAL)
    assert elsewhere.hour != NOW.hour
    assert file(FACE, now=elsewhere) == file(FACE)


LOCAL = datetime(2026, 7, 1, tzinfo=UTC).astimezone(datetime.strptime("+0845", "%z").tzinfo).tzinfo

# --- words from outside --------------------------------------------------------------------------

HOSTILE = {
    "event": "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\r\nSUMMARY:evil",
    "line feeds": "x\nEND:VEVENT\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270101\n",
    "carriage return": "x\rATTENDEE:mailto:evil@example.com\rSUMMARY:evil",
    "punctuation": "a,b;c:d\\n\\,\\;\\\\ \"quoted\" 'q' ^n ^'",
    "other line ends": "a\x0bATTENDEE:b\x0cATTENDEE:c\x85ATTENDEE:d\u2028ATTENDEE:e\u2029f",
    "fold": "folded\r\n ATTENDEE:mailto:evil@example.com",
    "control": "a\x00b\x07c\x1bd\x7fe",
    "override": "\u202egnp.exe",
    "long": "длинно" * 800,
}
SHOWN = {**{name: HOSTILE[name] for name in ("punctuation", "long")}, "override": "gnp.exe"}


@pytest.mark.parametrize("name", HOSTILE)
def test_words_from_outside_add_no_entry_and_no_property(name: str) -> None:
    content = file(FACE, words=Translator(Locale("en"), Outside(HOSTILE[name])))
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert not set(line) & {*range(9), *range(10, 32)}, "a control character"
    calendar = read(content)
    assert set(calendar.contents) == set(read(file(FACE)).contents)
    assert uids(content) == uids(file(FACE))
    assert days(content) == days(file(FACE))
    for event in calendar.contents["vevent"]:
        assert set(event.contents) == PROPERTIES
        assert all(len(values) == 1 for values in event.contents.values())


@pytest.mark.parametrize("name", SHOWN)
def test_words_from_outside_are_shown_as_they_are(name: str) -> None:
    content = file(FACE, words=Translator(Locale("en"), Outside(HOSTILE[name])))
    assert {flat(title) for title in titles(content)} == {flat(SHOWN[name])}
    assert flat(read(content).contents["x-wr-calname"][0].value) == flat(SHOWN[name]), "the calendar's name"
