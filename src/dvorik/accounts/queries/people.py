"""Accounts: one, many, and who wants to hear of what."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, any_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from dvorik.accounts.errors import AccountNotFound
from dvorik.accounts.models import Account, Device
from dvorik.accounts.queries.roles import get_role
from dvorik.accounts.schemas import (
    AccountDetails,
    AccountFilter,
    AccountView,
    MeView,
    ShopView,
)
from dvorik.accounts.types import AccountStatus, NotificationGroup, RoleName
from dvorik.kernel import paging
from dvorik.kernel.actor import Actor
from dvorik.kernel.errors import Unauthenticated
from dvorik.settings.schemas import ShopSettings

# A removed account keeps its row for the history, and is nobody's any more.
_PRESENT = Account.deleted_at.is_(None)


async def find_by_telegram(session: AsyncSession, telegram_id: int) -> Account | None:
    """The account of a Telegram person, whatever its status."""
    return await session.scalar(select(Account).where(Account.telegram_id == telegram_id, _PRESENT))


async def find_by_email(session: AsyncSession, email: str) -> Account | None:
    """The account of an address, in any case of letters, whatever its status."""
    return await session.scalar(select(Account).where(Account.email == email, _PRESENT))


async def get_account(session: AsyncSession, account_id: int) -> Account:
    """Raises `AccountNotFound`."""
    account = await session.scalar(select(Account).where(Account.id == account_id, _PRESENT))
    if account is None:
        raise AccountNotFound
    return account


async def get_me(
    session: AsyncSession, actor: Actor, shop: ShopSettings, *, sandbox_url: str | None
) -> MeView:
    """The signed-in account with what it may do. Raises `Unauthenticated` if it is gone."""
    try:
        account = await get_account(session, actor.id)
    except AccountNotFound:
        raise Unauthenticated from None
    role = await get_role(session, RoleName(account.role))
    return MeView(
        **AccountView.model_validate(account).model_dump(),
        has_password=account.password_hash is not None,
        permissions=sorted(actor.permissions),
        own_calendar_only=role.own_calendar_only,
        shop=ShopView(name=shop.business_name, timezone=shop.timezone, currency=shop.currency),
        sandbox_url=sandbox_url,
    )


async def lock_account(session: AsyncSession, account_id: int) -> Account:
    """The account as it is now, held until the transaction ends. Raises `AccountNotFound`."""
    account = await session.scalar(
        select(Account)
        .where(Account.id == account_id, _PRESENT)
        # Not against rows that merely point at it: they may be written meanwhile.
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if account is None:
        raise AccountNotFound
    return account


async def list_accounts(
    session: AsyncSession, wanted: AccountFilter
) -> tuple[list[AccountDetails], int]:
    """One page, who waits for approval first, and how many there are in all."""
    conditions = [_PRESENT, *_conditions(wanted)]
    rows = await session.execute(
        _details()
        .where(*conditions)
        .order_by(Account.status != AccountStatus.PENDING.value, Account.first_name, Account.id)
        .offset(wanted.offset)
        .limit(wanted.limit)
    )
    total = await paging.count(session, select(Account).where(*conditions))
    return [_view(row) for row in rows], total


async def get_details(session: AsyncSession, account_id: int) -> AccountDetails:
    """Raises `AccountNotFound`."""
    found = await session.execute(_details().where(Account.id == account_id, _PRESENT))
    row = found.one_or_none()
    if row is None:
        raise AccountNotFound
    return _view(row)


_Details = tuple[Account, Account | None, int, datetime | None]


def _details() -> Select[*_Details]:
    approver = aliased(Account)
    devices = (
        select(
            Device.account_id,
            func.count().filter(Device.ended_at.is_(None)).label("count"),
            func.max(Device.last_seen_at).label("last_seen_at"),
        )
        .group_by(Device.account_id)
        .subquery()
    )
    return (
        select(Account, approver, func.coalesce(devices.c.count, 0), devices.c.last_seen_at)
        .outerjoin(approver, approver.id == Account.approved_by_id)
        .outerjoin(devices, devices.c.account_id == Account.id)
    )


def _view(row: Row[*_Details]) -> AccountDetails:
    account, approver, device_count, last_seen_at = row
    return AccountDetails(
        **AccountView.model_validate(account).model_dump(),
        has_password=account.password_hash is not None,
        device_count=device_count,
        last_seen_at=last_seen_at,
        approved_by_name=approver.display_name if approver else None,
    )


def _conditions(wanted: AccountFilter) -> Iterable[ColumnElement[bool]]:
    if wanted.search is not None:
        yield or_(
            func.concat_ws(" ", Account.first_name, Account.last_name).icontains(
                wanted.search, autoescape=True
            ),
            Account.email.icontains(wanted.search, autoescape=True),
            Account.telegram_username.icontains(wanted.search, autoescape=True),
        )
    if wanted.role is not None:
        yield Account.role == wanted.role.value
    if wanted.status is not None:
        yield Account.status == wanted.status.value
    if wanted.group is not None:
        yield _wants(wanted.group)


def _wants(group: NotificationGroup) -> ColumnElement[bool]:
    return literal(group.value) == any_(Account.notification_groups)


async def list_group_members(session: AsyncSession, group: NotificationGroup) -> Sequence[Account]:
    """Active people with Telegram who are to hear of `group`. Owners hear of everything."""
    rows = await session.scalars(
        select(Account)
        .where(
            _PRESENT,
            Account.status == AccountStatus.ACTIVE.value,
            Account.telegram_id.is_not(None),
            or_(
                Account.role == RoleName.OWNER.value,
                _wants(group),
            ),
        )
        .order_by(Account.id)
    )
    return rows.all()


async def names_of(session: AsyncSession, ids: Iterable[int]) -> dict[int, str]:
    """Names to show by id, of removed accounts too: history keeps naming who did it."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = await session.execute(
        select(Account.id, Account.first_name, Account.last_name).where(Account.id.in_(wanted))
    )
    return {row.id: f"{row.first_name} {row.last_name}".strip() for row in rows}
