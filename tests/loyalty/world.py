"""A shop in a few words: people, templates and codes that tests ask for by what they need."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.models import Client
from dvorik.kernel.actor import Actor
from dvorik.kernel.events import EventRow
from dvorik.loyalty import actions, queries
from dvorik.loyalty.models import (
    Attempt,
    Campaign,
    Cashier,
    Discount,
    DiscountTemplate,
    Redemption,
)
from dvorik.loyalty.rules import codes
from dvorik.loyalty.schemas.outcomes import RedeemOrder, RedemptionOutcome
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON

SHOP = ShopSettings()
_numbers = count(5_000_000)


async def add_client(session: AsyncSession, **fields: Any) -> Client:
    """Anna, unless told otherwise: subscribed to the channel, with a card of her own."""
    number = next(_numbers)
    client = Client(
        **{
            "telegram_id": number,
            "first_name": "Анна",
            "is_subscribed": True,
            "created_at": NOON,
            "updated_at": NOON,
            **fields,
        }
    )
    session.add(client)
    await session.flush()
    return client


async def add_template(session: AsyncSession, **fields: Any) -> DiscountTemplate:
    """Ten percent, once, for a subscription, good for a month."""
    template = DiscountTemplate(
        **{
            "name": "За подписку",
            "kind": "percent",
            "value": Decimal(10),
            "event": "subscription",
            "usage_type": "single" if fields.get("usage_limit", 1) == 1 else "multi",
            "usage_limit": 1,
            "duration_days": 30,
            "recurrence": {"type": "once", "value": None},
            "alphabet": codes.ALPHABET,
            "created_at": NOON,
            "updated_at": NOON,
            **fields,
        }
    )
    session.add(template)
    await session.flush()
    return template


async def add_campaign(session: AsyncSession, **fields: Any) -> Campaign:
    campaign = Campaign(**{"name": "Осень", "slug": f"autumn{next(_numbers)}", **fields})
    session.add(campaign)
    await session.flush()
    return campaign


async def add_discount(
    session: AsyncSession, *, template: DiscountTemplate, client: Client, **fields: Any
) -> Discount:
    """A code issued at the usual moment, with nothing about its period checked."""
    discount = Discount(
        **{
            "code": codes.generate(template.alphabet),
            "template_id": template.id,
            "client_id": client.id,
            "period": f"test:{next(_numbers)}",
            "kind": template.kind,
            "value": template.value,
            "min_bill_minor": template.min_bill_minor,
            "max_discount_minor": template.max_discount_minor,
            "usage_limit": template.usage_limit,
            "starts_at": NOON - timedelta(days=1),
            "expires_at": NOON + timedelta(days=30),
            "issued_at": NOON - timedelta(days=1),
            "is_test": client.is_test,
            **fields,
        }
    )
    session.add(discount)
    await session.flush()
    return discount


async def add_code(session: AsyncSession, **template_fields: Any) -> Discount:
    """A code of a new client from a new template."""
    template = await add_template(session, **template_fields)
    return await add_discount(session, template=template, client=await add_client(session))


async def add_cashier(session: AsyncSession, *, is_active: bool = True) -> Cashier:
    number = next(_numbers)
    cashier = Cashier(
        telegram_id=number,
        display_name="Касса",
        is_active=is_active,
        requested_at=NOON,
        approved_at=NOON if is_active else None,
    )
    session.add(cashier)
    await session.flush()
    return cashier


async def add_till(session: AsyncSession) -> Actor:
    """An active cashier, as an actor."""
    return queries.actor_of(await add_cashier(session))


async def redeem(
    session: AsyncSession,
    actor: Actor,
    entered: str,
    *,
    bill_minor: int | None = None,
    operation: str | None = None,
    now: datetime = NOON,
) -> RedemptionOutcome:
    order = RedeemOrder(entered=entered, bill_minor=bill_minor, operation=operation)
    return await actions.redeem(session, actor, order=order, shop=SHOP, now=now)


async def count_rows(session: AsyncSession, *criteria: Any) -> int:
    """How many rows fit; the table is that of the first criterion."""
    return await session.scalar(select(func.count()).where(*criteria)) or 0


async def attempts(session: AsyncSession) -> Sequence[tuple[str, str | None]]:
    """(status, reason) of every attempt, oldest first."""
    rows = await session.execute(select(Attempt.status, Attempt.reason).order_by(Attempt.id))
    return [(status, reason) for status, reason in rows]


async def recorded(session: AsyncSession, event_type: str) -> list[dict[str, Any]]:
    """Payloads of the events of one type, oldest first."""
    rows = await session.scalars(
        select(EventRow.payload).where(EventRow.type == event_type).order_by(EventRow.id)
    )
    return list(rows)


async def used(session: AsyncSession, discount: Discount) -> int:
    """`used_count` as it is in the table now."""
    found = await session.scalar(select(Discount.used_count).where(Discount.id == discount.id))
    assert found is not None
    return found


async def live_redemptions(session: AsyncSession, discount_id: int) -> int:
    return await count_rows(
        session, Redemption.discount_id == discount_id, Redemption.canceled_at.is_(None)
    )
