"""Words that promise, which a clinic's own line may not bring into the conversation."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.text import p_
from dialogs.urgent import Phrase

# Translators: words that promise or press, as an advertisement would in your language. Commas separate, the
# beginnings of words are enough, "a + b" means both in any order, "a!" means the whole word. Do not
# translate word by word.
WORDS = p_(
    "promises",
    "guarant, permanent, safe!, safely, safer, safest, painless, pain-free, risk-free, without risk, best!, cure!, cures!,"
    " cured, detox, toxin, melt, flaw, perfect, anti-age, anti-aging, no side effects, you need, suitable for you, hurry,"
    " only today, discount, miracle, forever, instant, 100%, will! + result",
)


def promised(line: str, phrases: Iterable[Phrase]) -> str:
    """The first of `phrases` that `line`, as `plain` writes it, holds; empty when it promises nothing."""
    haystack = f" {line} "
    for phrase in phrases:
        if f" {phrase[0]}" in haystack and all(f" {word}" in haystack for word in phrase):
            return " ".join(phrase).strip()
    return ""
