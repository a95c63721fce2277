"""The people who work here: `/admins`."""

from typing import Annotated

from fastapi import APIRouter, Query

from dvorik.accounts import actions, queries
from dvorik.accounts.schemas import (
    AccountCreate,
    AccountCreated,
    AccountDetails,
    AccountEdit,
    AccountFilter,
    AccountView,
    Invitation,
)
from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import Page
from dvorik.kernel.web import ActorDep, ConfigDep, NowDep, PathId, SessionDep, needs

router = APIRouter(prefix="/admins", tags=["accounts"])

READ = [needs(Permission.ACCOUNTS_READ)]
MANAGE = [needs(Permission.ACCOUNTS_MANAGE)]


@router.get("", dependencies=READ)
async def list_accounts(
    session: SessionDep, wanted: Annotated[AccountFilter, Query()]
) -> Page[AccountDetails]:
    """Who waits for approval comes first."""
    items, total = await queries.list_accounts(session, wanted)
    return Page(items=items, total=total, page=wanted.page, limit=wanted.limit)


@router.get("/{account_id}", dependencies=READ)
async def get_account(session: SessionDep, account_id: PathId) -> AccountDetails:
    return await queries.get_details(session, account_id)


@router.post("", status_code=201, dependencies=MANAGE)
async def create_account(
    session: SessionDep, actor: ActorDep, now: NowDep, config: ConfigDep, body: AccountCreate
) -> AccountCreated:
    """An active account. With `with_login_link` the answer holds a link that signs in once."""
    account = await actions.create_account(session, actor, order=body, now=now)
    view = AccountView.model_validate(account).model_dump()
    if not body.with_login_link:
        return AccountCreated(**view, login_link=None, login_link_expires_at=None)
    lifetime = actions.INVITATION_LIFETIME
    raw = await actions.create_login_link(
        session, actor, account_id=account.id, now=now, lifetime=lifetime
    )
    link = queries.login_link(config.base_url, raw)
    return AccountCreated(**view, login_link=link, login_link_expires_at=now + lifetime)


@router.patch("/{account_id}", dependencies=MANAGE)
async def change_account(
    session: SessionDep, actor: ActorDep, now: NowDep, account_id: PathId, body: AccountEdit
) -> AccountView:
    """Change, approve (`status: active`) or disable. Disabling signs out at once."""
    account = await actions.change_account(
        session, actor, account_id=account_id, edit=body, now=now
    )
    return AccountView.model_validate(account)


@router.delete("/{account_id}", status_code=204, dependencies=MANAGE)
async def remove_account(
    session: SessionDep, actor: ActorDep, now: NowDep, account_id: PathId
) -> None:
    """The person can no longer sign in; history keeps their name."""
    await actions.remove_account(session, actor, account_id=account_id, now=now)


@router.delete("/{account_id}/devices", status_code=204, dependencies=MANAGE)
async def sign_out_account(
    session: SessionDep, actor: ActorDep, now: NowDep, account_id: PathId
) -> None:
    """Sign the person out everywhere. They may sign in again."""
    await actions.sign_out_account(session, actor, account_id=account_id, now=now)


@router.post("/{account_id}/invitation", status_code=201, dependencies=MANAGE)
async def invite_again(
    session: SessionDep, actor: ActorDep, now: NowDep, config: ConfigDep, account_id: PathId
) -> Invitation:
    """A new link for who has never signed in; the one before no longer works."""
    raw = await actions.invite_again(session, actor, account_id=account_id, now=now)
    return Invitation(
        login_link=queries.login_link(config.base_url, raw),
        login_link_expires_at=now + actions.INVITATION_LIFETIME,
    )
