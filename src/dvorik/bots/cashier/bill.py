"""The bill is asked for, so that the discount is worked out in money."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from dvorik.bots.cashier.keyboards import CodeButton
from dvorik.bots.cashier.till import look_up, own_button, show_code
from dvorik.bots.cashier.turn import CashierTurn, Place, Standing
from dvorik.kernel import money
from dvorik.kernel.money import BadAmount
from dvorik.loyalty.rules import codes

MOST_MINOR = 10**13
"""The ceiling of `kernel.schemas.AmountMinor`."""


class Asking(StatesGroup):
    """`bill` is waiting for an amount; the code's button is kept under "button"."""

    bill = State()


def build() -> Router:
    """Stands before the router of codes, which takes any other text."""
    router = Router(name=__name__)
    router.callback_query.register(ask, F.data.startswith(f"{CodeButton.ASK_BILL}:"))
    router.message.register(read, StateFilter(Asking.bill), F.text, Standing(Place.AT_THE_TILL))
    return router


async def ask(press: CallbackQuery, turn: CashierTurn, state: FSMContext) -> None:
    button = await own_button(press, turn)
    if button is None:
        return
    await state.set_state(Asking.bill)
    await state.set_data({"button": str(button)})
    await turn.toast()
    await turn.tell("cashier.ask_bill", code=button.code)


async def read(message: Message, turn: CashierTurn, state: FSMContext) -> None:
    typed = message.text or ""
    button = CodeButton.parse((await state.get_data()).get("button", ""))
    bill_minor = _amount(typed, turn.shop.currency)
    if button is None or (bill_minor is None and codes.readings(typed)):
        # The next person in the queue came with the next code.
        await look_up(message, turn, state)
    elif bill_minor is None:
        await turn.tell("cashier.bad_bill")
    else:
        await show_code(turn, replace(button, action=CodeButton.REDEEM, bill_minor=bill_minor))
        await state.clear()


def _amount(typed: str, currency: str) -> int | None:
    try:
        amount = money.parse_amount(typed, currency)
    except BadAmount:
        return None
    return amount if amount <= MOST_MINOR else None
