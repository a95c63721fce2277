"""Limits of templates and campaigns, and what has been taken of them."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.loyalty.errors import BudgetBelowUse, CodesLimitBelowUse
from dvorik.loyalty.models import Campaign, Discount, DiscountTemplate, Redemption


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
    over = [
        name
        for name, used in (("budget_count", used_count), ("budget_minor", used_minor))
        if (limit := getattr(holder, name)) is not None and used > limit
    ]
    if over:
        errors = [{"pointer": f"/body/{name}", "code": "below_use"} for name in over]
        raise BudgetBelowUse(used_count=used_count, used_minor=used_minor, errors=errors)
    holder.used_count, holder.used_minor = used_count, used_minor


async def recount_codes(session: AsyncSession, campaign: Campaign) -> None:
    """The same for the limit of codes. Raises `CodesLimitBelowUse`."""
    if campaign.codes_limit is None:
        campaign.issued_count = 0
        return
    issued = select(func.count()).where(Discount.campaign_id == campaign.id)
    issued_count = await session.scalar(issued) or 0
    if issued_count > campaign.codes_limit:
        raise CodesLimitBelowUse(issued_count=issued_count)
    campaign.issued_count = issued_count
