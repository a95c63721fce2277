"""People who may redeem codes, and those who ask to."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries as accounts
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.paging import Page, PageQuery, count
from dvorik.loyalty.errors import CashierNotFound
from dvorik.loyalty.models import Attempt, Cashier, Redemption
from dvorik.loyalty.schemas.cashiers import (
    CashierDetails,
    CashierFigures,
    CashierFilter,
    CashierPeriod,
    CashierView,
)
from dvorik.loyalty.types import AttemptStatus
from dvorik.settings.schemas import ShopSettings

IS_WAITING = and_(
    ~Cashier.is_active, Cashier.approved_at.is_(None), Cashier.deactivated_at.is_(None)
)


async def find_cashier_by_telegram(session: AsyncSession, telegram_id: int) -> Cashier | None:
    found: Cashier | None = await session.scalar(
        select(Cashier).where(Cashier.telegram_id == telegram_id)
    )
    return found


async def get_cashier(session: AsyncSession, cashier_id: int) -> Cashier:
    """Raises `CashierNotFound`."""
    if (found := await session.get(Cashier, cashier_id)) is None:
        raise CashierNotFound(cashier_id=cashier_id)
    return found


async def lock_cashier(session: AsyncSession, cashier_id: int) -> Cashier:
    """Raises `CashierNotFound`."""
    found = await session.scalar(
        select(Cashier)
        .where(Cashier.id == cashier_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise CashierNotFound(cashier_id=cashier_id)
    return found


async def names_of(session: AsyncSession, ids: Iterable[int]) -> dict[int, str]:
    """What cashiers are called, by id."""
    rows = await session.execute(
        select(Cashier.id, Cashier.display_name).where(Cashier.id.in_(set(ids)))
    )
    return {row.id: row.display_name for row in rows}


def actor_of(cashier: Cashier) -> Actor:
    """The cashier as an actor, active or not.

    One who is not may still try: redeeming itself refuses, and keeps the attempt.
    """
    permissions = frozenset({Permission.DISCOUNTS_REDEEM})
    return Actor(kind=ActorKind.CASHIER, id=cashier.id, permissions=permissions)


async def list_cashiers(
    session: AsyncSession, wanted: CashierFilter, *, shop: ShopSettings
) -> Page[CashierDetails]:
    """Those who ever were approved or asked with their figures, newest first."""
    criteria: list[ColumnElement[bool]] = []
    if wanted.active is not None:
        criteria.append(Cashier.is_active.is_(wanted.active))
    if wanted.waiting is not None:
        criteria.append(IS_WAITING if wanted.waiting else not_(IS_WAITING))
    if wanted.search is not None:
        columns = (Cashier.display_name, Cashier.username)
        criteria.append(or_(*(c.icontains(wanted.search, autoescape=True) for c in columns)))
    page = await _page(session, criteria, wanted)
    details = await _with_figures(session, page.items, wanted, shop)
    return Page(items=details, total=page.total, page=page.page, limit=page.limit)


async def list_requests(session: AsyncSession, wanted: PageQuery) -> Page[CashierView]:
    """Those who wait for a decision, newest first."""
    return await _page(session, [IS_WAITING], wanted)


async def describe_cashier(
    session: AsyncSession, cashier_id: int, period: CashierPeriod, *, shop: ShopSettings
) -> CashierDetails:
    """One cashier with their figures. Raises `CashierNotFound`."""
    view = CashierView.model_validate(await get_cashier(session, cashier_id))
    (details,) = await _with_figures(session, [view], period, shop)
    return details


async def _page(
    session: AsyncSession, criteria: list[ColumnElement[bool]], wanted: PageQuery
) -> Page[CashierView]:
    statement = select(Cashier).where(*criteria)
    rows = await session.scalars(
        statement.order_by(Cashier.id.desc()).offset(wanted.offset).limit(wanted.limit)
    )
    return Page(
        items=[CashierView.model_validate(row) for row in rows],
        total=await count(session, statement),
        page=wanted.page,
        limit=wanted.limit,
    )


async def _with_figures(
    session: AsyncSession,
    views: Sequence[CashierView],
    period: CashierPeriod,
    shop: ShopSettings,
) -> list[CashierDetails]:
    names = await accounts.names_of(
        session, (view.approved_by_id for view in views if view.approved_by_id is not None)
    )
    ids = [view.id for view in views]
    tried, taken = _tried(ids, period), _taken(ids, period)
    nothing = dict.fromkeys(CashierFigures.model_fields, 0)
    figures: dict[int, dict[str, Any]] = {cashier_id: {**nothing} for cashier_id in ids}
    for statement in (tried, taken):
        for row in await session.execute(statement):
            figures[row.cashier_id] |= row._mapping
    return [
        CashierDetails(
            **dict(view),
            approved_by_name=names.get(view.approved_by_id or 0),
            is_streak_alarming=view.wrong_streak >= shop.wrong_code_alert,
            figures=CashierFigures.model_validate(figures[view.id]),
        )
        for view in views
    ]


def _tried(ids: Sequence[int], period: CashierPeriod) -> Select[*tuple[Any, ...]]:
    is_success = Attempt.status == AttemptStatus.SUCCESS.value
    is_wrong = and_(Attempt.status == AttemptStatus.NOT_FOUND.value, Attempt.reason.is_(None))
    return (
        select(
            Attempt.cashier_id,
            func.count().label("attempts"),
            func.count().filter(~is_success).label("refused"),
            func.count().filter(is_wrong).label("wrong_codes"),
        )
        .where(
            Attempt.cashier_id.in_(ids),
            ~Attempt.is_test,
            *_within(Attempt.attempted_at, period.since, period.until),
        )
        .group_by(Attempt.cashier_id)
    )


def _taken(ids: Sequence[int], period: CashierPeriod) -> Select[*tuple[Any, ...]]:
    is_live = Redemption.canceled_at.is_(None)
    has_reason = Redemption.cancel_reason.is_not(None)
    bills = func.sum(Redemption.bill_minor).filter(is_live)
    discounts = func.sum(Redemption.discount_minor).filter(is_live)
    return (
        select(
            Redemption.cashier_id,
            func.count().label("redemptions"),
            func.count().filter(and_(~is_live, ~has_reason)).label("undone"),
            func.count().filter(and_(~is_live, has_reason)).label("reversed"),
            func.coalesce(bills, 0).label("bill_minor"),
            func.coalesce(discounts, 0).label("discount_minor"),
        )
        .where(
            Redemption.cashier_id.in_(ids),
            ~Redemption.is_test,
            *_within(Redemption.redeemed_at, period.since, period.until),
        )
        .group_by(Redemption.cashier_id)
    )


def _within(column: Any, since: datetime | None, until: datetime | None) -> list[Any]:
    after = [] if since is None else [column >= since]
    return after if until is None else [*after, column < until]
