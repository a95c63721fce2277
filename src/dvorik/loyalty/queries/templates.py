"""Discount templates. Deleted ones stay in the table for the codes that point at them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.paging import Page, count
from dvorik.loyalty.errors import TemplateNotFound
from dvorik.loyalty.models import Discount, DiscountTemplate
from dvorik.loyalty.schemas.templates import TemplateFilter, TemplateView
from dvorik.loyalty.types import RecurrenceType, TemplateEvent


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


async def has_gift_waiting(session: AsyncSession, client_id: int, event: TemplateEvent) -> bool:
    """Whether `event` may still bring the client a code that they have not had."""
    had = select(Discount.id).where(
        Discount.client_id == client_id, Discount.template_id == DiscountTemplate.id
    )
    comes_again = DiscountTemplate.recurrence["type"].astext != RecurrenceType.ONCE.value
    waiting = select(DiscountTemplate.id).where(
        DiscountTemplate.event == event.value,
        DiscountTemplate.is_active,
        DiscountTemplate.deleted_at.is_(None),
        or_(comes_again, ~had.exists()),
    )
    return bool(await session.scalar(select(waiting.exists())))


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


async def find_active(session: AsyncSession, template_id: int | None) -> DiscountTemplate | None:
    """None when it was switched off or deleted, and for no template."""
    found: DiscountTemplate | None = await session.scalar(
        select(DiscountTemplate).where(
            DiscountTemplate.id == template_id,
            DiscountTemplate.is_active,
            DiscountTemplate.deleted_at.is_(None),
        )
    )
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


async def list_templates(session: AsyncSession, wanted: TemplateFilter) -> Page[TemplateView]:
    """Newest first, without deleted ones."""
    criteria: list[ColumnElement[bool]] = [DiscountTemplate.deleted_at.is_(None)]
    if wanted.event is not None:
        criteria.append(DiscountTemplate.event == wanted.event.value)
    if wanted.kind is not None:
        criteria.append(DiscountTemplate.kind == wanted.kind.value)
    if wanted.is_active is not None:
        criteria.append(DiscountTemplate.is_active.is_(wanted.is_active))
    statement = select(DiscountTemplate).where(*criteria)
    rows = await session.scalars(
        statement.order_by(DiscountTemplate.id.desc()).offset(wanted.offset).limit(wanted.limit)
    )
    return Page(
        items=[TemplateView.model_validate(row) for row in rows],
        total=await count(session, statement),
        page=wanted.page,
        limit=wanted.limit,
    )
