from typing import Annotated

from fastapi import APIRouter, Query, Response

from dvorik.clients import actions, queries
from dvorik.clients.schemas import (
    OverviewQuery,
    UserDetails,
    UserEdit,
    UserOverview,
    UserPage,
    UserQuery,
)
from dvorik.kernel import clock
from dvorik.kernel.actor import Permission
from dvorik.kernel.web import ActorDep, IfMatchDep, NowDep, PathId, SessionDep, needs, show_version
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/users", tags=["users"])

READ = [needs(Permission.CLIENTS_READ)]
EDIT = [needs(Permission.CLIENTS_EDIT)]


@router.get("", dependencies=READ)
async def list_users(
    session: SessionDep,
    actor: ActorDep,
    shop: ShopDep,
    now: NowDep,
    query: Annotated[UserQuery, Query()],
) -> UserPage:
    return await queries.list_users(session, actor, query=query, shop=shop, now=now)


@router.get("/stats/overview", dependencies=READ)
async def get_users_overview(
    session: SessionDep, shop: ShopDep, now: NowDep, query: Annotated[OverviewQuery, Query()]
) -> UserOverview:
    return await queries.describe_users(session, query=query, shop=shop, now=now)


@router.patch("/{user_id}", dependencies=EDIT)
async def edit_user(
    session: SessionDep,
    actor: ActorDep,
    shop: ShopDep,
    now: NowDep,
    response: Response,
    user_id: PathId,
    version: IfMatchDep,
    body: UserEdit,
) -> UserDetails:
    """Needs `clients:phones` as well when the phone is among the changes."""
    client = await actions.edit_user(
        session, actor, client_id=user_id, edit=body, version=version, shop=shop, now=now
    )
    show_version(response, client.version)
    return queries.show_details(client, actor, clock.local_date(now, shop.zone))
