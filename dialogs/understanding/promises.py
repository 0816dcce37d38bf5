"""Words that promise, which a clinic's own line may not bring into the conversation."""

from collections.abc import Iterable

from dialogs.text import p_
from dialogs.understanding.danger import Phrase, phrases

# Translators: words that promise or press, as an advertisement would in your language. Commas separate, the
# beginnings of words are enough, "a + b" means both in any order, "a!" means the whole word. Do not
# translate word by word.
WORDS = p_(
    "promises",
    "guarant, permanent, safe!, safely, safer, safest, painless, pain-free, risk-free, without risk, best!, cure!, cures!,"
    " cured, detox, toxin, melt, flaw, perfect, anti-age, anti-aging, no side effects, you need, suitable for you, hurry,"
    " only today, discount, miracle, forever, instant, 100%, will! + result, book now, cheap, number one, diagnos",
)


def promises(words: str) -> tuple[Phrase, ...]:
    """A translated list of `WORDS` as `promised` looks for it: each beginning of a word with the space before it."""
    return tuple(tuple(f" {word}" for word in phrase) for phrase in phrases(words))


def promised(line: str, sought: Iterable[Phrase]) -> str:
    """The first of `sought` that `line`, as `plain` writes it, holds; empty when it promises nothing."""
    haystack = f" {line} "
    for phrase in sought:
        if phrase[0] in haystack and all(word in haystack for word in phrase):
            return " ".join("".join(phrase).split())
    return ""
