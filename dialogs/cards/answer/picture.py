"""The words beside the picture: they say what it says, for those who cannot see it."""

from collections.abc import Iterator

from dialogs.attachments import Picture
from dialogs.card import Block, Card, note, points, text, title
from dialogs.cards.answer.figures import figures
from dialogs.cards.answer.numbers import cleared_first
from dialogs.cards.answer.timeline import Row, Timeline
from dialogs.text import Text, _


def picture(reply: Picture) -> Card:
    """Everything that the picture says, in its order."""
    shown = Timeline(reply)
    blocks = [text(shown.caution)] if shown.caution else []
    blocks += [title(shown.heading), text(shown.about)]
    if shown.weekly:
        blocks.append(text(shown.weekly))
    if shown.first_day:
        blocks.append(text(_("{first_day}:", first_day=shown.first_day)))
    blocks += [points(_lines(shown)), note(shown.foot)]
    return Card(tuple(blocks))


def _lines(shown: Timeline) -> Iterator[Text]:
    sessions = [row for row in shown.rows if row.kind != "point"]
    yield from map(_line, sessions)
    if shown.more:
        yield _("Perhaps more sessions after that")
    if shown.estimated and sessions:
        yield _("The gaps are our estimate")
    for row in shown.rows:
        if row.kind == "point":
            yield _("{label} ({when})", label=row.label, when=row.when)
    if shown.top_ups:
        yield shown.top_ups
    if shown.top_up_when:
        yield shown.top_up_when


def _line(row: Row) -> Text:
    if row.kind == "possible":
        return _("{label}, in longer courses: {when}", label=row.label, when=row.when)
    return _("{label}: {when}", label=row.label, when=row.when)


def in_short(reply: Picture) -> Card:
    """Its ranges alone, where everything would be too long."""
    blocks: list[Block] = [title(_("The course as a picture"))]
    if caution := cleared_first(reply.answers, named=False):
        blocks.append(text(caution))
    blocks.append(points(figures(reply.plan)))
    blocks.append(note(_("Typical published ranges, not a plan for you. A clinician decides.")))
    return Card(tuple(blocks))
