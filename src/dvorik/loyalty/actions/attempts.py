"""The log of refused tries, and the streak of wrong codes of a cashier."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import Actor
from dvorik.loyalty.actions.inspecting import Inspection, account_id_of, cashier_id_of
from dvorik.loyalty.events import CashierStreakReached
from dvorik.loyalty.models import Attempt, Cashier
from dvorik.loyalty.rules import codes
from dvorik.loyalty.rules.verdicts import Verdict
from dvorik.loyalty.schemas.outcomes import RedeemOrder, Refusal
from dvorik.loyalty.types import AttemptReason, AttemptStatus
from dvorik.settings.schemas import ShopSettings

KEPT_LENGTH = 32
"""Characters of what was typed that the log keeps: enough to see a slip, no room for a story."""

BUSY = Inspection(verdict=Verdict(status=AttemptStatus.ALREADY_USED, reason=AttemptReason.BUSY))


async def log_refusal(
    session: AsyncSession,
    actor: Actor,
    *,
    order: RedeemOrder,
    inspection: Inspection,
    shop: ShopSettings,
    now: datetime,
) -> Refusal:
    """Keep the attempt. A code that does not exist lengthens the cashier's streak."""
    verdict, standing = inspection.verdict, inspection.standing
    session.add(
        Attempt(
            attempted_at=now,
            code=standing.code if standing else _kept(order.entered),
            status=verdict.status.value,
            reason=verdict.reason and verdict.reason.value,
            discount_id=standing and standing.discount_id,
            client_id=standing and standing.client_id,
            cashier_id=cashier_id_of(actor),
            account_id=account_id_of(actor),
            bill_minor=order.bill_minor,
            is_test=standing is not None and standing.is_test,
        )
    )
    if verdict == Verdict(status=AttemptStatus.NOT_FOUND):
        await _lengthen_streak(session, actor, shop)
    is_about_bill = verdict.reason in {AttemptReason.MIN_BILL, AttemptReason.BILL_REQUIRED}
    return Refusal(
        status=verdict.status,
        reason=verdict.reason,
        discount_id=standing.discount_id if standing else None,
        candidates=inspection.candidates,
        min_bill_minor=standing.min_bill_minor if standing and is_about_bill else None,
    )


async def end_streak(session: AsyncSession, actor: Actor) -> None:
    """A right code: the cashier counts wrong ones from zero again."""
    if (cashier_id := cashier_id_of(actor)) is not None:
        await session.execute(
            update(Cashier)
            .where(Cashier.id == cashier_id, Cashier.wrong_streak > 0)
            .values(wrong_streak=0)
            .execution_options(synchronize_session=False)
        )


async def _lengthen_streak(session: AsyncSession, actor: Actor, shop: ShopSettings) -> None:
    if (cashier_id := cashier_id_of(actor)) is None:
        return
    length = await session.scalar(
        update(Cashier)
        .where(Cashier.id == cashier_id)
        .values(wrong_streak=Cashier.wrong_streak + 1)
        .returning(Cashier.wrong_streak)
        .execution_options(synchronize_session=False)
    )
    # Equal, not "at least": the row lock lets each length be seen once, so one alert per streak.
    if length == shop.wrong_code_alert:
        event = CashierStreakReached(cashier_id=cashier_id, wrong_codes=length)
        events.record(session, actor, event)


def _kept(entered: str) -> str:
    """The code that was meant, though there is none; or what was typed, if nobody can tell."""
    if len(readings := codes.readings(entered)) == 1:
        return readings[0]
    # What cannot be printed cannot be stored either: NUL, halves of surrogate pairs.
    return "".join(char for char in entered if char.isprintable())[:KEPT_LENGTH]
