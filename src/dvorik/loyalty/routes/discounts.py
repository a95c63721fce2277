from typing import Annotated

from fastapi import APIRouter, Query

from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import Page
from dvorik.kernel.web import ActorDep, NowDep, OnceDep, PathId, SessionDep, needs
from dvorik.loyalty import actions, queries
from dvorik.loyalty.schemas.discounts import (
    DiscountFigures,
    DiscountFilter,
    DiscountIssue,
    DiscountRow,
    DiscountView,
    FiguresQuery,
)
from dvorik.loyalty.schemas.story import DiscountStory
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/discounts", tags=["discounts"])

READ = [needs(Permission.DISCOUNTS_READ)]
ISSUE = [needs(Permission.DISCOUNTS_ISSUE)]


@router.get("", dependencies=READ)
async def list_discounts(
    session: SessionDep, now: NowDep, wanted: Annotated[DiscountFilter, Query()]
) -> Page[DiscountRow]:
    return await queries.list_discounts(session, wanted, now=now)


@router.post("", status_code=201, dependencies=ISSUE)
async def issue_discount(
    session: SessionDep, actor: ActorDep, shop: ShopDep, now: NowDep, once: OnceDep,
    body: DiscountIssue,
) -> DiscountView:  # fmt: skip
    """One per client, template and period."""

    async def issue() -> DiscountView:
        discount = await actions.issue_by_hand(
            session,
            actor,
            client_id=body.client_id,
            template_id=body.template_id,
            shop=shop,
            now=now,
        )
        return await queries.view_discount(session, discount.id, now=now)

    return await once.run(DiscountView, issue)


@router.get("/stats/overview", dependencies=READ)
async def get_discount_figures(
    session: SessionDep, now: NowDep, wanted: Annotated[FiguresQuery, Query()]
) -> DiscountFigures:
    return await queries.describe_discounts(session, wanted, now=now)


@router.get("/{discount_id}", dependencies=READ)
async def get_discount(session: SessionDep, now: NowDep, discount_id: PathId) -> DiscountStory:
    return await queries.tell_story(session, discount_id, now=now)


@router.post("/{discount_id}/block", dependencies=ISSUE)
async def block_discount(
    session: SessionDep, actor: ActorDep, now: NowDep, discount_id: PathId
) -> DiscountView:
    await actions.block_discount(session, actor, discount_id=discount_id, now=now)
    return await queries.view_discount(session, discount_id, now=now)


@router.post("/{discount_id}/unblock", dependencies=ISSUE)
async def unblock_discount(
    session: SessionDep, actor: ActorDep, now: NowDep, discount_id: PathId
) -> DiscountView:
    await actions.unblock_discount(session, actor, discount_id=discount_id)
    return await queries.view_discount(session, discount_id, now=now)
