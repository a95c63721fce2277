"""The commands in a person's menu: some have more than everybody."""

from aiogram.methods import DeleteMyCommands, SetMyCommands
from aiogram.types import BotCommand, BotCommandScopeChat

from dvorik.bots.cashier.broadcasting.rights import may_broadcast
from dvorik.bots.cashier.turn import CashierTurn
from dvorik.bots.words import Commands, command_list

_FOR_ALL = ("help", "stats", "login", "cancel")
FOR_SENDERS = ("help", "broadcast", "stats", "login", "cancel")


def commands() -> Commands:
    """What everybody sees."""
    return command_list("cashier", _FOR_ALL)


async def offer_menu(turn: CashierTurn) -> None:
    """Give who runs the shop a menu of their own, or take it back with the right."""
    if turn.staff is None:
        return
    scope = BotCommandScopeChat(chat_id=turn.user.id)
    if not may_broadcast(turn):
        await turn.perform(DeleteMyCommands(scope=scope))
        return
    texts = command_list("cashier", FOR_SENDERS)[turn.language]
    listed = [BotCommand(command=name, description=text) for name, text in texts.items()]
    await turn.perform(SetMyCommands(commands=listed, scope=scope))
