"""The client's codes, and the word that one of them was used by somebody else."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from dvorik.bots.client import keyboards, wording
from dvorik.bots.client.keyboards import Menu
from dvorik.bots.client.turn import ClientTurn
from dvorik.bots.dialogues import LeavesDialogue
from dvorik.bots.presses import number_after
from dvorik.kernel.errors import NotFound
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty import queries as loyalty_queries
from dvorik.loyalty.errors import RedemptionCanceled
from dvorik.messaging.phrases import DISPUTE_PREFIX

_MOST_SHOWN = 10
"""Codes in one message: Telegram takes 4096 characters."""


def build() -> Router:
    router = Router(name=__name__)
    router.message.middleware(LeavesDialogue())
    router.message.register(show, Menu.DISCOUNTS.pressed)
    router.callback_query.register(dispute, F.data.startswith(DISPUTE_PREFIX))
    return router


async def show(message: Message, turn: ClientTurn) -> None:
    async with turn.reading() as session:
        found = await loyalty_queries.list_active_of_client(session, turn.client.id, now=turn.now)
        shown = found[:_MOST_SHOWN]
        if shown:
            text = await wording.list_text(session, turn, shown)
        else:
            text = await turn.render(session, "client.discounts_empty")
    if shown:
        codes = [view.code for view in shown]
        await turn.say(text, keyboards.copy_codes(codes, turn.language))
    elif turn.shop.channel_link and not turn.client.is_subscribed:
        await turn.say(text, keyboards.subscribe(turn.shop.channel_link, turn.language))
    else:
        await turn.say(text, keyboards.menu(turn.language))


async def dispute(press: CallbackQuery, turn: ClientTurn) -> None:
    """'It was not me', under a receipt. Whose redemption it is, is looked up, not believed."""
    redemption_id = number_after(DISPUTE_PREFIX, press.data)
    if redemption_id is None:
        await turn.toast(turn.word("button_is_old"))
        return
    try:
        async with turn.transaction() as session:
            await loyalty.open_dispute(
                session, turn.actor, redemption_id=redemption_id, now=turn.now
            )
            redemption = await loyalty_queries.view_redemption(session, redemption_id)
            text = await turn.render(session, "client.dispute_opened", code=redemption.code)
    except NotFound:
        await turn.toast(turn.word("button_not_yours"), is_alert=True)
        return
    except RedemptionCanceled:
        await turn.toast(turn.word("client.redemption_canceled"), is_alert=True)
        return
    await turn.toast()
    await turn.say(text)
