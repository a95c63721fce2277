from typing import Annotated

from fastapi import APIRouter, Query

from dvorik.clients import queries as clients
from dvorik.kernel import clock
from dvorik.kernel.actor import Permission
from dvorik.kernel.web import ActorDep, NowDep, OnceDep, PathId, SessionDep, needs
from dvorik.merging import actions, queries
from dvorik.merging.schemas import (
    Doubles,
    MergeList,
    MergeOrder,
    MergePreview,
    MergeQuery,
    MergeView,
)
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/users/{user_id}", tags=["users"])

READ = [needs(Permission.CLIENTS_READ)]
MERGE = [needs(Permission.CLIENTS_MERGE)]


@router.get("/merge-preview", dependencies=MERGE)
async def preview_merge(
    session: SessionDep,
    actor: ActorDep,
    shop: ShopDep,
    now: NowDep,
    user_id: PathId,
    query: Annotated[MergeQuery, Query()],
) -> MergePreview:
    """Both cards, the card that would come of them, and what would go over. Changes nothing."""
    return await queries.preview_merge(
        session,
        actor,
        kept_id=user_id,
        dissolved_id=query.other_id,
        today=clock.local_date(now, shop.zone),
    )


@router.get("/doubles", response_model=Doubles, dependencies=MERGE)
async def list_doubles(session: SessionDep, user_id: PathId) -> dict[str, object]:
    """Who may be the same person: by first name and birthday."""
    return {"items": await clients.list_doubles(session, user_id)}


@router.post("/merge", status_code=201, dependencies=MERGE)
async def merge_users(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    once: OnceDep,
    user_id: PathId,
    body: MergeOrder,
) -> MergeView:
    """The other card dissolves into this one. It can be undone."""

    async def merge() -> MergeView:
        made = await actions.merge_clients(
            session, actor, kept_id=user_id, dissolved_id=body.other_id, now=now
        )
        return await queries.view_merge(session, made)

    return await once.run(MergeView, merge)


@router.get("/merges", dependencies=READ)
async def list_merges(session: SessionDep, user_id: PathId) -> MergeList:
    """Cards that were merged into this one, and whether that can be undone now."""
    return await queries.list_merges(session, user_id)


# No Idempotency-Key is needed: a merge can be undone only once.
@router.post("/merges/{merge_id}/undo", dependencies=MERGE)
async def undo_merge(
    session: SessionDep, actor: ActorDep, now: NowDep, user_id: PathId, merge_id: PathId
) -> MergeView:
    """Two cards again. What happened since the merge stays with this one. Twice is like once."""
    merge = await actions.undo_merge(session, actor, client_id=user_id, merge_id=merge_id, now=now)
    return await queries.view_merge(session, merge)
