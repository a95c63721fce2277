"""What people change about themselves."""

from datetime import datetime, timedelta
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries
from dvorik.accounts.actions.passwords import hash_password, verify_password
from dvorik.accounts.actions.resets import spend_all_tokens
from dvorik.accounts.actions.sessions import end_other_devices
from dvorik.accounts.errors import EmailTaken, SignInAgain, TelegramTaken, WrongPassword
from dvorik.accounts.events import (
    AccountRemoved,
    PasswordChanged,
    ProfileChanged,
    TelegramLinked,
)
from dvorik.accounts.models import Account, Device
from dvorik.accounts.rules.passwords import check_password
from dvorik.accounts.schemas import PasswordChange, ProfileEdit
from dvorik.accounts.types import NOT_LET_IN, AccountStatus, EndReason
from dvorik.kernel import events
from dvorik.kernel.actor import Actor, ActorKind

FRESH = timedelta(minutes=15)
"""How long after a sign-in an account without a password may give itself one."""


async def change_profile(
    session: AsyncSession,
    actor: Actor,
    *,
    edit: ProfileEdit,
    device_id: UUID | None,
    now: datetime,
) -> Account:
    """Raises `EmailTaken`, and for another e-mail `WrongPassword` or `SignInAgain`."""
    account = await queries.lock_account(session, actor.id)
    wanted = {
        "first_name": edit.first_name,
        "last_name": edit.last_name or "",
        "phone": edit.phone,
        "language": edit.language.value,
        # Left out it stays: an account that loses its e-mail by an oversight loses its way in.
        "email": edit.email if edit.email is not None else account.email,
    }
    changed = sorted(field for field, value in wanted.items() if getattr(account, field) != value)
    if "email" in changed:
        await _check_proof(session, account, edit.current_password, device_id, now=now)
    for field in changed:
        setattr(account, field, wanted[field])
    if changed:
        account.updated_at = now
        await flush_unique(session, EmailTaken())
        events.record(session, actor, ProfileChanged(account_id=account.id, fields=changed))
    return account


async def change_password(
    session: AsyncSession,
    actor: Actor,
    *,
    change: PasswordChange,
    device_id: UUID | None,
    now: datetime,
) -> None:
    """Set another password, sign out every other device and spend every open link.

    Raises `WrongPassword`, `SignInAgain`, `WeakPassword`.
    """
    account = await queries.lock_account(session, actor.id)
    await _check_proof(session, account, change.current_password, device_id, now=now)
    password = change.new_password.get_secret_value()
    check_password(password, email=account.email)
    account.password_hash = await hash_password(password)
    account.updated_at = now
    await spend_all_tokens(session, account.id, now=now)
    await end_other_devices(
        session,
        actor,
        account_id=account.id,
        keep=device_id,
        reason=EndReason.PASSWORD_CHANGED,
        now=now,
    )
    events.record(session, actor, PasswordChanged(account_id=account.id))


async def prove(
    session: AsyncSession,
    actor: Actor,
    *,
    current_password: SecretStr | None,
    device_id: UUID | None,
    now: datetime,
) -> None:
    """For doors that hand out another key to the account. Raises `WrongPassword`, `SignInAgain`."""
    account = await queries.get_account(session, actor.id)
    await _check_proof(session, account, current_password, device_id, now=now)


async def _check_proof(
    session: AsyncSession,
    account: Account,
    given: SecretStr | None,
    device_id: UUID | None,
    *,
    now: datetime,
) -> None:
    """An access token may be stolen; what gives the account away for good asks for more.

    That is the present password, or, for who has none, a sign-in of the last minutes.
    """
    if account.password_hash is None:
        device = await session.get(Device, device_id) if device_id else None
        if device is None or now - device.created_at > FRESH:
            raise SignInAgain
        return
    if given is None:
        raise WrongPassword
    verdict = await verify_password(given.get_secret_value(), account.password_hash)
    if not verdict.is_right:
        raise WrongPassword


async def link_telegram(
    session: AsyncSession,
    *,
    account_id: int,
    telegram_id: int,
    username: str | None,
    now: datetime,
) -> Account:
    """Tie a Telegram person to an account; the one it had before is let go.

    An account that their Telegram made earlier, and nobody let in, gives way. Raises
    `TelegramTaken` when they sign in to another account, `AccountNotFound`.
    """
    account = await queries.lock_account(session, account_id)
    who = Actor(kind=ActorKind.ACCOUNT, id=account.id)
    holder = await queries.find_by_telegram(session, telegram_id)
    if holder is not None and holder.id == account.id:
        account.telegram_username = username
        return account
    if holder is not None:
        if AccountStatus(holder.status) not in NOT_LET_IN or holder.email is not None:
            raise TelegramTaken
        holder.deleted_at = now
        events.record(session, who, AccountRemoved(account_id=holder.id))
        # Before the row that takes its place, or the unique key would see two.
        await session.flush()
    account.telegram_id, account.telegram_username = telegram_id, username
    account.updated_at = now
    await flush_unique(session, TelegramTaken())
    events.record(session, who, TelegramLinked(account_id=account.id))
    return account


async def flush_unique(session: AsyncSession, taken: Exception) -> None:
    """Flush, and raise `taken` when a unique key says that somebody else has the value."""
    try:
        async with session.begin_nested():
            await session.flush()
    except IntegrityError as error:
        raise taken from error
