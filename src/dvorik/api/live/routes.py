"""The door to live events."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse
from sqlalchemy.exc import SQLAlchemyError

from dvorik.api.live import hearing
from dvorik.api.live.hub import Hub, Listener
from dvorik.api.live.schemas import LiveEvent, Sign
from dvorik.kernel.actor import Actor
from dvorik.kernel.errors import AppError
from dvorik.kernel.web import ActorDep, signed_in

router = APIRouter(tags=["live"])

CHECK_SECONDS = 30.0
"""How long a stream may be silent before it is asked again whose it is."""


async def get_hub(request: Request) -> Hub:
    hub: Hub = request.app.state.live
    return hub


HubDep = Annotated[Hub, Depends(get_hub)]


# After the right, and until the answer has ended: it ends when the client goes.
async def listen(hub: HubDep, actor: ActorDep) -> AsyncIterator[Listener]:
    async with hub.listening() as listener:
        yield listener


ListenerDep = Annotated[Listener, Depends(listen)]


@router.get("/live", dependencies=[signed_in], response_class=EventSourceResponse)
async def listen_live(
    request: Request, actor: ActorDep, hub: HubDep, listener: ListenerDep
) -> AsyncIterator[LiveEvent]:
    """What happens from now on, of the kinds you may read, without end; a comment while nothing
    does. The stream ends with the session or its access token: come again with a new one."""
    yield LiveEvent(type=Sign.READY, ids={})
    while hub.is_open:
        await listener.wait(CHECK_SECONDS)
        # Again and again: doubts may come while the last one is being cleared.
        while listener.is_in_doubt:
            listener.is_in_doubt = False
            found = await _ask_again(request)
            if found is None:
                return
            if found.permissions != actor.permissions:
                yield LiveEvent(type=Sign.RIGHTS_CHANGED, ids={})
            actor = found
        events, has_missed = listener.take()
        if has_missed:
            yield LiveEvent(type=Sign.MISSED, ids={})
        for event in events:
            if (told := hearing.told_to(actor.permissions, event)) is not None:
                yield told


async def _ask_again(request: Request) -> Actor | None:
    """Who listens, by the rules of every request. None when they may not, or nobody can say."""
    try:
        async with request.app.state.database.transaction() as session:
            found: Actor = await request.app.state.authenticate(request, session)
    except (AppError, SQLAlchemyError, OSError):
        return None
    return found
