"""Edits and recalls what was sent: by the same limiter, in the same lane as broadcasts.

One hand after another: claimed and committed, asked of Telegram at its slots, recorded together.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from dvorik.kernel.log import get_logger
from dvorik.messaging.actions import corrections
from dvorik.messaging.gateway.broadcasts import fields_needed, file_ids_of
from dvorik.messaging.gateway.corrections import compose_correction
from dvorik.messaging.queries.corrections import list_running_corrections
from dvorik.messaging.rules.correcting import is_too_old
from dvorik.messaging.schemas.broadcasts import MediaFile
from dvorik.messaging.schemas.corrections import (
    ClaimedCorrection,
    CorrectionOutcome,
    RunningCorrection,
)
from dvorik.messaging.types import (
    CorrectionKind,
    CorrectionReason,
    CorrectionResult,
    MessagePart,
    PauseReason,
)
from dvorik.sender.bot import REQUEST_SECONDS, wait_until
from dvorik.sender.corrections import CorrectionVerdict, judge_correction
from dvorik.sender.ledger import DATABASE_TROUBLE, is_too_late
from dvorik.sender.surroundings import (
    HAND,
    LOOK_SECONDS,
    SILENCE_LIMIT,
    TIDY_SECONDS,
    TROUBLE_SECONDS,
    Booking,
    Surroundings,
)
from dvorik.settings import store as settings
from dvorik.settings.schemas import ShopSettings

log = get_logger(__name__)

HANDS_IN_AIR = 4
"""So that a Telegram that takes its time does not slow the run down."""

_Judged = tuple[ClaimedCorrection, CorrectionVerdict]

_GIVEN_BACK = CorrectionVerdict(outcome=CorrectionOutcome(result=CorrectionResult.PENDING))
_TOO_OLD = CorrectionVerdict(
    outcome=CorrectionOutcome(result=CorrectionResult.FAILED, reason=CorrectionReason.TOO_OLD.value)
)


class Corrector:
    """Carries the corrections of one bot until `stop`, then what it holds already."""

    def __init__(self, around: Surroundings, stop: asyncio.Event, wake: asyncio.Event) -> None:
        self._around = around
        self._stop = stop
        self._wake = wake
        self._hands = asyncio.Semaphore(HANDS_IN_AIR)
        self._dry: set[int] = set()
        self._tidied_at = float("-inf")
        self._silent_in_row = 0

    async def run(self) -> None:
        async with asyncio.TaskGroup() as air:
            while not self._stop.is_set():
                try:
                    if not await self._turn(air):
                        await self._idle()
                except DATABASE_TROUBLE as error:
                    log.warning("corrector_waits_for_database", error=type(error).__qualname__)
                    await asyncio.sleep(TROUBLE_SECONDS)

    async def _turn(self, air: asyncio.TaskGroup) -> bool:
        """One hand of each correction; False when there was nothing to do."""
        await self._tidy()
        async with self._around.database.transaction() as session:
            running = await list_running_corrections(session)
        self._dry &= {one.id for one in running}
        if not running:
            return False
        shop = await settings.current(self._around.cache, self._around.database)
        has_carried = False
        for one in running:
            if not self._stop.is_set():
                has_carried |= await self._carry(air, one, shop)
        return has_carried

    async def _tidy(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() - self._tidied_at < TIDY_SECONDS:
            return
        self._tidied_at = loop.time()
        async with self._around.database.transaction() as session:
            await corrections.release_expired_corrections(session, now=self._around.now())
            await corrections.finish_corrections(session, now=self._around.now())

    async def _idle(self) -> None:
        """Nothing was due: until somebody nudges, or it is time to look again."""
        if self._dry:
            self._tidied_at = float("-inf")
        self._wake.clear()
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _carry(
        self, air: asyncio.TaskGroup, running: RunningCorrection, shop: ShopSettings
    ) -> bool:
        media = await self._around.take_media(_files_of(running))
        if media is None:
            return False
        is_upload = any(file.content is not None for file in media)
        # Slots are booked before anybody knows whether there is a message for them.
        is_single = is_upload or running.id in self._dry
        booked = await self._permits(1 if is_single else HAND, shop)
        if not booked.count:
            if is_upload:
                await self._around.end_upload(_files_of(running))
            return True
        claimed = await self._claim(running, booked.count, shop)
        (self._dry.discard if claimed else self._dry.add)(running.id)
        if is_upload:
            await self._upload(running, claimed, media)
        elif claimed:
            air.create_task(self._play(running, claimed, media, booked))
            # The next hand is asked for when this one is nearly gone.
            await wait_until(booked.slot(len(claimed) - 1))
        return bool(claimed)

    async def _permits(self, wanted: int, shop: ShopSettings) -> Booking:
        """As soon as one of the hands in the air has landed."""
        async with self._hands:
            pass
        return await self._around.book(wanted, shop)

    async def _claim(
        self, running: RunningCorrection, limit: int, shop: ShopSettings
    ) -> list[ClaimedCorrection]:
        is_edit = running.kind is CorrectionKind.EDIT
        async with self._around.database.transaction() as session:
            return await corrections.claim_corrections(
                session,
                correction_id=running.id,
                fields=fields_needed(running.content) if is_edit else set(),
                limit=limit,
                shop=shop,
                now=self._around.now(),
            )

    async def _upload(
        self,
        running: RunningCorrection,
        claimed: Sequence[ClaimedCorrection],
        media: list[MediaFile],
    ) -> None:
        """The first message takes the picture along; the others will name it."""
        file_ids: dict[int, str] = {}
        judged: list[_Judged] = []
        for one in claimed:
            try:
                answer = await self._around.bot.send(compose_correction(running, one, media))
                judged.append((one, await self._settle(judge_correction(answer, running.kind))))
            except Exception as error:
                judged.append((one, _failed(running, one, error)))
                continue
            if answer.body.get("ok") and isinstance(answer.body["result"], dict):
                file_ids = file_ids_of([answer.body["result"]], media)
        await self._around.end_upload(_files_of(running), file_ids)
        await self._record(running, judged)

    async def _play(
        self,
        running: RunningCorrection,
        claimed: Sequence[ClaimedCorrection],
        media: list[MediaFile],
        booked: Booking,
    ) -> None:
        async with self._hands:
            judged = await asyncio.gather(
                *(
                    self._correct(running, one, media, booked.slot(place))
                    for place, one in enumerate(claimed)
                )
            )
            await self._record(running, judged)

    async def _correct(
        self,
        running: RunningCorrection,
        one: ClaimedCorrection,
        media: list[MediaFile],
        slot: float,
    ) -> _Judged:
        try:
            if not await self._around.pace.wait_for_slot(slot):
                return one, _GIVEN_BACK
            return one, await self._ask(running, one, media)
        except Exception as error:
            return one, _failed(running, one, error)

    async def _ask(
        self, running: RunningCorrection, one: ClaimedCorrection, media: list[MediaFile]
    ) -> CorrectionVerdict:
        now = self._around.now
        if running.kind is CorrectionKind.RECALL and is_too_old(one.sent_at, now()):
            return _TOO_OLD
        needs = timedelta(seconds=REQUEST_SECONDS)
        if self._stop.is_set() or is_too_late(one.delivery, now, needs=needs):
            return _GIVEN_BACK
        answer = await self._around.bot.send(compose_correction(running, one, media))
        return await self._settle(judge_correction(answer, running.kind))

    async def _settle(self, verdict: CorrectionVerdict) -> CorrectionVerdict:
        if verdict.sending is not None:
            await self._around.rest(verdict.sending)
        is_silent = verdict.outcome.result is CorrectionResult.UNKNOWN
        self._silent_in_row = self._silent_in_row + 1 if is_silent else 0
        return verdict

    async def _record(self, running: RunningCorrection, judged: Sequence[_Judged]) -> None:
        """A database that restarts costs time, not facts: what is lost would be asked again."""
        if not judged:
            return
        stops = self._reason_to_stop(judged)
        outcomes = [(one, verdict.outcome) for one, verdict in judged]
        while True:
            try:
                async with self._around.database.transaction() as session:
                    now = self._around.now()
                    await corrections.record_corrections(session, outcomes, now=now)
                    if stops is not None:
                        await corrections.stop_correction(
                            session, correction_id=running.id, reason=stops, now=now
                        )
            except DATABASE_TROUBLE as error:
                log.warning("corrections_wait", error=type(error).__qualname__)
                await asyncio.sleep(TROUBLE_SECONDS)
            else:
                return

    def _reason_to_stop(self, judged: Sequence[_Judged]) -> str | None:
        if self._silent_in_row >= SILENCE_LIMIT:
            self._silent_in_row = 0
            return PauseReason.TELEGRAM_SILENT.value
        stops = (verdict.sending.stops for _, verdict in judged if verdict.sending)
        return next((reason for reason in stops if reason), None)


def _files_of(running: RunningCorrection) -> list[int]:
    """An album is edited by its first picture."""
    return running.content.media_ids[:1] if running.part is MessagePart.MEDIA else []


def _failed(
    running: RunningCorrection, one: ClaimedCorrection, error: Exception
) -> CorrectionVerdict:
    """A defect met with one message, which must not cancel those beside it half-way."""
    log.exception("correction_failed", correction_id=running.id, delivery_id=one.delivery.id)
    reason = type(error).__qualname__
    outcome = CorrectionOutcome(result=CorrectionResult.FAILED, reason=reason)
    return CorrectionVerdict(outcome=outcome)
