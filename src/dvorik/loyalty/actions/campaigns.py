"""Sources of clients, each with its own discount and budget."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import Actor, Permission
from dvorik.loyalty.events import CampaignCreated
from dvorik.loyalty.models import Campaign


async def create_campaign(
    session: AsyncSession,
    actor: Actor,
    *,
    name: str,
    slug: str,
    template_id: int | None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    budget_count: int | None = None,
    now: datetime,
) -> Campaign:
    """A campaign behind `ref_<slug>`. The slug must be free: its unique key raises otherwise."""
    actor.require(Permission.CAMPAIGNS_MANAGE)
    campaign = Campaign(
        name=name,
        slug=slug,
        template_id=template_id,
        starts_at=starts_at,
        ends_at=ends_at,
        budget_count=budget_count,
        created_at=now,
        updated_at=now,
    )
    session.add(campaign)
    await session.flush()
    events.record(session, actor, CampaignCreated(campaign_id=campaign.id))
    return campaign
