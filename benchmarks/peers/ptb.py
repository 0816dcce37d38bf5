"""The dialog as python-telegram-bot's manual teaches it: a ConversationHandler with PicklePersistence."""

from __future__ import annotations

import os
from typing import Any

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    PicklePersistence,
)

from benchmarks.peers.common import API, BACK, CARDS, DONE, NONE, QUESTIONS, SEVERAL, TOKEN, options, review

WELCOME, REVIEW, ANSWER = "welcome", "review", "answer"
STATES = [*QUESTIONS, REVIEW]


def keyboard(name: str, chosen: list[str]) -> InlineKeyboardMarkup:
    """The buttons of a card. An option's data is its number, any other button's is its label."""
    numbers = {label: str(number) for number, label in enumerate(options(name) if name in QUESTIONS else ())}
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    f"{label} ✓" if label in chosen else label,
                    callback_data=f"{name}:{numbers.get(label, label)}",
                )
                for label in row
            ]
            for row in CARDS[name].rows
        ]
    )


async def edit(query: CallbackQuery, name: str, answers: dict[str, list[str]]) -> None:
    """Put a card in place of the one that was tapped."""
    chosen = answers.get(name, []) if name in SEVERAL else []
    text = review(answers) if name == REVIEW else CARDS[name].text
    await query.edit_message_text(text, parse_mode=ParseMode.HTML, reply_markup=keyboard(name, chosen))


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> str:
    """Welcome, and keep what the link came with."""
    data = _data(context)
    data.clear()
    data["payload"] = " ".join(context.args or ())
    if update.message:
        await update.message.reply_text(
            CARDS[WELCOME].text, parse_mode=ParseMode.HTML, reply_markup=keyboard(WELCOME, [])
        )
    return WELCOME


async def begin(update: Update, context: ContextTypes.DEFAULT_TYPE) -> str:
    """Agreed, or once more: the first question."""
    query = await _answered(update)
    data = _data(context)
    data["answers"] = {}
    await edit(query, STATES[0], data["answers"])
    return STATES[0]


async def choose(update: Update, context: ContextTypes.DEFAULT_TYPE) -> str:
    """One option, and on to what comes next."""
    query = await _answered(update)
    answers = _data(context)["answers"]
    question, _, option = (query.data or "").partition(":")
    if option == BACK:
        return await _go(query, STATES[STATES.index(question) - 1], answers)
    answers[question] = [options(question)[int(option)]]
    return await _go(query, STATES[STATES.index(question) + 1], answers)


async def toggle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> str:
    """Switch an option on or off, or be done with a question of several."""
    query = await _answered(update)
    answers = _data(context)["answers"]
    question, _, option = (query.data or "").partition(":")
    chosen = answers.setdefault(question, [])
    if option == BACK:
        return await _go(query, STATES[STATES.index(question) - 1], answers)
    if option == NONE:
        chosen.clear()
    if option in (NONE, DONE):
        return await _go(query, STATES[STATES.index(question) + 1], answers)
    label = options(question)[int(option)]
    if label in chosen:
        chosen.remove(label)
    else:
        chosen.append(label)
    return await _go(query, question, answers)


async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> str:
    """The numbers, and what to expect."""
    query = await _answered(update)
    await query.edit_message_text(CARDS["numbers"].text, parse_mode=ParseMode.HTML)
    if update.effective_chat:
        await update.effective_chat.send_message(
            CARDS["expect"].text, parse_mode=ParseMode.HTML, reply_markup=keyboard("expect", [])
        )
    return ANSWER


async def _answered(update: Update) -> CallbackQuery:
    """The tap, with its clock stopped."""
    query = update.callback_query
    if query is None:
        raise ValueError("a tap without a tap")
    await query.answer()
    return query


async def _go(query: CallbackQuery, state: str, answers: dict[str, list[str]]) -> str:
    await edit(query, state, answers)
    return state


def _data(context: ContextTypes.DEFAULT_TYPE) -> dict[Any, Any]:
    if context.user_data is None:
        raise ValueError("an update of nobody")
    return context.user_data


def main() -> None:
    """Poll until told to stop."""
    persistence = PicklePersistence(filepath="conversations.pickle", on_flush="ON_FLUSH" in os.environ)
    application = Application.builder().token(TOKEN).base_url(f"{API}/bot").persistence(persistence).build()
    states: dict[object, list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, object]]] = {
        WELCOME: [CallbackQueryHandler(begin, "^welcome:I am 18")],
        REVIEW: [CallbackQueryHandler(answer, "^review:Show"), CallbackQueryHandler(begin, "^review:Start")],
        ANSWER: [CallbackQueryHandler(begin, "^expect:Start")],
    }
    for question in QUESTIONS:
        states[question] = [CallbackQueryHandler(toggle if question in SEVERAL else choose, f"^{question}:")]
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", start)],
            states=states,
            fallbacks=[CommandHandler("start", start)],
            name="guide",
            persistent=True,
        )
    )
    application.run_polling()


main()
