"""The dialog as aiogram_dialog's manual teaches it: a window for each card, on aiogram's memory storage."""

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
from aiogram_dialog.widgets.kbd import Back, Button, Group, Keyboard, Multiselect, Next, Row, Select
from aiogram_dialog.widgets.text import Const, Format

from benchmarks.peers.common import API, CARDS, LABELS, QUESTIONS, SEVERAL, TOKEN, review

# What can be shown: a state for each card, as a class of them would be written by hand.
SHOWN = ("welcome", *QUESTIONS, "review", "expect")
Guide: Any = type(StatesGroup)("Guide", (StatesGroup,), {name: State() for name in SHOWN})


async def start(_message: Message, command: CommandObject, dialog_manager: DialogManager) -> None:
    """Welcome, and keep what the link came with."""
    await dialog_manager.start(Guide.welcome, mode=StartMode.RESET_STACK, data={"payload": command.args or ""})


async def chosen(_query: CallbackQuery, select: Any, manager: DialogManager, option: str) -> None:  # noqa: ANN401  a widget
    """One option, and on to what comes next."""
    manager.dialog_data[select.widget_id] = [option]
    await manager.next()


async def none(_query: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """None of several options."""
    await manager.find(str(button.widget_id).removesuffix("_none")).reset_checked()
    await manager.next()


async def answers(dialog_manager: DialogManager, **_data: object) -> dict[str, str]:
    """What the review shows."""
    several = {question: dialog_manager.find(question).get_checked() for question in SEVERAL}
    return {"review": review({**dialog_manager.dialog_data, **several})}


async def numbers(query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """The numbers in place of the review; what to expect in a message of its own."""
    if isinstance(query.message, Message):
        await query.message.edit_text(CARDS["numbers"].text, parse_mode="HTML")
    await manager.switch_to(Guide.expect, show_mode=ShowMode.SEND)


async def begin(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Agreed, or once more: the first question."""
    manager.dialog_data.clear()
    for question in SEVERAL:
        await manager.find(question).reset_checked()
    await manager.switch_to(Guide.area)


async def nothing(_query: CallbackQuery, _button: Button, _manager: DialogManager) -> None:
    """A button that nobody taps here."""


CLICKS = {"consent:agree": begin, "do:answer": numbers, "do:restart": begin}


def question(name: str) -> Window:
    """A question, its options, and the way back."""
    rows = CARDS[name].rows
    sent = [data.partition(":")[2] for row in rows for _label, data in row if data.startswith(f"{name}:")]
    items = [(option, LABELS[f"{name}:{option}"]) for option in sent if option not in ("none", "done")]
    plain, identifier = (Format("{item[1]}"), {"id": name, "item_id_getter": lambda item: item[0], "items": items})
    keyboard: list[Keyboard] = []
    if name in SEVERAL:
        keyboard.append(Group(Multiselect(Format("{item[1]} ✓"), plain, **identifier), width=len(rows[0])))
        without = Button(Const(LABELS[f"{name}:none"]), id=f"{name}_none", on_click=none)
        keyboard.append(Row(without, Next(Const(LABELS[f"{name}:done"]))))
    else:
        keyboard.append(Group(Select(plain, **identifier, on_click=chosen), width=len(rows[0])))
    if name != SHOWN[1]:
        keyboard.append(Back(Const(LABELS["do:back"])))
    return Window(Const(CARDS[name].text), *keyboard, state=getattr(Guide, name), parse_mode="HTML")


def card(name: str, text: Const | Format, **options: Any) -> Window:  # noqa: ANN401  as the library has it
    """A card that is no question, and its buttons."""
    rows = [
        Row(
            *(
                Button(Const(label), id=f"b{row}_{place}", on_click=CLICKS.get(data, nothing))
                for place, (label, data) in enumerate(buttons)
            )
        )
        for row, buttons in enumerate(CARDS[name].rows)
    ]
    return Window(text, *rows, state=getattr(Guide, name), parse_mode="HTML", **options)


def main() -> None:
    """Poll until told to stop."""
    dialog = Dialog(
        card("welcome", Const(CARDS["welcome"].text)),
        *(question(name) for name in QUESTIONS),
        card("review", Format("{review}"), getter=answers),
        card("expect", Const(CARDS["expect"].text)),
    )
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.message.register(start, CommandStart())
    dispatcher.include_router(dialog)
    setup_dialogs(dispatcher)
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(API)))
    asyncio.run(dispatcher.start_polling(bot))


main()
