"""How an account comes to be without somebody creating it: registering, asking, being first."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries
from dvorik.accounts.actions.passwords import hash_password
from dvorik.accounts.events import (
    AccessRequested,
    AccountChanged,
    AccountCreated,
    AccountRegistered,
    PasswordChanged,
)
from dvorik.accounts.models import Account
from dvorik.accounts.rules.passwords import check_password
from dvorik.accounts.schemas import Registration
from dvorik.accounts.types import AccountStatus, RoleName
from dvorik.kernel import events
from dvorik.kernel.actor import SYSTEM, Actor, ActorKind
from dvorik.kernel.i18n import Language
from dvorik.kernel.names import clean_name


async def register(
    session: AsyncSession, *, request: Registration, password_hash: str
) -> AccountStatus:
    """Register by e-mail. While the shop has no active owner the account becomes it, else waits.

    An address that has an account gets the answer of a new one, and nothing changes: this must
    not tell who works here. Raises `WeakPassword`.
    """
    check_password(request.password.get_secret_value(), email=request.email)
    is_first = not await queries.lock_owners(session)
    role = RoleName.OWNER if is_first else RoleName.READONLY
    status = AccountStatus.ACTIVE if is_first else AccountStatus.PENDING
    account = await _insert(
        session,
        email=request.email,
        password_hash=password_hash,
        first_name=request.first_name,
        last_name=request.last_name or "",
        language=request.language.value,
        role=role.value,
        status=status.value,
    )
    if account is None:
        return AccountStatus.PENDING
    events.record(
        session,
        _self(account),
        AccountRegistered(account_id=account.id, role=role.value, status=status.value),
    )
    return status


async def remember_person(
    session: AsyncSession,
    *,
    telegram_id: int,
    username: str | None,
    first_name: str,
    last_name: str | None,
    language: Language,
    now: datetime,
) -> Account:
    """The account of a Telegram person: theirs, or a new one that stays outside.

    Any number of calls make one account, also at the same moment.
    """
    account = await _insert(
        session,
        telegram_id=telegram_id,
        telegram_username=clean_name(username),
        # Nobody may be nameless in the list of who wants to be let in.
        first_name=clean_name(first_name) or clean_name(username) or str(telegram_id),
        last_name=clean_name(last_name) or "",
        language=language.value,
        role=RoleName.READONLY.value,
        status=AccountStatus.OUTSIDE.value,
        created_at=now,
    )
    if account is not None:
        return account
    present = await queries.find_by_telegram(session, telegram_id)
    assert present is not None  # the unique key has just said so
    return present


async def request_access(session: AsyncSession, account: Account) -> None:
    """Ask the owners to let in who stays outside. Of any number of calls the first counts."""
    asked = await session.scalar(
        update(Account)
        .where(Account.id == account.id, Account.status == AccountStatus.OUTSIDE.value)
        .values(status=AccountStatus.PENDING.value)
        .returning(Account.id)
    )
    if asked is not None:
        events.record(session, _self(account), AccessRequested(account_id=account.id))


async def ensure_first_owner(session: AsyncSession, *, telegram_id: int) -> Account | None:
    """Make the Telegram person of `FIRST_OWNER_TELEGRAM_ID` the owner, if there is none.

    Runs at each start; None when an active owner exists, whoever it is.
    """
    if await queries.lock_owners(session):
        return None
    return await _make_owner(session, telegram_id=telegram_id, first_name="Owner")


async def create_owner(
    session: AsyncSession,
    *,
    email: str | None = None,
    password: str | None = None,
    telegram_id: int | None = None,
    name: str,
) -> Account:
    """An active owner, new or promoted: who has the server may always let himself in.

    Give an e-mail with a password, a Telegram id, or all three. Raises `WeakPassword`.
    """
    password_hash = None
    if password is not None:
        check_password(password, email=email)
        password_hash = await hash_password(password)
    await queries.lock_owners(session)
    owner = await _make_owner(session, email=email, telegram_id=telegram_id, first_name=name)
    if password_hash is not None:
        owner.password_hash = password_hash
        events.record(session, SYSTEM, PasswordChanged(account_id=owner.id))
    await session.flush()
    return owner


async def _make_owner(
    session: AsyncSession, *, first_name: str, email: str | None = None, telegram_id: int | None
) -> Account:
    role, status = RoleName.OWNER.value, AccountStatus.ACTIVE.value
    present = None
    if email is not None:
        present = await queries.find_by_email(session, email)
    if present is None and telegram_id is not None:
        present = await queries.find_by_telegram(session, telegram_id)
    if present is None:
        owner = Account(
            email=email, telegram_id=telegram_id, first_name=first_name, role=role, status=status
        )
        session.add(owner)
        await session.flush()
        events.record(session, SYSTEM, AccountCreated(account_id=owner.id, role=role))
        return owner
    present.role, present.status = role, status
    present.email = present.email or email
    present.telegram_id = present.telegram_id or telegram_id
    events.record(
        session,
        SYSTEM,
        AccountChanged(account_id=present.id, fields=["role", "status"], role=role, status=status),
    )
    return present


async def _insert(session: AsyncSession, **values: object) -> Account | None:
    """The new account, or None when its e-mail or Telegram person already has one."""
    return await session.scalar(
        insert(Account).values(**values).on_conflict_do_nothing().returning(Account)
    )


def _self(account: Account) -> Actor:
    return Actor(kind=ActorKind.ACCOUNT, id=account.id)
