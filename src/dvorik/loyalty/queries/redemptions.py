"""Redemptions that were made, and every try at a code."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, UnaryExpression, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries as accounts
from dvorik.clients import queries as clients
from dvorik.kernel.paging import Page, Slice, count
from dvorik.loyalty.errors import RedemptionNotFound
from dvorik.loyalty.models import Attempt, Discount, DiscountTemplate, Redemption
from dvorik.loyalty.queries import cashiers
from dvorik.loyalty.rules import codes
from dvorik.loyalty.schemas.redemptions import (
    AttemptFilter,
    AttemptView,
    RedemptionFilter,
    RedemptionRow,
    RedemptionView,
)
from dvorik.loyalty.types import RedemptionSort, RedemptionState


async def find_by_operation(session: AsyncSession, operation: str) -> Redemption | None:
    """The redemption that this press of a button made, canceled since or not."""
    found: Redemption | None = await session.scalar(
        select(Redemption).where(Redemption.operation == operation)
    )
    return found


async def get_redemption(session: AsyncSession, redemption_id: int) -> Redemption:
    """Raises `RedemptionNotFound`."""
    if (found := await session.get(Redemption, redemption_id)) is None:
        raise RedemptionNotFound(redemption_id=redemption_id)
    return found


async def find_last_of_discount(session: AsyncSession, discount_id: int) -> Redemption | None:
    """The newest that stands."""
    found: Redemption | None = await session.scalar(
        select(Redemption)
        .where(Redemption.discount_id == discount_id, Redemption.canceled_at.is_(None))
        .order_by(Redemption.id.desc())
        .limit(1)
    )
    return found


async def code_of(session: AsyncSession, redemption: Redemption) -> str:
    code = await session.scalar(select(Discount.code).where(Discount.id == redemption.discount_id))
    assert code is not None
    return code


async def view_redemption(session: AsyncSession, redemption_id: int) -> RedemptionView:
    """Raises `RedemptionNotFound`."""
    redemption = await get_redemption(session, redemption_id)
    return _view(redemption, await code_of(session, redemption))


async def list_redemptions(session: AsyncSession, wanted: RedemptionFilter) -> Page[RedemptionRow]:
    """Newest first, unless another order is wanted. Names cost a statement each, not one a row."""
    criteria = _criteria(wanted)
    found = await session.execute(
        select(Redemption, Discount.code, DiscountTemplate.name)
        .join(Discount, Discount.id == Redemption.discount_id)
        .join(DiscountTemplate, DiscountTemplate.id == Redemption.template_id)
        .where(*criteria)
        .order_by(*_order(wanted.sort))
        .offset(wanted.offset)
        .limit(wanted.limit)
    )
    return Page(
        items=await _rows(session, found.all()),
        total=await count(session, select(Redemption.id).where(*criteria)),
        page=wanted.page,
        limit=wanted.limit,
    )


async def list_of_discount(session: AsyncSession, discount_id: int) -> list[RedemptionView]:
    """Oldest first."""
    rows = await session.execute(
        _with_code().where(Redemption.discount_id == discount_id).order_by(Redemption.id)
    )
    return [_view(redemption, code) for redemption, code in rows]


async def list_attempts(session: AsyncSession, wanted: AttemptFilter) -> Slice[AttemptView]:
    rows = await session.scalars(
        select(Attempt)
        .where(*_attempt_criteria(wanted))
        .order_by(Attempt.id.desc())
        .limit(wanted.limit + 1)
    )
    found = [AttemptView.model_validate(row) for row in rows]
    items = found[: wanted.limit]
    has_more = len(found) > wanted.limit
    return Slice(items=items, next_before_id=items[-1].id if has_more else None)


async def list_attempts_at(session: AsyncSession, code: str) -> list[AttemptView]:
    """The tries at one code, newest first; also those of cashiers who were told nothing."""
    rows = await session.scalars(
        select(Attempt).where(Attempt.code == code).order_by(Attempt.id.desc()).limit(MAX_STORY)
    )
    return [AttemptView.model_validate(row) for row in rows]


MAX_STORY = 200
"""Attempts shown in the story of one code; the log has the rest."""


def _with_code() -> Select[Redemption, str]:
    return select(Redemption, Discount.code).join(Discount, Discount.id == Redemption.discount_id)


def _view(redemption: Redemption, code: str) -> RedemptionView:
    columns = {c.key: getattr(redemption, c.key) for c in Redemption.__table__.columns}
    return RedemptionView.model_validate({**columns, "code": code})


_SORT_KEYS: dict[RedemptionSort, ColumnElement[Any]] = {
    RedemptionSort.OLDEST: Redemption.redeemed_at.expression,
    RedemptionSort.SMALLEST_BILL: Redemption.bill_minor.expression,
    RedemptionSort.SMALLEST_DISCOUNT: Redemption.discount_minor.expression,
}


def _order(sort: RedemptionSort) -> tuple[UnaryExpression[Any], UnaryExpression[Any]]:
    """Those without a sum are last, whichever way."""
    key = _SORT_KEYS[RedemptionSort(sort.removeprefix("-"))]
    # A moment is never missing; saying so would keep its index from being used.
    is_moment = key is _SORT_KEYS[RedemptionSort.OLDEST]
    by_key = key.desc() if sort.startswith("-") else key.asc()
    by_id = Redemption.id.desc() if sort.startswith("-") else Redemption.id.asc()
    return (by_key if is_moment else by_key.nulls_last()), by_id


async def _rows(session: AsyncSession, found: Sequence[Any]) -> list[RedemptionRow]:
    taken = [redemption for redemption, _, _ in found]
    people = await clients.names_of(session, (each.client_id for each in taken))
    tills = await cashiers.names_of(session, {each.cashier_id for each in taken} - {None})
    staff = await accounts.names_of(session, {each.account_id for each in taken} - {None})
    return [
        RedemptionRow(
            **dict(_view(each, code)),
            state=_state_of(each),
            client_name=people[each.client_id],
            template_name=template_name,
            taken_by_name=tills.get(each.cashier_id) or staff.get(each.account_id),
        )
        for each, code, template_name in found
    ]


def _state_of(redemption: Redemption) -> RedemptionState:
    if redemption.canceled_at is None:
        return RedemptionState.STANDS
    has_reason = redemption.cancel_reason is not None
    return RedemptionState.REVERSED if has_reason else RedemptionState.UNDONE


def _in_state(state: RedemptionState) -> ColumnElement[bool]:
    is_live, has_reason = Redemption.canceled_at.is_(None), Redemption.cancel_reason.is_not(None)
    match state:
        case RedemptionState.STANDS:
            return is_live
        case RedemptionState.UNDONE:
            return and_(~is_live, ~has_reason)
        case RedemptionState.REVERSED:
            return and_(~is_live, has_reason)


def _criteria(wanted: RedemptionFilter) -> list[ColumnElement[bool]]:
    equal: dict[Any, object] = {
        Redemption.client_id: wanted.client_id,
        Redemption.discount_id: wanted.discount_id,
        Redemption.template_id: wanted.template_id,
        Redemption.campaign_id: wanted.campaign_id,
        Redemption.cashier_id: wanted.cashier_id,
        Redemption.is_test: wanted.is_test,
    }
    criteria = [column == value for column, value in equal.items() if value is not None]
    if wanted.redeemed_from is not None:
        criteria.append(Redemption.redeemed_at >= wanted.redeemed_from)
    if wanted.redeemed_until is not None:
        criteria.append(Redemption.redeemed_at < wanted.redeemed_until)
    if wanted.is_canceled is not None:
        is_live = Redemption.canceled_at.is_(None)
        criteria.append(~is_live if wanted.is_canceled else is_live)
    if wanted.state is not None:
        criteria.append(_in_state(wanted.state))
    if wanted.code is not None:
        meant = select(Discount.id).where(Discount.code.in_(codes.readings(wanted.code)))
        criteria.append(Redemption.discount_id.in_(meant))
    return criteria


def _attempt_criteria(wanted: AttemptFilter) -> list[ColumnElement[bool]]:
    equal: dict[Any, object] = {
        Attempt.status: wanted.status and wanted.status.value,
        Attempt.reason: wanted.reason and wanted.reason.value,
        Attempt.client_id: wanted.client_id,
        Attempt.discount_id: wanted.discount_id,
        Attempt.cashier_id: wanted.cashier_id,
        Attempt.account_id: wanted.account_id,
        Attempt.is_test: wanted.is_test,
    }
    criteria = [column == value for column, value in equal.items() if value is not None]
    if wanted.before_id is not None:
        criteria.append(Attempt.id < wanted.before_id)
    if wanted.attempted_from is not None:
        criteria.append(Attempt.attempted_at >= wanted.attempted_from)
    if wanted.attempted_until is not None:
        criteria.append(Attempt.attempted_at < wanted.attempted_until)
    if wanted.code is not None:
        # What was typed is kept when it was no code at all, so it is looked for as well.
        criteria.append(Attempt.code.in_({wanted.code, *codes.readings(wanted.code)}))
    return criteria
