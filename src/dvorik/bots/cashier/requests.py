"""Asking to work at the till, and the owner's answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from dvorik.bots.cashier.turn import CashierTurn, Place, Standing
from dvorik.bots.cashier.verdicts import named, show_verdict
from dvorik.bots.presses import number_after
from dvorik.kernel.actor import Actor, Permission
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty.errors import CashierNotFound
from dvorik.loyalty.queries import cashiers
from dvorik.messaging.phrases import APPROVE_PREFIX, DECLINE_PREFIX

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from dvorik.loyalty.models import Cashier


def build_waiting_room() -> Router:
    """Takes every message of those who may do nothing here yet, or no more."""
    router = Router(name=f"{__name__}.waiting_room")
    router.message.register(ask_for_place, Standing(Place.STRANGER))
    router.message.register(ask_for_patience, Standing(Place.WAITING))
    router.message.register(show_the_door, Standing(Place.SHUT_OUT))
    return router


def build_decisions() -> Router:
    router = Router(name=f"{__name__}.decisions")
    router.callback_query.register(approve, F.data.startswith(APPROVE_PREFIX))
    router.callback_query.register(decline, F.data.startswith(DECLINE_PREFIX))
    return router


async def ask_for_place(message: Message, turn: CashierTurn) -> None:
    """An unknown person's first word, whatever it is. Who approves hears of it by a reaction."""
    async with turn.transaction() as session:
        await loyalty.request_cashier(session, person=turn.person, now=turn.now)
        text = await turn.render(session, "cashier.request_sent")
    await turn.say(text)


async def ask_for_patience(message: Message, turn: CashierTurn) -> None:
    await turn.tell("cashier.request_pending")


async def show_the_door(message: Message, turn: CashierTurn) -> None:
    assert turn.cashier is not None
    was_at_work = turn.cashier.approved_at is not None
    await turn.tell("cashier.deactivated" if was_at_work else "cashier.declined")


async def approve(press: CallbackQuery, turn: CashierTurn) -> None:
    staff = await _who_may_decide(turn)
    if staff is None:
        return
    try:
        async with turn.transaction() as session:
            cashier = await _locked(session, press, APPROVE_PREFIX)
            verdict = await _earlier_approval(session, turn, cashier)
            if verdict is None:
                await loyalty.approve_cashier(session, staff, cashier_id=cashier.id, now=turn.now)
                verdict = await named(session, turn, "cashier.approved_by", staff.id)
    except CashierNotFound:
        await turn.toast(turn.word("button_is_old"), is_alert=True)
        return
    await show_verdict(press, turn, verdict)


async def decline(press: CallbackQuery, turn: CashierTurn) -> None:
    """Turns a request down. Who works already is sent away in the panel, not by an old button."""
    staff = await _who_may_decide(turn)
    if staff is None:
        return
    try:
        async with turn.transaction() as session:
            cashier = await _locked(session, press, DECLINE_PREFIX)
            verdict = await _earlier_approval(session, turn, cashier)
            if verdict is None:
                await loyalty.deactivate_cashier(
                    session, staff, cashier_id=cashier.id, now=turn.now
                )
                verdict = await named(session, turn, "cashier.declined_by", staff.id)
    except CashierNotFound:
        await turn.toast(turn.word("button_is_old"), is_alert=True)
        return
    await show_verdict(press, turn, verdict)


async def _who_may_decide(turn: CashierTurn) -> Actor | None:
    """The right is checked now: the message with the buttons may be a month old."""
    if turn.staff is None or not turn.staff.can(Permission.CASHIERS_APPROVE):
        await turn.toast(turn.word("cashier.may_not_decide"), is_alert=True)
        return None
    return turn.staff


async def _locked(session: AsyncSession, press: CallbackQuery, prefix: str) -> Cashier:
    """Raises `CashierNotFound`, also for a number nobody could have."""
    cashier_id = number_after(prefix, press.data)
    if cashier_id is None:
        raise CashierNotFound
    return await cashiers.lock_cashier(session, cashier_id)


async def _earlier_approval(
    session: AsyncSession, turn: CashierTurn, cashier: Cashier
) -> str | None:
    if not cashier.is_active:
        return None
    return await named(session, turn, "cashier.was_approved_by", cashier.approved_by_id)
