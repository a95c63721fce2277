"""What was decided about a request or a dispute, and by whom, in place of its buttons."""

from html import escape

from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries as accounts
from dvorik.bots.cashier.turn import CashierTurn


async def named(session: AsyncSession, turn: CashierTurn, key: str, account_id: int | None) -> str:
    """The words `key` with the name of the account that decided."""
    names = await accounts.names_of(session, [] if account_id is None else [account_id])
    name = names.get(account_id or 0, "") or turn.word("somebody")
    return turn.word(key, name=name)


async def show_verdict(press: CallbackQuery, turn: CashierTurn, verdict: str) -> None:
    """Under what was asked, in place of the buttons."""
    await turn.toast(verdict)
    asked = press.message.html_text if isinstance(press.message, Message) else ""
    await turn.replace(f"{asked}\n\n<b>{escape(verdict)}</b>".strip())
