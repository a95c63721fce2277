"""What broadcasts did: selects for analytics over private tables. Test data left out."""

from sqlalchemy import Subquery, func, select, tuple_

from dvorik.kernel.steps import Bounds, FiguresSelect, within
from dvorik.loyalty.queries import handed
from dvorik.messaging.models import Broadcast, Delivery
from dvorik.messaging.types import DeliveryStatus

MAX_SHOWN = 100
"""Broadcasts of one period, the newest of them."""

_NOT_MEANT = [DeliveryStatus.SKIPPED.value, DeliveryStatus.CANCELED.value]
"""Nothing was tried for them: a share of those who got it must not fall for their sake."""


def sent_by_broadcast(bounds: Bounds) -> FiguresSelect:
    """(id, title, started_at, recipients, sent, blocked, failed, unknown, clicked, codes) of those
    that started in the period, newest first. Those left out, and those it was called off for,
    are no recipients.
    """
    started = _started(bounds)
    status = Delivery.status
    counted = (
        select(
            Delivery.broadcast_id,
            func.count().filter(status.not_in(_NOT_MEANT)).label("recipients"),
            func.count().filter(status == DeliveryStatus.SENT.value).label("sent"),
            func.count().filter(status == DeliveryStatus.BLOCKED.value).label("blocked"),
            func.count().filter(status == DeliveryStatus.FAILED.value).label("failed"),
            func.count().filter(status == DeliveryStatus.UNKNOWN.value).label("unknown"),
            func.count(Delivery.clicked_at).label("clicked"),
            func.count(Delivery.discount_id).label("codes"),
        )
        .where(Delivery.broadcast_id.in_(select(started.c.id)))
        .group_by(Delivery.broadcast_id)
        .subquery("counted")
    )
    names = ("recipients", "sent", "blocked", "failed", "unknown", "clicked", "codes")
    return (
        select(started, *(func.coalesce(counted.c[name], 0).label(name) for name in names))
        .outerjoin(counted, counted.c.broadcast_id == started.c.id)
        .order_by(started.c.started_at.desc(), started.c.id.desc())
    )


def uses_by_broadcast(bounds: Bounds) -> FiguresSelect:
    """(id, currency, redeemed, redemptions, bills, bill_minor, discount_minor) of the codes that
    these broadcasts gave, since each started; a row without currency sums up all of them.
    """
    started = _started(bounds)
    uses = handed.standing_uses().subquery("uses")
    return (
        select(
            started.c.id,
            uses.c.currency,
            func.count(uses.c.discount_id.distinct()).label("redeemed"),
            func.count().label("redemptions"),
            func.count(uses.c.bill_minor).label("bills"),
            func.coalesce(func.sum(uses.c.bill_minor), 0).label("bill_minor"),
            func.coalesce(func.sum(uses.c.discount_minor), 0).label("discount_minor"),
        )
        .join(Delivery, Delivery.broadcast_id == started.c.id)
        .join(uses, uses.c.discount_id == Delivery.discount_id)
        # A code may be older than the message that brought it.
        .where(uses.c.redeemed_at >= started.c.started_at)
        .group_by(func.grouping_sets(tuple_(started.c.id, uses.c.currency), started.c.id))
    )


def _started(bounds: Bounds) -> Subquery:
    return (
        select(Broadcast.id, Broadcast.title, Broadcast.started_at)
        .where(
            Broadcast.test_of_id.is_(None),
            ~Broadcast.is_test,
            *within(Broadcast.started_at, bounds),
        )
        .order_by(Broadcast.started_at.desc(), Broadcast.id.desc())
        .limit(MAX_SHOWN)
        .subquery("started")
    )
