"""Disputes about redemptions."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.paging import Page, count
from dvorik.loyalty.errors import DisputeNotFound
from dvorik.loyalty.models import Dispute, Redemption
from dvorik.loyalty.schemas.disputes import DisputeFilter, DisputeView
from dvorik.loyalty.types import DisputeStatus


async def find_dispute(session: AsyncSession, redemption_id: int) -> Dispute | None:
    found: Dispute | None = await session.scalar(
        select(Dispute).where(Dispute.redemption_id == redemption_id)
    )
    return found


async def get_dispute(session: AsyncSession, dispute_id: int) -> Dispute:
    """Raises `DisputeNotFound`."""
    if (found := await session.get(Dispute, dispute_id)) is None:
        raise DisputeNotFound(dispute_id=dispute_id)
    return found


async def lock_open(session: AsyncSession, redemption_id: int) -> Dispute | None:
    """The dispute about a redemption while nobody has decided it."""
    found: Dispute | None = await session.scalar(
        select(Dispute)
        .where(Dispute.redemption_id == redemption_id, Dispute.status == DisputeStatus.OPEN.value)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found


async def list_of_discount(session: AsyncSession, discount_id: int) -> list[DisputeView]:
    """Oldest first."""
    rows = await session.scalars(
        select(Dispute)
        .join(Redemption, Redemption.id == Dispute.redemption_id)
        .where(Redemption.discount_id == discount_id)
        .order_by(Dispute.id)
    )
    return [DisputeView.model_validate(row) for row in rows]


async def count_disputes(session: AsyncSession, *, since: datetime, until: datetime) -> int:
    """How many were opened in the period, without test data."""
    opened = (
        select(func.count())
        .select_from(Dispute)
        .join(Redemption, Redemption.id == Dispute.redemption_id)
        .where(Dispute.opened_at >= since, Dispute.opened_at < until, ~Redemption.is_test)
    )
    return await session.scalar(opened) or 0


async def list_disputes(session: AsyncSession, wanted: DisputeFilter) -> Page[DisputeView]:
    """Newest first."""
    criteria: list[ColumnElement[bool]] = []
    if wanted.status is not None:
        criteria.append(Dispute.status == wanted.status.value)
    if wanted.client_id is not None:
        criteria.append(Dispute.client_id == wanted.client_id)
    statement = select(Dispute).where(*criteria)
    rows = await session.scalars(
        statement.order_by(Dispute.id.desc()).offset(wanted.offset).limit(wanted.limit)
    )
    return Page(
        items=[DisputeView.model_validate(row) for row in rows],
        total=await count(session, statement),
        page=wanted.page,
        limit=wanted.limit,
    )
