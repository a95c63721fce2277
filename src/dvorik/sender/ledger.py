"""Writes down what came of messages: in batches, and until the database has taken it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from dvorik.kernel.clock import Clock
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Unavailable
from dvorik.kernel.log import get_logger
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.schemas.broadcasts import ClaimedDelivery, DeliveryOutcome
from dvorik.sender.verdicts import Verdict

log = get_logger(__name__)

BATCH_SECONDS = 0.2
"""How long results are gathered at most before they are written together, and so how many a crash
leaves unknown beside those in the air: five, at 25 a second. See docs/decisions/0020."""

BATCH_SIZE = 64
"""So many are written at once, however little time they took."""

RETRY_SECONDS = 0.5

DATABASE_TROUBLE = (Unavailable, InterfaceError, OperationalError, NoConnection, OSError)
"""The database is away or busy. Anything else is a defect, and must not be tried for ever."""


class Ledger:
    """One per process. `run` writes while `note` is called; `close` writes the rest.

    `unwritten` results would be lost with the process, so whoever sends counts them as still in
    its hands. `on_written` is called when they have become fewer.
    """

    def __init__(self, database: Database, now: Clock, on_written: Callable[[], None]) -> None:
        self._database = database
        self._now = now
        self._on_written = on_written
        self.unwritten = 0
        self._noted: list[tuple[ClaimedDelivery, Verdict]] = []
        self._something = asyncio.Event()
        self._enough = asyncio.Event()
        self._is_closed = False

    def note(self, claimed: ClaimedDelivery, verdict: Verdict) -> None:
        self._noted.append((claimed, verdict))
        self.unwritten += 1
        self._something.set()
        if len(self._noted) >= BATCH_SIZE:
            self._enough.set()

    def close(self) -> None:
        """Let `run` return once everything noted is written."""
        self._is_closed = True
        self._something.set()
        self._enough.set()

    async def run(self) -> None:
        while not (self._is_closed and not self._noted):
            await self._something.wait()
            await self._gather()
            batch, self._noted = self._noted, []
            if batch:
                await self._write_until_kept(batch)
                self.unwritten -= len(batch)
                self._on_written()

    async def _gather(self) -> None:
        if self._is_closed:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(BATCH_SECONDS):
                await self._enough.wait()
        if not self._is_closed:
            self._something.clear()
            self._enough.clear()

    async def _write_until_kept(self, batch: list[tuple[ClaimedDelivery, Verdict]]) -> None:
        """A database that restarts costs time, not facts."""
        while True:
            try:
                await self._write(batch)
            except DATABASE_TROUBLE as error:
                log.warning("results_wait", count=len(batch), error=type(error).__qualname__)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return

    async def _write(self, batch: list[tuple[ClaimedDelivery, Verdict]]) -> None:
        now = self._now()
        outcomes: list[tuple[ClaimedDelivery, DeliveryOutcome]] = [
            (claimed, verdict.outcome) for claimed, verdict in batch
        ]
        stops = {claimed.broadcast_id: verdict.stops for claimed, verdict in batch if verdict.stops}
        async with self._database.transaction() as session:
            for broadcast_id, reason in stops.items():
                await broadcasts.stop_broadcast(
                    session, broadcast_id=broadcast_id, reason=reason, now=now
                )
            await broadcasts.record_deliveries(session, outcomes, now=now)


def is_too_late(claimed: ClaimedDelivery, now: Clock, *, needs: timedelta) -> bool:
    """Whether a request that takes `needs` would end after the lease: the process was stopped or
    starved, and the message may be in another's hands by then."""
    return now() > claimed.lease - needs
