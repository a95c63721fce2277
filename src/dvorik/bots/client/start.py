"""Start: hello, the menu, and what the link that led here promised."""

from aiogram import F, Router
from aiogram.filters import CommandStart
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bots.client import campaigns, keyboards, subscription
from dvorik.bots.client.turn import ClientTurn
from dvorik.bots.dialogues import LeavesDialogue
from dvorik.clients import actions as clients
from dvorik.clients import queries as client_queries
from dvorik.clients.schemas import Proof
from dvorik.clients.types import ConsentSource
from dvorik.messaging.rules import visible_text

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
    """The card was made at the door; here it is greeted.

    Who never decided about messages is told that Start allows them; who said /stop is not started
    again.
    """
    is_inside = await subscription.is_there_already(turn)
    async with turn.transaction() as session:
        greeting = await turn.render(
            session,
            "client.welcome" if turn.is_new else "client.welcome_back",
            first_name=turn.first_name,
            business_name=turn.shop.business_name,
        )
        terms = await turn.render(session, "client.consent", business_name=turn.shop.business_name)
        if await _allow_messages(session, turn, terms):
            greeting = f"{greeting}\n\n{terms}"
        gifts, codes = await campaigns.keep_promise(session, turn, message.text)
        invitation = None
        if is_inside:
            more, more_codes = await subscription.welcome(session, turn)
            gifts, codes = gifts + more, codes + more_codes
        else:
            invitation = await subscription.invitation(session, turn, has_gift=bool(codes))
        reminder = await _reminder_that_messages_are_off(session, turn)
    await turn.say(greeting, keyboards.menu(turn.language))
    if gifts:
        await turn.say("\n\n".join(gifts), keyboards.copy_codes(codes, turn.language))
    if invitation:
        await turn.say(invitation, keyboards.subscribe(turn.shop.channel_link, turn.language))
    if reminder:
        await turn.say(reminder, keyboards.messages_on(turn.language))


async def _allow_messages(session: AsyncSession, turn: ClientTurn, terms: str) -> bool:
    return await clients.grant_at_first(
        session,
        turn.actor,
        client_id=turn.client.id,
        proof=Proof(source=ConsentSource.BOT, text=visible_text(terms)),
        now=turn.now,
    )


async def _reminder_that_messages_are_off(session: AsyncSession, turn: ClientTurn) -> str | None:
    client = await client_queries.get_client(session, turn.client.id)
    if client.wishes.topics:
        return None
    return await turn.render(session, "client.messages_are_off")
