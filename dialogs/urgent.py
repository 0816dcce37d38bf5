"""Words that sound like danger, in any language. Source: safety notes, section 2.

What matters is that nobody is missed: a word too many costs one tap, a word too few may cost a
life. Each list is a sentence for the translators, who put the words of their own language in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from dialogs.text import Text, _

LEVELS = ("now", "today", "days", "support")
"""What the help that is needed is like: an emergency number, a doctor today, a doctor within days,
and somebody to talk to now."""

WORDS: Mapping[str, Text] = {
    # Translators: signs of an emergency, as people write them in your language. Separate with
    # commas; the beginnings of words are enough. Do not translate word by word.
    "now": _(
        "can't breathe, cannot breathe, cant breathe, trouble breathing, hard to breathe, short of breath,"
        " difficulty breathing, breathless, choking, wheez, throat is clos, throat clos, throat swell,"
        " throat is swell, tongue swell, tongue is swell, swollen tongue, swollen throat, swollen lips, lips swell,"
        " face is swell, swollen face, anaphyla, faint, collapsed, passed out, unconscious, chest pain, having a stroke, signs of a stroke,"
        " can't see anything, cannot see anything, can't see out of, cannot see out of, blurred vision, lost vision, going blind, skin turned white, skin is turning white,"
        " skin turned grey, skin turned black, skin is turning black, skin went black, numb lips, lips are numb, metal taste, metallic taste,"
        " ears ring, twitch, seizure, convuls, confused and fever, slurred, drooping, unbearable pain,"
        " hives all over"
    ),
    # Translators: words of somebody who may want to die or to hurt themselves
    "support": _(
        "suicid, kill myself, want to die, end my life, hurt myself, harm myself, self-harm, don't want to live,"
        " do not want to live"
    ),
    # Translators: words that may be about an infection or a reaction after injections; the
    # person is then asked what it is
    "ask": _(
        "fever, pus, shiver, spreading, red streak, getting worse, very red, red and hot, hot and red, red and swollen,"
        " swollen and red, hot and swollen, red hot, infected, blister, open sore, boil, abscess, lump, nodule, oozing,"
        " severe pain, very painful, hurts a lot, cellulitis, allergic reaction, hives, can't swallow,"
        " trouble swallowing, crooked smile, something is wrong"
    ),
    # Translators: words of somebody who suffers from how they look
    "distress": _(
        "i hate my face, i hate my body, i hate myself, i am ugly, i'm ugly, so ugly, disgusting, nobody sees it but me,"
        " ashamed of my, can't look in the mirror, cannot look in the mirror"
    ),
}


def plain(text: str) -> str:
    """`text` as it is compared: no case, no accents, no punctuation, single spaces."""
    folded = unicodedata.normalize(
        "NFKD", text.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    )
    letters = "".join(c for c in folded.casefold() if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", letters).strip()


def phrases(words: str) -> tuple[str, ...]:
    """A translated list of `WORDS` as the phrases that are looked for."""
    return tuple(filter(None, map(plain, words.split(","))))


def find(text: str, lists: Mapping[str, Iterable[str]]) -> str | None:
    """The first list, in the order of `WORDS`, of which a phrase begins at a word of `text`."""
    haystack = f" {plain(text)}"
    for level in WORDS:
        if any(f" {phrase}" in haystack for phrase in lists.get(level, ())):
            return level
    return None
