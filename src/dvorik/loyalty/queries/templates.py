"""Discount templates. Deleted ones stay in the table for the codes that point at them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.loyalty.errors import TemplateNotFound
from dvorik.loyalty.models import DiscountTemplate
from dvorik.loyalty.types import TemplateEvent


async def list_active_for(
    session: AsyncSession, event: TemplateEvent
) -> Sequence[DiscountTemplate]:
    found = await session.scalars(
        select(DiscountTemplate)
        .where(
            DiscountTemplate.event == event.value,
            DiscountTemplate.is_active,
            DiscountTemplate.deleted_at.is_(None),
        )
        .order_by(DiscountTemplate.id)
    )
    return found.all()


async def get_template(session: AsyncSession, template_id: int) -> DiscountTemplate:
    """Raises `TemplateNotFound`, also for a deleted one."""
    found = await session.scalar(
        select(DiscountTemplate).where(
            DiscountTemplate.id == template_id, DiscountTemplate.deleted_at.is_(None)
        )
    )
    if found is None:
        raise TemplateNotFound(template_id=template_id)
    return found


async def lock_template(session: AsyncSession, template_id: int) -> DiscountTemplate:
    """Nobody redeems from the template until the transaction ends. Raises `TemplateNotFound`."""
    found = await session.scalar(
        select(DiscountTemplate)
        .where(DiscountTemplate.id == template_id, DiscountTemplate.deleted_at.is_(None))
        # Plain FOR UPDATE: it also waits for redemptions that hold KEY SHARE only.
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise TemplateNotFound(template_id=template_id)
    return found
