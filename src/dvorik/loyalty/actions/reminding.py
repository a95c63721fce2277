"""Choosing the codes whose clients should hear that they end soon: each code once.

The choice is written on the codes in the caller's transaction, so that the words which follow from
it and the mark are one commit.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from dvorik.clients import queries as clients
from dvorik.kernel import clock
from dvorik.loyalty.models import Campaign, Discount
from dvorik.loyalty.rules.reminding import last_day_due
from dvorik.settings.schemas import ShopSettings

_LOCK = 7_301_884
"""Advisory lock of whoever chooses. The number has no other meaning."""

_REPORTED = timedelta(days=7)
"""How long ago a code may have ended to be worth a word that nobody was reminded of it."""


async def claim_ending_soon(
    session: AsyncSession, *, shop: ShopSettings, now: datetime, limit: int
) -> Sequence[Discount]:
    """All due codes of up to `limit` clients, marked as told, by client and end.

    Nobody who was reminded of another code today is among them: theirs come tomorrow. Empty also
    while somebody else is choosing.
    """
    if shop.reminder_hour is None or not await _is_ours(session):
        return []
    last_day = last_day_due(
        now.astimezone(shop.zone), days=shop.reminder_days, hour=shop.reminder_hour
    )
    is_due = [*_waits_for_a_word(shop, now), Discount.starts_at <= now, Discount.expires_at > now]
    is_due.append(Discount.expires_at <= clock.end_of_day(last_day, shop.zone))
    today = clock.start_of_day(clock.local_date(now, shop.zone), shop.zone)
    told = aliased(Discount)
    was_told_today = exists().where(told.client_id == Discount.client_id, told.reminded_at > today)
    people = (
        select(Discount.client_id)
        .where(*is_due, ~was_told_today)
        .group_by(Discount.client_id)
        .order_by(Discount.client_id)
        .limit(limit)
        .cte("people")
    )
    claimed = await session.scalars(
        update(Discount)
        .where(Discount.client_id.in_(select(people.c.client_id)), *is_due)
        .values(reminded_at=now)
        .returning(Discount)
        .execution_options(synchronize_session=False)
    )
    return sorted(claimed, key=lambda code: (code.client_id, code.expires_at, code.id))


async def drop_late_reminders(session: AsyncSession, *, shop: ShopSettings, now: datetime) -> int:
    """Codes that ended before anybody was told; how many. Each is counted once."""
    if shop.reminder_hour is None or not await _is_ours(session):
        return 0
    late = await session.scalars(
        update(Discount)
        .where(
            *_waits_for_a_word(shop, now),
            Discount.expires_at <= now,
            Discount.expires_at > now - _REPORTED,
        )
        # Not now: that would count as a word that was said today.
        .values(reminded_at=Discount.expires_at)
        .returning(Discount.id)
        .execution_options(synchronize_session=False)
    )
    return len(late.all())


def _waits_for_a_word(shop: ShopSettings, now: datetime) -> list[ColumnElement[bool]]:
    """Still good for something, of somebody who wants to hear of it, and held for long enough."""
    held = timedelta(days=shop.reminder_days + 1)
    return [
        Discount.reminded_at.is_(None),
        Discount.used_count < Discount.usage_limit,
        Discount.blocked_at.is_(None),
        # Who got a code yesterday needs no reminder of it today.
        Discount.starts_at + held <= Discount.expires_at,
        or_(Discount.campaign_id.is_(None), Discount.campaign_id.in_(_running(now))),
        Discount.client_id.in_(clients.may_be_reminded()),
    ]


def _running(now: datetime) -> Select[int]:
    """Campaigns that are on: the codes of others are refused."""
    return select(Campaign.id).where(
        Campaign.is_active,
        or_(Campaign.starts_at.is_(None), Campaign.starts_at <= now),
        or_(Campaign.ends_at.is_(None), Campaign.ends_at > now),
    )


async def _is_ours(session: AsyncSession) -> bool:
    return bool(await session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))))
