"""The page for a consultation as a PDF. `summary.typ` sets it; this gathers its words."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from bot.files import picture, typesetter
from bot.files.fonts import FAMILY
from bot.files.words import kept_together, writing
from bot.locale.translator import Translator
from dialogs.attachments import Picture, SummaryFile
from dialogs.cards.answer.dated import windows
from dialogs.cards.answer.figures import figures
from dialogs.cards.answer.numbers import cleared_first
from dialogs.cards.answer.origin import origin
from dialogs.cards.answer.summary import ANSWERS, QUESTIONS, RANGES, TELL_FIRST, TITLE, TO_ASK, tell_first
from dialogs.guide import Guide
from dialogs.questions.labels import answer_lines
from dialogs.text import Text, _

TEMPLATE = Path(__file__).parent / "templates" / "summary.typ"


def pdf(reply: SummaryFile, words: Translator, guide: Guide, now: datetime) -> bytes:
    """One A4 page in the translator's language, with the picture and selectable text; `now` is its date."""
    answers, plan, start = reply.answers, reply.plan, reply.start
    course = Picture(answers, plan, start)
    write = writing(words)
    caution = cleared_first(answers)

    def written(texts: Iterable[Text]) -> list[str]:
        return [kept_together(write(text)) for text in texts]

    lists = [
        {"title": write(ANSWERS), "items": written(answer_lines(answers))},
        {"title": write(RANGES), "items": written(figures(plan))},
    ]
    if start:
        title = write(_("If the first session is on {day}", day=start))
        lists.append({"title": title, "items": written(windows(plan, start))})
    data = {
        "language": words.language,
        "right_to_left": words.right_to_left,
        "family": FAMILY,
        "title": write(TITLE),
        "made": write(_("Made on {day} by an automated guide, for a talk with a clinician.", day=now.date())),
        "caution": write(caution) if caution else "",
        "lists": lists,
        "talk": [
            {"title": write(TELL_FIRST), "items": written(tell_first(answers))},
            {"title": write(TO_ASK), "items": written(QUESTIONS)},
        ],
        "picture": picture.svg(course, words),
        "alternative": picture.alternative(course, words),
        "origin": " ".join(written(origin(plan, guide))),
    }
    return typesetter.pdf(TEMPLATE, data, now)
