"""Tying a Telegram person to an account that is signed in elsewhere: asked, never assumed.

A link that a stranger sent would otherwise sign its reader in as the stranger.
"""

from aiogram import F, Router
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message

from dvorik.accounts import actions as accounts
from dvorik.accounts import queries as account_queries
from dvorik.accounts.errors import AccountNotFound, TelegramTaken
from dvorik.accounts.gateway import telegram
from dvorik.bots.cashier import keyboards
from dvorik.bots.cashier.keyboards import LINK_PREFIX, REFUSE_LINK
from dvorik.bots.cashier.turn import CashierTurn

LINK_PAYLOAD = "link_"


def build() -> Router:
    router = Router(name=__name__)
    payload = F.args.startswith(LINK_PAYLOAD)
    router.message.register(ask, CommandStart(deep_link=True, magic=payload))
    router.callback_query.register(link, F.data.startswith(LINK_PREFIX))
    router.callback_query.register(refuse, F.data == REFUSE_LINK)
    return router


async def ask(message: Message, turn: CashierTurn) -> None:
    code = (message.text or "").rpartition(f" {LINK_PAYLOAD}")[2].strip()
    account_id = await telegram.describe_link(turn.resources.cache, code)
    async with turn.reading() as session:
        ids = [] if account_id is None else [account_id]
        name = (await account_queries.names_of(session, ids)).get(account_id or 0)
    if name is None:
        await turn.tell("signin.expired")
    else:
        await turn.tell("signin.link_confirm", keyboards.link(code, turn.language), name=name)


async def link(press: CallbackQuery, turn: CashierTurn) -> None:
    code = (press.data or "").removeprefix(LINK_PREFIX)
    account_id = await telegram.take_link(turn.resources.cache, code)
    await turn.toast()
    if account_id is None:
        await _replace(turn, "signin.expired")
        return
    try:
        async with turn.transaction() as session:
            await accounts.link_telegram(
                session,
                account_id=account_id,
                telegram_id=turn.user.id,
                username=turn.user.username,
                now=turn.now,
            )
            text = await turn.render(session, "signin.linked")
    except (TelegramTaken, AccountNotFound) as refusal:
        taken = isinstance(refusal, TelegramTaken)
        await turn.replace(turn.word("signin.telegram_taken" if taken else "button_is_old"))
        return
    await turn.replace(text)


async def refuse(press: CallbackQuery, turn: CashierTurn) -> None:
    """The code dies by itself in minutes; nothing was tied."""
    await turn.toast()
    await _replace(turn, "signin.canceled")


async def _replace(turn: CashierTurn, key: str) -> None:
    async with turn.reading() as session:
        text = await turn.render(session, key)
    await turn.replace(text)
