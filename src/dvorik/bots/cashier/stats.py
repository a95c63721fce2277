"""/stats: the cashier's own day."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from dvorik.bots.cashier.turn import CashierTurn, Place, Standing
from dvorik.kernel.clock import local_date, start_of_day
from dvorik.kernel.money import format_minor
from dvorik.loyalty import queries as loyalty
from dvorik.loyalty.schemas.cashiers import CashierPeriod


def build() -> Router:
    router = Router(name=__name__)
    router.message.register(show_day, Command("stats"), Standing(Place.AT_THE_TILL))
    return router


async def show_day(message: Message, turn: CashierTurn) -> None:
    if turn.cashier is None:
        # An owner at the till has the panel for figures.
        await turn.tell("cashier.ask_code")
        return
    today = local_date(turn.now, turn.shop.zone)
    period = CashierPeriod(since=start_of_day(today, turn.shop.zone))
    async with turn.reading() as session:
        cashier = await loyalty.describe_cashier(session, turn.cashier.id, period, shop=turn.shop)
    figures = cashier.figures
    amount = format_minor(figures.discount_minor, turn.shop.currency, turn.language.value)
    await turn.say(
        turn.word(
            "cashier.stats",
            redemptions=figures.redemptions,
            amount=amount,
            undone=figures.undone,
            refused=figures.refused,
        )
    )
