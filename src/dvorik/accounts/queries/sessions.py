"""Who is signed in, and with what."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from asyncpg import Record
from sqlalchemy import BigInteger, Row, Select, Uuid, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts.models import Account, Device, RefreshToken, Role
from dvorik.accounts.rules.addresses import same_address
from dvorik.accounts.rules.ranks import effective_permissions
from dvorik.accounts.types import AccountStatus, RoleName
from dvorik.kernel.actor import Actor, ActorKind
from dvorik.kernel.hot_statements import HotStatement


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a given password is compared with. `password_hash` None: sign in another way."""

    account_id: int
    password_hash: str | None


async def find_credentials(session: AsyncSession, email: str) -> Credentials | None:
    """For an address as somebody typed it, in any case of letters."""
    row = (
        await session.execute(
            select(Account.id, Account.email, Account.password_hash).where(
                Account.email == email, Account.deleted_at.is_(None)
            )
        )
    ).one_or_none()
    if row is None or not same_address(row.email, email):
        return None
    return Credentials(row.id, row.password_hash)


def _active_people() -> Select[int, str, list[str]]:
    return (
        select(Account.id, Account.role, Role.permissions)
        .join(Role, Role.name == Account.role)
        .where(Account.status == AccountStatus.ACTIVE.value, Account.deleted_at.is_(None))
    )


# Asked by every request, before anything else: see docs/decisions/0007.
_SIGNED_IN = HotStatement(
    text(
        """
        SELECT account.id, account.role, role.permissions
        FROM account
        JOIN role ON role.name = account.role
        JOIN account_device ON account_device.account_id = account.id
        WHERE account.id = :account_id AND account.status = 'active' AND account.deleted_at IS NULL
          AND account_device.id = :device_id AND account_device.ended_at IS NULL
        """
    ).bindparams(bindparam("account_id", type_=BigInteger), bindparam("device_id", type_=Uuid))
)


def _actor(row: Row[int, str, list[str]] | Record | None) -> Actor | None:
    if row is None:
        return None
    account_id, role, granted = row
    permissions = effective_permissions(RoleName(role), granted)
    return Actor(kind=ActorKind.ACCOUNT, id=account_id, permissions=permissions)


async def find_signed_in(
    session: AsyncSession, *, account_id: int, device_id: UUID
) -> Actor | None:
    """The actor behind an access token, if account and device still stand. Runs each request."""
    values = {"account_id": account_id, "device_id": device_id}
    return _actor(await _SIGNED_IN.fetch_row(session, values))


async def find_actor_by_telegram(session: AsyncSession, telegram_id: int) -> Actor | None:
    """The actor for a Telegram person with an active account."""
    found = await session.execute(_active_people().where(Account.telegram_id == telegram_id))
    return _actor(found.one_or_none())


async def lock_family(session: AsyncSession, token_hash: bytes) -> Device | None:
    """The device that a refresh token belongs to, held until the transaction ends.

    Two uses of one token come one after the other; read the token after this, not before.
    """
    owner = select(RefreshToken.device_id).where(RefreshToken.token_hash == token_hash)
    return await session.scalar(
        select(Device)
        .where(Device.id == owner.scalar_subquery())
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


async def list_devices(session: AsyncSession, account_id: int) -> Sequence[Device]:
    """Those that may still act, the last used first."""
    rows = await session.scalars(
        select(Device)
        .where(Device.account_id == account_id, Device.ended_at.is_(None))
        .order_by(Device.last_seen_at.desc(), Device.id)
    )
    return rows.all()
