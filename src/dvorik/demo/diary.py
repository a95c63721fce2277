"""What the log of events says about a past that is told in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import DateTime, cast, func, update
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
    """Put the moments in, and mark the events as followed up: nobody waits for what is past."""
    await session.flush()
    moment = func.substr(EventRow.request_id, len(_MARK) + 1)
    await session.execute(
        update(EventRow)
        .where(EventRow.request_id.startswith(_MARK))
        .values(occurred_at=cast(moment, DateTime(timezone=True)), request_id=None, fanned_out=True)
        .execution_options(synchronize_session=False)
    )
