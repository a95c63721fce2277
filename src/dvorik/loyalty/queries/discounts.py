"""Codes that were issued."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.loyalty.models import Discount, DiscountTemplate
from dvorik.loyalty.rules.verdicts import state_of
from dvorik.loyalty.schemas.discounts import DiscountView


async def find_last(session: AsyncSession, *, template_id: int, client_id: int) -> Discount | None:
    """The newest code of a client from a template, whatever became of it."""
    found: Discount | None = await session.scalar(
        select(Discount)
        .where(Discount.template_id == template_id, Discount.client_id == client_id)
        .order_by(Discount.id.desc())
        .limit(1)
    )
    return found


async def list_active_of_client(
    session: AsyncSession, client_id: int, *, now: datetime
) -> list[DiscountView]:
    """The client's codes that are good at `now`, the one that ends first on top."""
    statement = (
        with_template_name()
        .where(
            Discount.client_id == client_id,
            Discount.used_count < Discount.usage_limit,
            Discount.blocked_at.is_(None),
            Discount.starts_at <= now,
            Discount.expires_at > now,
        )
        .order_by(Discount.expires_at, Discount.id)
    )
    return views((await session.execute(statement)).all(), now)


def with_template_name() -> Select[Discount, str]:
    return select(Discount, DiscountTemplate.name).join(
        DiscountTemplate, DiscountTemplate.id == Discount.template_id
    )


def views(rows: Sequence[Any], now: datetime) -> list[DiscountView]:
    """Rows of `with_template_name`, with the state at `now`."""
    return [view(discount, template_name, now) for discount, template_name in rows]


def view(discount: Discount, template_name: str, now: datetime) -> DiscountView:
    state = state_of(
        used_count=discount.used_count,
        usage_limit=discount.usage_limit,
        starts_at=discount.starts_at,
        expires_at=discount.expires_at,
        blocked_at=discount.blocked_at,
        now=now,
    )
    columns = {column.key: getattr(discount, column.key) for column in Discount.__table__.columns}
    return DiscountView.model_validate({**columns, "state": state, "template_name": template_name})
