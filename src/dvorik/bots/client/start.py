"""Start: hello, the menu, and what the link that led here promised."""

from aiogram import F, Router
from aiogram.filters import CommandStart
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bots.client import keyboards, wording
from dvorik.bots.client.turn import ClientTurn
from dvorik.bots.dialogues import LeavesDialogue
from dvorik.clients import actions as clients
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty.types import TemplateEvent

# Signing in and linking an account live in the cashier bot; people paste links anywhere.
_FOR_STAFF = F.args.startswith("login_") | F.args.startswith("link_")


def build() -> Router:
    router = Router(name=__name__)
    router.message.middleware(LeavesDialogue())
    router.message.register(send_to_the_other_bot, CommandStart(deep_link=True, magic=_FOR_STAFF))
    router.message.register(start, CommandStart())
    return router


async def send_to_the_other_bot(message: Message, turn: ClientTurn) -> None:
    await turn.say(turn.word("client.link_for_staff"))


async def start(message: Message, turn: ClientTurn) -> None:
    """The card was made at the door; here it is greeted. Pressing Start is consent to messages."""
    async with turn.transaction() as session:
        await clients.set_consent(
            session, turn.actor, client_id=turn.client.id, is_given=True, now=turn.now
        )
        greeting = await turn.render(
            session,
            "client.welcome" if turn.is_new else "client.welcome_back",
            first_name=turn.first_name,
            business_name=turn.shop.business_name,
        )
        gifts, codes = await _campaign_gifts(session, turn)
        invitation = await turn.render(
            session,
            "client.subscribe",
            channel=turn.shop.channel_link,
            business_name=turn.shop.business_name,
            first_name=turn.first_name,
        )
    await turn.say(greeting, keyboards.menu(turn.language))
    for gift, code in zip(gifts, codes, strict=True):
        await turn.say(gift, keyboards.copy_codes([code], turn.language))
    if turn.shop.channel_link and not turn.client.is_subscribed:
        await turn.say(invitation, keyboards.subscribe(turn.shop.channel_link, turn.language))


async def _campaign_gifts(session: AsyncSession, turn: ClientTurn) -> tuple[list[str], list[str]]:
    """What the campaign that brought the client gives, once."""
    issued = await loyalty.issue_for_event(
        session,
        turn.actor,
        client=turn.client,
        event=TemplateEvent.CAMPAIGN,
        shop=turn.shop,
        now=turn.now,
    )
    return await wording.gift_texts(session, turn, [item for item in issued if item.is_new])
