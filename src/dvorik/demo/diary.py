"""What the log of events says about a past that is told in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import DateTime, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import context
from dvorik.kernel.events import EventRow

_MARK = "demo "


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Events recorded inside happened at `moment`, once `close` has been called."""
    # The log's own clock cannot be turned back, but it does keep the name of the request.
    token = context.request_id.set(f"{_MARK}{moment.isoformat()}")
    try:
        yield
    finally:
        context.request_id.reset(token)


async def close(session: AsyncSession) -> None:
    """Put the moments in, number the events in the order of time as the log always is, and mark
    them as followed up: nobody waits for what is past."""
    await session.flush()
    moment = cast(func.substr(EventRow.request_id, len(_MARK) + 1), DateTime(timezone=True))
    place = func.row_number()
    told = (
        select(
            EventRow.id,
            moment.label("occurred_at"),
            place.over(order_by=(moment, EventRow.id)).label("by_time"),
            place.over(order_by=EventRow.id).label("by_id"),
        )
        .where(EventRow.request_id.startswith(_MARK))
        .subquery()
    )
    numbered = told.alias()
    # Negative first: a number must not be anybody's twice, not even in passing.
    await session.execute(
        update(EventRow)
        .where(EventRow.id == told.c.id, told.c.by_time == numbered.c.by_id)
        .values(
            id=-numbered.c.id,
            occurred_at=told.c.occurred_at,
            request_id=None,
            fanned_out=True,
        )
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(EventRow)
        .where(EventRow.id < 0)
        .values(id=-EventRow.id)
        .execution_options(synchronize_session=False)
    )
