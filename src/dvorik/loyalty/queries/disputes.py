"""Disputes about redemptions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries as accounts
from dvorik.clients import queries as clients
from dvorik.kernel.paging import Page, count
from dvorik.loyalty.errors import DisputeNotFound
from dvorik.loyalty.models import Discount, Dispute, Redemption
from dvorik.loyalty.queries import cashiers
from dvorik.loyalty.schemas.disputes import DisputeFilter, DisputeRow, DisputeView
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


async def list_disputes(session: AsyncSession, wanted: DisputeFilter) -> Page[DisputeRow]:
    """Newest first."""
    criteria: list[ColumnElement[bool]] = []
    if wanted.status is not None:
        criteria.append(Dispute.status == wanted.status.value)
    if wanted.client_id is not None:
        criteria.append(Dispute.client_id == wanted.client_id)
    rows = await session.execute(
        select(Dispute, Redemption, Discount.code)
        .join(Redemption, Redemption.id == Dispute.redemption_id)
        .join(Discount, Discount.id == Redemption.discount_id)
        .where(*criteria)
        .order_by(Dispute.id.desc())
        .offset(wanted.offset)
        .limit(wanted.limit)
    )
    return Page(
        items=await _with_names(session, rows.all()),
        total=await count(session, select(Dispute.id).where(*criteria)),
        page=wanted.page,
        limit=wanted.limit,
    )


async def _with_names(session: AsyncSession, rows: Sequence[Any]) -> list[DisputeRow]:
    people = await clients.names_of(session, (row.Dispute.client_id for row in rows))
    tills = await cashiers.names_of(session, _known(row.Redemption.cashier_id for row in rows))
    deciders = [row.Dispute.resolved_by_id for row in rows]
    sellers = [row.Redemption.account_id for row in rows]
    staff = await accounts.names_of(session, _known([*deciders, *sellers]))
    return [
        DisputeRow(
            **dict(DisputeView.model_validate(dispute)),
            client_name=people[dispute.client_id],
            discount_id=taken.discount_id,
            code=code,
            worker_name=tills.get(taken.cashier_id) or staff.get(taken.account_id),
            redeemed_at=taken.redeemed_at,
            bill_minor=taken.bill_minor,
            discount_minor=taken.discount_minor,
            currency=taken.currency,
            resolved_by_name=staff.get(dispute.resolved_by_id),
        )
        for dispute, taken, code in rows
    ]


def _known(ids: Iterable[int | None]) -> list[int]:
    return [one for one in ids if one is not None]
