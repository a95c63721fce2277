"""Who may write and send broadcasts from the chat. Asked again at every step."""

from dvorik.bots.cashier.turn import CashierTurn
from dvorik.kernel.actor import Actor, Permission

_NEEDED = (Permission.BROADCASTS_EDIT, Permission.BROADCASTS_SEND)


def may_broadcast(turn: CashierTurn) -> bool:
    return turn.staff is not None and all(turn.staff.can(right) for right in _NEEDED)


async def sender_of(turn: CashierTurn) -> Actor | None:
    """Who sends; None, with the person told so, when they may not (any more)."""
    if may_broadcast(turn):
        return turn.staff
    await turn.toast(turn.word("broadcast.may_not_send"), is_alert=True)
    if not turn.is_press:
        await turn.say(turn.word("broadcast.may_not_send"))
    return None
