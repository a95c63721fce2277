"""Start: hello, the menu, and what the link that led here promised."""

from aiogram import F, Router
from aiogram.filters import CommandStart
from aiogram.types import Message

from dvorik.bots.client import campaigns, keyboards, subscription
from dvorik.bots.client.turn import ClientTurn
from dvorik.bots.dialogues import LeavesDialogue

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
    """The card was made at the door; here it is greeted. Who said /stop is not started again."""
    has_stopped = turn.client.consent_at is None
    async with turn.transaction() as session:
        greeting = await turn.render(
            session,
            "client.welcome" if turn.is_new else "client.welcome_back",
            first_name=turn.first_name,
            business_name=turn.shop.business_name,
        )
        gifts, codes = await campaigns.keep_promise(session, turn, message.text)
        invitation = await subscription.invitation(session, turn, has_gift=bool(codes))
        reminder = await turn.render(session, "client.messages_are_off")
    await turn.say(greeting, keyboards.menu(turn.language))
    if gifts:
        await turn.say("\n\n".join(gifts), keyboards.copy_codes(codes, turn.language))
    if invitation:
        await turn.say(invitation, keyboards.subscribe(turn.shop.channel_link, turn.language))
    if has_stopped:
        await turn.say(reminder, keyboards.messages_on(turn.language))
