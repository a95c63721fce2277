"""A subscriber of the shop's channel gets a code: on request, and by itself when they join."""

import asyncio
from datetime import timedelta

from aiogram import F, Router
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bots.client import keyboards, membership, wording
from dvorik.bots.client.keyboards import Menu, Press
from dvorik.bots.client.membership import MembershipUnknown
from dvorik.bots.client.turn import ClientTurn
from dvorik.bots.dialogues import LeavesDialogue
from dvorik.bots.turn import Keyboard
from dvorik.clients import actions as clients
from dvorik.clients import queries as client_queries
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty import queries as loyalty_queries
from dvorik.loyalty.actions import Issued
from dvorik.loyalty.types import TemplateEvent

Answer = tuple[str, Keyboard | None]

_AT_ONCE = timedelta(seconds=5)
"""Nobody reads a message and answers it by a press sooner."""

_PATIENCE_SECONDS = 2.0


def build() -> Router:
    router = Router(name=__name__)
    router.message.middleware(LeavesDialogue())
    router.message.register(check_by_menu, Menu.SUBSCRIPTION.pressed)
    router.callback_query.register(check_by_button, F.data == Press.CHECK_SUBSCRIPTION)
    router.chat_member.register(follow_change)
    return router


async def check_by_menu(message: Message, turn: ClientTurn) -> None:
    await _check(turn)


async def check_by_button(press: CallbackQuery, turn: ClientTurn) -> None:
    # At once: Telegram may take its time to answer about the channel.
    await turn.toast()
    await _check(turn)


async def _check(turn: ClientTurn) -> None:
    channel = turn.shop.channel_address
    if channel is None:
        await turn.tell("client.no_channel")
        return
    cache = turn.resources.cache
    try:
        inside = await membership.is_member(turn.bot, cache, turn.shop, channel, turn.user.id)
    except MembershipUnknown as error:
        key = "client.channel_closed" if error.is_our_fault else "client.subscription_unknown"
        await turn.tell(key, keyboards.subscribe(turn.shop.channel_link, turn.language))
        return
    async with turn.transaction() as session:
        # Whoever joins while Telegram is being asked is inside, whatever it answered.
        inside = await _record(session, turn, is_inside=inside)
        answer = await (_reward if inside else _invite)(session, turn)
    if answer is not None:
        await turn.say(*answer)


async def follow_change(change: ChatMemberUpdated, turn: ClientTurn) -> None:
    """Somebody known joined or left the channel, by themself or not."""
    if not membership.is_shops_channel(change.chat, turn.shop):
        return
    channel = turn.shop.channel_address
    assert channel is not None
    await membership.forget(turn.resources.cache, channel, turn.user.id)
    inside = membership.is_inside(change.new_chat_member)
    async with turn.transaction() as session:
        inside = await _record(session, turn, is_inside=inside)
        issued = await _issue(session, turn) if inside else []
        new = [item for item in issued if item.is_new]
        texts, codes = await wording.gift_texts(session, turn, new)
    if texts:
        await turn.say("\n\n".join(texts), keyboards.copy_codes(codes, turn.language))


async def is_there_already(turn: ClientTurn) -> bool:
    """Whether somebody who starts follows the channel, which nobody has noted yet.

    Not waited for long: who pressed Start wants to be greeted, and may ask again by a button.
    """
    channel = turn.shop.channel_address
    if channel is None or turn.client.is_subscribed:
        return False
    cache = turn.resources.cache
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await membership.is_member(turn.bot, cache, turn.shop, channel, turn.user.id)
    except (MembershipUnknown, TimeoutError):
        return False


async def welcome(session: AsyncSession, turn: ClientTurn) -> tuple[list[str], list[str]]:
    """Texts about what a follower of the channel gets, who has just started, with the codes."""
    if not await _record(session, turn, is_inside=True):
        return [], []
    issued = await _issue(session, turn)
    return await wording.gift_texts(session, turn, [item for item in issued if item.is_new])


async def invitation(session: AsyncSession, turn: ClientTurn, *, has_gift: bool) -> str | None:
    """Why to join the channel, for who is not in it. Nothing is promised that is not given.

    `has_gift`: they have just got a code for something else.
    """
    if turn.shop.channel_link is None or turn.client.is_subscribed:
        return None
    key = "client.subscribe_more" if has_gift else "client.subscribe"
    event = TemplateEvent.SUBSCRIPTION
    if not await loyalty_queries.has_gift_waiting(session, turn.client.id, event):
        key = "client.subscribe_news"
    return await turn.render(
        session,
        key,
        channel=turn.shop.channel_link,
        business_name=turn.shop.business_name,
        first_name=turn.first_name,
    )


async def _record(session: AsyncSession, turn: ClientTurn, *, is_inside: bool) -> bool:
    """Whether they are inside by the newest that is known, which is kept."""
    await clients.record_subscription(
        session,
        turn.actor,
        client_id=turn.client.id,
        telegram_id=turn.user.id,
        is_subscribed=is_inside,
        now=turn.now,
    )
    return await client_queries.is_subscribed(session, turn.client.id)


async def _issue(session: AsyncSession, turn: ClientTurn) -> list[Issued]:
    return await loyalty.issue_for_event(
        session,
        turn.actor,
        client=turn.client,
        event=TemplateEvent.SUBSCRIPTION,
        shop=turn.shop,
        now=turn.now,
    )


def _is_being_told(item: Issued, turn: ClientTurn) -> bool:
    """Another update made the code when this one was on its way already, and tells it."""
    return not item.is_new and item.discount.issued_at > turn.received_at - _AT_ONCE


async def _reward(session: AsyncSession, turn: ClientTurn) -> Answer | None:
    """None when somebody else is just saying it."""
    issued = await _issue(session, turn)
    wanted = [item for item in issued if not _is_being_told(item, turn)]
    if issued and not wanted:
        return None
    texts, codes = await wording.gift_texts(session, turn, wanted)
    if not texts:
        # This period's code was used, or the shop gives nothing for subscribing.
        text = await turn.render(
            session,
            "client.subscribed",
            first_name=turn.first_name,
            business_name=turn.shop.business_name,
        )
        return text, keyboards.menu(turn.language)
    return "\n\n".join(texts), keyboards.copy_codes(codes, turn.language)


async def _invite(session: AsyncSession, turn: ClientTurn) -> Answer:
    text = await turn.render(
        session,
        "client.not_subscribed",
        channel=turn.shop.channel_link,
        business_name=turn.shop.business_name,
    )
    return text, keyboards.subscribe(turn.shop.channel_link, turn.language)
