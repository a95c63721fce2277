"""Own profile and the rights of roles, under `/settings`."""

from fastapi import APIRouter, Response

from dvorik.accounts import actions, queries
from dvorik.accounts.gateway import lockout
from dvorik.accounts.routes.dependencies import AccountActorDep, DeviceDep, EntranceDep
from dvorik.accounts.schemas import MeView, PasswordChange, ProfileEdit, RoleEdit, RoleView
from dvorik.accounts.types import RoleName
from dvorik.kernel.actor import Permission
from dvorik.kernel.web import (
    ActorDep,
    ConfigDep,
    IfMatchDep,
    NowDep,
    SessionDep,
    needs,
    show_version,
    signed_in,
)
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/settings", tags=["accounts"])


@router.get("/profile", dependencies=[signed_in])
async def get_profile(
    session: SessionDep, actor: AccountActorDep, shop: ShopDep, config: ConfigDep
) -> MeView:
    return await queries.get_me(session, actor, shop, sandbox_url=config.sandbox_url)


@router.put("/profile", dependencies=[signed_in])
async def change_profile(
    session: SessionDep,
    actor: AccountActorDep,
    device_id: DeviceDep,
    shop: ShopDep,
    entrance: EntranceDep,
    body: ProfileEdit,
) -> MeView:
    """Another e-mail asks for the present password."""
    if body.current_password is None:
        await actions.change_profile(
            session, actor, edit=body, device_id=device_id, now=entrance.now
        )
    else:
        who = lockout.signed_in(actor.id)
        async with lockout.one_try(entrance.cache, who, entrance.browser.address):
            await actions.change_profile(
                session, actor, edit=body, device_id=device_id, now=entrance.now
            )
    return await queries.get_me(session, actor, shop, sandbox_url=entrance.config.sandbox_url)


@router.post("/profile/password", status_code=204, dependencies=[signed_in])
async def change_password(
    session: SessionDep,
    actor: AccountActorDep,
    device_id: DeviceDep,
    entrance: EntranceDep,
    body: PasswordChange,
) -> None:
    """Signs out every device but this one."""
    who = lockout.signed_in(actor.id)
    async with lockout.one_try(entrance.cache, who, entrance.browser.address):
        await actions.change_password(
            session, actor, change=body, device_id=device_id, now=entrance.now
        )


@router.get("/roles", dependencies=[needs(Permission.ACCOUNTS_READ)])
async def list_roles(session: SessionDep, actor: ActorDep) -> list[RoleView]:
    """Every role and what it may do, the highest first."""
    return await queries.list_roles(session, actor)


@router.put("/roles/{role}", dependencies=[needs(Permission.ROLES_MANAGE)])
async def change_role(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    response: Response,
    role: RoleName,
    version: IfMatchDep,
    body: RoleEdit,
) -> RoleView:
    """Give a role exactly these rights. The owner's cannot be changed."""
    await actions.change_role(session, actor, name=role, edit=body, version=version, now=now)
    view = await queries.get_role_view(session, actor, role)
    show_version(response, view.version)
    return view
