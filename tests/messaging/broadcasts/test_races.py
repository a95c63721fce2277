"""Many press at once, and many processes start what is due: one run, one row per person."""

import asyncio

from sqlalchemy import func, select

from dvorik.kernel.db import Database
from dvorik.kernel.errors import AppError
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.models import Broadcast, Delivery
from dvorik.messaging.schemas.broadcasts import BroadcastCreate
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON, OLGA
from tests.loyalty.world import add_client

SHOP = ShopSettings()
PEOPLE = 20
ROUNDS = 10


async def draft(database: Database) -> int:
    wanted = BroadcastCreate.model_validate(
        {"title": "Autumn", "content": {"text": "Hello!"}, "audience": {"kind": "everyone"}}
    )
    async with database.transaction() as session:
        row = await broadcasts.create_broadcast(session, OLGA, draft=wanted, shop=SHOP, now=NOON)
        return row.id


async def press_send(database: Database, broadcast_id: int) -> str:
    try:
        async with database.transaction() as session:
            await broadcasts.schedule_broadcast(
                session, OLGA, broadcast_id=broadcast_id, scheduled_at=None, now=NOON
            )
    except AppError as error:
        return error.code
    return "scheduled"


async def start(database: Database) -> int | None:
    async with database.transaction() as session:
        return await broadcasts.start_next(session, shop=SHOP, now=NOON)


async def test_four_press_send_at_once_and_four_workers_start_it_once(
    real_database: Database,
) -> None:
    async with real_database.transaction() as session:
        for _ in range(PEOPLE):
            await add_client(session, consent_at=NOON)
    for _ in range(ROUNDS):
        broadcast_id = await draft(real_database)

        pressed = await asyncio.gather(*(press_send(real_database, broadcast_id) for _ in range(4)))
        started = await asyncio.gather(*(start(real_database) for _ in range(4)))

        assert sorted(pressed) == ["messaging.wrong_broadcast_status"] * 3 + ["scheduled"]
        assert [one for one in started if one is not None] == [broadcast_id]
        async with real_database.transaction() as session:
            laid_out = await session.scalar(
                select(func.count())
                .select_from(Delivery)
                .where(Delivery.broadcast_id == broadcast_id)
            )
            row = await session.get_one(Broadcast, broadcast_id)
            assert (laid_out, row.status) == (PEOPLE, "sending")


async def test_two_senders_at_once_never_hold_the_same_person(real_database: Database) -> None:
    async with real_database.transaction() as session:
        for _ in range(PEOPLE):
            await add_client(session, consent_at=NOON)
    broadcast_id = await draft(real_database)
    await press_send(real_database, broadcast_id)
    await start(real_database)

    async def claim() -> list[int]:
        async with real_database.transaction() as session:
            claimed = await broadcasts.claim_deliveries(
                session, broadcast_id=broadcast_id, fields=set(), limit=3, shop=SHOP, now=NOON
            )
            # The others come while these rows are still locked.
            await asyncio.sleep(0.02)
            return [one.id for one in claimed]

    hands = await asyncio.gather(*(claim() for _ in range(8)))

    held = [one for hand in hands for one in hand]
    assert len(held) == len(set(held)) == PEOPLE
