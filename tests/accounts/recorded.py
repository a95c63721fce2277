"""What the event log holds."""

from typing import Any

from sqlalchemy import select

from dvorik.kernel.db import Database
from dvorik.kernel.events import EventRow

Recorded = tuple[str, str, dict[str, Any]]


async def recorded(database: Database, *types: str) -> list[Recorded]:
    """Type, actor and payload of each event, oldest first; only of `types` when given."""
    async with database.transaction() as session:
        rows = (await session.scalars(select(EventRow).order_by(EventRow.id))).all()
    return [
        (row.type, f"{row.actor_kind}:{row.actor_id}", row.payload)
        for row in rows
        if not types or row.type in types
    ]
