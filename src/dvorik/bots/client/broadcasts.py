"""Buttons under broadcasts."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from dvorik.bots.client.turn import ClientTurn
from dvorik.bots.presses import numbers_after
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.errors import NoSuchButton
from dvorik.messaging.phrases import BROADCAST_PREFIX
from dvorik.messaging.types import ReplyKind


def build() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(answer, F.data.startswith(BROADCAST_PREFIX))
    return router


async def answer(press: CallbackQuery, turn: ClientTurn) -> None:
    match numbers_after(BROADCAST_PREFIX, press.data):
        case [delivery_id, place]:
            shown = press.message.message_id if press.message else None
            await _answer(turn, delivery_id, place, shown)
        case _:
            await turn.toast(turn.word("button_is_old"))


async def _answer(turn: ClientTurn, delivery_id: int, place: int, message_id: int | None) -> None:
    try:
        async with turn.transaction() as session:
            reply = await broadcasts.press_button(
                session,
                turn.actor,
                delivery_id=delivery_id,
                place=place,
                message_id=message_id,
                shop=turn.shop,
                now=turn.now,
            )
    except NoSuchButton:
        await turn.toast(turn.word("button_is_old"))
        return
    if reply.shows is ReplyKind.MESSAGE:
        await turn.toast()
        await turn.say(reply.text)
    else:
        await turn.toast(reply.text, is_alert=reply.shows is ReplyKind.ALERT)
