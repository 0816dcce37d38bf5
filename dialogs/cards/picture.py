"""The words beside the picture: they say what it says, for those who cannot see it."""

from __future__ import annotations

from dialogs.cards.answer import cleared_first
from dialogs.cards.card import Block, Card, note, points, text, title
from dialogs.cards.dated import windows
from dialogs.cards.figures import figures
from dialogs.guide import Guide
from dialogs.replies import Picture
from dialogs.text import _


def picture(reply: Picture, _guide: Guide) -> Card:
    plan = reply.plan
    blocks: list[Block] = [title(_("The course as a picture"))]
    if caution := cleared_first(reply.answers, named=False):
        blocks.append(text(caution))
    blocks.append(points(figures(plan)))
    if reply.start:
        blocks.append(text(_("If the first session is on {day}:", day=reply.start)))
        blocks.append(points(windows(plan, reply.start)))
    blocks.append(note(_("Typical published ranges, not a plan for you. A clinician decides.")))
    return Card(tuple(blocks))
