"""The loop: take permits, claim that many recipients and commit, send, note what came of it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from dvorik.kernel.log import get_logger
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.gateway.broadcasts import compose, fields_needed, file_ids_of
from dvorik.messaging.queries.broadcasts import list_running
from dvorik.messaging.rules.broadcasting import asleep
from dvorik.messaging.schemas.broadcasts import (
    ClaimedDelivery,
    DeliveryOutcome,
    MediaFile,
    Running,
)
from dvorik.messaging.types import DeliveryStatus, PauseReason
from dvorik.sender.bot import REQUEST_SECONDS, wait_until
from dvorik.sender.ledger import DATABASE_TROUBLE, Ledger, is_too_late
from dvorik.sender.surroundings import (
    HAND,
    LOOK_SECONDS,
    SILENCE_LIMIT,
    TIDY_SECONDS,
    TROUBLE_SECONDS,
    Booking,
    Surroundings,
)
from dvorik.sender.verdicts import Verdict, judge
from dvorik.settings import store as settings
from dvorik.settings.schemas import ShopSettings

log = get_logger(__name__)

MAX_IN_HAND = 192
"""Messages on their way, or answered and not yet written down: what a crash can leave unknown.
Enough for 25 a second at an answer time of five seconds, however slow the database is."""

_GIVEN_BACK = Verdict(outcome=DeliveryOutcome(status=DeliveryStatus.PENDING))


class Carrier:
    """Carries the broadcasts of one bot until `stop`, then what it holds already."""

    def __init__(self, around: Surroundings, stop: asyncio.Event, wake: asyncio.Event) -> None:
        self._around = around
        self._stop = stop
        self._wake = wake
        self._landed = asyncio.Event()
        self._ledger = Ledger(around.database, around.now, on_written=self._landed.set)
        self._running: Sequence[Running] = ()
        self._dry: set[int] = set()
        self._put_off: dict[tuple[int, str | None], datetime] = {}
        self._looked_at = float("-inf")
        self._tidied_at = float("-inf")
        self._in_air = 0
        self._silent_in_row = 0

    async def run(self) -> None:
        async with asyncio.TaskGroup() as ledger:
            ledger.create_task(self._ledger.run())
            try:
                async with asyncio.TaskGroup() as air:
                    while not self._stop.is_set():
                        await self._turn(air)
            finally:
                self._ledger.close()

    async def _turn(self, air: asyncio.TaskGroup) -> None:
        try:
            shop = await settings.current(self._around.cache, self._around.database)
            await self._tidy()
            await self._look()
            has_carried = False
            for running in self._running:
                if not self._stop.is_set():
                    has_carried |= await self._carry(air, running, shop)
            if not has_carried:
                await self._idle()
        except DATABASE_TROUBLE as error:
            log.warning("sender_waits_for_database", error=type(error).__qualname__)
            await asyncio.sleep(TROUBLE_SECONDS)

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() - self._looked_at < LOOK_SECONDS and not self._wake.is_set():
            return
        self._wake.clear()
        self._looked_at = loop.time()
        async with self._around.database.transaction() as session:
            self._running = await list_running(session)

    async def _tidy(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() - self._tidied_at < TIDY_SECONDS:
            return
        self._tidied_at = loop.time()
        async with self._around.database.transaction() as session:
            await broadcasts.release_expired(session, now=self._around.now())
            await broadcasts.finish_broadcasts(session, now=self._around.now())

    async def _idle(self) -> None:
        """Nothing was due: until somebody nudges, or it is time to look again."""
        if self._running and not self._in_air:
            self._tidied_at = float("-inf")
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _carry(self, air: asyncio.TaskGroup, running: Running, shop: ShopSettings) -> bool:
        """Send one hand of this broadcast; False when there is nobody to send to."""
        sleepers = await self._let_sleep(running, shop)
        if running.zones and sleepers.keys() >= running.zones:
            return False
        media = await self._around.take_media(running.content.media_ids)
        if media is None:
            return False
        is_upload = any(file.content is not None for file in media)
        # Slots are booked before anybody knows whether there is a recipient for them.
        is_single = is_upload or running.id in self._dry
        booked = await self._permits(1 if is_single else HAND, shop)
        if not booked.count:
            if is_upload:
                await self._around.end_upload(running.content.media_ids)
            return True
        claimed = await self._claim(running, booked.count, shop, sleepers)
        (self._dry.discard if claimed else self._dry.add)(running.id)
        if is_upload:
            await self._upload(running, claimed, media)
            return bool(claimed)
        for place, one in enumerate(claimed):
            self._in_air += 1
            air.create_task(self._fly(running, one, media, booked.slot(place)))
        if claimed and booked.interval_seconds:
            # The next hand is asked for when this one is nearly gone.
            await wait_until(booked.slot(len(claimed) - 1))
        return bool(claimed)

    async def _permits(self, wanted: int, shop: ShopSettings) -> Booking:
        """As soon as there is room in the hand."""
        while self._in_air + self._ledger.unwritten + wanted > MAX_IN_HAND:
            self._landed.clear()
            await self._landed.wait()
        return await self._around.book(wanted, shop)

    async def _let_sleep(
        self, running: Running, shop: ShopSettings
    ) -> Mapping[str | None, datetime]:
        """Zones of the recipients in which it is night. Whoever is in bed there is put off."""
        if not running.has_quiet_hours:
            return {}
        now = self._around.now()
        nights = asleep(running.zones, now, shop.zone, shop.quiet_from, shop.quiet_until)
        if nights.keys() < running.zones:
            for zone, until in nights.items():
                if self._put_off.get((running.id, zone)) != until:
                    async with self._around.database.transaction() as session:
                        await broadcasts.defer_asleep(
                            session, broadcast_id=running.id, zone=zone, until=until, now=now
                        )
                    self._put_off[running.id, zone] = until
        return nights

    async def _claim(
        self,
        running: Running,
        limit: int,
        shop: ShopSettings,
        sleepers: Mapping[str | None, datetime],
    ) -> list[ClaimedDelivery]:
        async with self._around.database.transaction() as session:
            return await broadcasts.claim_deliveries(
                session,
                broadcast_id=running.id,
                version=running.version,
                fields=fields_needed(running.content),
                limit=limit,
                shop=shop,
                now=self._around.now(),
                asleep=sleepers,
            )

    async def _upload(
        self, running: Running, claimed: Sequence[ClaimedDelivery], media: list[MediaFile]
    ) -> None:
        """The first message takes the files along; the others will name them."""
        file_ids: dict[int, str] = {}
        for one in claimed:
            try:
                answer = await self._around.bot.send(compose(running.content, one, media))
                await self._settle(one, judge(answer))
            except Exception as error:
                await self._give_up_on(one, error)
                continue
            if answer.body.get("ok"):
                result = answer.body["result"]
                file_ids = file_ids_of(result if isinstance(result, list) else [result], media)
        await self._around.end_upload(running.content.media_ids, file_ids)

    async def _fly(
        self, running: Running, one: ClaimedDelivery, media: list[MediaFile], slot: float
    ) -> None:
        try:
            if await self._around.pace.wait_for_slot(slot):
                await self._send(running, one, media)
            else:
                self._ledger.note(one, _GIVEN_BACK)
        except Exception as error:
            await self._give_up_on(one, error)
        finally:
            self._in_air -= 1
            self._landed.set()

    async def _give_up_on(self, one: ClaimedDelivery, error: Exception) -> None:
        """A defect met with one message must not cancel those beside it half-way."""
        log.exception("message_failed", broadcast_id=one.broadcast_id, delivery_id=one.id)
        reason = type(error).__qualname__
        outcome = DeliveryOutcome(status=DeliveryStatus.UNKNOWN, reason=reason)
        await self._settle(one, Verdict(outcome=outcome))

    async def _send(self, running: Running, one: ClaimedDelivery, media: list[MediaFile]) -> None:
        """Unless it must not leave any more: then somebody else may send it later."""
        needs = timedelta(seconds=REQUEST_SECONDS)
        if self._stop.is_set() or is_too_late(one, self._around.now, needs=needs):
            self._ledger.note(one, _GIVEN_BACK)
            return
        request = compose(running.content, one, media)
        await self._settle(one, judge(await self._around.bot.send(request)))

    async def _settle(self, one: ClaimedDelivery, verdict: Verdict) -> None:
        self._ledger.note(one, self._count_silence(verdict))
        await self._around.rest(verdict)

    def _count_silence(self, verdict: Verdict) -> Verdict:
        if verdict.outcome.status is not DeliveryStatus.UNKNOWN:
            self._silent_in_row = 0
            return verdict
        self._silent_in_row += 1
        if self._silent_in_row < SILENCE_LIMIT:
            return verdict
        self._silent_in_row = 0
        return Verdict(outcome=verdict.outcome, stops=PauseReason.TELEGRAM_SILENT.value)
