"""The start freezes the audience, gives codes, keeps the cap, and says what went wrong."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.loyalty.models import Discount
from dvorik.messaging.actions import broadcasts, corrections
from dvorik.messaging.models import Broadcast, Delivery
from dvorik.messaging.queries.broadcasts import list_running
from dvorik.messaging.queries.results import describe_broadcast
from dvorik.messaging.schemas.broadcasts import (
    BroadcastContent,
    BroadcastCreate,
    ClaimedDelivery,
    DeliveryOutcome,
)
from dvorik.messaging.types import DeliveryStatus
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON, OLGA
from tests.loyalty.world import add_client, add_template

SHOP = ShopSettings()


async def schedule(session: AsyncSession, **more: Any) -> Broadcast:
    draft = BroadcastCreate.model_validate(
        {
            "title": "Autumn",
            "content": {"text": "Hello!"},
            "audience": {"kind": "everyone"},
            **more,
        }
    )
    row = await broadcasts.create_broadcast(session, OLGA, draft=draft, shop=SHOP, now=NOON)
    return await broadcasts.schedule_broadcast(
        session, OLGA, broadcast_id=row.id, scheduled_at=None, now=NOON
    )


async def counted(session: AsyncSession, row: Broadcast) -> dict[str, int]:
    figures = await describe_broadcast(session, row, shop=SHOP, now=NOON)
    return {status.value: number for status, number in figures.deliveries.items() if number}


async def claim(session: AsyncSession, row: Broadcast, **more: Any) -> list[ClaimedDelivery]:
    return await broadcasts.claim_deliveries(
        session,
        broadcast_id=row.id,
        **{"fields": set(), "limit": 10, "shop": SHOP, "now": NOON, **more},
    )


async def test_everyone_has_one_row_with_the_reason_if_left_out(session: AsyncSession) -> None:
    await add_client(session, consent_at=NOON)
    await add_client(session)
    row = await schedule(session)

    started = await broadcasts.start_next(session, shop=SHOP, now=NOON)

    assert started == row.id
    assert (row.status, row.started_at) == ("sending", NOON)
    figures = await describe_broadcast(session, row, shop=SHOP, now=NOON)
    assert figures.total == 2
    assert figures.reasons == {"no_consent": 1}
    assert await counted(session, row) == {"pending": 1, "skipped": 1}
    assert await broadcasts.start_next(session, shop=SHOP, now=NOON) is None


async def test_a_scheduled_one_waits_for_its_time(session: AsyncSession) -> None:
    row = await schedule(session)
    row.scheduled_at = NOON + timedelta(minutes=1)
    await session.flush()

    assert await broadcasts.start_next(session, shop=SHOP, now=NOON) is None
    later = NOON + timedelta(minutes=1)
    assert await broadcasts.start_next(session, shop=SHOP, now=later) == row.id


async def test_a_sender_that_knows_an_older_text_gets_nobody(session: AsyncSession) -> None:
    await add_client(session, consent_at=NOON)
    row = await schedule(session)
    await broadcasts.start_next(session, shop=SHOP, now=NOON)
    (read,) = await list_running(session)
    await broadcasts.pause_broadcast(session, OLGA, broadcast_id=row.id, now=NOON)
    content = BroadcastContent.model_validate({"text": "New"})
    await corrections.edit_sent(session, OLGA, broadcast_id=row.id, content=content, now=NOON)
    await corrections.finish_corrections(session, now=NOON)
    await broadcasts.resume_broadcast(session, OLGA, broadcast_id=row.id, now=NOON)
    (read_again,) = await list_running(session)

    assert await claim(session, row, version=read.version) == []
    assert len(await claim(session, row, version=read_again.version)) == 1
    assert read_again.content.text == "New"


async def test_each_recipient_gets_a_code_of_their_own(session: AsyncSession) -> None:
    anna = await add_client(session, consent_at=NOON)
    emma = await add_client(session, consent_at=NOON, language="en")
    await add_client(session)
    template = await add_template(session, event="manual")
    row = await schedule(
        session,
        template_id=template.id,
        content={"text": "{first_name|Friend}: {discount_code} until {discount_expires_on}"},
    )

    await broadcasts.start_next(session, shop=SHOP, now=NOON)
    fields = {"first_name", "discount_code", "discount_expires_on"}
    claimed = await claim(session, row, fields=fields)

    assert await session.scalar(select(func.count()).select_from(Discount)) == 2
    assert len({one.values["discount_code"] for one in claimed}) == 2
    (hers,) = [one for one in claimed if one.chat_id == anna.telegram_id]
    code = await session.scalar(select(Discount.code).where(Discount.client_id == anna.id))
    assert hers.values == {
        "first_name": "Анна",
        "business_name": "Dvorik",
        "discount_code": code,
        "discount_expires_on": "20 декабря 2026\u202fг.",
    }
    (in_english,) = [one for one in claimed if one.chat_id == emma.telegram_id]
    assert in_english.values["discount_expires_on"] == "20 Dec 2026"


async def test_a_template_that_gives_nothing_any_more_stops_it_before_anybody_is_written(
    session: AsyncSession,
) -> None:
    await add_client(session, consent_at=NOON)
    template = await add_template(session, event="manual")
    row = await schedule(session, template_id=template.id)
    template.is_active = False
    await session.flush()

    await broadcasts.start_next(session, shop=SHOP, now=NOON)

    assert (row.status, row.reason) == ("error", "loyalty.template_inactive")
    assert await session.scalar(select(func.count()).select_from(Delivery)) == 0


async def test_who_had_enough_is_left_out(session: AsyncSession) -> None:
    await add_client(session, consent_at=NOON)
    shop = ShopSettings(broadcast_cap=1, broadcast_cap_days=7)
    first, second = await schedule(session), await schedule(session)

    assert await broadcasts.start_next(session, shop=shop, now=NOON) == first.id
    assert await broadcasts.start_next(session, shop=shop, now=NOON) == second.id

    assert await counted(session, first) == {"pending": 1}
    assert await counted(session, second) == {"skipped": 1}
    third = await schedule(session)
    week_later = NOON + timedelta(days=7, seconds=1)
    await broadcasts.start_next(session, shop=shop, now=week_later)
    assert await counted(session, third) == {"pending": 1}


async def test_an_expired_lease_is_unknown_until_its_sender_says_better(
    session: AsyncSession,
) -> None:
    await add_client(session, consent_at=NOON)
    row = await schedule(session)
    await broadcasts.start_next(session, shop=SHOP, now=NOON)
    (claimed,) = await claim(session, row)
    late = NOON + timedelta(seconds=21)

    await broadcasts.release_expired(session, now=late)
    assert await counted(session, row) == {"unknown": 1}
    assert await claim(session, row, now=late) == []
    sent = DeliveryOutcome(status=DeliveryStatus.SENT, message_ids=(7,))
    await broadcasts.record_deliveries(session, [(claimed, sent)], now=late)

    assert await counted(session, row) == {"sent": 1}
    assert await session.scalar(select(Delivery.message_ids)) == [7]


async def test_a_person_may_send_again_to_the_unknown_and_the_old_sender_is_not_heard(
    session: AsyncSession,
) -> None:
    await add_client(session, consent_at=NOON)
    row = await schedule(session)
    await broadcasts.start_next(session, shop=SHOP, now=NOON)
    (claimed,) = await claim(session, row)
    late = NOON + timedelta(seconds=21)
    await broadcasts.release_expired(session, now=late)
    assert await broadcasts.finish_broadcasts(session, now=late) == [row.id]

    await session.refresh(row)
    await broadcasts.resend_unknown(session, OLGA, broadcast_id=row.id, now=late)
    failed = DeliveryOutcome(status=DeliveryStatus.FAILED, reason="400")
    await broadcasts.record_deliveries(session, [(claimed, failed)], now=late)

    assert (row.status, row.finished_at) == ("sending", None)
    assert await counted(session, row) == {"pending": 1}


async def test_what_is_given_back_after_a_cancel_goes_to_nobody(session: AsyncSession) -> None:
    await add_client(session, consent_at=NOON)
    await add_client(session, consent_at=NOON)
    row = await schedule(session)
    await broadcasts.start_next(session, shop=SHOP, now=NOON)
    (claimed,) = await claim(session, row, limit=1)

    await broadcasts.cancel_broadcast(session, OLGA, broadcast_id=row.id, now=NOON)
    back = DeliveryOutcome(status=DeliveryStatus.PENDING)
    await broadcasts.record_deliveries(session, [(claimed, back)], now=NOON)
    assert await claim(session, row) == []
    await broadcasts.finish_broadcasts(session, now=NOON)

    assert await counted(session, row) == {"canceled": 2}
