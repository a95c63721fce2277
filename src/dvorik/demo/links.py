"""Who pressed the campaigns' links: those who came by them, and people who were clients already."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random  # noqa: TID251  sample data must be the same each time
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.demo.shop import AUTUMN, SCHOOL
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty import queries as loyalty_queries

if TYPE_CHECKING:
    from dvorik.clients.models import Client
    from dvorik.loyalty.models import Campaign

_PRESS_AGAIN = 0.3
_CURIOUS = 0.08
"""Of the clients who came by themselves: what a poster is pressed by as well."""


async def press_links(
    session: AsyncSession, rng: Random, everybody: Sequence["Client"], *, now: datetime
) -> None:
    for slug in (AUTUMN, SCHOOL):
        campaign = await loyalty_queries.find_campaign_by_slug(session, slug)
        assert campaign is not None
        for client in everybody:
            for moment in _presses(rng, campaign, client, now):
                await loyalty.note_click(session, campaign=campaign, client=client, now=moment)


def _presses(
    rng: Random, campaign: "Campaign", client: "Client", now: datetime
) -> Iterator[datetime]:
    came_by_it = client.campaign_id == campaign.id
    if came_by_it:
        yield client.created_at
    if rng.random() < (_PRESS_AGAIN if came_by_it else _CURIOUS):
        end = min(now, campaign.ends_at or now)
        if client.created_at < end:
            yield client.created_at + timedelta(
                seconds=int((end - client.created_at).total_seconds() * rng.random())
            )
