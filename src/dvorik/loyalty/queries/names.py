"""What to call campaigns, templates and codes that others tell of, deleted ones too."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.loyalty.models import Campaign, Discount, DiscountTemplate


async def template_names(session: AsyncSession, ids: Iterable[int]) -> dict[int, str]:
    rows = await session.execute(
        select(DiscountTemplate.id, DiscountTemplate.name).where(DiscountTemplate.id.in_(set(ids)))
    )
    return {row.id: row.name for row in rows}


async def campaign_names(session: AsyncSession, ids: Iterable[int]) -> dict[int, str]:
    rows = await session.execute(
        select(Campaign.id, Campaign.name).where(Campaign.id.in_(set(ids)))
    )
    return {row.id: row.name for row in rows}


async def discount_codes(session: AsyncSession, ids: Iterable[int]) -> dict[int, str]:
    rows = await session.execute(
        select(Discount.id, Discount.code).where(Discount.id.in_(set(ids)))
    )
    return {row.id: row.code for row in rows}
