"""The client blocked the bot, or let it in again."""

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import ChatMemberUpdated

from dvorik.bots.client.turn import ClientTurn
from dvorik.clients import actions as clients


def build() -> Router:
    router = Router(name=__name__)
    router.my_chat_member.register(note_block, F.chat.type == ChatType.PRIVATE)
    return router


async def note_block(change: ChatMemberUpdated, turn: ClientTurn) -> None:
    is_blocked = change.new_chat_member.status == ChatMemberStatus.KICKED
    async with turn.transaction() as session:
        await clients.mark_bot_blocked(
            session, telegram_id=turn.user.id, is_blocked=is_blocked, now=turn.now
        )
