"""Codes that were handed out together: what a broadcast gave, and what came of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.loyalty.models import Discount, Redemption


class HandedCode(NamedTuple):
    code: str
    expires_at: datetime


class Uses(NamedTuple):
    """Redemptions that stand, and their sums in minor units."""

    redemptions: int
    bill_minor: int
    discount_minor: int


def newest_of_template(template_id: int) -> Select[int, int]:
    """(client_id, id) of the code each client was last given from the template."""
    return (
        select(Discount.client_id, func.max(Discount.id).label("id"))
        .where(Discount.template_id == template_id)
        .group_by(Discount.client_id)
    )


async def codes_of(session: AsyncSession, ids: Iterable[int]) -> dict[int, HandedCode]:
    rows = await session.execute(
        select(Discount.id, Discount.code, Discount.expires_at).where(Discount.id.in_(set(ids)))
    )
    return {row.id: HandedCode(row.code, row.expires_at) for row in rows}


async def uses_since(session: AsyncSession, ids: Select[int | None], since: datetime) -> Uses:
    """What became of these codes from `since` on: a code may be older than the message."""
    count, bill, discount = (
        await session.execute(
            select(
                func.count(),
                func.sum(Redemption.bill_minor),
                func.sum(Redemption.discount_minor),
            ).where(
                Redemption.discount_id.in_(ids),
                Redemption.canceled_at.is_(None),
                Redemption.redeemed_at >= since,
            )
        )
    ).one()
    # Sums of bigint are numeric.
    return Uses(count, int(bill or 0), int(discount or 0))
