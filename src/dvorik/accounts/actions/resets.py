"""A forgotten password: a link by mail, and a new password."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries
from dvorik.accounts.actions.sessions import end_other_devices
from dvorik.accounts.actions.tokens import spend_token
from dvorik.accounts.errors import AccountDisabled, AccountNotFound, LinkNotValid
from dvorik.accounts.events import PasswordChanged, PasswordResetRequested
from dvorik.accounts.models import Account, OneTimeToken
from dvorik.accounts.queries.tokens import reset_source
from dvorik.accounts.rules.addresses import same_address
from dvorik.accounts.rules.keys import Keyring
from dvorik.accounts.rules.passwords import check_password
from dvorik.accounts.types import AccountStatus, EndReason, TokenPurpose
from dvorik.kernel import events
from dvorik.kernel.actor import SYSTEM, Actor, ActorKind
from dvorik.kernel.tokens import hash_token, new_token

RESET_LIFETIME = timedelta(hours=1)


async def request_password_reset(
    session: AsyncSession, *, email: str, keys: Keyring, now: datetime
) -> None:
    """Make a reset token, if there is an account that may use one. The caller never learns which.

    The token is derived from its row and the installation's secret, so that the mail can be
    written later (`queries.find_reset_mail`) while no log, event or table holds it.
    """
    account = await queries.find_by_email(session, email)
    if account is None or account.status == AccountStatus.DISABLED.value:
        return
    if not same_address(account.email or "", email):
        return
    token = OneTimeToken(
        account_id=account.id,
        purpose=TokenPurpose.RESET_PASSWORD.value,
        # Of nothing anybody has, until the row has the id that the real token is derived from.
        token_hash=hash_token(new_token()),
        created_at=now,
        expires_at=now + RESET_LIFETIME,
    )
    session.add(token)
    await session.flush()
    token.token_hash = hash_token(keys.token(token.purpose, reset_source(token)))
    event = PasswordResetRequested(account_id=account.id, token_id=token.id)
    events.record(session, SYSTEM, event)


async def reset_password(
    session: AsyncSession, *, raw: str, password: str, password_hash: str, now: datetime
) -> Account:
    """Set a new password by a reset token: signs out every device, and spends every other link.

    Raises `LinkNotValid`, `WeakPassword`, `AccountDisabled`; a refusal leaves the token unspent.
    """
    token = await spend_token(session, raw, TokenPurpose.RESET_PASSWORD, now=now)
    try:
        account = await queries.lock_account(session, token.account_id)
    except AccountNotFound:
        raise LinkNotValid from None
    if account.status == AccountStatus.DISABLED.value:
        raise AccountDisabled
    check_password(password, email=account.email)
    account.password_hash = password_hash
    await spend_all_tokens(session, account.id, now=now)
    await end_other_devices(
        session,
        SYSTEM,
        account_id=account.id,
        keep=None,
        reason=EndReason.PASSWORD_CHANGED,
        now=now,
    )
    who = Actor(kind=ActorKind.ACCOUNT, id=account.id)
    events.record(session, who, PasswordChanged(account_id=account.id))
    return account


async def spend_all_tokens(session: AsyncSession, account_id: int, *, now: datetime) -> None:
    """Whoever else holds a link of this account holds nothing now."""
    await session.execute(
        update(OneTimeToken)
        .where(OneTimeToken.account_id == account_id, OneTimeToken.spent_at.is_(None))
        .values(spent_at=now)
    )
