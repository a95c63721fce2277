"""Redemptions that were made."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.loyalty.models import Redemption


async def find_by_operation(session: AsyncSession, operation: str) -> Redemption | None:
    """The redemption that this press of a button made, canceled since or not."""
    found: Redemption | None = await session.scalar(
        select(Redemption).where(Redemption.operation == operation)
    )
    return found
