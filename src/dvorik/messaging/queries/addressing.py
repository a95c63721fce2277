"""What is known of recipients: who wants to hear, and the personal fields of a message."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.queries import reach
from dvorik.clients.types import Topic
from dvorik.kernel.dates import day_in_words
from dvorik.kernel.i18n import DEFAULT_LANGUAGE
from dvorik.loyalty.queries import handed
from dvorik.loyalty.rules import periods
from dvorik.messaging.rules.personal import CODE_FIELDS
from dvorik.messaging.types import SkipReason
from dvorik.settings.schemas import ShopSettings

_EXPIRY = "discount_expires_on"
_OF_PEOPLE = {"first_name", "last_name", _EXPIRY}
"""What needs to know who reads it: a date is written in their language."""


class Recipient(Protocol):
    """A row of deliveries, or a part of one."""

    id: int
    client_id: int
    discount_id: int | None


async def values_of(
    session: AsyncSession, rows: Sequence[Recipient], fields: set[str], shop: ShopSettings
) -> dict[int, dict[str, str]]:
    """Values of `fields` by delivery, not escaped. What is not named is not looked up."""
    if not fields:
        return {row.id: {} for row in rows}
    addresses: dict[int, reach.Address] = {}
    codes: dict[int, handed.HandedCode] = {}
    if fields & _OF_PEOPLE:
        addresses = await reach.addresses_of(session, (row.client_id for row in rows))
    if fields & CODE_FIELDS:
        codes = await handed.codes_of(session, _present(row.discount_id for row in rows))
    found: dict[int, dict[str, str]] = {}
    for row in rows:
        known = {"business_name": shop.business_name}
        address = addresses.get(row.client_id)
        if address:
            names = {"first_name": address.first_name, "last_name": address.last_name}
            known |= {name: value for name, value in names.items() if value}
        if code := codes.get(row.discount_id or 0):
            language = address.language if address else DEFAULT_LANGUAGE
            last_day = periods.last_day_before(code.expires_at, shop.zone)
            known |= {"discount_code": code.code, _EXPIRY: day_in_words(last_day, language.value)}
        found[row.id] = known
    return found


async def reasons_to_spare(
    session: AsyncSession, topic: Topic, client_ids: Iterable[int]
) -> dict[int, SkipReason]:
    """Those who may not be written to of `topic` now, whatever held when it was decided."""
    refusals = await reach.refusals(session, topic, client_ids)
    return {client_id: _reason(refusal) for client_id, refusal in refusals.items()}


def _reason(refusal: reach.Refusal) -> SkipReason:
    if refusal.is_blacklisted:
        return SkipReason.BLACKLISTED
    return SkipReason.TOPIC_OFF if refusal.consent_at else SkipReason.NO_CONSENT


def _present(ids: Iterable[int | None]) -> Iterable[int]:
    return (one for one in ids if one is not None)
