from typing import Annotated

from fastapi import APIRouter, Query

from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import Page, Slice
from dvorik.kernel.web import ActorDep, NowDep, PathId, SessionDep, needs
from dvorik.loyalty import actions, queries
from dvorik.loyalty.schemas.redemptions import (
    AttemptFilter,
    AttemptView,
    RedemptionFilter,
    RedemptionReverse,
    RedemptionRow,
    RedemptionView,
)
from dvorik.settings.web import ShopDep

router = APIRouter(tags=["redemptions"])

READ = [needs(Permission.DISCOUNTS_READ)]
REDEEM = [needs(Permission.DISCOUNTS_REDEEM)]
REVERSE = [needs(Permission.DISCOUNTS_REVERSE)]


@router.get("/redemptions", dependencies=READ)
async def list_redemptions(
    session: SessionDep, wanted: Annotated[RedemptionFilter, Query()]
) -> Page[RedemptionRow]:
    return await queries.list_redemptions(session, wanted)


# Undoing and reversing need no Idempotency-Key: a redemption can be taken back only once.
@router.post("/redemptions/{redemption_id}/undo", dependencies=REDEEM)
async def undo_redemption(
    session: SessionDep, actor: ActorDep, shop: ShopDep, now: NowDep, redemption_id: PathId
) -> RedemptionView:
    """One's own, within the minutes that the settings allow."""
    await actions.undo(session, actor, redemption_id=redemption_id, shop=shop, now=now)
    return await queries.view_redemption(session, redemption_id)


@router.post("/redemptions/{redemption_id}/reverse", dependencies=REVERSE)
async def reverse_redemption(
    session: SessionDep, actor: ActorDep, now: NowDep, redemption_id: PathId,
    body: RedemptionReverse,
) -> RedemptionView:  # fmt: skip
    """Anybody's, at any time, with a reason."""
    await actions.reverse(session, actor, redemption_id=redemption_id, reason=body.reason, now=now)
    return await queries.view_redemption(session, redemption_id)


@router.get("/redemption-attempts", dependencies=READ)
async def list_redemption_attempts(
    session: SessionDep, wanted: Annotated[AttemptFilter, Query()]
) -> Slice[AttemptView]:
    """Every try at a code, newest first, refused or not."""
    return await queries.list_attempts(session, wanted)
