"""The last press, and a broadcast on its way: watched, paused, resumed, stopped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from aiogram import F, Router

from dvorik.bots.cashier.broadcasting import buttons, wording
from dvorik.bots.cashier.broadcasting.buttons import (
    ASK_STOP_PREFIX,
    LOOK_PREFIX,
    PAUSE_PREFIX,
    RESUME_PREFIX,
    SEND_PREFIX,
    STOP_PREFIX,
)
from dvorik.bots.cashier.broadcasting.rights import sender_of
from dvorik.bots.presses import is_number, number_after
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.errors import BroadcastNotFound, CorrectionAtWork, WrongBroadcastStatus
from dvorik.messaging.queries import broadcasts as queries
from dvorik.messaging.queries import results
from dvorik.messaging.types import BroadcastStatus, DeliveryStatus, PauseReason

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery, InlineKeyboardMarkup
    from sqlalchemy.ext.asyncio import AsyncSession

    from dvorik.bots.cashier.turn import CashierTurn

_HAS_FIGURES = {BroadcastStatus.SENDING, BroadcastStatus.PAUSED, BroadcastStatus.SENT}


def build() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(send, F.data.startswith(SEND_PREFIX))
    router.callback_query.register(look, F.data.startswith(LOOK_PREFIX))
    router.callback_query.register(pause, F.data.startswith(PAUSE_PREFIX))
    router.callback_query.register(resume, F.data.startswith(RESUME_PREFIX))
    router.callback_query.register(ask_stop, F.data.startswith(ASK_STOP_PREFIX))
    router.callback_query.register(stop, F.data.startswith(STOP_PREFIX))
    return router


async def send(press: CallbackQuery, turn: CashierTurn, state: FSMContext) -> None:
    """Once: the nonce is spent with the press, and a broadcast starts only from a draft."""
    number, _, nonce = (press.data or "").removeprefix(SEND_PREFIX).partition(":")
    broadcast_id = int(number) if is_number(number) else 0
    kept = await state.get_data()
    if kept.get("broadcast_id") != broadcast_id:
        await _answer_late(turn, broadcast_id)
        return
    if kept.get("nonce") != nonce:
        # Of an earlier choice: what it promised to send, and to whom, is no longer so.
        await turn.toast(turn.word("button_is_old"), is_alert=True)
        return
    await _do(turn, broadcast_id, _send_now)
    await state.clear()


async def _answer_late(turn: CashierTurn, broadcast_id: int) -> None:
    """A second press, or one after the ten minutes of the dialogue: shown, and nothing sent."""
    try:
        async with turn.reading() as session:
            row = await queries.get_broadcast(session, broadcast_id)
            has_started = BroadcastStatus(row.status) is not BroadcastStatus.DRAFT
    except BroadcastNotFound:
        has_started = False
    if has_started:
        await _do(turn, broadcast_id, _nothing)
    else:
        await turn.toast(turn.word("broadcast.is_over"), is_alert=True)


async def look(press: CallbackQuery, turn: CashierTurn) -> None:
    await _do(turn, number_after(LOOK_PREFIX, press.data), _nothing)


async def pause(press: CallbackQuery, turn: CashierTurn) -> None:
    await _do(turn, number_after(PAUSE_PREFIX, press.data), broadcasts.pause_broadcast)


async def resume(press: CallbackQuery, turn: CashierTurn) -> None:
    await _do(turn, number_after(RESUME_PREFIX, press.data), broadcasts.resume_broadcast)


async def stop(press: CallbackQuery, turn: CashierTurn) -> None:
    await _do(turn, number_after(STOP_PREFIX, press.data), broadcasts.cancel_broadcast)


async def ask_stop(press: CallbackQuery, turn: CashierTurn) -> None:
    """Nobody takes a stop back, and the button lies under a thumb."""
    broadcast_id = number_after(ASK_STOP_PREFIX, press.data)
    if await sender_of(turn) is None:
        return
    await turn.toast()
    await turn.replace(
        turn.word("broadcast.sure_to_stop"), buttons.stopping(broadcast_id or 0, turn.language)
    )


async def _send_now(session: AsyncSession, staff: Any, **more: Any) -> None:
    await broadcasts.schedule_broadcast(session, staff, scheduled_at=None, **more)


async def _nothing(session: AsyncSession, staff: Any, **_more: Any) -> None:
    """To look changes nothing."""


async def _do(
    turn: CashierTurn, broadcast_id: int | None, deed: Callable[..., Awaitable[object]]
) -> None:
    """Do it and show how the broadcast stands; when it stands otherwise by now, only show."""
    staff = await sender_of(turn)
    if staff is None:
        return
    note = ""
    try:
        try:
            async with turn.transaction() as session:
                await deed(session, staff, broadcast_id=broadcast_id or 0, now=turn.now)
                text, keyboard = await _status(session, turn, broadcast_id or 0)
        except (WrongBroadcastStatus, CorrectionAtWork) as error:
            is_corrected = isinstance(error, CorrectionAtWork)
            key = "broadcast.is_corrected" if is_corrected else "broadcast.changed_meanwhile"
            note = turn.word(key)
            async with turn.reading() as session:
                text, keyboard = await _status(session, turn, broadcast_id or 0)
    except BroadcastNotFound:
        await turn.toast(turn.word("button_is_old"), is_alert=True)
        return
    await turn.toast(note)
    await turn.replace(text, keyboard)


async def _status(
    session: AsyncSession, turn: CashierTurn, broadcast_id: int
) -> tuple[str, InlineKeyboardMarkup | None]:
    """How it stands, and what may be done now. Raises `BroadcastNotFound`."""
    row = await queries.get_broadcast(session, broadcast_id)
    status = BroadcastStatus(row.status)
    lines = [f"<b>{escape(row.title)}</b>", turn.word(wording.STATUSES[status])]
    if status is BroadcastStatus.PAUSED:
        lines += _why_paused(turn, row.reason or "")
    if status in _HAS_FIGURES:
        found = await results.count_deliveries(session, broadcast_id)
        total = sum(found.values()) - found[DeliveryStatus.SKIPPED]
        lines.append(turn.word("broadcast.sent_of", sent=found[DeliveryStatus.SENT], total=total))
        figures = wording.FIGURES.items()
        lines += [turn.word(key, number=found[one]) for one, key in figures if found[one]]
    return "\n".join(lines), buttons.deeds(broadcast_id, status, turn.language)


def _why_paused(turn: CashierTurn, reason: str) -> list[str]:
    """In words, and what Telegram said where it said something."""
    code, _, detail = reason.partition(": ")
    if code not in set(PauseReason):
        return []
    why = turn.word(wording.PAUSES[PauseReason(code)])
    return [why, escape(detail)] if detail else [why]
