"""A sender writes to those who are awake, and to the others in their morning."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text

from dvorik.kernel.bot_limits import Lane
from dvorik.kernel.pace import Pace
from dvorik.messaging.types import Channel
from dvorik.sender.bot import Bot
from dvorik.sender.carrier import Carrier
from dvorik.sender.surroundings import Surroundings
from tests.sender.world import BOT, Shop


@dataclass
class Moment:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


async def test_two_nights_one_broadcast(shop: Shop) -> None:
    people = await shop.add_crowd(40)
    async with shop.database.transaction() as session:
        await session.execute(
            text("UPDATE client SET timezone = 'Europe/Berlin' WHERE telegram_id % 4 = 0")
        )
    berlin = {person for person in people if person % 4 == 0}
    broadcast_id = await shop.send_now(has_quiet_hours=True)
    async with shop.database.transaction() as session:
        await session.execute(text("UPDATE delivery SET not_before = '2026-01-01'"))
    # Noon in the shop's Vladivostok, three in the morning in Berlin.
    clock = Moment(datetime(2026, 11, 20, 2, 0, tzinfo=UTC))
    stop = asyncio.Event()
    async with Bot(BOT.token, base_url=shop.config.telegram_api_url) as bot:
        pace = Pace(shop.cache, Channel.CLIENT_BOT, Lane.BULK, is_limited=False)
        around = Surroundings(
            database=shop.database, cache=shop.cache, bot=bot, pace=pace, now=clock
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(Carrier(around, stop, asyncio.Event()).run())
            try:
                await shop.wait_for_sent(broadcast_id, 30)
                await asyncio.sleep(1)
                by_day = set(await shop.sandbox.received(BOT))
                # Nine in the morning in Berlin, six in the evening in Vladivostok.
                clock.now = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
                await shop.wait_for_status(broadcast_id, "sent")
            finally:
                stop.set()

    assert by_day == set(people) - berlin
    assert await shop.sandbox.received(BOT) == dict.fromkeys(people, 1)
