from typing import Annotated

from fastapi import APIRouter, Query

from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import Page, PageQuery
from dvorik.kernel.web import ActorDep, NowDep, PathId, SessionDep, needs
from dvorik.loyalty import actions, queries
from dvorik.loyalty.models import Cashier
from dvorik.loyalty.schemas.cashiers import (
    CashierDetails,
    CashierFilter,
    CashierPeriod,
    CashierView,
)
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/cashiers", tags=["cashiers"])

READ = [needs(Permission.CASHIERS_READ)]
APPROVE = [needs(Permission.CASHIERS_APPROVE)]


@router.get("", dependencies=READ)
async def list_cashiers(
    session: SessionDep, shop: ShopDep, wanted: Annotated[CashierFilter, Query()]
) -> Page[CashierDetails]:
    return await queries.list_cashiers(session, wanted, shop=shop)


@router.get("/requests", dependencies=READ)
async def list_cashier_requests(
    session: SessionDep, wanted: Annotated[PageQuery, Query()]
) -> Page[CashierView]:
    """Those who wait for a decision."""
    return await queries.list_requests(session, wanted)


@router.get("/{cashier_id}", dependencies=READ)
async def get_cashier(
    session: SessionDep,
    shop: ShopDep,
    cashier_id: PathId,
    period: Annotated[CashierPeriod, Query()],
) -> CashierDetails:
    return await queries.describe_cashier(session, cashier_id, period, shop=shop)


@router.post("/{cashier_id}/activate", response_model=CashierView, dependencies=APPROVE)
async def activate_cashier(
    session: SessionDep, actor: ActorDep, now: NowDep, cashier_id: PathId
) -> Cashier:
    """Approve a request, or let a deactivated cashier work again."""
    return await actions.approve_cashier(session, actor, cashier_id=cashier_id, now=now)


@router.post("/{cashier_id}/deactivate", response_model=CashierView, dependencies=APPROVE)
async def deactivate_cashier(
    session: SessionDep, actor: ActorDep, now: NowDep, cashier_id: PathId
) -> Cashier:
    return await actions.deactivate_cashier(session, actor, cashier_id=cashier_id, now=now)
