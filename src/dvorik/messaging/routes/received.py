"""Broadcasts from the side of one person."""

from typing import Annotated

from fastapi import APIRouter, Query

from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import CursorQuery, Slice
from dvorik.kernel.web import ActorDep, PathId, SessionDep
from dvorik.messaging.queries import results
from dvorik.messaging.routes.broadcasts import READ
from dvorik.messaging.schemas.broadcasts import ReceivedBroadcast

router = APIRouter(prefix="/users", tags=["broadcasts"], dependencies=READ)


@router.get("/{user_id}/broadcasts")
async def list_received_broadcasts(
    session: SessionDep, actor: ActorDep, user_id: PathId, wanted: Annotated[CursorQuery, Query()]
) -> Slice[ReceivedBroadcast]:
    """What was meant for them and what became of each, newest first. Needs `clients:read` too."""
    actor.require(Permission.CLIENTS_READ)
    return await results.list_received(session, user_id, wanted)
