"""The end of the event log, read as it grows."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.db import Database
from dvorik.kernel.events import EventRow

MAX_ROWS = 500
"""Events read at once. Who is further behind than that is told to look anew."""

MAX_GAPS = 200
GAP_SECONDS = 60
"""How many missing ids are waited for, and how long: no transaction lies idle for longer."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One row of the log."""

    id: int
    type: str
    payload: dict[str, Any]


class Tail:
    """Remembers how far the log was read.

    Ids are given when an event is recorded and seen when its transaction commits, so a lower id
    may appear after a higher one. Ids that are missing are therefore asked for again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last = 0
        self._gaps: dict[int, float] = {}
        self._lock = asyncio.Lock()

    async def begin(self, now: float) -> None:
        """From here on; what was recorded and is not committed yet counts as new.

        `now` is in seconds of any clock that only goes forward.
        """
        async with self._lock, self._database.transaction() as session:
            newest = await session.scalar(select(func.max(EventRow.id))) or 0
            self._last = max(newest - MAX_GAPS, 0)
            self._gaps = {}
            self._note(await _rows(session, EventRow.id > self._last), now)

    async def read(self, now: float) -> Sequence[Heard] | None:
        """What came since the last time. None when that is too much: then `begin` again."""
        async with self._lock, self._database.transaction() as session:
            late = await _rows(session, EventRow.id.in_(self._gaps)) if self._gaps else []
            new = await _rows(session, EventRow.id > self._last)
            self._note([*late, *new], now)
        return None if len(new) == MAX_ROWS else [*late, *new]

    def _note(self, rows: Sequence[Heard], now: float) -> None:
        found = {row.id for row in rows}
        newest = max([*found, self._last])
        missing = range(max(self._last + 1, newest - MAX_GAPS), newest)
        gaps = self._gaps | dict.fromkeys(missing, now)
        kept = [
            (id_, since)
            for id_, since in gaps.items()
            if id_ not in found and now - since < GAP_SECONDS
        ]
        self._gaps = dict(kept[-MAX_GAPS:])
        self._last = newest


async def _rows(session: AsyncSession, criterion: ColumnElement[bool]) -> list[Heard]:
    rows = await session.execute(
        select(EventRow.id, EventRow.type, EventRow.payload)
        .where(criterion)
        .order_by(EventRow.id)
        .limit(MAX_ROWS)
    )
    return [Heard(row.id, row.type, row.payload) for row in rows]
