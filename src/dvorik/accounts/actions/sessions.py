"""A device's session: it begins with a sign-in, goes on by refreshing, and ends."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries
from dvorik.accounts.errors import AccountDisabled, AwaitingApproval, DeviceNotFound
from dvorik.accounts.events import DevicesEnded, SignedIn
from dvorik.accounts.models import Account, Device, RefreshToken
from dvorik.accounts.rules.keys import Keyring
from dvorik.accounts.types import AccountStatus, Browser, EndReason, SignInMethod
from dvorik.kernel import events
from dvorik.kernel.actor import SYSTEM, Actor, ActorKind
from dvorik.kernel.tokens import hash_token, new_token

REFRESH_LIFETIME = timedelta(days=30)
REUSE_GRACE = timedelta(seconds=10)
"""How long a spent token still gives its own successor: two tabs at once, or a lost answer."""

_PURPOSE = "refresh"


@dataclass(frozen=True, slots=True)
class Session:
    """What a device holds after a sign-in or a refresh. The raw token is nowhere else."""

    account: Account
    device_id: uuid.UUID
    refresh_token: str
    refresh_expires_at: datetime


async def open_session(
    session: AsyncSession,
    account: Account,
    *,
    method: SignInMethod,
    browser: Browser,
    now: datetime,
) -> Session:
    """Begin a session for an account whose proof has been checked and whose row is locked.

    Raises `AwaitingApproval` or `AccountDisabled`.
    """
    check_may_sign_in(account)
    device = Device(
        id=uuid.uuid4(),
        account_id=account.id,
        user_agent=browser.user_agent,
        address=browser.address,
        created_at=now,
        last_seen_at=now,
    )
    session.add(device)
    account.last_login_at = now
    raw = new_token()
    token = _chain(session, device.id, raw, now=now)
    who = Actor(kind=ActorKind.ACCOUNT, id=account.id)
    events.record(
        session,
        who,
        SignedIn(account_id=account.id, device_id=str(device.id), method=method.value),
    )
    await session.flush()
    return Session(account, device.id, raw, token.expires_at)


def check_may_sign_in(account: Account) -> None:
    """Raises `AwaitingApproval` or `AccountDisabled`. Say it only to who proved to be them."""
    match AccountStatus(account.status):
        case AccountStatus.OUTSIDE | AccountStatus.PENDING:
            raise AwaitingApproval
        case AccountStatus.DISABLED:
            raise AccountDisabled


def _chain(session: AsyncSession, device_id: uuid.UUID, raw: str, *, now: datetime) -> RefreshToken:
    token = RefreshToken(
        device_id=device_id,
        token_hash=hash_token(raw),
        issued_at=now,
        expires_at=now + REFRESH_LIFETIME,
    )
    session.add(token)
    return token


async def refresh(
    session: AsyncSession, *, raw: str, keys: Keyring, now: datetime
) -> Session | None:
    """Spend a refresh token for its successor. None: it is worth nothing (any more).

    A token spent longer ago than `REUSE_GRACE` is in two hands, one of them a thief's: that ends
    the device, which is why this answers None and does not raise. Commit either way.
    """
    device = await queries.lock_family(session, hash_token(raw))
    if device is None or device.ended_at is not None:
        return None
    account = await session.get_one(Account, device.account_id)
    if account.status != AccountStatus.ACTIVE.value or account.deleted_at is not None:
        return None
    token = await _find_token(session, [raw])
    if token is None or token.expires_at <= now:
        return None
    live = (
        _rotate(session, token, raw, keys=keys, now=now)
        if token.spent_at is None
        else await _live_successor(session, token, raw, keys=keys, now=now)
    )
    if live is None:
        await end_devices(
            session, SYSTEM, [Device.id == device.id], EndReason.TOKEN_REUSED, now=now
        )
        return None
    device.last_seen_at = now
    await session.flush()
    successor, successor_raw = live
    return Session(account, device.id, successor_raw, successor.expires_at)


def _rotate(
    session: AsyncSession, token: RefreshToken, raw: str, *, keys: Keyring, now: datetime
) -> tuple[RefreshToken, str]:
    token.spent_at = now
    # Derived, not random: whoever lost the answer, or asked at the same moment, gets the same one.
    successor_raw = keys.token(_PURPOSE, raw)
    return _chain(session, token.device_id, successor_raw, now=now), successor_raw


async def _live_successor(
    session: AsyncSession, token: RefreshToken, raw: str, *, keys: Keyring, now: datetime
) -> tuple[RefreshToken, str] | None:
    """The unspent end of the chain, if every link to it was spent only just now."""
    while token.spent_at is not None:
        if now - token.spent_at > REUSE_GRACE:
            return None
        candidates = {hash_token(one): one for one in keys.tokens(_PURPOSE, raw)}
        successor = await _find_token(session, candidates.values())
        if successor is None:
            return None
        token, raw = successor, candidates[successor.token_hash]
    return token, raw


async def _find_token(session: AsyncSession, raws: Iterable[str]) -> RefreshToken | None:
    hashes = [hash_token(raw) for raw in raws]
    return await session.scalar(select(RefreshToken).where(RefreshToken.token_hash.in_(hashes)))


async def sign_out(session: AsyncSession, *, device_id: uuid.UUID, now: datetime) -> None:
    """End a device that asked for it itself. Nothing happens when it has ended before."""
    await end_devices(session, None, [Device.id == device_id], EndReason.SIGNED_OUT, now=now)


async def find_device_of_token(session: AsyncSession, raw: str) -> uuid.UUID | None:
    """Whose refresh token it is, spent or not."""
    token = await _find_token(session, [raw])
    return token.device_id if token else None


async def end_own_device(
    session: AsyncSession, actor: Actor, *, device_id: uuid.UUID, now: datetime
) -> None:
    """Raises `DeviceNotFound`, also for a device of somebody else."""
    mine = [Device.account_id == actor.id, Device.id == device_id]
    if not await end_devices(session, actor, mine, EndReason.ENDED_BY_PERSON, now=now):
        raise DeviceNotFound


async def end_other_devices(
    session: AsyncSession,
    actor: Actor,
    *,
    account_id: int,
    keep: uuid.UUID | None,
    reason: EndReason,
    now: datetime,
) -> None:
    """End every device of the account but `keep`."""
    where = [Device.account_id == account_id]
    if keep is not None:
        where.append(Device.id != keep)
    await end_devices(session, actor, where, reason, now=now)


async def end_devices(
    session: AsyncSession,
    actor: Actor | None,
    where: Iterable[ColumnElement[bool]],
    reason: EndReason,
    *,
    now: datetime,
) -> int:
    """End the devices of one account that match; how many did. Their tokens die with them.

    Without an actor, the account itself has done it.
    """
    ended = await session.execute(
        update(Device)
        .where(Device.ended_at.is_(None), *where)
        .values(ended_at=now, end_reason=reason.value)
        .returning(Device.id, Device.account_id)
    )
    rows = ended.all()
    if rows:
        account_id = rows[0].account_id
        event = DevicesEnded(
            account_id=account_id,
            device_ids=sorted(str(row.id) for row in rows),
            reason=reason.value,
        )
        who = actor or Actor(kind=ActorKind.ACCOUNT, id=account_id)
        events.record(session, who, event)
    return len(rows)
