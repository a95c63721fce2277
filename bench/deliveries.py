"""Freezing an audience of 500,000 against the bare INSERT … SELECT, and claiming from it.

    .venv/bin/python -m bench.deliveries

Prints the seconds of both and their ratio (at most 1.5 is wanted), and the time of one claim with
and without 100,000 deferred rows in front.
"""

import asyncio
import statistics
import time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bench.ground import make_database, services
from dvorik.kernel import clock
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.db import Database
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.schemas.broadcasts import BroadcastCreate
from dvorik.settings.schemas import ShopSettings

PEOPLE = 500_000
ROUNDS = 3
DEFERRED = 100_000
SHOP = ShopSettings()

BARE = text("""
    INSERT INTO delivery (broadcast_id, client_id, chat_id, status, not_before, created_at)
    SELECT CAST(:broadcast_id AS bigint), id, telegram_id, 'pending', now(), now()
    FROM client WHERE deleted_at IS NULL
""")


async def add_people(session: AsyncSession) -> None:
    await session.execute(
        text(
            "INSERT INTO client (telegram_id, first_name, gender, language, is_subscribed,"
            " tags, notes, is_blacklisted, is_test, version, consent_at)"
            " SELECT id, 'Person', 'unknown', 'ru', true, '{}', '', false, false, 1, now()"
            " FROM generate_series(1, :people) AS id"
        ),
        {"people": PEOPLE},
    )


async def add_broadcast(session: AsyncSession) -> int:
    draft = BroadcastCreate.model_validate(
        {
            "title": "Bench",
            "content": {"text": "Hello"},
            "audience": {"kind": "everyone"},
            "has_quiet_hours": False,
        }
    )
    row = await broadcasts.create_broadcast(
        session, SYSTEM, draft=draft, shop=SHOP, now=clock.now()
    )
    return row.id


async def measure_bare(database: Database) -> float:
    async with database.transaction() as session:
        broadcast_id = await add_broadcast(session)
        await session.flush()
        began = time.perf_counter()
        await session.execute(BARE, {"broadcast_id": broadcast_id})
    return time.perf_counter() - began


async def measure_start(database: Database) -> float:
    async with database.transaction() as session:
        broadcast_id = await add_broadcast(session)
        await broadcasts.schedule_broadcast(
            session, SYSTEM, broadcast_id=broadcast_id, scheduled_at=None, now=clock.now()
        )
    began = time.perf_counter()
    async with database.transaction() as session:
        assert await broadcasts.start_next(session, shop=SHOP, now=clock.now()) == broadcast_id
    return time.perf_counter() - began


async def measure_claim(database: Database) -> float:
    """Milliseconds of one claim of ten, the median of a hundred, commit included."""
    async with database.transaction() as session:
        broadcast_id = await session.scalar(text("SELECT id FROM broadcast WHERE status='sending'"))
    times = []
    for _ in range(100):
        began = time.perf_counter()
        async with database.transaction() as session:
            claimed = await broadcasts.claim_deliveries(
                session,
                broadcast_id=broadcast_id,
                fields=set(),
                limit=10,
                shop=SHOP,
                now=clock.now(),
            )
        times.append(time.perf_counter() - began)
        assert len(claimed) == 10
    return statistics.median(times) * 1000


async def main() -> None:
    with services(durable=True) as servers:
        assert servers.database_url
        database = Database(await make_database(servers.database_url, "bench_deliveries"))
        async with database.transaction() as session:
            await add_people(session)
        bare: list[float] = []
        ours: list[float] = []
        for _ in range(ROUNDS):
            for measure, times in ((measure_bare, bare), (measure_start, ours)):
                async with database.transaction() as session:
                    await session.execute(
                        text("TRUNCATE delivery, broadcast, correction, corrected_message")
                    )
                times.append(await measure(database))
        print(f"bare INSERT … SELECT   {min(bare):6.2f} s for {PEOPLE:,} rows")
        print(f"start of a broadcast   {min(ours):6.2f} s   ratio {min(ours) / min(bare):.2f}")
        print(f"claim of ten           {await measure_claim(database):6.2f} ms")
        async with database.transaction() as session:
            await session.execute(
                text(
                    "UPDATE delivery SET not_before = now() + interval '1 day' WHERE id IN"
                    " (SELECT id FROM delivery WHERE status = 'pending' ORDER BY id LIMIT :count)"
                ),
                {"count": DEFERRED},
            )
        claim = await measure_claim(database)
        print(f"claim of ten           {claim:6.2f} ms with {DEFERRED:,} deferred")
        await database.close()


if __name__ == "__main__":
    asyncio.run(main())
