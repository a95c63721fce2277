"""One-time tokens: made, spent once, forgotten when old."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries
from dvorik.accounts.actions.sessions import check_may_sign_in
from dvorik.accounts.errors import LinkNotValid
from dvorik.accounts.events import LoginLinkCreated
from dvorik.accounts.models import Device, OneTimeToken, RefreshToken
from dvorik.accounts.types import TokenPurpose
from dvorik.kernel import events
from dvorik.kernel.actor import Actor
from dvorik.kernel.tokens import hash_token, new_token

LOGIN_LINK_LIFETIME = timedelta(minutes=10)
INVITATION_LIFETIME = timedelta(days=3)
_KEEP_ENDED = timedelta(days=90)


async def create_login_link(
    session: AsyncSession,
    actor: Actor,
    *,
    account_id: int,
    now: datetime,
    lifetime: timedelta = LOGIN_LINK_LIFETIME,
) -> str:
    """A raw token that signs the account in once; put it into `queries.login_link`.

    For the person themself, or for an invitation: whoever gets it is that account. Raises
    `AccountNotFound`, `AwaitingApproval`, `AccountDisabled`.
    """
    check_may_sign_in(await queries.get_account(session, account_id))
    raw = new_token()
    token = OneTimeToken(
        account_id=account_id,
        purpose=TokenPurpose.LOGIN.value,
        token_hash=hash_token(raw),
        created_at=now,
        expires_at=now + lifetime,
    )
    session.add(token)
    await session.flush()
    events.record(session, actor, LoginLinkCreated(account_id=account_id, token_id=token.id))
    return raw


async def spend_token(
    session: AsyncSession, raw: str, purpose: TokenPurpose, *, now: datetime
) -> OneTimeToken:
    """Use a one-time token up; the database lets exactly one caller. Raises `LinkNotValid`."""
    token: OneTimeToken | None = await session.scalar(
        update(OneTimeToken)
        .where(
            OneTimeToken.token_hash == hash_token(raw),
            OneTimeToken.purpose == purpose.value,
            OneTimeToken.spent_at.is_(None),
            OneTimeToken.expires_at > now,
        )
        .values(spent_at=now)
        .returning(OneTimeToken)
    )
    if token is None:
        raise LinkNotValid
    return token


async def forget_old_tokens(session: AsyncSession, *, now: datetime) -> int:
    """Delete what can no longer be used: tokens past their date, devices ended long ago."""
    removed = 0
    for table in (OneTimeToken, RefreshToken):
        found = await session.scalars(
            delete(table).where(table.expires_at < now).returning(table.id)
        )
        removed += len(found.all())
    old = select(Device.id).where(
        or_(Device.ended_at < now - _KEEP_ENDED, Device.last_seen_at < now - _KEEP_ENDED)
    )
    await session.execute(delete(RefreshToken).where(RefreshToken.device_id.in_(old)))
    gone = await session.scalars(delete(Device).where(Device.id.in_(old)).returning(Device.id))
    return removed + len(gone.all())
