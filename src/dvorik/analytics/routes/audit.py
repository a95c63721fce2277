from typing import Annotated

from fastapi import APIRouter, Query, Response

from dvorik.analytics import queries
from dvorik.analytics.schemas.audit import AuditActors, AuditEntry, AuditQuery, AuditTypes, UserCard
from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import Slice
from dvorik.kernel.web import ActorDep, NowDep, PathId, SessionDep, needs, show_version
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/audit", tags=["audit"], dependencies=[needs(Permission.AUDIT_READ)])
users = APIRouter(prefix="/users", tags=["users"], dependencies=[needs(Permission.CLIENTS_READ)])


@router.get("")
async def list_audit(
    session: SessionDep, query: Annotated[AuditQuery, Query()]
) -> Slice[AuditEntry]:
    return await queries.list_audit(session, query)


@router.get("/types")
async def list_audit_types(session: SessionDep) -> AuditTypes:
    return AuditTypes(items=await queries.list_types(session))


@router.get("/actors")
async def list_audit_actors(session: SessionDep) -> AuditActors:
    """Colleagues and cashiers who are in the log, to choose from."""
    return AuditActors(items=await queries.list_actors(session))


@users.get("/{user_id}")
async def get_user(
    session: SessionDep,
    actor: ActorDep,
    shop: ShopDep,
    now: NowDep,
    response: Response,
    user_id: PathId,
) -> UserCard:
    card = await queries.get_user_card(session, actor, client_id=user_id, shop=shop, now=now)
    show_version(response, card.version)
    return card
