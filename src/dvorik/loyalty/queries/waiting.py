"""What waits for a person at the till: requests, disputes, streaks of wrong codes. Newest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.loyalty.models import Attempt, Cashier, Discount, Dispute, Redemption
from dvorik.loyalty.queries.cashiers import IS_WAITING
from dvorik.loyalty.types import DisputeStatus

MAX_WAITING = 20
"""Of each kind. Who lets more than that lie has a page for them."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """`id` and `name` are of the dispute and its client, or of the cashier."""

    id: int
    name: str
    since: datetime
    code: str | None = None
    wrong_codes: int | None = None


async def list_waiting_cashiers(session: AsyncSession) -> list[Waiting]:
    rows = await session.execute(
        select(Cashier.id, Cashier.display_name, Cashier.requested_at)
        .where(IS_WAITING)
        .order_by(Cashier.id.desc())
        .limit(MAX_WAITING)
    )
    return [Waiting(row.id, row.display_name, row.requested_at) for row in rows]


async def list_open_disputes(session: AsyncSession) -> list[Waiting]:
    """Without test data."""
    rows = await session.execute(
        select(Dispute.id, Dispute.client_id, Dispute.opened_at, Discount.code)
        .join(Redemption, Redemption.id == Dispute.redemption_id)
        .join(Discount, Discount.id == Redemption.discount_id)
        .where(Dispute.status == DisputeStatus.OPEN.value, ~Redemption.is_test)
        .order_by(Dispute.id.desc())
        .limit(MAX_WAITING)
    )
    found = rows.all()
    names = await clients.names_of(session, (row.client_id for row in found))
    return [Waiting(row.id, names[row.client_id], row.opened_at, code=row.code) for row in found]


async def list_streaks(session: AsyncSession, *, at_least: int) -> list[Waiting]:
    """Active cashiers who typed wrong codes only, `at_least` so many; since the last of them."""
    last_tried_at = (
        select(func.max(Attempt.attempted_at))
        .where(Attempt.cashier_id == Cashier.id)
        .scalar_subquery()
    )
    rows = await session.execute(
        select(Cashier.id, Cashier.display_name, Cashier.wrong_streak, last_tried_at.label("since"))
        .where(Cashier.is_active, Cashier.wrong_streak >= at_least, last_tried_at.is_not(None))
        .order_by(last_tried_at.desc(), Cashier.id)
        .limit(MAX_WAITING)
    )
    return [
        Waiting(row.id, row.display_name, row.since, wrong_codes=row.wrong_streak) for row in rows
    ]
