"""The cashier bot: codes at the till, requests to work there, signing in to the panel."""

from aiogram import Dispatcher

from dvorik.bots.cashier import (
    bill,
    broadcasting,
    disputes,
    linking,
    requests,
    sign_in,
    stats,
    talk,
    till,
)
from dvorik.bots.cashier.menu import commands
from dvorik.bots.cashier.turn import CashierDoorway
from dvorik.bots.dialogues import dialogue_storage
from dvorik.bots.resources import Resources

__all__ = ["build_dispatcher", "commands"]


def build_dispatcher(resources: Resources) -> Dispatcher:
    """Signing in first: it is open to people who are no cashiers and never ask to be."""
    dispatcher = Dispatcher(storage=dialogue_storage(resources.cache))
    dispatcher.update.outer_middleware(CashierDoorway(resources))
    dispatcher.include_routers(
        sign_in.build(),
        linking.build(),
        requests.build_decisions(),
        disputes.build(),
        requests.build_waiting_room(),
        broadcasting.build(),
        talk.build_commands(),
        stats.build(),
        bill.build(),
        till.build(),
        talk.build_last_resort(),
    )
    return dispatcher
