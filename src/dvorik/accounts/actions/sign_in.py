"""The ways to prove who one is. Each ends in a session of a new device."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries
from dvorik.accounts.actions.sessions import Session, open_session
from dvorik.accounts.actions.tokens import spend_token
from dvorik.accounts.errors import AccountNotFound, LinkNotValid, WrongCredentials
from dvorik.accounts.queries import Credentials
from dvorik.accounts.types import Browser, SignInMethod, TokenPurpose


async def sign_in_with_password(
    session: AsyncSession,
    *,
    checked: Credentials,
    upgraded_hash: str | None,
    browser: Browser,
    now: datetime,
) -> Session | None:
    """Begin a session for credentials whose password was found right outside the transaction.

    None when the stored hash is no longer the one that was compared: compare again. Raises
    `WrongCredentials`, `AwaitingApproval`, `AccountDisabled`.
    """
    try:
        account = await queries.lock_account(session, checked.account_id)
    except AccountNotFound:
        raise WrongCredentials from None
    if account.password_hash != checked.password_hash:
        return None
    if upgraded_hash is not None:
        account.password_hash = upgraded_hash
    return await open_session(
        session, account, method=SignInMethod.PASSWORD, browser=browser, now=now
    )


async def sign_in_with_link(
    session: AsyncSession, *, raw: str, browser: Browser, now: datetime
) -> Session:
    """Spend a one-time login token. Raises `LinkNotValid`, `AwaitingApproval`, `AccountDisabled`;
    a refusal leaves the token unspent."""
    token = await spend_token(session, raw, TokenPurpose.LOGIN, now=now)
    try:
        account = await queries.lock_account(session, token.account_id)
    except AccountNotFound:
        raise LinkNotValid from None
    return await open_session(session, account, method=SignInMethod.LINK, browser=browser, now=now)


async def sign_in_with_telegram(
    session: AsyncSession, *, account_id: int, browser: Browser, now: datetime
) -> Session:
    """For an account whose Telegram person has confirmed this very browser.

    Raises `AccountNotFound`, `AwaitingApproval`, `AccountDisabled`.
    """
    account = await queries.lock_account(session, account_id)
    return await open_session(
        session, account, method=SignInMethod.TELEGRAM, browser=browser, now=now
    )
