"""Codes that were handed out together: what a broadcast gave, and what came of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    exists,
    false,
    func,
    literal,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.db import any_of
from dvorik.loyalty.models import Discount, Redemption


class HandedCode(NamedTuple):
    code: str
    expires_at: datetime


class Uses(NamedTuple):
    """Codes that were used, their redemptions that stand, and sums of these in minor units."""

    redeemed: int
    redemptions: int
    bill_minor: int
    discount_minor: int


NO_USES = Uses(0, 0, 0, 0)


def newest_of_template(template_id: int) -> Select[int, int]:
    """(client_id, id) of the code each client was last given from the template."""
    return (
        select(Discount.client_id, func.max(Discount.id).label("id"))
        .where(Discount.template_id == template_id)
        .group_by(Discount.client_id)
    )


async def codes_of(session: AsyncSession, ids: Iterable[int]) -> dict[int, HandedCode]:
    rows = await session.execute(
        select(Discount.id, Discount.code, Discount.expires_at).where(Discount.id == any_of(ids))
    )
    return {row.id: HandedCode(row.code, row.expires_at) for row in rows}


async def uses_since(session: AsyncSession, ids: Select[int | None], since: datetime) -> Uses:
    """What became of these codes from `since` on: a code may be older than the message."""
    found = await session.execute(_uses(since).where(Redemption.discount_id.in_(ids)))
    return _read(found.one())


async def uses_by_code(
    session: AsyncSession, ids: Sequence[int], since: datetime
) -> dict[int, Uses]:
    """The same code by code; those without a use are left out."""
    rows = await session.execute(
        _uses(since)
        .add_columns(Redemption.discount_id)
        .where(Redemption.discount_id.in_(ids))
        .group_by(Redemption.discount_id)
    )
    return {row.discount_id: _read(row) for row in rows}


def standing_uses() -> Select[*tuple[Any, ...]]:
    """(discount_id, redeemed_at, currency, bill_minor, discount_minor) of redemptions that stand,
    to be joined by whoever handed the codes out. Test data left out.
    """
    return select(
        Redemption.discount_id,
        Redemption.redeemed_at,
        Redemption.currency,
        Redemption.bill_minor,
        Redemption.discount_minor,
    ).where(Redemption.canceled_at.is_(None), ~Redemption.is_test)


def is_used_since(
    code_id: SQLColumnExpression[int | None], since: datetime | None
) -> ColumnElement[bool]:
    """Whether a redemption of the code stands that is not older; without `since`, never."""
    if since is None:
        return false()
    return exists(select(literal(1)).where(Redemption.discount_id == code_id, *_stands(since)))


def _stands(since: datetime) -> list[ColumnElement[bool]]:
    return [Redemption.canceled_at.is_(None), Redemption.redeemed_at >= since]


def _uses(since: datetime) -> Select[int, int, int | None, int | None]:
    return select(
        func.count(Redemption.discount_id.distinct()),
        func.count(),
        func.sum(Redemption.bill_minor),
        func.sum(Redemption.discount_minor),
    ).where(*_stands(since))


def _read(row: Any) -> Uses:
    redeemed, redemptions, bill, discount = row[:4]
    # Sums of bigint are numeric.
    return Uses(redeemed, redemptions, int(bill or 0), int(discount or 0))
