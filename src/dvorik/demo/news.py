"""What the demo's marketer has done: segments, broadcasts that brought people in, a draft."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.demo.diary import at
from dvorik.demo.shop import Offers
from dvorik.kernel import clock
from dvorik.kernel.actor import Actor
from dvorik.loyalty import queries as loyalty
from dvorik.loyalty.schemas.discounts import DiscountFilter, DiscountView
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.schemas.broadcasts import BroadcastCreate, DeliveryOutcome
from dvorik.messaging.types import DeliveryStatus
from dvorik.segments import actions as segments
from dvorik.segments.schemas.segments import SegmentCreate
from dvorik.settings.schemas import ShopSettings

_SENT_AT_HOUR = 12
_EVERYBODY = 500
_PAGE = 100

_SUBSCRIBERS = "Подписчики канала"
_SEGMENTS: tuple[tuple[str, str, list[dict[str, Any]]], ...] = (
    (
        _SUBSCRIBERS,
        "Кто читает наш канал.",
        [{"field": "is_subscribed", "operator": "is", "value": True}],
    ),
    (
        "Давно не заходили",
        "Месяц без единого слова боту.",
        [{"field": "last_active", "operator": "not_in_last", "value": {"days": 30}}],
    ),
    (
        "Скоро день рождения",
        "В ближайшие две недели.",
        [{"field": "birthday", "operator": "within_next", "value": {"days": 14}}],
    ),
)

_CODE = "Попробуйте с вашей скидкой: <code>{discount_code}</code>, до {discount_expires_on}."
_PUMPKIN = (41, "Тыква", f"{{first_name|Здравствуйте}}, пошла тыква: ириски и зефир.\n\n{_CODE}")
_TASTE = (
    9,
    "Облепиха с мёдом",
    f"{{first_name|Здравствуйте}}, у нас новый вкус: облепиха с мёдом.\n\n{_CODE}",
)
"""Days ago, the title, the text."""

_DRAFT = "{first_name|Здравствуйте}, подарочные наборы к Новому году уже на витрине."


async def spread(
    session: AsyncSession, owner: Actor, offers: Offers, *, shop: ShopSettings, now: datetime
) -> Sequence[DiscountView]:
    """The codes that came with the broadcasts."""
    pumpkin_at, taste_at = (_moment(news[0], shop, now) for news in (_PUMPKIN, _TASTE))
    with at(pumpkin_at - timedelta(hours=2)):
        ids = await _draw_segments(session, owner, pumpkin_at)
    # Half of the subscribers of today had not come yet.
    readers = _readers_by(clock.local_date(pumpkin_at, shop.zone) - timedelta(days=1))
    with at(pumpkin_at):
        await _send(session, owner, _PUMPKIN, readers, offers.pumpkin_id, shop, pumpkin_at)
    subscribers = {"kind": "segment", "segment_id": ids[_SUBSCRIBERS]}
    with at(taste_at):
        await _send(session, owner, _TASTE, subscribers, offers.taste_id, shop, taste_at)
    with at(now - timedelta(hours=3)):
        await _create(session, owner, "Новый год", _DRAFT, shop, now - timedelta(hours=3))
    return [
        *await _codes(session, offers.pumpkin_id, now),
        *await _codes(session, offers.taste_id, now),
    ]


def _readers_by(day: date) -> dict[str, Any]:
    conditions = (
        {"field": "is_subscribed", "operator": "is", "value": True},
        {"field": "registered", "operator": "between", "value": {"until_on": day.isoformat()}},
    )
    rules = [{"type": "condition", **each} for each in conditions]
    return {"kind": "rule", "rule": {"type": "and", "rules": rules}}


def _moment(days_ago: int, shop: ShopSettings, now: datetime) -> datetime:
    day = clock.local_date(now, shop.zone) - timedelta(days=days_ago)
    return clock.start_of_day(day, shop.zone) + timedelta(hours=_SENT_AT_HOUR)


async def _draw_segments(session: AsyncSession, owner: Actor, now: datetime) -> dict[str, int]:
    made = {}
    for name, description, conditions in _SEGMENTS:
        rule = {"type": "and", "rules": [{"type": "condition", **each} for each in conditions]}
        order = SegmentCreate.model_validate(
            {"name": name, "description": description, "rule": rule}
        )
        made[name] = (await segments.create_segment(session, owner, segment=order, now=now)).id
    return made


async def _send(
    session: AsyncSession,
    owner: Actor,
    news: tuple[int, str, str],
    audience: dict[str, Any],
    template_id: int,
    shop: ShopSettings,
    now: datetime,
) -> None:
    _, title, text = news
    broadcast_id = await _create(session, owner, title, text, shop, now, audience, template_id)
    await broadcasts.schedule_broadcast(
        session, owner, broadcast_id=broadcast_id, scheduled_at=None, now=now
    )
    await broadcasts.start_next(session, shop=shop, now=now)
    claimed = await broadcasts.claim_deliveries(
        session, broadcast_id=broadcast_id, fields=set(), limit=_EVERYBODY, shop=shop, now=now
    )
    outcomes = [(each, _outcome(number)) for number, each in enumerate(claimed)]
    await broadcasts.record_deliveries(session, outcomes, now=now)
    await broadcasts.finish_broadcasts(session, now=now + timedelta(seconds=len(claimed) // 25))


async def _create(
    session: AsyncSession,
    owner: Actor,
    title: str,
    text: str,
    shop: ShopSettings,
    now: datetime,
    audience: dict[str, Any] | None = None,
    template_id: int | None = None,
) -> int:
    draft = BroadcastCreate.model_validate(
        {
            "title": title,
            "content": {"text": text},
            "audience": audience or {"kind": "everyone"},
            "template_id": template_id,
        }
    )
    row = await broadcasts.create_broadcast(session, owner, draft=draft, shop=shop, now=now)
    return row.id


def _outcome(number: int) -> DeliveryOutcome:
    """Most have it; some had left, and of one nobody knows."""
    if number % 60 == 7:
        return DeliveryOutcome(status=DeliveryStatus.BLOCKED, reason="blocked")
    if number == 30:
        return DeliveryOutcome(status=DeliveryStatus.UNKNOWN, reason="no_answer")
    return DeliveryOutcome(status=DeliveryStatus.SENT, message_ids=(1000 + number,))


async def _codes(session: AsyncSession, template_id: int, now: datetime) -> list[DiscountView]:
    found: list[DiscountView] = []
    while True:
        wanted = DiscountFilter(template_id=template_id, page=len(found) // _PAGE + 1, limit=_PAGE)
        page = await loyalty.list_discounts(session, wanted, now=now)
        found += page.items
        if len(found) >= page.total:
            return found
