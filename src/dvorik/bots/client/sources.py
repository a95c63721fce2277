"""Where a client came from: the payload of a deep link, `/start ref_<slug>`."""

import re

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.loyalty import queries as loyalty

# What Telegram lets through in a start parameter.
_START = re.compile(r"/start(?:@\w+)?\s+(?P<payload>[A-Za-z0-9_-]{1,64})\s*")
_REFERENCE = "ref_"
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
    payload = start_payload(text)
    if not payload.startswith(_REFERENCE):
        return DIRECT, None
    slug = payload.removeprefix(_REFERENCE)
    campaign = await loyalty.find_campaign_by_slug(session, slug)
    return slug or DIRECT, None if campaign is None else campaign.id
