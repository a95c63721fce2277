"""Hello, help, the way out of a question, and everything nobody else understood."""

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from dvorik.bots.cashier.broadcasting.rights import may_broadcast
from dvorik.bots.cashier.desk import show_waiting
from dvorik.bots.cashier.menu import offer_menu
from dvorik.bots.cashier.turn import CashierTurn, Place, Standing

_WORKS_HERE = Standing(Place.AT_THE_TILL, Place.OFFICE)


def build_commands() -> Router:
    router = Router(name=f"{__name__}.commands")
    router.message.register(greet, CommandStart(), _WORKS_HERE)
    router.message.register(show_help, Command("help"), _WORKS_HERE)
    router.message.register(cancel, Command("cancel"), _WORKS_HERE)
    return router


def build_last_resort() -> Router:
    """Stands after everything else."""
    router = Router(name=f"{__name__}.last_resort")
    router.message.register(ask_for_code, F.text, Standing(Place.AT_THE_TILL))
    router.message.register(explain_codes, Standing(Place.AT_THE_TILL))
    router.message.register(show_help, Standing(Place.OFFICE))
    router.callback_query.register(forget_press)
    return router


async def greet(message: Message, turn: CashierTurn, state: FSMContext) -> None:
    await show_help(message, turn, state)
    await show_waiting(turn)


async def show_help(message: Message, turn: CashierTurn, state: FSMContext) -> None:
    await state.clear()
    if turn.place is Place.AT_THE_TILL:
        async with turn.reading() as session:
            text = await turn.render(session, "cashier.help")
    else:
        text = turn.word("cashier.office_help")
    if may_broadcast(turn):
        text += "\n\n" + turn.word("broadcast.help")
    await turn.say(text)
    await offer_menu(turn)


async def cancel(message: Message, turn: CashierTurn, state: FSMContext) -> None:
    await state.clear()
    await turn.tell("cashier.ask_code")


async def ask_for_code(message: Message, turn: CashierTurn) -> None:
    """A command nobody knows."""
    await turn.tell("cashier.ask_code")


async def explain_codes(message: Message, turn: CashierTurn) -> None:
    """A picture, a sticker, a voice: codes are text."""
    await turn.tell("cashier.not_a_code")


async def forget_press(press: CallbackQuery, turn: CashierTurn) -> None:
    """A button of an older version, or one that was forged."""
    await turn.toast(turn.word("button_is_old"))
