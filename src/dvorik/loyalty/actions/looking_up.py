"""Is this code good? The checks of redeeming, with nothing taken and nothing locked."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.kernel.actor import Actor, Permission
from dvorik.loyalty.actions.attempts import end_streak, log_refusal
from dvorik.loyalty.actions.inspecting import inspect
from dvorik.loyalty.queries import standings
from dvorik.loyalty.rules.periods import last_day_before
from dvorik.loyalty.rules.verdicts import Standing
from dvorik.loyalty.schemas.outcomes import CodeFound, LookUpOutcome, RedeemOrder
from dvorik.loyalty.types import AttemptStatus
from dvorik.settings.schemas import ShopSettings


async def look_up(
    session: AsyncSession,
    actor: Actor,
    *,
    entered: str,
    bill_minor: int | None = None,
    shop: ShopSettings,
    now: datetime,
) -> LookUpOutcome:
    """What the cashier sees before pressing. Redeeming checks everything again.

    A refusal is an attempt and is logged; a good code is not, or each sale would count twice.
    Without a bill nothing that depends on it is refused: `needs_bill` says that it is wanted.
    """
    actor.require(Permission.DISCOUNTS_REDEEM)
    order = RedeemOrder(entered=entered, bill_minor=bill_minor)
    inspection = await inspect(
        session,
        actor,
        order=order,
        load=standings.read_standing,
        is_bill_final=False,
        shop=shop,
        now=now,
    )
    standing, verdict = inspection.standing, inspection.verdict
    if standing is None or verdict.status is not AttemptStatus.SUCCESS:
        refusal = await log_refusal(
            session, actor, order=order, inspection=inspection, shop=shop, now=now
        )
        return LookUpOutcome(refusal=refusal)
    await end_streak(session, actor)
    names = await clients.names_of(session, [standing.client_id])
    name = names.get(standing.client_id, "")
    return LookUpOutcome(found=_found(standing, name, bill_minor, verdict.discount_minor, shop))


def _found(
    standing: Standing,
    client_name: str,
    bill_minor: int | None,
    discount_minor: int | None,
    shop: ShopSettings,
) -> CodeFound:
    return CodeFound(
        discount_id=standing.discount_id,
        code=standing.code,
        client_id=standing.client_id,
        client_name=client_name,
        template_name=standing.template_name,
        kind=standing.kind,
        value=standing.value,
        currency=shop.currency,
        usage_limit=standing.usage_limit,
        used_count=standing.used_count,
        expires_at=standing.expires_at,
        expires_on=last_day_before(standing.expires_at, shop.zone),
        min_bill_minor=standing.min_bill_minor,
        max_discount_minor=standing.max_discount_minor,
        weekdays=standing.weekdays,
        from_time=standing.from_time,
        until_time=standing.until_time,
        requires_subscription=standing.requires_subscription,
        needs_bill=standing.needs_bill,
        bill_minor=bill_minor,
        discount_minor=discount_minor,
    )
