"""Pressing Start with a campaign's link is counted each time."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.loyalty.models import CampaignClick

if TYPE_CHECKING:
    from dvorik.clients.models import Client
    from dvorik.loyalty.models import Campaign


async def note_click(
    session: AsyncSession, *, campaign: "Campaign", client: "Client", now: datetime
) -> None:
    """Whoever pressed, known or new, and whatever the campaign has to give."""
    click = CampaignClick(
        campaign_id=campaign.id, client_id=client.id, clicked_at=now, is_test=client.is_test
    )
    session.add(click)
    await session.flush()
