"""Senders keep the pace they were given, rest when they are told to, and stop when asked."""

import asyncio
import time
from datetime import UTC, datetime

from dvorik.messaging.actions import broadcasts
from tests.conftest import OLGA
from tests.sender.world import BOT, Shop


async def test_a_storm_is_waited_out_with_a_handful_of_requests(limited: Shop) -> None:
    await limited.add_crowd(60)
    broadcast_id = await limited.send_now()

    async with limited.sending(4):
        await limited.wait_for_sent(broadcast_id, 5)
        await limited.sandbox.storm(BOT, retry_after=3, seconds=2.5)
        await limited.wait_for_status(broadcast_id, "sent")

    seen = await limited.sandbox.statistics(BOT)
    assert await limited.counts(broadcast_id) == {"sent": 60}
    assert 1 <= seen["answers"]["429"] <= 10
    assert set((await limited.sandbox.received(BOT)).values()) == {1}


async def test_a_pause_is_obeyed_within_two_seconds(limited: Shop) -> None:
    await limited.add_crowd(200)
    broadcast_id = await limited.send_now()

    async with limited.sending(2):
        await limited.wait_for_sent(broadcast_id, 10)
        paused_at = datetime.now(UTC)
        async with limited.database.transaction() as session:
            await broadcasts.pause_broadcast(
                session, OLGA, broadcast_id=broadcast_id, now=paused_at
            )
        await asyncio.sleep(2.5)

    stamps = await limited.sandbox.stamps(BOT)
    assert stamps[-1] <= paused_at.timestamp() + 2
    counts = await limited.counts(broadcast_id)
    assert counts == {"sent": len(stamps), "pending": 200 - len(stamps)}
    assert (await limited.look(broadcast_id)).reason == "by_person"


async def test_the_pace_of_the_settings_is_kept(limited: Shop) -> None:
    await limited.add_crowd(10)
    broadcast_id = await limited.send_now()
    began = time.monotonic()

    async with limited.sending():
        await limited.wait_for_sent(broadcast_id, 10)

    assert 9 / 25 - 0.05 <= time.monotonic() - began < 5
