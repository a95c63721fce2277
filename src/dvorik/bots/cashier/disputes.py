"""A client said "that was not me": somebody with the right decides by a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import F, Router
from aiogram.types import CallbackQuery

from dvorik.bots.cashier.turn import CashierTurn
from dvorik.bots.cashier.verdicts import named, show_verdict
from dvorik.bots.presses import number_after
from dvorik.kernel.actor import Actor, Permission
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty import queries as loyalty_queries
from dvorik.loyalty.errors import DisputeNotFound, DisputeResolved, RedemptionCanceled
from dvorik.loyalty.types import DisputeStatus
from dvorik.messaging.phrases import ACCEPT_DISPUTE_PREFIX, REJECT_DISPUTE_PREFIX

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from dvorik.loyalty.models import Dispute

_DECIDED = {
    DisputeStatus.CONFIRMED: "dispute.accepted_by",
    DisputeStatus.REJECTED: "dispute.rejected_by",
}
_DECIDED_BEFORE = {
    DisputeStatus.CONFIRMED: "dispute.was_accepted_by",
    DisputeStatus.REJECTED: "dispute.was_rejected_by",
}


def build() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(accept, F.data.startswith(ACCEPT_DISPUTE_PREFIX))
    router.callback_query.register(reject, F.data.startswith(REJECT_DISPUTE_PREFIX))
    return router


async def accept(press: CallbackQuery, turn: CashierTurn) -> None:
    """The client is believed: the redemption is reversed and the code is theirs again."""
    dispute_id = number_after(ACCEPT_DISPUTE_PREFIX, press.data)
    await _decide(press, turn, dispute_id, is_confirmed=True)


async def reject(press: CallbackQuery, turn: CashierTurn) -> None:
    dispute_id = number_after(REJECT_DISPUTE_PREFIX, press.data)
    await _decide(press, turn, dispute_id, is_confirmed=False)


async def _decide(
    press: CallbackQuery, turn: CashierTurn, dispute_id: int | None, *, is_confirmed: bool
) -> None:
    # The right is checked now: the message with the buttons may be a month old.
    if turn.staff is None or not turn.staff.can(Permission.DISPUTES_RESOLVE):
        await turn.toast(turn.word("dispute.may_not_decide"), is_alert=True)
        return
    try:
        async with turn.transaction() as session:
            verdict = await _verdict(
                session, turn, turn.staff, dispute_id or 0, is_confirmed=is_confirmed
            )
    except DisputeNotFound:
        await turn.toast(turn.word("button_is_old"), is_alert=True)
    except RedemptionCanceled:
        await turn.toast(turn.word("dispute.nothing_to_reject"), is_alert=True)
    else:
        await show_verdict(press, turn, verdict)


async def _verdict(
    session: AsyncSession, turn: CashierTurn, staff: Actor, dispute_id: int, *, is_confirmed: bool
) -> str:
    """Decide, unless somebody has; what is decided now. Raises `DisputeNotFound`."""
    dispute = await loyalty_queries.get_dispute(session, dispute_id)
    was_open = dispute.status == DisputeStatus.OPEN
    try:
        dispute = await loyalty.resolve_dispute(
            session,
            staff,
            dispute_id=dispute_id,
            is_confirmed=is_confirmed,
            resolution=None,
            reason=turn.word("dispute.reason"),
            now=turn.now,
        )
    except DisputeResolved:
        # Nothing was changed before it was raised; the row is the one that was read under lock.
        was_open = False
    return await _words(session, turn, dispute, was_open=was_open)


async def _words(
    session: AsyncSession, turn: CashierTurn, dispute: Dispute, *, was_open: bool
) -> str:
    if dispute.resolved_by_id is None:
        return turn.word("dispute.undone_at_the_till")
    keys = _DECIDED if was_open else _DECIDED_BEFORE
    return await named(session, turn, keys[DisputeStatus(dispute.status)], dispute.resolved_by_id)
