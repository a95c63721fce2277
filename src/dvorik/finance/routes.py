from typing import Annotated

from fastapi import APIRouter, Query

from dvorik.finance import actions, queries
from dvorik.finance.models import Order
from dvorik.finance.schemas import OrderCancel, OrderCreate, OrderFilter, OrderView
from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import Page
from dvorik.kernel.web import ActorDep, NowDep, OnceDep, PathId, SessionDep, needs
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/orders", tags=["orders"])

READ = [needs(Permission.ORDERS_READ)]
EDIT = [needs(Permission.ORDERS_EDIT)]


@router.get("", dependencies=READ)
async def list_orders(
    session: SessionDep, wanted: Annotated[OrderFilter, Query()]
) -> Page[OrderView]:
    return await queries.list_orders(session, wanted)


@router.post("", status_code=201, dependencies=EDIT)
async def record_order(
    session: SessionDep, actor: ActorDep, shop: ShopDep, now: NowDep, once: OnceDep,
    body: OrderCreate,
) -> OrderView:  # fmt: skip
    """The same external id of a source again answers with the order it made first."""

    async def record() -> Order:
        return await actions.record_order(session, actor, order=body, shop=shop, now=now)

    return await once.run(OrderView, record)


@router.get("/{order_id}", response_model=OrderView, dependencies=READ)
async def get_order(session: SessionDep, order_id: PathId) -> Order:
    return await queries.get_order(session, order_id)


# No Idempotency-Key is needed: an order can be canceled only once.
@router.post("/{order_id}/cancel", response_model=OrderView, dependencies=EDIT)
async def cancel_order(
    session: SessionDep, actor: ActorDep, now: NowDep, order_id: PathId, body: OrderCancel
) -> Order:
    """A wrong order is canceled, with a reason, and recorded anew."""
    return await actions.cancel_order(
        session, actor, order_id=order_id, reason=body.reason, now=now
    )
