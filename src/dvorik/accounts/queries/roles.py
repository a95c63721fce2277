"""Roles and what they may do."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts.errors import AccountNotFound
from dvorik.accounts.models import Account, Role
from dvorik.accounts.rules.ranks import effective_permissions
from dvorik.accounts.schemas import RoleView
from dvorik.accounts.types import AccountStatus, RoleName
from dvorik.kernel.actor import Permission


def role_view(role: Role) -> RoleView:
    name = RoleName(role.name)
    return RoleView(
        name=name,
        permissions=sorted(effective_permissions(name, role.permissions)),
        own_calendar_only=role.own_calendar_only,
        is_editable=name is not RoleName.OWNER,
    )


async def list_roles(session: AsyncSession) -> Sequence[Role]:
    rows = {row.name: row for row in await session.scalars(select(Role))}
    # Highest first, as the enum tells them.
    return [rows[name.value] for name in RoleName if name.value in rows]


async def get_role(session: AsyncSession, name: RoleName, *, lock: bool = False) -> Role:
    """Every role of the enum has a row since the first migration."""
    statement = select(Role).where(Role.name == name.value)
    if lock:
        # Accounts that get the role meanwhile only point at the row.
        statement = statement.with_for_update(key_share=True).execution_options(
            populate_existing=True
        )
    return (await session.scalars(statement)).one()


async def permissions_of(session: AsyncSession, name: RoleName) -> frozenset[Permission]:
    return effective_permissions(name, (await get_role(session, name)).permissions)


async def role_of(session: AsyncSession, account_id: int) -> RoleName:
    """Raises `AccountNotFound` for who was removed or disabled meanwhile."""
    name = await session.scalar(
        select(Account.role).where(
            Account.id == account_id,
            Account.status == AccountStatus.ACTIVE.value,
            Account.deleted_at.is_(None),
        )
    )
    if name is None:
        raise AccountNotFound
    return RoleName(name)


async def lock_owners(session: AsyncSession) -> set[int]:
    """Ids of the active owners; nobody else can change who they are until the transaction ends.

    The owner's row in `role` stands for the set: it can be locked even while the set is empty.
    Take it before any account's lock.
    """
    await get_role(session, RoleName.OWNER, lock=True)
    # A statement of its own: it must see what the one before us committed.
    rows = await session.scalars(
        select(Account.id).where(
            Account.role == RoleName.OWNER.value,
            Account.status == AccountStatus.ACTIVE.value,
            Account.deleted_at.is_(None),
        )
    )
    return set(rows)
