"""What carrier and corrector stand on, and the steps they take alike."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dvorik.kernel.bot_limits import Budget
from dvorik.kernel.cache import Cache
from dvorik.kernel.clock import Clock
from dvorik.kernel.db import Database
from dvorik.kernel.pace import Pace
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.schemas.broadcasts import MediaFile
from dvorik.sender.bot import Bot
from dvorik.sender.verdicts import Verdict
from dvorik.settings.schemas import ShopSettings

HAND = 64
"""Messages claimed at once; with the limit on they are fewer, as many as slots are free."""

LOOK_SECONDS = 1.0
"""How long what is new, paused or canceled may go unseen where no nudge is heard."""

TIDY_SECONDS = 5.0
TROUBLE_SECONDS = 0.5
SILENCE_LIMIT = 10
"""So many messages in a row without an answer: Telegram is not well, and each is a message that
nobody knows about."""


@dataclass(frozen=True, slots=True)
class Booking:
    """Slots of one hand. `start` is a moment of the event loop's clock, taken as they were booked:
    counted from after a claim, they would come in among those of the next hand."""

    count: int
    start: float
    interval_seconds: float

    def slot(self, place: int) -> float:
        return self.start + place * self.interval_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    database: Database
    cache: Cache
    bot: Bot
    pace: Pace
    now: Clock

    async def book(self, wanted: int, shop: ShopSettings) -> Booking:
        """Up to `wanted` slots of the bulk lane; none of them after a wait for one."""
        budget = Budget(
            total_per_second=shop.service_per_second,
            bulk_per_second=min(shop.bulk_per_second, shop.service_per_second),
        )
        grant = await self.pace.take(wanted, budget)
        start = asyncio.get_running_loop().time() + grant.wait_seconds
        if not grant.count:
            await asyncio.sleep(min(grant.wait_seconds, LOOK_SECONDS))
        return Booking(grant.count, start, grant.interval_seconds)

    async def take_media(self, media_ids: Sequence[int]) -> list[MediaFile] | None:
        """Files by the names Telegram gave them, or to be uploaded now. None while another does."""
        if not media_ids:
            return []
        async with self.database.transaction() as session:
            return await broadcasts.prepare_media(
                session, media_ids=media_ids, bot_id=self.bot.id, now=self.now()
            )

    async def end_upload(
        self, media_ids: Sequence[int], file_ids: Mapping[int, str] | None = None
    ) -> None:
        """Keep the names that Telegram gave. Until then nobody else touches the files, for a
        minute."""
        async with self.database.transaction() as session:
            await broadcasts.keep_copies(session, bot_id=self.bot.id, file_ids=file_ids or {})
            await broadcasts.give_up_upload(session, media_ids=media_ids, bot_id=self.bot.id)

    async def rest(self, verdict: Verdict) -> None:
        """As long as Telegram wants, all of its senders."""
        if verdict.rests_seconds:
            await self.pace.rest(
                verdict.rests_seconds,
                reason=verdict.stops or ("429" if verdict.is_flood else "telegram.unreachable"),
                is_flood=verdict.is_flood,
            )
