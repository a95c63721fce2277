from typing import Annotated

from fastapi import APIRouter, Query

from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import Page
from dvorik.kernel.web import ActorDep, NowDep, PathId, SessionDep, needs
from dvorik.loyalty import actions, queries
from dvorik.loyalty.models import Dispute
from dvorik.loyalty.schemas.disputes import DisputeFilter, DisputeResolve, DisputeRow, DisputeView

router = APIRouter(prefix="/disputes", tags=["disputes"])


@router.get("", dependencies=[needs(Permission.DISPUTES_READ)])
async def list_disputes(
    session: SessionDep, wanted: Annotated[DisputeFilter, Query()]
) -> Page[DisputeRow]:
    return await queries.list_disputes(session, wanted)


@router.post(
    "/{dispute_id}/resolve",
    response_model=DisputeView,
    dependencies=[needs(Permission.DISPUTES_RESOLVE)],
)
async def resolve_dispute(
    session: SessionDep, actor: ActorDep, now: NowDep, dispute_id: PathId, body: DisputeResolve
) -> Dispute:
    """Confirming takes the redemption back."""
    return await actions.resolve_dispute(
        session,
        actor,
        dispute_id=dispute_id,
        is_confirmed=body.is_confirmed,
        resolution=body.resolution,
        reason=body.resolution,
        now=now,
    )
