"""Where a client came from: the payload of a deep link, `/start ref_<slug>`."""

import re
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.loyalty import queries as loyalty
from dvorik.loyalty.types import REFERENCE

if TYPE_CHECKING:
    from dvorik.loyalty.models import Campaign

# What Telegram lets through in a start parameter.
_START = re.compile(r"/start(?:@\w+)?\s+(?P<payload>[A-Za-z0-9_-]{1,64})\s*")
DIRECT = "telegram"


def start_payload(text: str | None) -> str:
    """The parameter of `/start`, or nothing.

    >>> start_payload("/start ref_spring"), start_payload("/start"), start_payload("hello")
    ('ref_spring', '', '')
    """
    found = _START.fullmatch(text or "")
    return found["payload"] if found else ""


async def read_source(session: AsyncSession, text: str | None) -> tuple[str, int | None]:
    """The source's name and the campaign it belongs to.

    A link of a campaign that does not run any more still says where the person came from.
    """
    campaign = await find_campaign(session, text)
    if campaign is None:
        return _slug(text) or DIRECT, None
    # Spelled as the shop spells it, however the link was typed.
    return campaign.slug, campaign.id


async def find_campaign(session: AsyncSession, text: str | None) -> "Campaign | None":
    """The campaign whose link led here, running or not."""
    slug = _slug(text)
    return await loyalty.find_campaign_by_slug(session, slug) if slug else None


def _slug(text: str | None) -> str:
    payload = start_payload(text)
    return payload.removeprefix(REFERENCE) if payload.startswith(REFERENCE) else ""
