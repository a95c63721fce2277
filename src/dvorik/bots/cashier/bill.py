"""The bill, asked for or typed right after the code: the discount is worked out in money."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from dvorik.bots.cashier.keyboards import CodeButton
from dvorik.bots.cashier.till import Counter, keep_shown, look_up, own_button, show_code
from dvorik.bots.cashier.turn import CashierTurn, Place, Standing
from dvorik.kernel import money
from dvorik.kernel.money import BadAmount
from dvorik.loyalty.rules import codes

MOST_MINOR = 10**13
"""The ceiling of `kernel.schemas.AmountMinor`."""

_MINUSES = "-\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}"


class Asking(StatesGroup):
    """`bill` is waiting for an amount; the code's button is kept under "button"."""

    bill = State()


def build() -> Router:
    """Stands before the router of codes, which takes any other text."""
    router = Router(name=__name__)
    router.callback_query.register(ask, F.data.startswith(f"{CodeButton.ASK_BILL}:"))
    at_the_till = Standing(Place.AT_THE_TILL)
    router.message.register(read, StateFilter(Asking.bill), F.text, at_the_till)
    router.message.register(read_unasked, StateFilter(Counter.code_shown), F.text, at_the_till)
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
    button = await _kept_button(state)
    bill_minor = _amount(typed, turn.shop.currency)
    if button is None or (bill_minor is None and codes.readings(typed)):
        # The next person in the queue came with the next code.
        await look_up(message, turn, state)
    elif bill_minor is None:
        await turn.tell("cashier.bad_bill")
    else:
        await _show(turn, state, button, bill_minor)


async def read_unasked(message: Message, turn: CashierTurn, state: FSMContext) -> None:
    """With a queue waiting nobody presses a button before typing the sum."""
    button = await _kept_button(state)
    bill_minor = _amount(message.text or "", turn.shop.currency)
    if button is None or bill_minor is None:
        raise SkipHandler
    await _show(turn, state, button, bill_minor)


async def _show(turn: CashierTurn, state: FSMContext, button: CodeButton, bill_minor: int) -> None:
    """The code with this bill. Another amount may be typed as long as it is not taken."""
    if bill_minor <= 0:
        await turn.tell("cashier.bill_not_positive")
        return
    priced = replace(button, action=CodeButton.REDEEM, bill_minor=bill_minor)
    if await show_code(turn, priced) is not None:
        await keep_shown(state, priced)


async def _kept_button(state: FSMContext) -> CodeButton | None:
    return CodeButton.parse((await state.get_data()).get("button", ""))


def _amount(typed: str, currency: str) -> int | None:
    """Minor units, below zero after a minus; None for what is no amount or a monstrous one."""
    unsigned = typed.strip().lstrip(_MINUSES)
    try:
        amount = money.parse_amount(unsigned, currency)
    except BadAmount:
        return None
    if amount > MOST_MINOR:
        return None
    return amount if unsigned == typed.strip() else -amount
