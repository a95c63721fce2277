"""Senders keep Telegram's ceiling together, rest when they are told to, and stop when asked."""

import asyncio
import time
from datetime import UTC, datetime

from dvorik.kernel.bot_limits import Budget
from dvorik.messaging.actions import broadcasts
from tests.conftest import OLGA
from tests.sender.test_outages import spawned
from tests.sender.world import BOT, Shop, watching_the_clock

BUDGET = Budget(total_per_second=28, bulk_per_second=25)


async def test_four_senders_stay_below_the_ceiling_together(limited: Shop) -> None:
    await limited.add_crowd(150)
    broadcast_id = await limited.send_now()

    async with watching_the_clock() as watch:
        with spawned(limited, 4):
            await limited.wait_for_status(broadcast_id, "sent")

    seen = await limited.sandbox.statistics(BOT)
    assert await limited.counts(broadcast_id) == {"sent": 150}
    # The sandbox takes whatever comes here, so that nothing hides a faster second.
    assert seen["answers"] == {"200": 150}
    assert seen["peak_messages_in_one_second"] <= watch.ceiling
    stamps = await limited.sandbox.stamps(BOT)
    assert 150 / 30 <= stamps[-1] - stamps[0] + 1 < 25


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
