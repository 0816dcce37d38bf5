"""Words that sound like danger, in each language of the guide. Source: docs/safety.md, section 2.

What matters is that nobody is missed: a word too many costs one tap, a word too few may cost a
life. Each list is a sentence for the translators, who put the words of their own language in.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from dialogs.text import Text, _

# Each list: the beginnings of words, separated with commas. A plus joins words that have to stand in
# the same message, in any order. An exclamation mark means the whole word and not only its beginning.
WORDS: Mapping[str, Text] = {
    # Translators: signs of an emergency, as frightened people write them in your language. Commas
    # separate, the beginnings of words are enough, "a + b" means both in any order, "a!" means the
    # whole word. Do not translate word by word.
    "now": _(
        "can't breath, cannot breath, can not breath, not breathing, trouble + breath, hard + breath,"
        " difficult + breath, struggl + breath, short of breath, breathless, choking, wheez, throat + clos, throat + swell,"
        " throat + swollen, throat + tight, tongue + swell, tongue + swollen, lip + swell, lip + swollen, face + swell,"
        " face + swollen, anaphyla, fainted, fainting, feel faint, and faint, to faint, passed out, passing out, collaps,"
        " unconscious, chest + pain, chest + hurt, chest + tight, chest + pressure,"
        " chest + heavy, heart attack, i think i'm dying, i am dying, ambulance, half my face, face + paraly, having a stroke, is a stroke, signs of a stroke,"
        " one eye + blind, vision + gone, sight + gone, can't see with, can't see out, can't see anything, cannot see with, cannot see out, cannot see anything,"
        " vision + blur, sight + blur, blurry, lost + vision, lost + sight, losing + sight, going blind, gone blind,"
        " skin + turning white, skin + turned white, skin + went white, inject + white, skin is grey, skin is gray, turning purple,"
        " turned purple, turning grey, turned grey, turning gray,"
        " turned gray, turning black, turned black, went black, mottled, blanch, black + patch, purple + patch,"
        " grey + patch, gray + patch, face + weak, droop, numb + lip, numb + tongue, metal + taste, ears + ring, twitch,"
        " seizure, convuls, had a fit, having a fit, fever + confus, slurred, unbearable, worst pain, hives + all over"
    ),
    # Translators: words of somebody who may want to die or to hurt themselves
    "support": _(
        "suicid, kill myself, want to die, wanna die, cut myself, cutting myself, overdos, took + pills, no reason to live,"
        " don't want to be here, do not want to be here, want to end it, wish i was dead, wish i were dead, better off dead, end my life, end it all,"
        " hurt myself, hurting myself, harm myself, harming myself, self-harm, don't want to live, do not want to live"
    ),
    # Translators: words that may be about an infection or a reaction after injections; the
    # person is then asked what it is
    "ask": _(
        "fever, temperature, bleeding, hurts so much, hurts a lot, bump, bruise + not going, bruise + still, allergic,"
        " throat + funny, smells bad, call + doctor, stroke!, help me, please help, pus!, shiver, chills!, spreading, red streak, getting worse, gets worse, getting bigger, very red,"
        " red + hot!, red + swollen, hot! + swollen, warm + swollen, warm + pain, swelling, infect, blister, open sore,"
        " boil!, boils!, abscess, lump, nodule, oozing, drain, breaking down, severe pain, very painful,"
        " pain + grow, cellulitis, reaction + inject, hives!, can't swallow, cannot swallow,"
        " swallow + trouble, swallow + hard, smile + uneven, smile + crooked, something is wrong"
    ),
    # Translators: words of somebody who suffers from how they look
    "distress": _(
        "i hate my face, i hate my body, i hate myself, i hate how i look, i am ugly, i'm ugly, so ugly, disgusting,"
        " nobody sees it but me, ashamed of my, can't look in the mirror, cannot look in the mirror"
    ),
}

Phrase = tuple[str, ...]
"""Beginnings of words that have to stand in a message together; with a space at the end: whole words."""


def plain(text: str) -> str:
    """`text` as it is compared: no case, no accents, no punctuation, single spaces."""
    folded = unicodedata.normalize("NFKD", text.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", ""))
    letters = "".join(c for c in folded.casefold() if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", letters).strip()


def phrases(words: str) -> tuple[Phrase, ...]:
    """A translated list of `WORDS` as what is looked for."""
    entries = (tuple(filter(None, map(_beginning, entry.split("+")))) for entry in words.split(","))
    return tuple(filter(None, entries))


def _beginning(word: str) -> str:
    return plain(word) + (" " if word.strip().endswith("!") else "")


Lists = Mapping[str, Mapping[str, tuple[Phrase, ...]]]
"""Phrases by their level, and there by how their first word begins: most of them need not be looked for."""

_BEGINNING = 2  # letters


def indexed(lists: Mapping[str, Iterable[Phrase]]) -> Lists:
    """The phrases of each level as `find` looks for them. Raises `ValueError` for a first word of one letter."""
    found: dict[str, dict[str, tuple[Phrase, ...]]] = {}
    for level, phrases_of_level in lists.items():
        of_level = found.setdefault(level, {})
        for phrase in phrases_of_level:
            beginning = phrase[0][:_BEGINNING]
            if len(beginning) < _BEGINNING:
                raise ValueError(f"{phrase[0]!r} is too short for a word of danger")
            of_level[beginning] = (*of_level.get(beginning, ()), phrase)
    return found


def find(text: str, lists: Lists) -> str | None:
    """The first level, in the order of `WORDS`, of which all words of a phrase begin in `text`."""
    haystack = f" {plain(text)} "
    beginnings = {haystack[space + 1 : space + 1 + _BEGINNING] for space, c in enumerate(haystack) if c == " "}
    for level in WORDS:
        of_level = lists.get(level, {})
        candidates = (phrase for beginning in beginnings for phrase in of_level.get(beginning, ()))
        if any(all(f" {word}" in haystack for word in phrase) for phrase in candidates):
            return level
    return None
