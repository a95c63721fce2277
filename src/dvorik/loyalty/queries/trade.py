"""What codes did in a period: selects for analytics over private tables. Test data left out."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Label, extract, func, select

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
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
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


def codes_by_origin(bounds: Bounds) -> FiguresSelect:
    """(template_id, template_name, campaign_id, campaign_name, issued, redeemed) of the period's
    codes; no campaign for those that came from none.
    """
    given = (
        select(Discount.template_id, Discount.campaign_id, _ISSUED, _REDEEMED)
        .where(~Discount.is_test, *within(Discount.issued_at, bounds))
        .group_by(Discount.template_id, Discount.campaign_id)
        .subquery("given")
    )
    return (
        select(
            given,
            DiscountTemplate.name.label("template_name"),
            Campaign.name.label("campaign_name"),
        )
        .join(DiscountTemplate, DiscountTemplate.id == given.c.template_id)
        .outerjoin(Campaign, Campaign.id == given.c.campaign_id)
    )


def work_by_cashier(bounds: Bounds) -> FiguresSelect:
    """(id, name, attempts, refused, redemptions, undone, reversed), most attempts first.

    Cashiers who did nothing in the period are left out.
    """
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
    # Those that stand are counted by the index alone; of the few others the reason is read.
    has_reason = Redemption.cancel_reason.is_not(None)
    taken = _redemptions_of_cashiers(bounds, _IS_LIVE, func.count().label("redemptions")).subquery(
        "taken"
    )
    canceled = _redemptions_of_cashiers(
        bounds,
        ~_IS_LIVE,
        func.count().filter(~has_reason).label("undone"),
        func.count().filter(has_reason).label("reversed"),
    ).subquery("canceled")
    attempts = func.coalesce(tried.c.attempts, 0)
    columns = (tried.c.refused, taken.c.redemptions, canceled.c.undone, canceled.c.reversed)
    return (
        select(
            Cashier.id,
            Cashier.display_name.label("name"),
            attempts.label("attempts"),
            *(func.coalesce(column, 0).label(column.name) for column in columns),
        )
        .outerjoin(tried, tried.c.cashier_id == Cashier.id)
        .outerjoin(taken, taken.c.cashier_id == Cashier.id)
        .outerjoin(canceled, canceled.c.cashier_id == Cashier.id)
        .where(
            func.coalesce(tried.c.cashier_id, taken.c.cashier_id, canceled.c.cashier_id).is_not(
                None
            )
        )
        .order_by(attempts.desc(), Cashier.id)
    )


def _redemptions_of_cashiers(
    bounds: Bounds, condition: ColumnElement[bool], *counted: Label[int]
) -> FiguresSelect:
    return (
        select(Redemption.cashier_id, *counted)
        .where(
            condition,
            Redemption.cashier_id.is_not(None),
            ~Redemption.is_test,
            *within(Redemption.redeemed_at, bounds),
        )
        .group_by(Redemption.cashier_id)
    )


def redemptions_by_hour(bounds: Bounds, timezone: str) -> FiguresSelect:
    """(weekday 1 to 7 from Monday, hour, redemptions): wall-clock times in `timezone`."""
    # Asking for the wall time of each redemption took four times as long as of each quarter of an
    # hour; there is no zone whose hours begin within one.
    quarter = func.date_bin(timedelta(minutes=15), Redemption.redeemed_at, _EPOCH).label("quarter")
    live = (
        select(quarter, func.count().label("redemptions"))
        .where(_IS_LIVE, ~Redemption.is_test, *within(Redemption.redeemed_at, bounds))
        .group_by("quarter")
        .subquery("live")
    )
    wall = select(
        func.timezone(timezone, live.c.quarter).label("time"), live.c.redemptions
    ).subquery("wall")
    return select(
        extract("isodow", wall.c.time).label("weekday"),
        extract("hour", wall.c.time).label("hour"),
        func.sum(wall.c.redemptions).label("redemptions"),
    ).group_by("weekday", "hour")
