"""What codes did in a period: selects for analytics over private tables. Test data left out."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, extract, func, select
from sqlalchemy.orm import InstrumentedAttribute

from dvorik.kernel.steps import Bounds, FiguresSelect, step_of, within
from dvorik.loyalty.models import (
    Attempt,
    Campaign,
    Cashier,
    Discount,
    DiscountTemplate,
    Redemption,
)
from dvorik.loyalty.types import AttemptStatus

_IS_LIVE = Redemption.canceled_at.is_(None)
_IS_REFUSED = Attempt.status != AttemptStatus.SUCCESS.value
_ISSUED = func.count().label("issued")
# `used_count` is the number of live redemptions: a canceled one gives its use back.
_REDEEMED = func.count().filter(Discount.used_count > 0).label("redeemed")


def codes_by_step(bounds: Bounds) -> FiguresSelect:
    """(step, issued, redeemed): codes issued then, and how many of them were used since."""
    return (
        select(step_of(Discount.issued_at, bounds).label("step"), _ISSUED, _REDEEMED)
        .where(~Discount.is_test, *within(Discount.issued_at, bounds))
        .group_by("step")
    )


def expired_by_step(bounds: Bounds, now: datetime) -> FiguresSelect:
    """(step, expired): codes whose last day ended then with uses left, blocked ones aside."""
    return (
        select(step_of(Discount.expires_at, bounds).label("step"), func.count().label("expired"))
        .where(
            ~Discount.is_test,
            Discount.used_count < Discount.usage_limit,
            Discount.blocked_at.is_(None),
            Discount.expires_at <= now,
            *within(Discount.expires_at, bounds),
        )
        .group_by("step")
    )


def redemptions_by_step(bounds: Bounds) -> FiguresSelect:
    """(step, currency, redemptions, bills, bill_minor, discount_minor) of live redemptions.

    `bills` are redemptions with a bill: what an average is divided by.
    """
    return (
        select(
            step_of(Redemption.redeemed_at, bounds).label("step"),
            Redemption.currency,
            func.count().label("redemptions"),
            func.count(Redemption.bill_minor).label("bills"),
            func.coalesce(func.sum(Redemption.bill_minor), 0).label("bill_minor"),
            func.coalesce(func.sum(Redemption.discount_minor), 0).label("discount_minor"),
        )
        .where(_IS_LIVE, ~Redemption.is_test, *within(Redemption.redeemed_at, bounds))
        .group_by("step", Redemption.currency)
    )


def attempts_by_step(bounds: Bounds) -> FiguresSelect:
    """(step, attempts, refused)."""
    return (
        select(
            step_of(Attempt.attempted_at, bounds).label("step"),
            func.count().label("attempts"),
            func.count().filter(_IS_REFUSED).label("refused"),
        )
        .where(~Attempt.is_test, *within(Attempt.attempted_at, bounds))
        .group_by("step")
    )


def conversion_by_template(bounds: Bounds) -> FiguresSelect:
    """(id, name, issued, redeemed) of the period's codes, most codes first."""
    return _conversion(DiscountTemplate.id, DiscountTemplate.name, Discount.template_id, bounds)


def conversion_by_campaign(bounds: Bounds) -> FiguresSelect:
    """As by template; codes that came from no campaign are left out."""
    return _conversion(Campaign.id, Campaign.name, Discount.campaign_id, bounds)


def _conversion(
    id_: InstrumentedAttribute[int],
    name: InstrumentedAttribute[str],
    origin: InstrumentedAttribute[Any],
    bounds: Bounds,
) -> FiguresSelect:
    issued = (
        select(origin.label("origin_id"), _ISSUED, _REDEEMED)
        .where(~Discount.is_test, origin.is_not(None), *within(Discount.issued_at, bounds))
        .group_by(origin)
        .subquery("issued")
    )
    return (
        select(id_, name, issued.c.issued, issued.c.redeemed)
        .join(issued, issued.c.origin_id == id_)
        .order_by(issued.c.issued.desc(), id_)
    )


def work_by_cashier(bounds: Bounds) -> FiguresSelect:
    """(id, name, attempts, refused, redemptions, undone, reversed), most attempts first.

    Cashiers who did nothing in the period are left out.
    """
    has_reason = Redemption.cancel_reason.is_not(None)
    tried = (
        select(
            Attempt.cashier_id,
            func.count().label("attempts"),
            func.count().filter(_IS_REFUSED).label("refused"),
        )
        .where(
            Attempt.cashier_id.is_not(None), ~Attempt.is_test, *within(Attempt.attempted_at, bounds)
        )
        .group_by(Attempt.cashier_id)
        .subquery("tried")
    )
    taken = (
        select(
            Redemption.cashier_id,
            func.count().filter(_IS_LIVE).label("redemptions"),
            func.count().filter(and_(~_IS_LIVE, ~has_reason)).label("undone"),
            func.count().filter(and_(~_IS_LIVE, has_reason)).label("reversed"),
        )
        .where(
            Redemption.cashier_id.is_not(None),
            ~Redemption.is_test,
            *within(Redemption.redeemed_at, bounds),
        )
        .group_by(Redemption.cashier_id)
        .subquery("taken")
    )
    attempts = func.coalesce(tried.c.attempts, 0)
    taken_columns = (taken.c.redemptions, taken.c.undone, taken.c.reversed)
    return (
        select(
            Cashier.id,
            Cashier.display_name.label("name"),
            attempts.label("attempts"),
            func.coalesce(tried.c.refused, 0).label("refused"),
            *(func.coalesce(column, 0).label(column.name) for column in taken_columns),
        )
        .outerjoin(tried, tried.c.cashier_id == Cashier.id)
        .outerjoin(taken, taken.c.cashier_id == Cashier.id)
        .where(func.coalesce(tried.c.cashier_id, taken.c.cashier_id).is_not(None))
        .order_by(attempts.desc(), Cashier.id)
    )


def redemptions_by_hour(bounds: Bounds, timezone: str) -> FiguresSelect:
    """(weekday 1 to 7 from Monday, hour, redemptions): wall-clock times in `timezone`."""
    wall_time = func.timezone(timezone, Redemption.redeemed_at).label("wall_time")
    live = (
        select(wall_time)
        .where(_IS_LIVE, ~Redemption.is_test, *within(Redemption.redeemed_at, bounds))
        .subquery("live")
    )
    return select(
        extract("isodow", live.c.wall_time).label("weekday"),
        extract("hour", live.c.wall_time).label("hour"),
        func.count().label("redemptions"),
    ).group_by("weekday", "hour")
