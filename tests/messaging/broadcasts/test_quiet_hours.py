"""It is night where the recipient lives, or where the shop is, and clocks change."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.messaging.actions import broadcasts
from dvorik.messaging.models import Broadcast, Delivery
from dvorik.messaging.rules.broadcasting import asleep, quiet_until
from dvorik.messaging.schemas.broadcasts import BroadcastCreate
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON, OLGA
from tests.loyalty.world import add_client

BERLIN = ZoneInfo("Europe/Berlin")
SHOP = ShopSettings()
"""Vladivostok, quiet from 21:00 until 09:00. NOON is noon there, and three at night in Berlin."""

NIGHT = (time(21), time(9))


def utc(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        # Clocks go forward at two: that morning nine o'clock comes an hour sooner.
        (utc(2026, 3, 28, 20, 0), utc(2026, 3, 29, 7, 0)),
        (utc(2026, 3, 29, 6, 59), utc(2026, 3, 29, 7, 0)),
        (utc(2026, 3, 29, 7, 0), None),
        # Clocks go back at three: an hour later.
        (utc(2026, 10, 24, 19, 0), utc(2026, 10, 25, 8, 0)),
        (utc(2026, 10, 25, 7, 59), utc(2026, 10, 25, 8, 0)),
        (utc(2026, 10, 25, 8, 0), None),
    ],
)
def test_nights_on_days_when_clocks_change(now: datetime, until: datetime | None) -> None:
    assert quiet_until(now, BERLIN, *NIGHT) == until


def test_a_night_that_ends_in_the_hour_that_is_skipped_or_comes_twice() -> None:
    night = (time(22), time(2, 30))

    # Half past two does not exist; half past three is when it would have been.
    assert quiet_until(utc(2026, 3, 29, 0, 30), BERLIN, *night) == utc(2026, 3, 29, 1, 30)
    # It comes twice: before the first it ends with the first, after that with the second.
    assert quiet_until(utc(2026, 10, 25, 0, 15), BERLIN, *night) == utc(2026, 10, 25, 0, 30)
    assert quiet_until(utc(2026, 10, 25, 0, 45), BERLIN, *night) is None
    assert quiet_until(utc(2026, 10, 25, 1, 15), BERLIN, *night) == utc(2026, 10, 25, 1, 30)


def test_each_zone_has_a_night_of_its_own() -> None:
    zones = [None, "Europe/Berlin", "America/New_York"]

    assert asleep(zones, NOON, SHOP.zone, *NIGHT) == {
        "Europe/Berlin": utc(2026, 11, 20, 8, 0),
        "America/New_York": utc(2026, 11, 20, 14, 0),
    }
    assert asleep(zones, NOON, SHOP.zone, None, None) == {}


async def start(session: AsyncSession) -> Broadcast:
    draft = BroadcastCreate.model_validate(
        {"title": "Autumn", "content": {"text": "Hello!"}, "audience": {"kind": "everyone"}}
    )
    row = await broadcasts.create_broadcast(session, OLGA, draft=draft, shop=SHOP, now=NOON)
    await broadcasts.schedule_broadcast(
        session, OLGA, broadcast_id=row.id, scheduled_at=None, now=NOON
    )
    assert await broadcasts.start_next(session, shop=SHOP, now=NOON) == row.id
    return row


async def claimed_chats(session: AsyncSession, row: Broadcast, **more: Any) -> set[int]:
    claimed = await broadcasts.claim_deliveries(
        session,
        broadcast_id=row.id,
        **{"fields": set(), "limit": 10, "shop": SHOP, "now": NOON, **more},
    )
    return {one.chat_id for one in claimed}


async def test_whoever_sleeps_is_left_alone_and_the_others_are_not(session: AsyncSession) -> None:
    here = await add_client(session, consent_at=NOON)
    there = await add_client(session, consent_at=NOON, timezone="Europe/Berlin")
    row = await start(session)
    nights = asleep(row.zones, NOON, SHOP.zone, *NIGHT)

    assert row.zones == [None, "Europe/Berlin"]
    assert await claimed_chats(session, row, asleep=nights) == {here.telegram_id}
    morning = utc(2026, 11, 20, 8, 0)
    nights = asleep(row.zones, morning, SHOP.zone, *NIGHT)
    assert nights == {}
    assert await claimed_chats(session, row, now=morning, asleep=nights) == {there.telegram_id}


async def test_the_shops_night_is_not_that_of_people_elsewhere(session: AsyncSession) -> None:
    await add_client(session, consent_at=NOON)
    there = await add_client(session, consent_at=NOON, timezone="Europe/Berlin")
    row = await start(session)
    evening = utc(2026, 11, 20, 12, 0)
    nights = asleep(row.zones, evening, SHOP.zone, *NIGHT)

    assert nights.keys() == {None}
    assert await claimed_chats(session, row, now=evening, asleep=nights) == {there.telegram_id}


async def test_those_who_sleep_are_put_off_until_their_morning(session: AsyncSession) -> None:
    here = await add_client(session, consent_at=NOON)
    there = await add_client(session, consent_at=NOON, timezone="Europe/Berlin")
    row = await start(session)
    morning = utc(2026, 11, 20, 8, 0)

    await broadcasts.defer_asleep(
        session, broadcast_id=row.id, zone="Europe/Berlin", until=morning, now=NOON
    )

    rows = await session.execute(
        select(Delivery.client_id, Delivery.not_before).order_by(Delivery.client_id)
    )
    assert [tuple(one) for one in rows] == [(here.id, NOON), (there.id, morning)]
    assert await claimed_chats(session, row) == {here.telegram_id}


async def test_changed_quiet_hours_hold_for_those_who_wait_already(session: AsyncSession) -> None:
    here = await add_client(session, consent_at=NOON)
    there = await add_client(session, consent_at=NOON, timezone="Europe/Berlin")
    far = await add_client(session, consent_at=NOON, timezone="America/New_York")
    row = await start(session)
    morning = utc(2026, 11, 20, 8, 0)
    for zone in ("Europe/Berlin", "America/New_York"):
        await broadcasts.defer_asleep(
            session, broadcast_id=row.id, zone=zone, until=morning, now=NOON
        )

    async def waiting(shop: ShopSettings) -> dict[int, datetime]:
        for _ in range(2):
            await broadcasts.reconsider_nights(session, shop=shop, now=NOON)
        rows = await session.execute(select(Delivery.client_id, Delivery.not_before))
        return {one.client_id: one.not_before for one in rows}

    # NOON is three at night in Berlin and nine in the evening in New York.
    shorter = ShopSettings(quiet_from=time(23), quiet_until=time(6))
    earlier = utc(2026, 11, 20, 5, 0)
    assert await waiting(shorter) == {here.id: NOON, there.id: earlier, far.id: NOON}
    longer = ShopSettings(quiet_from=time(12), quiet_until=time(11))
    later = utc(2026, 11, 20, 10, 0)
    assert await waiting(longer) == {here.id: NOON, there.id: later, far.id: NOON}
    none = ShopSettings(quiet_from=None, quiet_until=None)
    assert set((await waiting(none)).values()) == {NOON}


async def test_a_zone_is_kept_on_the_card_and_checked(
    http: AsyncClient, session: AsyncSession
) -> None:
    anna = await add_client(session, consent_at=NOON)
    url = f"/api/v1/users/{anna.id}"

    kept = await http.patch(url, json={"timezone": "Europe/Berlin"})
    wrong = await http.patch(url, json={"timezone": "Europe/Nowhere"})
    assert (kept.status_code, kept.json()["timezone"]) == (200, "Europe/Berlin")
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "unknown_timezone")
    assert (await http.get(url)).json()["timezone"] == "Europe/Berlin"

    emptied = await http.patch(url, json={"timezone": None})
    assert emptied.json()["timezone"] is None
