"""Nobody gets a broadcast twice and nobody is lost without a trace, whatever dies meanwhile."""

import asyncio

from sqlalchemy import text

from dvorik.kernel import clock
from dvorik.messaging.actions import broadcasts
from dvorik.sender.carrier import MAX_IN_HAND
from tests.conftest import OLGA
from tests.sender.world import BOT, Shop, eventually

PEOPLE = 5_000
MOMENTS = (130, 310, 240, 400, 250)
"""After so many more messages both senders are killed. Few enough that people are left for the last
kill, though each may leave two full hands unknown."""


async def test_senders_killed_five_times_send_nothing_twice_and_lose_nobody(shop: Shop) -> None:
    people = await shop.add_crowd(PEOPLE)
    broadcast_id = await shop.send_now(content={"text": "Hello!"})
    senders = [shop.spawn(), shop.spawn()]
    try:
        for more in MOMENTS:
            await _more_are_sent(shop, more)
            for place, sender in enumerate(senders):
                sender.kill()
                sender.wait()
                senders[place] = shop.spawn()
        # The leases of the dead run out after 20 s; then everybody's fate is known.
        await shop.wait_for_status(broadcast_id, "sent")
    finally:
        for sender in senders:
            sender.kill()
            sender.wait()

    counts = await shop.counts(broadcast_id)
    received = await shop.sandbox.received(BOT)
    unknown = counts.pop("unknown", 0)
    assert set(received.values()) == {1}
    assert received.keys() <= set(people)
    assert counts == {"sent": PEOPLE - unknown}
    assert counts["sent"] <= len(received) <= PEOPLE
    assert unknown <= len(MOMENTS) * len(senders) * MAX_IN_HAND


async def test_a_flushed_redis_costs_nobody_anything(shop: Shop) -> None:
    people = await shop.add_crowd(1_000)
    broadcast_id = await shop.send_now(content={"text": "Hello!"})

    async with shop.sending(2):
        for _ in range(5):
            await asyncio.sleep(0.1)
            await shop.cache.flushdb()
        await shop.wait_for_status(broadcast_id, "sent")

    assert await shop.counts(broadcast_id) == {"sent": 1_000}
    assert await shop.sandbox.received(BOT) == dict.fromkeys(people, 1)


async def test_a_database_that_drops_its_connections_costs_nobody_anything(shop: Shop) -> None:
    people = await shop.add_crowd(2_000)
    broadcast_id = await shop.send_now(content={"text": "Hello!"})

    async with shop.sending(2):
        for _ in range(5):
            await asyncio.sleep(0.15)
            await _drop_connections(shop)
        await shop.wait_for_status(broadcast_id, "sent", seconds=40)

    counts = await shop.counts(broadcast_id)
    received = await shop.sandbox.received(BOT)
    unknown = counts.pop("unknown", 0)
    assert set(received.values()) == {1}
    assert received.keys() <= set(people)
    assert counts == {"sent": len(received)}
    # A claim may be lost with the answer to its commit; nothing of it was sent then.
    assert unknown == 2_000 - len(received)


async def test_a_silent_telegram_leaves_unknowns_that_only_a_person_sends_again(
    shop: Shop,
) -> None:
    await shop.add_crowd(30)
    await shop.sandbox.cut_after_accept(BOT, requests=3)
    broadcast_id = await shop.send_now()

    async with shop.sending():
        await shop.wait_for_status(broadcast_id, "sent")

    assert await shop.counts(broadcast_id) == {"sent": 27, "unknown": 3}
    assert set((await shop.sandbox.received(BOT)).values()) == {1}

    async with shop.database.transaction() as session:
        await broadcasts.resend_unknown(session, OLGA, broadcast_id=broadcast_id, now=clock.now())
    async with shop.sending():
        await shop.wait_for_status(broadcast_id, "sent")
    assert await shop.counts(broadcast_id) == {"sent": 30}
    copies = sorted((await shop.sandbox.received(BOT)).values())
    assert copies == [1] * 27 + [2] * 3


async def test_a_sender_asked_to_stop_gives_back_what_it_has_not_sent(limited: Shop) -> None:
    await limited.add_crowd(60)
    broadcast_id = await limited.send_now()

    async with limited.sending():
        await limited.wait_for_sent(broadcast_id, 5)

    counts = await limited.counts(broadcast_id)
    assert counts.keys() == {"sent", "pending"}
    assert sum(counts.values()) == 60
    assert len(await limited.sandbox.received(BOT)) == counts["sent"]


async def _drop_connections(shop: Shop) -> None:
    async with shop.database.transaction() as session:
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'dvorik-sender' AND datname = current_database()"
            )
        )


async def _more_are_sent(shop: Shop, count: int) -> None:
    before = (await shop.sandbox.statistics(BOT))["messages"]

    async def enough() -> bool:
        now = (await shop.sandbox.statistics(BOT))["messages"]
        return bool(now >= min(before + count, PEOPLE))

    await eventually(enough)
