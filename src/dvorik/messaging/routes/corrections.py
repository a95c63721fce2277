"""Editing and recalling what a broadcast has sent."""

from typing import Annotated

from fastapi import APIRouter, Query

from dvorik.kernel.paging import Slice
from dvorik.kernel.web import ActorDep, NowDep, OnceDep, PathId, SessionDep
from dvorik.messaging.actions import corrections as actions
from dvorik.messaging.queries import corrections as queries
from dvorik.messaging.routes.broadcasts import READ, SEND, SEND_ONCE
from dvorik.messaging.schemas.corrections import (
    CorrectedFilter,
    CorrectedView,
    CorrectionList,
    CorrectionView,
    SentEdit,
)

router = APIRouter(prefix="/broadcasts/{broadcast_id}", tags=["broadcasts"])


@router.post("/recall", dependencies=SEND_ONCE)
async def recall_broadcast(
    session: SessionDep, actor: ActorDep, now: NowDep, once: OnceDep, broadcast_id: PathId
) -> CorrectionView:
    """Delete what was sent less than 48 hours ago: Telegram lets nobody take back more.

    A broadcast that is being sent must be paused or canceled first.
    """
    return await once.run(
        CorrectionView,
        lambda: actions.recall_sent(session, actor, broadcast_id=broadcast_id, now=now),
    )


@router.post("/edit-sent", dependencies=SEND_ONCE)
async def edit_sent_broadcast(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    once: OnceDep,
    broadcast_id: PathId,
    body: SentEdit,
) -> CorrectionView:
    """Make every message that was sent say something else, and what is sent later as well.

    A text stays a text; of an album the caption and the first picture can change.
    """
    return await once.run(
        CorrectionView,
        lambda: actions.edit_sent(
            session, actor, broadcast_id=broadcast_id, content=body.content, now=now
        ),
    )


@router.get("/corrections", dependencies=READ)
async def list_corrections(session: SessionDep, broadcast_id: PathId) -> CorrectionList:
    return await queries.list_corrections(session, broadcast_id)


@router.get("/corrections/{correction_id}/messages", dependencies=READ)
async def list_corrected_messages(
    session: SessionDep,
    broadcast_id: PathId,
    correction_id: PathId,
    wanted: Annotated[CorrectedFilter, Query()],
) -> Slice[CorrectedView]:
    return await queries.list_corrected(session, broadcast_id, correction_id, wanted)


@router.post("/corrections/{correction_id}/pause", dependencies=SEND)
async def pause_correction(
    session: SessionDep, actor: ActorDep, now: NowDep, broadcast_id: PathId, correction_id: PathId
) -> CorrectionView:
    return await actions.pause_correction(
        session, actor, broadcast_id=broadcast_id, correction_id=correction_id, now=now
    )


@router.post("/corrections/{correction_id}/resume", dependencies=SEND)
async def resume_correction(
    session: SessionDep, actor: ActorDep, now: NowDep, broadcast_id: PathId, correction_id: PathId
) -> CorrectionView:
    return await actions.resume_correction(
        session, actor, broadcast_id=broadcast_id, correction_id=correction_id, now=now
    )


@router.post("/corrections/{correction_id}/cancel", dependencies=SEND)
async def cancel_correction(
    session: SessionDep, actor: ActorDep, now: NowDep, broadcast_id: PathId, correction_id: PathId
) -> CorrectionView:
    """What was corrected stays so."""
    return await actions.cancel_correction(
        session, actor, broadcast_id=broadcast_id, correction_id=correction_id, now=now
    )
