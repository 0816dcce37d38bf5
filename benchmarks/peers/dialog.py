"""The dialog as aiogram_dialog's manual teaches it: a window for each card, on aiogram's memory storage."""

from __future__ import annotations

import asyncio
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandObject, CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.kbd import Back, Button, Group, Keyboard, Multiselect, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Const, Format

from benchmarks.peers.common import (
    API,
    CARDS,
    DONE,
    NONE,
    QUESTIONS,
    SEVERAL,
    TOKEN,
    columns,
    options,
    review,
)


class Guide(StatesGroup):
    """What can be shown."""

    welcome = State()
    area = State()
    concern = State()
    severity = State()
    skin_type = State()
    age = State()
    lifestyle = State()
    health = State()
    review = State()
    answer = State()


async def start(_message: Message, command: CommandObject, dialog_manager: DialogManager) -> None:
    """Welcome, and keep what the link came with."""
    await dialog_manager.start(
        Guide.welcome, mode=StartMode.RESET_STACK, data={"payload": command.args or ""}
    )


async def chosen(_query: CallbackQuery, select: Any, manager: DialogManager, option: str) -> None:  # noqa: ANN401  a widget
    """One option, and on to what comes next."""
    question = select.widget_id
    manager.dialog_data[question] = [options(question)[int(option)]]
    await manager.next()


async def none(_query: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """None of several options."""
    await manager.find(str(button.widget_id).removesuffix("_none")).reset_checked()
    await manager.next()


async def done(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Those that are switched on."""
    await manager.next()


async def answers(dialog_manager: DialogManager, **_data: object) -> dict[str, str]:
    """What the review shows."""
    said = {question: dialog_manager.dialog_data.get(question, []) for question in QUESTIONS}
    for question in SEVERAL:
        numbers = dialog_manager.find(question).get_checked()
        said[question] = [options(question)[int(number)] for number in numbers]
    return {"review": review(said)}


async def numbers(query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """The numbers in place of the review; what to expect in a message of its own."""
    if isinstance(query.message, Message):
        await query.message.edit_text(CARDS["numbers"].text, parse_mode="HTML")
    await manager.switch_to(Guide.answer, show_mode=ShowMode.SEND)


async def again(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Once more from the first question."""
    manager.dialog_data.clear()
    for question in SEVERAL:
        await manager.find(question).reset_checked()
    await manager.switch_to(Guide.area)


async def nothing(_query: CallbackQuery, _button: Button, _manager: DialogManager) -> None:
    """A button that nobody taps here."""


def question(name: str) -> Window:
    """A question, its options, and the way back."""
    items = list(enumerate(options(name)))
    keyboard: list[Keyboard] = []
    if name in SEVERAL:
        on = Format("{item[1]} ✓")
        keyboard.append(
            Group(
                Multiselect(
                    on, Format("{item[1]}"), id=name, item_id_getter=lambda item: item[0], items=items
                ),
                width=columns(name),
            )
        )
        keyboard.append(
            Row(
                Button(Const(NONE), id=f"{name}_none", on_click=none),
                Button(Const(DONE), id="done", on_click=done),
            )
        )
    else:
        select = Select(
            Format("{item[1]}"), id=name, item_id_getter=lambda item: item[0], items=items, on_click=chosen
        )
        keyboard.append(Group(select, width=columns(name)))
    if name != "area":
        keyboard.append(Back(Const("Back")))
    return Window(Const(CARDS[name].text), *keyboard, state=getattr(Guide, name), parse_mode="HTML")


def card(name: str, **clicks: Any) -> list[Row]:  # noqa: ANN401  as the library has it
    """The buttons of a card, those that do something by the first word of their labels."""
    return [
        Row(
            *(
                Button(Const(label), id=f"b{row}_{place}", on_click=clicks.get(label.split()[0], nothing))
                for place, label in enumerate(labels)
            )
        )
        for row, labels in enumerate(CARDS[name].rows)
    ]


def main() -> None:
    """Poll until told to stop."""
    agree = CARDS["welcome"].rows[0][0]
    dialog = Dialog(
        Window(
            Const(CARDS["welcome"].text),
            SwitchTo(Const(agree), id="agree", state=Guide.area),
            *card("welcome")[1:],
            state=Guide.welcome,
            parse_mode="HTML",
        ),
        *(question(name) for name in QUESTIONS),
        Window(
            Format("{review}"),
            *card("review", Show=numbers, Start=again),
            state=Guide.review,
            getter=answers,
            parse_mode="HTML",
        ),
        Window(
            Const(CARDS["expect"].text), *card("expect", Start=again), state=Guide.answer, parse_mode="HTML"
        ),
    )
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.message.register(start, CommandStart())
    dispatcher.include_router(dialog)
    setup_dialogs(dispatcher)
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(API)))
    asyncio.run(dispatcher.start_polling(bot))


main()
