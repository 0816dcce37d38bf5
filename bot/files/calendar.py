"""Windows of days as a calendar file (RFC 5545): whole days only, so that no time zone moves one."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vText

from bot.files.words import writing
from bot.locale.translator import Translator
from dialogs.attachments import CalendarFile
from dialogs.cards.answer.entries import CALENDAR_NAME, Entry, entries

PRODUCT = "-//Mesoguide//Possible days//EN"
MINUTE = 60  # seconds


def ics(reply: CalendarFile, words: Translator, person: str, now: datetime) -> bytes:
    """The file in the translator's language, as UTF-8.

    `person` is a random identifier that stays the same for a person, so that a newer file moves the entries of an
    older one and does not double them. Of two files, the newer one is told by the minute of `now`.
    """
    write = writing(words)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(write(CALENDAR_NAME)))  # of no type that the library knows
    for entry in entries(reply):
        calendar.add_component(_event(entry, reply, words, person, now))
    return bytes(calendar.to_ical())


def _event(entry: Entry, reply: CalendarFile, words: Translator, person: str, now: datetime) -> Event:
    write, language = writing(words), {"LANGUAGE": words.tag}
    event = Event()
    event.add("uid", f"{entry.name}.{person}@mesoguide")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", int(now.timestamp()) // MINUTE)
    event.add("dtstart", reply.start + timedelta(entry.window.first))
    event.add("dtend", reply.start + timedelta(entry.window.last + 1))  # RFC 5545 excludes this day
    event.add("summary", write(entry.title), parameters=language)
    event.add("description", " ".join(map(write, entry.notes)), parameters=language)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
