"""Answers in words, as a person reads them."""

from collections.abc import Sequence

from dialogs.questions.step import Answer, Answers, chosen
from dialogs.questions.steps import STEP
from dialogs.text import Items, Strong, Text, _, p_


def label(question: str, option: str) -> Text:
    """How a person reads an option. Raises KeyError for a question or an option that does not exist."""
    return STEP[question].option(option).label


def said(question: str, answer: Answer) -> Text:
    """How a person reads an answer of theirs."""
    options = chosen(answer)
    if not options:
        return p_("answer", "None of these")
    return label(question, options[0]) if len(options) == 1 else listed(question, options)


def listed(question: str, options: Sequence[str]) -> Text:
    """Options inside a sentence, set off so that each reads as what the person chose."""
    quoted = tuple(p_("quoted answer", "“{answer}”", answer=label(question, option)) for option in options)
    return _("{answers}", answers=Items(quoted))


def answer_lines(answers: Answers) -> list[Text]:
    """One line for each answer."""
    return [
        _("{question}: {answer}", question=STEP[question].name, answer=Strong(said(question, answer)))
        for question, answer in answers.items()
    ]
