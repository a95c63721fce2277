"""Links of campaigns, and what a campaign is at a moment."""

import secrets
from datetime import datetime
from typing import Protocol

from dvorik.loyalty.types import REFERENCE, CampaignState

_SLUG_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that is mistaken for something else on paper."""

_SLUG_LENGTH = 8


class Limited(Protocol):
    """Limits of a campaign, and what was taken of each; None is no limit."""

    budget_count: int | None
    budget_minor: int | None
    codes_limit: int | None
    used_count: int
    used_minor: int
    issued_count: int


def is_exhausted(campaign: Limited) -> bool:
    """Whether one more code would be useless, or one too many."""
    taken = (
        (campaign.budget_count, campaign.used_count),
        (campaign.budget_minor, campaign.used_minor),
        (campaign.codes_limit, campaign.issued_count),
    )
    return any(limit is not None and used >= limit for limit, used in taken)


def draw_slug() -> str:
    return "".join(secrets.choice(_SLUG_LETTERS) for _ in range(_SLUG_LENGTH))


def link(bot_link: str, slug: str) -> str:
    """
    >>> link("https://t.me/shop_bot", "spring")
    'https://t.me/shop_bot?start=ref_spring'
    """
    return f"{bot_link}?start={REFERENCE}{slug}"


def is_running(
    *, is_active: bool, starts_at: datetime | None, ends_at: datetime | None, now: datetime
) -> bool:
    """Whether a campaign is on at `now`. Open ends are open."""
    has_begun = starts_at is None or starts_at <= now
    return is_active and has_begun and (ends_at is None or now < ends_at)


def state_of(
    *,
    archived_at: datetime | None,
    is_active: bool,
    starts_at: datetime | None,
    ends_at: datetime | None,
    now: datetime,
) -> CampaignState:
    """What a campaign is at `now`. An end that has come outweighs the switch."""
    if archived_at is not None:
        return CampaignState.ARCHIVED
    if ends_at is not None and ends_at <= now:
        return CampaignState.ENDED
    if not is_active:
        return CampaignState.PAUSED
    if starts_at is not None and now < starts_at:
        return CampaignState.UPCOMING
    return CampaignState.RUNNING
