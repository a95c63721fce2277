from typing import Annotated

from fastapi import APIRouter, Query

from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import Slice
from dvorik.kernel.web import ActorDep, NowDep, OnceDep, PathId, SessionDep, needs
from dvorik.messaging import actions, queries
from dvorik.messaging.schemas import MessageView, OutboxQuery

router = APIRouter(prefix="/outbox", tags=["outbox"], dependencies=[needs(Permission.OUTBOX_READ)])


@router.get("")
async def list_messages(
    session: SessionDep, query: Annotated[OutboxQuery, Query()]
) -> Slice[MessageView]:
    return await queries.list_messages(session, query)


@router.post("/{message_id}/retry")
async def retry_message(
    session: SessionDep, actor: ActorDep, now: NowDep, once: OnceDep, message_id: PathId
) -> MessageView:
    async def retry() -> MessageView:
        await actions.retry_message(session, actor, message_id=message_id, now=now)
        return await queries.get_message(session, message_id)

    return await once.run(MessageView, retry)
