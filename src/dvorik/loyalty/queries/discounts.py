"""Codes that were issued."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from dvorik.clients import queries as clients
from dvorik.kernel.paging import Page, count
from dvorik.loyalty.errors import DiscountNotFound
from dvorik.loyalty.models import Discount, DiscountTemplate
from dvorik.loyalty.rules import codes
from dvorik.loyalty.rules.verdicts import state_of
from dvorik.loyalty.schemas.discounts import DiscountFilter, DiscountRow, DiscountView
from dvorik.loyalty.types import DiscountState


async def find_last(session: AsyncSession, *, template_id: int, client_id: int) -> Discount | None:
    """The newest code of a client from a template, whatever became of it."""
    found: Discount | None = await session.scalar(
        select(Discount)
        .where(Discount.template_id == template_id, Discount.client_id == client_id)
        .order_by(Discount.id.desc())
        .limit(1)
    )
    return found


async def find_of_period(
    session: AsyncSession, *, template_id: int, client_id: int, period: str
) -> Discount | None:
    found: Discount | None = await session.scalar(
        select(Discount).where(
            Discount.template_id == template_id,
            Discount.client_id == client_id,
            Discount.period == period,
        )
    )
    return found


async def lock_discount(session: AsyncSession, discount_id: int) -> Discount:
    """Raises `DiscountNotFound`. Lock campaign, template and client first where needed."""
    found = await session.scalar(
        select(Discount)
        .where(Discount.id == discount_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise DiscountNotFound(discount_id=discount_id)
    return found


async def count_same_gifts(session: AsyncSession, client_id: int, other_id: int) -> int:
    """How often both have a code of one template and period."""
    other = aliased(Discount)
    pair = and_(other.template_id == Discount.template_id, other.period == Discount.period)
    return await count(
        session,
        select(Discount.id)
        .join(other, pair)
        .where(Discount.client_id == client_id, other.client_id == other_id),
    )


async def list_active_of_client(
    session: AsyncSession, client_id: int, *, now: datetime
) -> list[DiscountView]:
    """The client's codes that are good at `now`, the one that ends first on top."""
    statement = (
        _with_template()
        .where(Discount.client_id == client_id, in_state(DiscountState.ACTIVE, now))
        .order_by(Discount.expires_at, Discount.id)
    )
    return _views((await session.execute(statement)).all(), now)


async def list_of_client(
    session: AsyncSession, client_id: int, *, now: datetime, limit: int = 50
) -> list[DiscountView]:
    """Everything the client ever held, newest first."""
    statement = (
        _with_template()
        .where(Discount.client_id == client_id)
        .order_by(Discount.id.desc())
        .limit(limit)
    )
    return _views((await session.execute(statement)).all(), now)


async def view_discounts(
    session: AsyncSession, ids: Iterable[int], *, now: datetime
) -> dict[int, DiscountView]:
    """Codes by id."""
    statement = _with_template().where(Discount.id.in_(set(ids)))
    views = _views((await session.execute(statement)).all(), now)
    return {view.id: view for view in views}


async def list_discounts(
    session: AsyncSession, wanted: DiscountFilter, *, now: datetime
) -> Page[DiscountRow]:
    """Newest first."""
    criteria = _criteria(wanted, now)
    rows = await session.execute(
        _with_template()
        .where(*criteria)
        .order_by(Discount.id.desc())
        .offset(wanted.offset)
        .limit(wanted.limit)
    )
    return Page(
        items=await _with_client_names(session, _views(rows.all(), now)),
        total=await count(session, select(Discount.id).where(*criteria)),
        page=wanted.page,
        limit=wanted.limit,
    )


async def view_discount(session: AsyncSession, discount_id: int, *, now: datetime) -> DiscountView:
    """Raises `DiscountNotFound`."""
    statement = _with_template().where(Discount.id == discount_id)
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        raise DiscountNotFound(discount_id=discount_id)
    return _view(row[0], row[1], now)


async def view_row(session: AsyncSession, discount_id: int, *, now: datetime) -> DiscountRow:
    """Raises `DiscountNotFound`."""
    view = await view_discount(session, discount_id, now=now)
    (row,) = await _with_client_names(session, [view])
    return row


def in_state(state: DiscountState, now: datetime) -> ColumnElement[bool]:
    """`rules.verdicts.state_of` as a condition; a test compares the two."""
    is_used = Discount.used_count >= Discount.usage_limit
    is_blocked = and_(~is_used, Discount.blocked_at.is_not(None))
    is_open = and_(~is_used, Discount.blocked_at.is_(None))
    match state:
        case DiscountState.USED:
            return is_used
        case DiscountState.BLOCKED:
            return is_blocked
        case DiscountState.EXPIRED:
            return and_(is_open, Discount.expires_at <= now)
        case DiscountState.UPCOMING:
            return and_(is_open, Discount.expires_at > now, Discount.starts_at > now)
        case DiscountState.ACTIVE:
            return and_(is_open, Discount.expires_at > now, Discount.starts_at <= now)


def _criteria(wanted: DiscountFilter, now: datetime) -> list[ColumnElement[bool]]:
    equal: dict[Any, object] = {
        Discount.client_id: wanted.client_id,
        Discount.template_id: wanted.template_id,
        Discount.campaign_id: wanted.campaign_id,
        Discount.is_test: wanted.is_test,
    }
    criteria = [column == value for column, value in equal.items() if value is not None]
    if wanted.code is not None:
        criteria.append(Discount.code.in_(codes.readings(wanted.code)))
    if wanted.state is not None:
        criteria.append(in_state(wanted.state, now))
    if wanted.issued_from is not None:
        criteria.append(Discount.issued_at >= wanted.issued_from)
    if wanted.issued_until is not None:
        criteria.append(Discount.issued_at < wanted.issued_until)
    if wanted.expires_from is not None:
        criteria.append(Discount.expires_at >= wanted.expires_from)
    if wanted.expires_until is not None:
        criteria.append(Discount.expires_at < wanted.expires_until)
    return criteria


_WINDOWS = ("weekdays", "from_time", "until_time", "requires_subscription")


def _with_template() -> Select[Discount, DiscountTemplate]:
    return select(Discount, DiscountTemplate).join(
        DiscountTemplate, DiscountTemplate.id == Discount.template_id
    )


async def _with_client_names(
    session: AsyncSession, views: Sequence[DiscountView]
) -> list[DiscountRow]:
    names = await clients.names_of(session, (view.client_id for view in views))
    return [DiscountRow(**dict(view), client_name=names[view.client_id]) for view in views]


def _views(rows: Sequence[Any], now: datetime) -> list[DiscountView]:
    return [_view(discount, template, now) for discount, template in rows]


def _view(discount: Discount, template: DiscountTemplate, now: datetime) -> DiscountView:
    state = state_of(
        used_count=discount.used_count,
        usage_limit=discount.usage_limit,
        starts_at=discount.starts_at,
        expires_at=discount.expires_at,
        blocked_at=discount.blocked_at,
        now=now,
    )
    columns = {column.key: getattr(discount, column.key) for column in Discount.__table__.columns}
    windows = {name: getattr(template, name) for name in _WINDOWS}
    return DiscountView.model_validate(
        {**columns, **windows, "state": state, "template_name": template.name}
    )
