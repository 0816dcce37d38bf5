"""The dialog as python-telegram-bot's manual teaches it: a ConversationHandler with PicklePersistence."""

from functools import partial
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

from benchmarks.peers.common import API, CARDS, QUESTIONS, SEVERAL, TOKEN, review

WELCOME, REVIEW, ANSWER = "welcome", "review", "answer"
STATES = [*QUESTIONS, REVIEW]


def keyboard(name: str, chosen: list[str]) -> InlineKeyboardMarkup:
    """The buttons of a card, with a mark on those that are switched on."""
    marked = {f"{name}:{option}" for option in chosen}
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(f"{label} ✓" if data in marked else label, callback_data=data) for label, data in row]
            for row in CARDS[name].rows
        ]
    )


async def edit(query: CallbackQuery, name: str, answers: dict[str, list[str]]) -> str:
    """Put a card in place of the one that was tapped; the state that it belongs to."""
    chosen = answers.get(name, []) if name in SEVERAL else []
    text = review(answers) if name == REVIEW else CARDS[name].text
    await query.edit_message_text(text, parse_mode=ParseMode.HTML, reply_markup=keyboard(name, chosen))
    return name


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> str:
    """Welcome, and keep what the link came with."""
    data = _data(context)
    data.clear()
    data["payload"] = " ".join(context.args or ())
    if update.message:
        buttons = keyboard(WELCOME, [])
        await update.message.reply_text(CARDS[WELCOME].text, parse_mode=ParseMode.HTML, reply_markup=buttons)
    return WELCOME


async def begin(update: Update, context: ContextTypes.DEFAULT_TYPE) -> str:
    """Agreed, or once more: the first question."""
    query = await _answered(update)
    answers = _data(context)["answers"] = {}
    return await edit(query, STATES[0], answers)


async def choose(question: str, update: Update, context: ContextTypes.DEFAULT_TYPE) -> str:
    """One option and on to what comes next, one of several on or off, or back."""
    query = await _answered(update)
    answers, place = _data(context)["answers"], STATES.index(question)
    option = (query.data or "").partition(":")[2]
    chosen = answers.setdefault(question, [])
    if option == "back":
        return await edit(query, STATES[place - 1], answers)
    if question in SEVERAL and option not in ("none", "done"):
        (chosen.remove if option in chosen else chosen.append)(option)
        return await edit(query, question, answers)
    if option != "done":
        answers[question] = [] if option == "none" else [option]
    return await edit(query, STATES[place + 1], answers)


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


def _data(context: ContextTypes.DEFAULT_TYPE) -> dict[Any, Any]:
    if context.user_data is None:
        raise ValueError("an update of nobody")
    return context.user_data


def main() -> None:
    """Poll until told to stop."""
    persistence = PicklePersistence(filepath="conversations.pickle")
    application = Application.builder().token(TOKEN).base_url(f"{API}/bot").persistence(persistence).build()
    states: dict[object, list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, object]]] = {
        WELCOME: [CallbackQueryHandler(begin, "^consent:agree")],
        REVIEW: [CallbackQueryHandler(answer, "^do:answer"), CallbackQueryHandler(begin, "^do:restart")],
        ANSWER: [CallbackQueryHandler(begin, "^do:restart")],
    }
    for question in QUESTIONS:
        states[question] = [CallbackQueryHandler(partial(choose, question), f"^({question}|do:back)")]
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
