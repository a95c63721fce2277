"""Campaigns: sources of clients."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.loyalty.models import Campaign
from dvorik.loyalty.rules.verdicts import is_running


async def find_campaign_by_slug(session: AsyncSession, slug: str) -> Campaign | None:
    """The campaign behind `ref_<slug>`, running or not; None also for a deleted one."""
    found: Campaign | None = await session.scalar(
        select(Campaign).where(Campaign.slug == slug, Campaign.deleted_at.is_(None))
    )
    return found


async def find_of_client(session: AsyncSession, campaign_id: int | None) -> Campaign | None:
    """The campaign a client came by, if they came by one that still exists."""
    if campaign_id is None:
        return None
    found: Campaign | None = await session.scalar(
        select(Campaign).where(Campaign.id == campaign_id, Campaign.deleted_at.is_(None))
    )
    return found


def is_on(campaign: Campaign, now: datetime) -> bool:
    return is_running(
        is_active=campaign.is_active,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        now=now,
    )
