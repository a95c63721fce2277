"""What loyalty knows about clients, for segments: facts as rows of clients' ids.

Each function selects one row per fact, with the column `client_id`; whoever calls counts them per
client or asks whether there is one. A period includes `from_at` and not `until_at`.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from dvorik.kernel.db import any_of
from dvorik.loyalty.models import Campaign, Discount, DiscountTemplate, Redemption
from dvorik.loyalty.queries.discounts import in_state
from dvorik.loyalty.types import DiscountState


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Which facts count: of these templates (None: of any), in this period."""

    templates: Sequence[int] | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


def codes_in_state(states: Collection[DiscountState], *, now: datetime) -> Select[int]:
    """Codes that are at `now` in one of `states`."""
    wanted = or_(*(in_state(state, now) for state in states))
    return select(Discount.client_id).where(wanted)


def codes_issued(facts: Facts) -> Select[int]:
    """Every code ever issued, by when it was."""
    return _codes(facts, Discount.issued_at)


def codes_held(facts: Facts, *, now: datetime) -> Select[int]:
    """Codes that are good at `now`, by when they were issued."""
    return _codes(facts, Discount.issued_at).where(in_state(DiscountState.ACTIVE, now))


def codes_used(facts: Facts) -> Select[int]:
    """Codes redeemed at least once, by when they last were. Undone redemptions are none."""
    return _codes(facts, Discount.last_used_at).where(Discount.used_count > 0)


def codes_expired(facts: Facts, *, now: datetime) -> Select[int]:
    """Codes that ended before they were used up, by when they did."""
    return _codes(facts, Discount.expires_at).where(in_state(DiscountState.EXPIRED, now))


def redemptions(facts: Facts) -> Select[int]:
    """Redemptions that stand."""
    return select(Redemption.client_id).where(*_live(facts))


def bills(facts: Facts, *, currency: str) -> Select[int, int | None]:
    """Redemptions that stand, with `bill_minor`; in other currencies there is nothing to add."""
    return select(Redemption.client_id, Redemption.bill_minor).where(
        *_live(facts), Redemption.currency == currency
    )


async def existing_templates(session: AsyncSession, ids: Collection[int]) -> set[int]:
    """Those of `ids` that are templates, deleted ones included: their codes live on."""
    found = await session.scalars(
        select(DiscountTemplate.id).where(DiscountTemplate.id.in_(set(ids)))
    )
    return set(found)


async def existing_campaigns(session: AsyncSession, ids: Collection[int]) -> set[int]:
    """Those of `ids` that are campaigns, deleted ones included: people came by them."""
    return set(await session.scalars(select(Campaign.id).where(Campaign.id.in_(set(ids)))))


def _codes(facts: Facts, moment: InstrumentedAttribute[Any]) -> Select[int]:
    return select(Discount.client_id).where(*_limits(facts, Discount.template_id, moment))


def _live(facts: Facts) -> Iterator[ColumnElement[bool]]:
    yield Redemption.canceled_at.is_(None)
    yield from _limits(facts, Redemption.template_id, Redemption.redeemed_at)


def _limits(
    facts: Facts, template_id: InstrumentedAttribute[int], moment: InstrumentedAttribute[Any]
) -> Iterator[ColumnElement[bool]]:
    if facts.templates is not None:
        yield template_id == any_of(facts.templates)
    if facts.from_at is not None:
        yield moment >= facts.from_at
    if facts.until_at is not None:
        yield moment < facts.until_at
