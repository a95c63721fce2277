"""One-time links, told again to whoever has to send them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts.models import Account, OneTimeToken
from dvorik.accounts.rules.keys import Keyring
from dvorik.accounts.types import TokenPurpose
from dvorik.kernel.i18n import Language
from dvorik.kernel.tokens import hash_token


@dataclass(frozen=True, slots=True)
class ResetMail:
    """What the mail about a forgotten password needs. Personal: for the outbox alone."""

    account_id: int
    email: str
    name: str
    language: Language
    link: str
    expires_at: datetime


def login_link(base_url: str, raw_token: str) -> str:
    """After `#`, so that the token reaches no server's log; the panel's page sends it on."""
    return f"{base_url}/login#token={raw_token}"


def reset_source(token: OneTimeToken) -> str:
    """What the raw token of a row is derived from."""
    return f"{token.id} {token.created_at.timestamp():.6f}"


async def find_reset_mail(
    session: AsyncSession, *, token_id: int, keys: Keyring, base_url: str, now: datetime
) -> ResetMail | None:
    """None when there is nothing to send any more: spent, too old, or the account is gone."""
    row = (
        await session.execute(
            select(OneTimeToken, Account)
            .join(Account, Account.id == OneTimeToken.account_id)
            .where(
                OneTimeToken.id == token_id,
                OneTimeToken.purpose == TokenPurpose.RESET_PASSWORD.value,
                OneTimeToken.spent_at.is_(None),
                OneTimeToken.expires_at > now,
                Account.deleted_at.is_(None),
            )
        )
    ).one_or_none()
    if row is None or row.Account.email is None:
        return None
    raw = _raw_token(row.OneTimeToken, keys)
    if raw is None:
        return None
    return ResetMail(
        account_id=row.Account.id,
        email=row.Account.email,
        name=row.Account.display_name,
        language=Language(row.Account.language),
        link=f"{base_url}/reset-password#token={raw}",
        expires_at=row.OneTimeToken.expires_at,
    )


def _raw_token(token: OneTimeToken, keys: Keyring) -> str | None:
    """The token itself, also when the secret was changed since; None when changed twice."""
    candidates = keys.tokens(TokenPurpose.RESET_PASSWORD.value, reset_source(token))
    return next((raw for raw in candidates if hash_token(raw) == token.token_hash), None)
