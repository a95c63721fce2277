"""Codes and what came of them, when two cards become one person's."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from dvorik.kernel import events
from dvorik.kernel.actor import Actor
from dvorik.kernel.belongings import Belonging, Belongings
from dvorik.kernel.db import any_of
from dvorik.loyalty.events import DiscountBlocked, DiscountUnblocked
from dvorik.loyalty.models import Attempt, CampaignClick, Discount, Dispute, Redemption

# Codes first: `hold_codes` has waited for whoever is taking one, so their redemptions are seen.
# Where both have a code of one template and period, the second stays with the card that dissolves.
BELONGINGS = Belongings(
    Belonging(Discount.client_id, once_per=(Discount.template_id, Discount.period)),
    Belonging(Redemption.client_id),
    Belonging(Attempt.client_id),
    Belonging(Dispute.client_id),
    Belonging(CampaignClick.client_id),
)


async def hold_codes(session: AsyncSession, client_ids: Sequence[int]) -> None:
    """Lock every code of these clients until the transaction ends.

    Before the clients themselves: who takes a code holds it, and then, by a foreign key, its
    client. The other way round each would wait for the other.
    """
    await session.execute(
        select(Discount.id)
        .where(Discount.client_id == any_of(client_ids))
        .order_by(Discount.id)
        .with_for_update(key_share=True)
    )


async def void_second_gifts(
    session: AsyncSession, actor: Actor, *, kept_id: int, dissolved_id: int, now: datetime
) -> list[int]:
    """Block what would be one person's second code of the same template and period; their ids.

    To be called when codes were handed over: what the dissolved card has still, the kept one has
    too. Its own code stays good, unless the other was used up: then the gift has been had.
    """
    kept, left = Discount, aliased(Discount)
    pair = and_(left.template_id == kept.template_id, left.period == kept.period)
    rows = await session.execute(
        select(kept, left)
        .join(left, pair)
        .where(kept.client_id == kept_id, left.client_id == dissolved_id)
        .order_by(left.id)
        # Codes were handed over behind the session's back.
        .execution_options(populate_existing=True)
    )
    voided = []
    for own, other in rows:
        second = own if other.used_count >= other.usage_limit else other
        is_good = second.used_count < second.usage_limit and second.expires_at > now
        if is_good and second.blocked_at is None:
            second.blocked_at = now
            voided.append(second)
    await session.flush()
    for code in voided:
        event = DiscountBlocked(discount_id=code.id, client_id=code.client_id)
        events.record(session, actor, event)
    return [code.id for code in voided]


async def make_good_again(
    session: AsyncSession, actor: Actor, *, ids: Sequence[int], blocked_at: datetime
) -> None:
    """Unblock those that `void_second_gifts` blocked at that moment, and nobody has touched."""
    rows = await session.execute(
        update(Discount)
        .where(Discount.id == any_of(ids), Discount.blocked_at == blocked_at)
        .values(blocked_at=None)
        .returning(Discount.id, Discount.client_id)
        .execution_options(synchronize_session=False)
    )
    for row in rows.all():
        events.record(
            session, actor, DiscountUnblocked(discount_id=row.id, client_id=row.client_id)
        )
