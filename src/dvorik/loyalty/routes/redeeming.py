from typing import Annotated

from fastapi import APIRouter, Header, Response

from dvorik.kernel.actor import Permission
from dvorik.kernel.web import ActorDep, NowDep, SessionDep, needs
from dvorik.loyalty import actions
from dvorik.loyalty.routes.refusals import ClosingDep, holds_guessers, keeps_refusals
from dvorik.loyalty.schemas.outcomes import CodeFound, CodeRedeemed, RedeemOrder
from dvorik.loyalty.schemas.redemptions import (
    CodeFoundView,
    CodeRedeemedView,
    DiscountLookUp,
    DiscountRedeem,
)
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/discounts", tags=["discounts"])

AT_THE_TILL = [keeps_refusals, needs(Permission.DISCOUNTS_REDEEM), holds_guessers]

# Not `OnceDep`: the key becomes the redemption's own `operation`, so its unique index gives
# repeats their one answer and a refused code may be tried again under the same key.
OperationDep = Annotated[
    str | None,
    Header(alias="Idempotency-Key", min_length=8, max_length=128, pattern=r"^[\x21-\x7e]+$"),
]


@router.post("/look-up", response_model=CodeFoundView, dependencies=AT_THE_TILL)
async def look_up_discount(
    session: SessionDep,
    actor: ActorDep,
    shop: ShopDep,
    now: NowDep,
    closing: ClosingDep,
    body: DiscountLookUp,
) -> CodeFound | Response:
    """Is this code good? Takes nothing; a refusal is kept in the log of attempts.

    After 20 wrong codes in a minute the account is answered 429, with `Retry-After`, for a while.
    """
    outcome = await actions.look_up(
        session, actor, entered=body.code, bill_minor=body.bill_minor, shop=shop, now=now
    )
    return outcome.found or closing.refuse(outcome.refusal)


@router.post("/redeem", response_model=CodeRedeemedView, dependencies=AT_THE_TILL)
async def redeem_discount(
    session: SessionDep,
    actor: ActorDep,
    shop: ShopDep,
    now: NowDep,
    closing: ClosingDep,
    body: DiscountRedeem,
    idempotency_key: OperationDep = None,
) -> CodeRedeemed | Response:
    """Take the code. The same `Idempotency-Key` is one redemption with one answer.

    After 20 wrong codes in a minute the account is answered 429, with `Retry-After`, for a while.
    """
    order = RedeemOrder(entered=body.code, bill_minor=body.bill_minor, operation=idempotency_key)
    closing.expect(actor, order, shop, now)
    outcome = await actions.redeem(session, actor, order=order, shop=shop, now=now)
    return outcome.redeemed or closing.refuse(outcome.refusal)
