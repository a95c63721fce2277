"""Budgets of templates and campaigns: what live redemptions have taken of them."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.loyalty.errors import BudgetBelowUse
from dvorik.loyalty.models import Campaign, DiscountTemplate, Redemption


async def recount(session: AsyncSession, holder: DiscountTemplate | Campaign) -> None:
    """Bring `used_*` in line with a budget that was set, changed or taken away.

    Counting costs a lock on every redemption, so it is done only while there is a budget; who
    gets one starts from what is live. The caller holds the row FOR UPDATE: no redemption from it
    is under way. Raises `BudgetBelowUse`.
    """
    if holder.budget_count is None and holder.budget_minor is None:
        holder.used_count = holder.used_minor = 0
        return
    column = (
        Redemption.template_id if isinstance(holder, DiscountTemplate) else Redemption.campaign_id
    )
    live = select(func.count(), func.sum(Redemption.discount_minor)).where(
        column == holder.id, Redemption.canceled_at.is_(None)
    )
    counted = (await session.execute(live)).one()
    used_count, used_minor = int(counted[0]), int(counted[1] or 0)
    is_over_count = holder.budget_count is not None and used_count > holder.budget_count
    is_over_money = holder.budget_minor is not None and used_minor > holder.budget_minor
    if is_over_count or is_over_money:
        raise BudgetBelowUse(used_count=used_count, used_minor=used_minor)
    holder.used_count, holder.used_minor = used_count, used_minor
