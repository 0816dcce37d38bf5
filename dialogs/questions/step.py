"""What a question is, and how answers to it are kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from dialogs.text import Text

Answer = str | tuple[str, ...]
"""One option's identifier, or several for a question that takes several (none: empty)."""

Answers = Mapping[str, Answer]
"""What a person said so far: question identifier to answer."""

Region = Literal["face", "body"]

_UNSURE = "unsure"
"""The option of whoever does not know, wherever a question has it."""

BODY_AREAS = ("thighs", "back_of_thighs", "hips", "buttocks", "abdomen", "several_body_areas")


def region(answers: Answers) -> Region | None:
    """The part of the protocol that applies; None for an area the articles do not cover."""
    area = answers.get("area")
    if area == "face":
        return "face"
    return "body" if area in BODY_AREAS else None


@dataclass(frozen=True, eq=False, slots=True)
class Option:
    """One answer that can be chosen.

    `when` says for whom it exists (None: for everybody), `numbers` which typed numbers mean it, `also` which
    other words, separated with commas. `ask_first`: numbers are shown under the caution that a clinician has to
    agree first (C36).
    """

    id: str
    label: Text
    when: Callable[[Answers], bool] | None = None
    numbers: range = range(0)
    also: Text | None = None
    ask_first: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """One question.

    `name` is how review and reasons call it, `why` the line under the question, `when` says of whom it is asked
    (None: of everybody), `several` that more than one option may be chosen, `refine` that it is asked on request
    only, `optional` that `mesoguide plan` can do without it, `followed_by` which refining question comes at once
    where it applies and has no answer yet. `universal` are the options that everybody has.
    """

    id: str
    name: Text
    question: Text
    choices: tuple[Option, ...]
    why: Text | None = None
    when: Callable[[Answers], bool] | None = None
    several: bool = False
    refine: bool = False
    optional: bool = False
    columns: int = 1
    followed_by: str = ""
    _by_id: Mapping[str, Option] = field(init=False, repr=False)
    universal: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {option.id: option for option in self.choices})
        object.__setattr__(self, "universal", frozenset(o.id for o in self.choices if o.when is None))

    def asked(self, answers: Answers) -> bool:
        """Whether this person is asked."""
        return self.when is None or self.when(answers)

    def options(self, answers: Answers) -> tuple[Option, ...]:
        """The options that exist for this person."""
        if len(self.universal) == len(self.choices):
            return self.choices
        return tuple(option for option in self.choices if option.when is None or option.when(answers))

    def option(self, identifier: str) -> Option:
        """The option called `identifier`; KeyError when there is none."""
        return self._by_id[identifier]

    def has(self, identifier: object) -> bool:
        """Whether there is an option called `identifier`, for anybody."""
        return identifier in self._by_id

    @property
    def left_out(self) -> Answer:
        """What somebody means who leaves an optional question out: that they are unsure, or nothing at all."""
        return _UNSURE if self.has(_UNSURE) and not self.several else ()

    def accepts(self, answer: Answer, answers: Answers) -> bool:
        """Whether `answer` is one that this person, who gave `answers`, could have given."""
        if self.several == isinstance(answer, str):
            return self.optional and answer == self.left_out  # no choice, which `mesoguide plan` takes
        options = chosen(answer)
        if len(set(options)) != len(options):
            return False
        for identifier in options:
            if identifier not in self.universal:
                option = self._by_id.get(identifier)
                if option is None or (option.when and not option.when(answers)):
                    return False
        return True


def chosen(answer: Answer) -> tuple[str, ...]:
    """An answer as identifiers, whether one or several may be chosen."""
    return (answer,) if isinstance(answer, str) else answer
