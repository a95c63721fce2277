from typing import Annotated

from fastapi import APIRouter, Query

from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import Slice
from dvorik.kernel.web import ActorDep, ConfigDep, NowDep, OnceDep, PathId, SessionDep, needs
from dvorik.messaging import actions, queries
from dvorik.messaging.gateway import configured_channels
from dvorik.messaging.schemas import (
    MessageView,
    OutboxChannel,
    OutboxChannels,
    OutboxQuery,
    Retried,
    RetryAll,
)
from dvorik.messaging.types import Channel

router = APIRouter(prefix="/outbox", tags=["outbox"], dependencies=[needs(Permission.OUTBOX_READ)])


@router.get("")
async def list_messages(
    session: SessionDep, actor: ActorDep, query: Annotated[OutboxQuery, Query()]
) -> Slice[MessageView]:
    return await queries.list_messages(session, actor, query)


@router.get("/channels")
async def list_outbox_channels(session: SessionDep, config: ConfigDep) -> OutboxChannels:
    """Which ways out are set up, and how much has not left by each."""
    counts = await queries.count_undelivered(session)
    ready = configured_channels(config)
    items = [
        OutboxChannel(
            channel=channel,
            is_configured=channel in ready,
            counts={status: n for (of, status), n in counts.items() if of is channel},
        )
        for channel in Channel
    ]
    return OutboxChannels(items=items)


@router.post("/retry")
async def retry_unsent(
    session: SessionDep, actor: ActorDep, now: NowDep, once: OnceDep, body: RetryAll
) -> Retried:
    """Send what had no way out, now that the channel is set up."""

    async def retry() -> Retried:
        count = await actions.retry_unsent(session, actor, channel=body.channel, now=now)
        return Retried(count=count)

    return await once.run(Retried, retry)


@router.post("/{message_id}/retry")
async def retry_message(
    session: SessionDep, actor: ActorDep, now: NowDep, once: OnceDep, message_id: PathId
) -> MessageView:
    async def retry() -> MessageView:
        await actions.retry_message(session, actor, message_id=message_id, now=now)
        return await queries.get_message(session, actor, message_id)

    return await once.run(MessageView, retry)
