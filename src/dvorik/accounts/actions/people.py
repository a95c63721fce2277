"""Managing the people who work here. Who owns the shop is decided under one lock."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries
from dvorik.accounts.actions.profile import flush_unique
from dvorik.accounts.actions.resets import spend_all_tokens
from dvorik.accounts.actions.sessions import end_other_devices
from dvorik.accounts.actions.tokens import INVITATION_LIFETIME, create_login_link
from dvorik.accounts.errors import (
    EmailTaken,
    LastOwner,
    OwnAccount,
    SignsInAlready,
    TelegramTaken,
)
from dvorik.accounts.events import (
    AccountApproved,
    AccountChanged,
    AccountCreated,
    AccountRemoved,
)
from dvorik.accounts.models import Account
from dvorik.accounts.rules.ranks import check_may_grant, check_not_above
from dvorik.accounts.schemas import AccountCreate, AccountEdit
from dvorik.accounts.types import NOT_LET_IN, AccountStatus, EndReason, RoleName
from dvorik.kernel import events
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.errors import Forbidden

_PERSONAL = {"first_name", "last_name", "phone"}
"""The log of events tells that these were changed, never to what."""


async def create_account(
    session: AsyncSession, actor: Actor, *, order: AccountCreate, now: datetime
) -> Account:
    """An active account without a password. Give it a login link, or let it use Telegram.

    Raises `EmailTaken`, `TelegramTaken`, `HigherRole`, `CannotGrant`.
    """
    actor.require(Permission.ACCOUNTS_MANAGE)
    await _check_may_give(session, actor, order.role)
    if order.email and await queries.find_by_email(session, order.email):
        raise EmailTaken
    account = await _who_stays_outside(session, order.telegram_id) or Account(created_at=now)
    fields = order.model_dump(mode="json", exclude={"with_login_link"})
    for field, value in _columns(fields).items():
        setattr(account, field, value)
    account.status = AccountStatus.ACTIVE.value
    account.approved_by_id = _account_id(actor)
    session.add(account)
    # Somebody created the same one since we looked.
    await flush_unique(session, EmailTaken() if order.email else TelegramTaken())
    event = AccountCreated(account_id=account.id, role=account.role)
    events.record(session, actor, event)
    return account


async def _who_stays_outside(session: AsyncSession, telegram_id: int | None) -> Account | None:
    """A cashier who never asked for the panel: comes in by the account they have.

    Raises `TelegramTaken` when the Telegram person signs in already, may not, or has asked to.
    """
    holder = telegram_id and await queries.find_by_telegram(session, telegram_id)
    if not holder:
        return None
    account = await queries.lock_account(session, holder.id)
    if account.status != AccountStatus.OUTSIDE.value:
        raise TelegramTaken
    return account


async def change_account(
    session: AsyncSession, actor: Actor, *, account_id: int, edit: AccountEdit, now: datetime
) -> Account:
    """Change, approve or disable. Disabling signs out every device at once.

    Raises `AccountNotFound`, `HigherRole`, `CannotGrant`, `LastOwner`, `OwnAccount`.
    """
    actor.require(Permission.ACCOUNTS_MANAGE)
    owners = await queries.lock_owners(session)
    account = await queries.lock_account(session, account_id)
    check_not_above(await own_role(session, actor), RoleName(account.role))
    was = AccountStatus(account.status)
    wanted = _columns(edit.model_dump(mode="json", exclude_unset=True))
    lets_in = was is not AccountStatus.ACTIVE and edit.status is AccountStatus.ACTIVE
    is_approval = lets_in and was in NOT_LET_IN
    if lets_in or edit.role not in {None, account.role}:
        # Before anything is set: who changes himself is judged by what he was.
        await _check_may_give(session, actor, edit.role or RoleName(account.role))
    changes = {
        field: [getattr(account, field), value]
        for field, value in sorted(wanted.items())
        if getattr(account, field) != value
    }
    for field in changes:
        setattr(account, field, wanted[field])
    _check_owner_remains(owners, account)
    if edit.status is AccountStatus.DISABLED:
        _check_not_oneself(actor, account)
    if changes:
        account.updated_at = now
        await _follow_change(session, actor, account, changes, is_approval=is_approval, now=now)
    return account


async def _follow_change(
    session: AsyncSession,
    actor: Actor,
    account: Account,
    changes: dict[str, list[Any]],
    *,
    is_approval: bool,
    now: datetime,
) -> None:
    changed = AccountChanged(
        account_id=account.id,
        fields=list(changes),
        role=account.role,
        status=account.status,
        changes={field: pair for field, pair in changes.items() if field not in _PERSONAL},
    )
    events.record(session, actor, changed)
    if is_approval:
        account.approved_by_id = _account_id(actor)
        events.record(session, actor, AccountApproved(account_id=account.id, role=account.role))
    if "status" in changes and account.status == AccountStatus.DISABLED.value:
        await _shut_out(session, actor, account.id, EndReason.ACCOUNT_DISABLED, now=now)


async def approve_account(
    session: AsyncSession, actor: Actor, *, account_id: int, role: RoleName, now: datetime
) -> Account:
    """Let a waiting person in with a role; what `change_account` does for a bot's button."""
    edit = AccountEdit(status=AccountStatus.ACTIVE, role=role)
    return await change_account(session, actor, account_id=account_id, edit=edit, now=now)


async def remove_account(
    session: AsyncSession, actor: Actor, *, account_id: int, now: datetime
) -> None:
    """Soft: history keeps naming the person; e-mail and Telegram are free for a new account.

    Raises `AccountNotFound`, `HigherRole`, `LastOwner`, `OwnAccount`.
    """
    actor.require(Permission.ACCOUNTS_MANAGE)
    owners = await queries.lock_owners(session)
    account = await queries.lock_account(session, account_id)
    check_not_above(await own_role(session, actor), RoleName(account.role))
    account.deleted_at = now
    _check_owner_remains(owners, account)
    _check_not_oneself(actor, account)
    await _shut_out(session, actor, account.id, EndReason.ACCOUNT_REMOVED, now=now)
    events.record(session, actor, AccountRemoved(account_id=account.id))


async def sign_out_account(
    session: AsyncSession, actor: Actor, *, account_id: int, now: datetime
) -> None:
    """End every device of the person, and every link that would let them in.

    Raises `AccountNotFound`, `HigherRole`.
    """
    actor.require(Permission.ACCOUNTS_MANAGE)
    account = await queries.lock_account(session, account_id)
    check_not_above(await own_role(session, actor), RoleName(account.role))
    await _shut_out(session, actor, account.id, EndReason.ENDED_BY_COLLEAGUE, now=now)


async def invite_again(
    session: AsyncSession, actor: Actor, *, account_id: int, now: datetime
) -> str:
    """A new raw token for who has never come in; the links before it no longer work.

    Whoever holds it is that person, so nobody gets one for who can sign in without it. Raises
    `AccountNotFound`, `HigherRole`, `CannotGrant`, `SignsInAlready`, `AwaitingApproval`,
    `AccountDisabled`.
    """
    actor.require(Permission.ACCOUNTS_MANAGE)
    account = await queries.lock_account(session, account_id)
    await _check_may_give(session, actor, RoleName(account.role))
    if account.password_hash is not None or account.last_login_at is not None:
        raise SignsInAlready
    await spend_all_tokens(session, account.id, now=now)
    return await create_login_link(
        session, actor, account_id=account.id, now=now, lifetime=INVITATION_LIFETIME
    )


def _check_not_oneself(actor: Actor, account: Account) -> None:
    if actor.kind is ActorKind.ACCOUNT and actor.id == account.id:
        raise OwnAccount


def _check_owner_remains(owners: set[int], account: Account) -> None:
    is_owner = (
        account.role == RoleName.OWNER.value
        and account.status == AccountStatus.ACTIVE.value
        and account.deleted_at is None
    )
    if not is_owner and owners == {account.id}:
        raise LastOwner


async def _check_may_give(session: AsyncSession, actor: Actor, role: RoleName) -> None:
    check_not_above(await own_role(session, actor), role)
    check_may_grant(actor, await queries.permissions_of(session, role))


async def own_role(session: AsyncSession, actor: Actor) -> RoleName:
    """As it is now, not as it was when the request began: a demotion may have come first."""
    match actor.kind:
        case ActorKind.SYSTEM:
            return RoleName.OWNER
        case ActorKind.ACCOUNT:
            return await queries.role_of(session, actor.id)
        case _:
            raise Forbidden


async def _shut_out(
    session: AsyncSession, actor: Actor, account_id: int, reason: EndReason, *, now: datetime
) -> None:
    await spend_all_tokens(session, account_id, now=now)
    await end_other_devices(
        session, actor, account_id=account_id, keep=None, reason=reason, now=now
    )


def _columns(fields: dict[str, Any]) -> dict[str, Any]:
    """Values of the schema as the table keeps them."""
    columns = dict(fields)
    if "last_name" in columns:
        columns["last_name"] = columns["last_name"] or ""
    if "notification_groups" in columns:
        columns["notification_groups"] = sorted(columns["notification_groups"])
    return columns


def _account_id(actor: Actor) -> int | None:
    return actor.id if actor.kind is ActorKind.ACCOUNT else None
