"""How far a new shop has come: from a template to a code that was taken."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.loyalty.models import Cashier, Discount, DiscountTemplate, Redemption
from dvorik.loyalty.queries.cashiers import IS_WAITING


@dataclass(frozen=True, slots=True)
class Beginnings:
    has_templates: bool
    has_active_template: bool
    has_cashier: bool
    waiting_cashiers: int
    has_codes: bool
    has_redemption: bool


async def find_beginnings(session: AsyncSession) -> Beginnings:
    """Test clients count too: the first code is often tried on oneself."""
    found = await session.execute(
        select(
            select(DiscountTemplate.id).exists(),
            select(DiscountTemplate.id).where(DiscountTemplate.is_active).exists(),
            select(Cashier.id).where(Cashier.is_active).exists(),
            select(func.count()).select_from(Cashier).where(IS_WAITING).scalar_subquery(),
            select(Discount.id).exists(),
            select(Redemption.id).where(Redemption.canceled_at.is_(None)).exists(),
        )
    )
    return Beginnings(*found.one())
