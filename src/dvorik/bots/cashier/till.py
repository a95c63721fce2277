"""The counter: a code is typed, shown, taken, and for some minutes given back."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from dvorik.bots.cashier import keyboards, wording
from dvorik.bots.cashier.keyboards import CodeButton, UndoButton
from dvorik.bots.cashier.turn import CashierTurn, Place, Standing
from dvorik.kernel import limits
from dvorik.kernel.actor import Actor
from dvorik.kernel.errors import Busy, TooMany
from dvorik.kernel.idempotency import IdempotencyKeyReused
from dvorik.kernel.limits import Rate
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty import queries as loyalty_queries
from dvorik.loyalty.errors import CashierNotActive, RedemptionNotFound, UndoTooLate
from dvorik.loyalty.rules import codes
from dvorik.loyalty.schemas.outcomes import LookUpOutcome, RedeemOrder, RedemptionOutcome
from dvorik.loyalty.types import AttemptReason, AttemptStatus


def build() -> Router:
    router = Router(name=__name__)
    # A command nobody knows is no try at a code.
    code = F.text & ~F.text.startswith("/")
    router.message.register(look_up, code, Standing(Place.AT_THE_TILL))
    router.callback_query.register(choose, F.data.startswith(f"{CodeButton.CHOOSE}:"))
    router.callback_query.register(redeem, F.data.startswith(f"{CodeButton.REDEEM}:"))
    router.callback_query.register(undo, F.data.startswith(UndoButton.PREFIX))
    return router


class Counter(StatesGroup):
    """`code_shown`: a code lies on the counter, its button is kept under "button"."""

    code_shown = State()


async def look_up(message: Message, turn: CashierTurn, state: FSMContext) -> None:
    typed = message.text or ""
    if not codes.is_like_code(typed):
        # Talk is no try at a code: it is not logged, and what lies on the counter stays there.
        await turn.tell("cashier.not_a_code")
        return
    await state.clear()
    shown = await show_code(turn, CodeButton.new(CodeButton.REDEEM, turn.user.id, typed))
    if shown is not None:
        await keep_shown(state, shown)


async def keep_shown(state: FSMContext, button: CodeButton) -> None:
    """Leave the code on the counter: an amount that is typed next is its bill."""
    await state.set_state(Counter.code_shown)
    await state.set_data({"button": str(button)})


async def choose(press: CallbackQuery, turn: CashierTurn) -> None:
    """One of two codes that what was typed may mean."""
    button = await own_button(press, turn)
    if button is not None:
        await turn.toast()
        await show_code(turn, replace(button, action=CodeButton.REDEEM))


async def show_code(turn: CashierTurn, button: CodeButton) -> CodeButton | None:
    """Say what `button.code`, as typed, is worth now, with buttons that carry its nonce on.

    The button with the code as it is written, when it is good.
    """
    assert turn.redeemer is not None
    try:
        await _check_pace(turn, turn.redeemer)
        async with turn.transaction() as session:
            outcome = await loyalty.look_up(
                session,
                turn.redeemer,
                entered=button.code,
                bill_minor=button.bill_minor,
                shop=turn.shop,
                now=turn.now,
            )
            if outcome.found is not None:
                text = await wording.found_text(session, turn, outcome.found)
            else:
                assert outcome.refusal is not None
                text = await wording.refused_text(session, turn, outcome.refusal, button.code)
    except TooMany as error:
        await turn.tell("cashier.too_many", seconds=error.retry_after_seconds)
        return None
    if outcome.found is not None:
        button = replace(button, code=outcome.found.code)
    await turn.say(text, _keyboard(turn, button, outcome))
    return button if outcome.found is not None else None


async def _check_pace(turn: CashierTurn, actor: Actor) -> None:
    """Nobody at a till types this fast; who guesses codes does. Raises `TooMany`."""
    count = turn.shop.lookups_per_minute
    rate = Rate(count=count, seconds=60, burst=count)
    await limits.take(turn.resources.cache, f"lookups:{actor}", rate)


def _keyboard(
    turn: CashierTurn, button: CodeButton, outcome: LookUpOutcome
) -> InlineKeyboardMarkup | None:
    if outcome.found is not None:
        return keyboards.good_code(button, turn.language, needs_bill=outcome.found.needs_bill)
    assert outcome.refusal is not None
    if outcome.refusal.reason in {AttemptReason.MIN_BILL, AttemptReason.BILL_REQUIRED}:
        return keyboards.ask_bill(button, turn.language)
    if outcome.refusal.candidates:
        return keyboards.choices(turn.user.id, outcome.refusal.candidates)
    return None


async def redeem(press: CallbackQuery, turn: CashierTurn, state: FSMContext) -> None:
    """Everything is checked again here: minutes may have passed since the code was shown."""
    button = await own_button(press, turn)
    if button is None:
        return
    assert turn.redeemer is not None
    order = RedeemOrder(
        entered=button.code, bill_minor=button.bill_minor, operation=button.operation
    )
    try:
        async with turn.transaction() as session:
            outcome = await loyalty.redeem(
                session, turn.redeemer, order=order, shop=turn.shop, now=turn.now
            )
            if outcome.redeemed is not None:
                text = await wording.redeemed_text(session, turn, outcome.redeemed)
            else:
                assert outcome.refusal is not None
                text = await wording.refused_text(session, turn, outcome.refusal, button.code)
    except Busy:
        await _ask_to_press_again(turn, turn.redeemer, order, button)
        return
    except IdempotencyKeyReused:
        # Taken before with another bill: two messages about one code, both pressed.
        await turn.toast(turn.word("cashier.taken_by_this_button"), is_alert=True)
        return
    await state.clear()
    await turn.toast()
    await turn.replace(text, _keyboard_after(turn, button, outcome))


def _keyboard_after(
    turn: CashierTurn, button: CodeButton, outcome: RedemptionOutcome
) -> InlineKeyboardMarkup | None:
    if outcome.redeemed is None:
        is_about_bill = outcome.reason in {AttemptReason.MIN_BILL, AttemptReason.BILL_REQUIRED}
        return keyboards.ask_bill(button, turn.language) if is_about_bill else None
    if turn.now >= outcome.redeemed.undo_until:
        return None
    mine = UndoButton(telegram_id=turn.user.id, redemption_id=outcome.redeemed.redemption_id)
    return keyboards.undo(mine, turn.language)


async def _ask_to_press_again(
    turn: CashierTurn, actor: Actor, order: RedeemOrder, button: CodeButton
) -> None:
    """Nothing was taken and nothing logged: the transaction that waited is gone."""
    async with turn.transaction() as session:
        outcome = await loyalty.note_busy(session, actor, order=order, shop=turn.shop, now=turn.now)
        assert outcome.refusal is not None
        text = await wording.refused_text(session, turn, outcome.refusal, button.code)
    await turn.toast()
    await turn.replace(text, keyboards.again(button, turn.language))


async def undo(press: CallbackQuery, turn: CashierTurn) -> None:
    button = UndoButton.parse(press.data or "")
    if button is None or button.telegram_id != turn.user.id or turn.redeemer is None:
        await turn.toast(turn.word("button_not_yours"), is_alert=True)
        return
    try:
        async with turn.transaction() as session:
            await loyalty.undo(
                session,
                turn.redeemer,
                redemption_id=button.redemption_id,
                shop=turn.shop,
                now=turn.now,
            )
            undone = await loyalty_queries.view_redemption(session, button.redemption_id)
            text = await turn.render(session, "cashier.undone", code=undone.code)
    except UndoTooLate:
        await turn.toast()
        await turn.tell("cashier.undo_too_late", minutes=turn.shop.undo_minutes)
    except CashierNotActive:
        await turn.toast()
        await turn.tell(f"cashier.refused.{AttemptStatus.CASHIER_NOT_ACTIVE}")
    except RedemptionNotFound:
        await turn.toast(turn.word("button_not_yours"), is_alert=True)
    else:
        await turn.toast()
        await turn.replace(text)


async def own_button(press: CallbackQuery, turn: CashierTurn) -> CodeButton | None:
    """The button's content; None, with the press answered, when it is somebody else's."""
    button = CodeButton.parse(press.data or "")
    if button is None:
        await turn.toast(turn.word("button_is_old"))
        return None
    if button.telegram_id != turn.user.id or turn.redeemer is None:
        await turn.toast(turn.word("button_not_yours"), is_alert=True)
        return None
    return button
