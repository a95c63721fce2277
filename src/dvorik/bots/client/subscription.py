"""A subscriber of the shop's channel gets a code: on request, and by itself when they join."""

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
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty.types import TemplateEvent


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
    channel = membership.channel_of(turn.shop)
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
        await _record(session, turn, is_inside=inside)
        text, keyboard = await (_reward if inside else _invite)(session, turn)
    await turn.say(text, keyboard)


async def follow_change(change: ChatMemberUpdated, turn: ClientTurn) -> None:
    """Somebody known joined or left the channel, by themself or not."""
    if not membership.is_shops_channel(change.chat, turn.shop):
        return
    channel = membership.channel_of(turn.shop)
    assert channel is not None
    await membership.forget(turn.resources.cache, channel, turn.user.id)
    inside = membership.is_inside(change.new_chat_member)
    async with turn.transaction() as session:
        await _record(session, turn, is_inside=inside)
        texts, codes = await _issue(session, turn, only_new=True) if inside else ([], [])
    if texts:
        await turn.say("\n\n".join(texts), keyboards.copy_codes(codes, turn.language))


async def _record(session: AsyncSession, turn: ClientTurn, *, is_inside: bool) -> None:
    await clients.record_subscription(
        session, turn.actor, client_id=turn.client.id, is_subscribed=is_inside, now=turn.now
    )


async def _issue(
    session: AsyncSession, turn: ClientTurn, *, only_new: bool
) -> tuple[list[str], list[str]]:
    issued = await loyalty.issue_for_event(
        session,
        turn.actor,
        client=turn.client,
        event=TemplateEvent.SUBSCRIPTION,
        shop=turn.shop,
        now=turn.now,
    )
    wanted = [item for item in issued if item.is_new or not only_new]
    return await wording.gift_texts(session, turn, wanted)


async def _reward(session: AsyncSession, turn: ClientTurn) -> tuple[str, Keyboard]:
    texts, codes = await _issue(session, turn, only_new=False)
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


async def _invite(session: AsyncSession, turn: ClientTurn) -> tuple[str, Keyboard]:
    text = await turn.render(
        session,
        "client.not_subscribed",
        channel=turn.shop.channel_link,
        business_name=turn.shop.business_name,
    )
    return text, keyboards.subscribe(turn.shop.channel_link, turn.language)
