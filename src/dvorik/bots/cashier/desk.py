"""What waits for a decision of whoever opens the bot.

A bot may not write first, so notices from before the first Start never arrived.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram.types import InlineKeyboardMarkup

from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import PageQuery
from dvorik.loyalty import queries as loyalty
from dvorik.loyalty.schemas.disputes import DisputeFilter
from dvorik.loyalty.types import DisputeStatus
from dvorik.messaging import queries as messaging
from dvorik.messaging.phrases import decision_keyboard, verdict_keyboard

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from dvorik.bots.cashier.turn import CashierTurn

SHOWN = 5
"""Of each kind, the newest: a chat is no list, and the panel has them all."""

Note = tuple[str, InlineKeyboardMarkup | None]


async def show_waiting(turn: CashierTurn) -> None:
    """Requests and open disputes with their buttons, to who may decide about them."""
    if turn.staff is None:
        return
    notes: list[Note] = []
    async with turn.reading() as session:
        if turn.staff.can(Permission.CASHIERS_APPROVE):
            notes += await _requests(session, turn)
        if turn.staff.can(Permission.DISPUTES_RESOLVE):
            notes += await _disputes(session, turn)
    for text, keyboard in notes:
        await turn.say(text, keyboard)


async def _requests(session: AsyncSession, turn: CashierTurn) -> list[Note]:
    waiting = await loyalty.list_requests(session, PageQuery(limit=SHOWN))
    notes: list[Note] = []
    for cashier in reversed(waiting.items):
        values = messaging.request_values(name=cashier.display_name, username=cashier.username)
        text = await turn.render(session, "owner.cashier_request", **values)
        notes.append((text, _inline(decision_keyboard(cashier.id, turn.language))))
    return notes + _rest("cashier.more_requests", turn, waiting.total)


async def _disputes(session: AsyncSession, turn: CashierTurn) -> list[Note]:
    wanted = DisputeFilter(status=DisputeStatus.OPEN, limit=SHOWN)
    waiting = await loyalty.list_disputes(session, wanted)
    notes: list[Note] = []
    for dispute in reversed(waiting.items):
        values = await messaging.dispute_values(
            session,
            redemption_id=dispute.redemption_id,
            client_id=dispute.client_id,
            shop=turn.shop,
            language=turn.language,
        )
        text = await turn.render(session, "owner.dispute_opened", **values)
        notes.append((text, _inline(verdict_keyboard(dispute.id, turn.language))))
    return notes + _rest("cashier.more_disputes", turn, waiting.total)


def _inline(keyboard: dict[str, Any]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.model_validate(keyboard)


def _rest(key: str, turn: CashierTurn, total: int) -> list[Note]:
    return [(turn.word(key, count=total - SHOWN), None)] if total > SHOWN else []
