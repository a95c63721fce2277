"""What decides about a code, read with or without locks, in one statement each.

Written as SQL: redeeming is the statement the counter waits for, and the ORM would cost it more
than PostgreSQL does.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, String, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.hot_statements import HotStatement
from dvorik.loyalty.models import Discount
from dvorik.loyalty.rules.verdicts import CampaignStanding, Limits, Standing
from dvorik.loyalty.types import DiscountKind

_PARAMETERS = (bindparam("code", type_=String), bindparam("cashier_id", type_=BigInteger))

# The locks come in the order campaign, template, code: each part waits for the counts of those
# before it. A campaign or template is held only when it has a budget; otherwise it is only kept
# from being given one meanwhile (KEY SHARE, which the foreign keys of the redemption take too).
# Rows that had to be waited for are read as they are after the wait.
_LOCK_SQL = text(
    """
    WITH found AS MATERIALIZED (
        SELECT id, template_id, campaign_id FROM discount WHERE code = :code
    ),
    campaign_seen AS MATERIALIZED (
        SELECT * FROM campaign WHERE id = (SELECT campaign_id FROM found) FOR KEY SHARE
    ),
    campaign_held AS MATERIALIZED (
        SELECT * FROM campaign
        WHERE id = (
            SELECT id FROM campaign_seen
            WHERE budget_count IS NOT NULL OR budget_minor IS NOT NULL
        )
        FOR NO KEY UPDATE
    ),
    template_seen AS MATERIALIZED (
        SELECT * FROM discount_template
        WHERE id = (SELECT template_id FROM found) AND (SELECT count(*) FROM campaign_held) >= 0
        FOR KEY SHARE
    ),
    template_held AS MATERIALIZED (
        SELECT * FROM discount_template
        WHERE id = (
            SELECT id FROM template_seen
            WHERE budget_count IS NOT NULL OR budget_minor IS NOT NULL
        )
        FOR NO KEY UPDATE
    ),
    held AS MATERIALIZED (
        SELECT * FROM discount
        WHERE id = (SELECT id FROM found)
          AND (SELECT count(*) FROM campaign_held) + (SELECT count(*) FROM template_held) >= 0
        FOR NO KEY UPDATE
    )
    SELECT d.id, d.code, d.client_id, d.template_id, d.kind, d.value, d.usage_limit, d.used_count,
           d.starts_at, d.expires_at, d.blocked_at, d.min_bill_minor, d.max_discount_minor,
           d.is_test, t.name AS template_name, t.weekdays, t.from_time, t.until_time,
           t.requires_subscription, t.budget_count, t.budget_minor,
           coalesce(th.used_count, 0) AS template_used_count,
           coalesce(th.used_minor, 0) AS template_used_minor,
           c.id AS campaign_id, c.is_active AS campaign_is_active,
           c.starts_at AS campaign_starts_at, c.ends_at AS campaign_ends_at,
           c.budget_count AS campaign_budget_count, c.budget_minor AS campaign_budget_minor,
           coalesce(ch.used_count, 0) AS campaign_used_count,
           coalesce(ch.used_minor, 0) AS campaign_used_minor,
           (SELECT is_active FROM cashier WHERE id = :cashier_id) AS cashier_is_active
    FROM (VALUES (1)) AS always (one)
    LEFT JOIN held d ON true
    LEFT JOIN template_seen t ON true
    LEFT JOIN template_held th ON true
    LEFT JOIN campaign_seen c ON true
    LEFT JOIN campaign_held ch ON true
    """
)
LOCK = HotStatement(_LOCK_SQL.bindparams(*_PARAMETERS))

_READ = text(
    """
    SELECT d.id, d.code, d.client_id, d.template_id, d.kind, d.value, d.usage_limit, d.used_count,
           d.starts_at, d.expires_at, d.blocked_at, d.min_bill_minor, d.max_discount_minor,
           d.is_test, t.name AS template_name, t.weekdays, t.from_time, t.until_time,
           t.requires_subscription, t.budget_count, t.budget_minor,
           t.used_count AS template_used_count, t.used_minor AS template_used_minor,
           c.id AS campaign_id, c.is_active AS campaign_is_active,
           c.starts_at AS campaign_starts_at, c.ends_at AS campaign_ends_at,
           c.budget_count AS campaign_budget_count, c.budget_minor AS campaign_budget_minor,
           c.used_count AS campaign_used_count, c.used_minor AS campaign_used_minor,
           (SELECT is_active FROM cashier WHERE id = :cashier_id) AS cashier_is_active
    FROM (VALUES (1)) AS always (one)
    LEFT JOIN discount d ON d.code = :code
    LEFT JOIN discount_template t ON t.id = d.template_id
    LEFT JOIN campaign c ON c.id = d.campaign_id
    """
).bindparams(*_PARAMETERS)


@dataclass(frozen=True, slots=True)
class Counter:
    """A code as it stands, if there is one, and whether the cashier (if one asks) may redeem."""

    standing: Standing | None
    is_cashier_active: bool


async def existing_codes(session: AsyncSession, readings: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `readings` that are codes, in their order."""
    found = set(await session.scalars(select(Discount.code).where(Discount.code.in_(readings))))
    return tuple(code for code in readings if code in found)


async def lock_standing(session: AsyncSession, *, code: str, cashier_id: int | None) -> Counter:
    """The code and every budget it draws on, locked until the transaction ends.

    A lock that does not come in time aborts the transaction (`Busy`).
    """
    row = await LOCK.fetch_row(session, {"code": code, "cashier_id": cashier_id})
    return _counter(row, cashier_id)


async def read_standing(session: AsyncSession, *, code: str, cashier_id: int | None) -> Counter:
    """The same without locks: true when read, perhaps not when acted upon."""
    row = (await session.execute(_READ, {"code": code, "cashier_id": cashier_id})).one()
    return _counter(row._mapping, cashier_id)


def _counter(row: Any, cashier_id: int | None) -> Counter:
    standing = None if row["id"] is None else _standing(row)
    is_cashier_active = cashier_id is None or bool(row["cashier_is_active"])
    return Counter(standing=standing, is_cashier_active=is_cashier_active)


def _standing(row: Any) -> Standing:
    return Standing(
        discount_id=row["id"],
        code=row["code"],
        client_id=row["client_id"],
        template_id=row["template_id"],
        template_name=row["template_name"],
        kind=DiscountKind(row["kind"]),
        value=row["value"],
        usage_limit=row["usage_limit"],
        used_count=row["used_count"],
        starts_at=row["starts_at"],
        expires_at=row["expires_at"],
        blocked_at=row["blocked_at"],
        min_bill_minor=row["min_bill_minor"],
        max_discount_minor=row["max_discount_minor"],
        is_test=row["is_test"],
        weekdays=row["weekdays"],
        from_time=row["from_time"],
        until_time=row["until_time"],
        requires_subscription=row["requires_subscription"],
        limits=Limits(
            budget_count=row["budget_count"],
            budget_minor=row["budget_minor"],
            used_count=row["template_used_count"],
            used_minor=row["template_used_minor"],
        ),
        campaign=_campaign(row),
    )


def _campaign(row: Any) -> CampaignStanding | None:
    if row["campaign_id"] is None:
        return None
    return CampaignStanding(
        id=row["campaign_id"],
        is_active=row["campaign_is_active"],
        starts_at=row["campaign_starts_at"],
        ends_at=row["campaign_ends_at"],
        limits=Limits(
            budget_count=row["campaign_budget_count"],
            budget_minor=row["campaign_budget_minor"],
            used_count=row["campaign_used_count"],
            used_minor=row["campaign_used_minor"],
        ),
    )
