"""The question whom to send to."""

from dvorik.bots.cashier.broadcasting import buttons
from dvorik.bots.cashier.turn import CashierTurn
from dvorik.kernel.actor import Actor, Permission
from dvorik.segments import queries as segments
from dvorik.segments.schemas.segments import SegmentQuery

_PER_PAGE = 6


async def show_audiences(
    turn: CashierTurn, staff: Actor, *, page: int, in_place: bool = False
) -> None:
    """Segments only to who may see them."""
    rows, is_last = [], True
    if staff.can(Permission.SEGMENTS_READ):
        async with turn.reading() as session:
            found = await segments.list_segments(session, SegmentQuery(page=page, limit=_PER_PAGE))
        rows, is_last = found.items, found.total <= page * _PER_PAGE
    text = turn.word("broadcast.whom")
    keyboard = buttons.audiences(rows, turn.language, page=page, is_last=is_last)
    if in_place:
        await turn.replace(text, keyboard)
    else:
        await turn.say(text, keyboard)
