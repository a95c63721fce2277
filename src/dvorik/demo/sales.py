"""Purchases that the demo's till has sent: without a code, some by clients it knows."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random  # noqa: TID251  sample data must be the same each time
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.demo.diary import at
from dvorik.demo.month import DAYS
from dvorik.finance import actions as finance
from dvorik.finance.schemas import OrderCreate
from dvorik.kernel import clock
from dvorik.kernel.actor import Actor
from dvorik.settings.schemas import ShopSettings

if TYPE_CHECKING:
    from dvorik.clients.models import Client

_A_DAY = (2, 3, 3, 4, 5)
_KNOWN = 0.4


async def record(
    session: AsyncSession,
    rng: Random,
    owner: Actor,
    clients: Sequence["Client"],
    *,
    shop: ShopSettings,
    now: datetime,
) -> None:
    today = clock.local_date(now, shop.zone)
    for ahead in range(-DAYS, 1):
        day = today + timedelta(days=ahead)
        for number in range(rng.choice(_A_DAY)):
            hour, minute = rng.randrange(10, 21), rng.randrange(60)
            moment = datetime.combine(day, time(hour, minute), tzinfo=shop.zone)
            client = rng.choice(clients) if rng.random() < _KNOWN else None
            amount = max(9, round(rng.lognormvariate(4.2, 0.6))) * 10_00
            if moment > now:
                continue
            order = OrderCreate(
                client_id=client.id if client and client.created_at < moment else None,
                amount_minor=amount,
                source="till",
                external_id=f"{day:%y%m%d}-{number + 1}",
                ordered_at=moment,
            )
            with at(moment):
                await finance.record_order(session, owner, order=order, shop=shop, now=moment)
