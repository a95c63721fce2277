"""How the discounts do. Test data left out."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.loyalty.models import Discount, DiscountTemplate, Redemption
from dvorik.loyalty.queries.discounts import in_state
from dvorik.loyalty.schemas.discounts import DiscountFigures, FiguresQuery, TemplateFigures
from dvorik.loyalty.types import DiscountState


async def describe_discounts(
    session: AsyncSession, wanted: FiguresQuery, *, now: datetime
) -> DiscountFigures:
    criteria = _criteria(wanted)
    counted = [func.count().filter(in_state(state, now)).label(state) for state in DiscountState]
    totals = (
        await session.execute(select(func.count().label("issued"), *counted).where(*criteria))
    ).one()
    by_template = await _by_template(session, criteria)
    return DiscountFigures(
        issued=totals.issued,
        redeemed=sum(part.redeemed for part in by_template),
        **{state.value: getattr(totals, state.value) for state in DiscountState},
        redemptions=sum(part.redemptions for part in by_template),
        discount_minor=sum(part.discount_minor for part in by_template),
        bill_minor=sum(part.bill_minor for part in by_template),
        by_template=by_template,
    )


async def _by_template(
    session: AsyncSession, criteria: list[ColumnElement[bool]]
) -> list[TemplateFigures]:
    """The template that gave most codes first."""
    taken = (
        select(
            Discount.template_id,
            func.count().label("redemptions"),
            func.count(Discount.id.distinct()).label("redeemed"),
            func.sum(Redemption.discount_minor).label("discount_minor"),
            func.sum(Redemption.bill_minor).label("bill_minor"),
        )
        .join(Redemption, Redemption.discount_id == Discount.id)
        .where(*criteria, Redemption.canceled_at.is_(None))
        .group_by(Discount.template_id)
        .cte("taken")
    )
    issued = (
        select(Discount.template_id, func.count().label("issued"))
        .where(*criteria)
        .group_by(Discount.template_id)
        .cte("issued")
    )
    rows = await session.execute(
        select(DiscountTemplate.name, issued, taken)
        .join_from(issued, DiscountTemplate, DiscountTemplate.id == issued.c.template_id)
        .outerjoin(taken, taken.c.template_id == issued.c.template_id)
        .order_by(issued.c.issued.desc(), issued.c.template_id)
    )
    return [
        TemplateFigures(
            template_id=row.template_id,
            template_name=row.name,
            issued=row.issued,
            redeemed=row.redeemed or 0,
            conversion=round((row.redeemed or 0) / row.issued, 4),
            redemptions=row.redemptions or 0,
            discount_minor=row.discount_minor or 0,
            bill_minor=row.bill_minor or 0,
        )
        for row in rows
    ]


def _criteria(wanted: FiguresQuery) -> list[ColumnElement[bool]]:
    criteria: list[ColumnElement[bool]] = [~Discount.is_test]
    if wanted.issued_from is not None:
        criteria.append(Discount.issued_at >= wanted.issued_from)
    if wanted.issued_until is not None:
        criteria.append(Discount.issued_at < wanted.issued_until)
    return criteria
