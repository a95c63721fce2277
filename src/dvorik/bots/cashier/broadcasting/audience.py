"""Whom a broadcast goes to, how many that are, and why the others get nothing."""

import secrets
from html import escape

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from dvorik.bots.cashier.broadcasting import buttons, wording
from dvorik.bots.cashier.broadcasting.buttons import (
    PAGE_PREFIX,
    TO_EVERYONE,
    TO_SEGMENT_PREFIX,
)
from dvorik.bots.cashier.broadcasting.choosing import show_audiences
from dvorik.bots.cashier.broadcasting.composing import Composing, kept_draft
from dvorik.bots.cashier.broadcasting.rights import sender_of
from dvorik.bots.cashier.turn import CashierTurn
from dvorik.bots.presses import number_after
from dvorik.kernel.actor import Actor
from dvorik.kernel.dates import moment_in_words
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.errors import BroadcastNotFound, WrongBroadcastStatus
from dvorik.messaging.queries import broadcasts as queries
from dvorik.messaging.rules.broadcasting import quiet_until
from dvorik.messaging.schemas.broadcasts import (
    Audience,
    BroadcastEdit,
    Everyone,
    RecipientCount,
    RecipientCountQuery,
    SavedSegment,
)
from dvorik.segments import queries as segments
from dvorik.segments.errors import RuleRefused, SegmentNotFound, SegmentTooSlow


def build() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(turn_page, F.data.startswith(PAGE_PREFIX))
    router.callback_query.register(choose_everyone, F.data == TO_EVERYONE)
    router.callback_query.register(choose_segment, F.data.startswith(TO_SEGMENT_PREFIX))
    return router


async def turn_page(press: CallbackQuery, turn: CashierTurn, state: FSMContext) -> None:
    staff = await sender_of(turn)
    if staff is None or await kept_draft(turn, state) is None:
        return
    page = number_after(PAGE_PREFIX, press.data) or 1
    await state.set_state(Composing.audience)
    await turn.toast()
    await show_audiences(turn, staff, page=min(page, 1000), in_place=True)


async def choose_everyone(press: CallbackQuery, turn: CashierTurn, state: FSMContext) -> None:
    await _choose(turn, state, Everyone(kind="everyone"))


async def choose_segment(press: CallbackQuery, turn: CashierTurn, state: FSMContext) -> None:
    segment_id = number_after(TO_SEGMENT_PREFIX, press.data)
    if not segment_id:
        await turn.toast(turn.word("button_is_old"))
        return
    await _choose(turn, state, SavedSegment(kind="segment", segment_id=segment_id))


async def _choose(turn: CashierTurn, state: FSMContext, audience: Audience) -> None:
    staff = await sender_of(turn)
    if staff is None:
        return
    draft = await kept_draft(turn, state)
    if draft is None:
        return
    try:
        text, counted = await _give_to(turn, staff, draft, audience)
    except (SegmentNotFound, RuleRefused):
        await turn.toast(turn.word("broadcast.segment_broken"), is_alert=True)
        return
    except SegmentTooSlow:
        await turn.toast(turn.word("broadcast.segment_too_slow"), is_alert=True)
        return
    except (BroadcastNotFound, WrongBroadcastStatus):
        await state.clear()
        await turn.toast(turn.word("broadcast.is_over"), is_alert=True)
        return
    nonce = secrets.token_urlsafe(6)
    await state.set_state(Composing.confirmation)
    await state.set_data({"broadcast_id": draft, "nonce": nonce})
    await turn.toast()
    keyboard = buttons.confirmation(draft, nonce, counted.reachable, turn.language)
    await turn.replace(text, keyboard)


async def _give_to(
    turn: CashierTurn, staff: Actor, draft: int, audience: Audience
) -> tuple[str, RecipientCount]:
    """Write the audience down and count it: what is confirmed is what was counted."""
    async with turn.transaction() as session:
        name = turn.word("broadcast.button.everyone")
        if isinstance(audience, SavedSegment):
            name = (await segments.get_segment(session, audience.segment_id)).name
        await broadcasts.edit_broadcast(
            session,
            staff,
            broadcast_id=draft,
            edit=BroadcastEdit(audience=audience),
            version=None,
            shop=turn.shop,
            now=turn.now,
        )
        counted = await queries.count_recipients(
            session, asked=RecipientCountQuery(audience=audience), shop=turn.shop, now=turn.now
        )
    return _summary(turn, name, counted), counted


def _summary(turn: CashierTurn, name: str, counted: RecipientCount) -> str:
    lines = [
        turn.word("broadcast.audience", name=escape(name)),
        turn.word("broadcast.reached", reachable=counted.reachable, total=counted.total),
    ]
    lines += [
        turn.word(wording.LEFT_OUT[reason], number=number)
        for reason, number in counted.left_out.items()
        if number
    ]
    if not counted.reachable:
        return "\n".join([*lines, "", turn.word("broadcast.nobody")])
    if waits := _waits_until(turn):
        lines += ["", turn.word("broadcast.quiet", moment=waits)]
    return "\n".join([*lines, "", turn.word("broadcast.sure")])


def _waits_until(turn: CashierTurn) -> str | None:
    """When quiet hours end, if they hold now."""
    shop = turn.shop
    until = quiet_until(turn.now, shop.zone, shop.quiet_from, shop.quiet_until)
    if until is None:
        return None
    return moment_in_words(until.astimezone(shop.zone), turn.language.value)
