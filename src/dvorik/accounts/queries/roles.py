"""Roles and what they may do."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts.errors import AccountNotFound
from dvorik.accounts.models import Account, Role
from dvorik.accounts.rules.ranks import effective_permissions, is_above
from dvorik.accounts.schemas import RoleView
from dvorik.accounts.types import DEFAULT_PERMISSIONS, AccountStatus, RoleName
from dvorik.kernel import versions
from dvorik.kernel.actor import Actor, ActorKind, Permission


async def list_roles(session: AsyncSession, actor: Actor) -> list[RoleView]:
    """The highest first, with what `actor` may do about each."""
    rows = {row.name: row for row in await session.scalars(select(Role))}
    own = await role_of(session, actor.id) if actor.kind is ActorKind.ACCOUNT else None
    people = await _count_people(session)
    # Highest first, as the enum tells them.
    return [
        _view(rows[name.value], actor, own, people.get(name.value, 0))
        for name in RoleName
        if name.value in rows
    ]


async def get_role_view(session: AsyncSession, actor: Actor, name: RoleName) -> RoleView:
    return next(role for role in await list_roles(session, actor) if role.name is name)


def _view(role: Role, actor: Actor, own: RoleName | None, people: int) -> RoleView:
    name = RoleName(role.name)
    permissions = effective_permissions(name, role.permissions)
    is_within_reach = own is not None and not is_above(name, own)
    return RoleView(
        name=name,
        version=version_of(role),
        permissions=sorted(permissions),
        default_permissions=sorted(DEFAULT_PERMISSIONS[name]),
        own_calendar_only=role.own_calendar_only,
        people=people,
        is_editable=is_within_reach
        and name is not RoleName.OWNER
        and actor.can(Permission.ROLES_MANAGE),
        is_assignable=is_within_reach
        and actor.can(Permission.ACCOUNTS_MANAGE)
        and permissions <= actor.permissions,
        is_above=not is_within_reach,
    )


def version_of(role: Role) -> int:
    """Of what it grants: for `If-Match`."""
    granted = effective_permissions(RoleName(role.name), role.permissions)
    return versions.of_content([*sorted(granted), role.own_calendar_only])


async def _count_people(session: AsyncSession) -> dict[str, int]:
    rows = await session.execute(
        select(Account.role, func.count().label("people"))
        .where(Account.status == AccountStatus.ACTIVE.value, Account.deleted_at.is_(None))
        .group_by(Account.role)
    )
    return {row.role: row.people for row in rows}


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
