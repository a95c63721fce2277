"""Work on many people. What is left to do, the rows know; these only look."""

from datetime import date, timedelta
from pathlib import Path

from dvorik.bulk import actions, queries
from dvorik.bulk.actions import WorkFailed
from dvorik.bulk.errors import JobEnded
from dvorik.bulk.queries import rows
from dvorik.bulk.schemas import ExportClaim, Written
from dvorik.kernel import clock, kept_files, nudges
from dvorik.kernel.clock import Clock
from dvorik.kernel.db import Database
from dvorik.kernel.log import get_logger
from dvorik.kernel.nudges import Topic
from dvorik.kernel.result_files import ResultFile
from dvorik.kernel.tasks import BULK_QUEUE, Worker, task
from dvorik.settings import store as settings_store
from dvorik.settings.schemas import ShopSettings

log = get_logger(__name__)

TICK_SECONDS = 5.0
_RENEW_SECONDS = 15.0
_PATIENCE = timedelta(seconds=200)
"""A task is stopped some time later, and a turn that was stopped would be done again."""


@task("bulk.do_due", queue=BULK_QUEUE)
async def do_due_turns(worker: Worker) -> None:
    """Do the turns the nudged worker has not. Exports take longer than a task may."""
    shop = await settings_store.current(worker.cache, worker.database)
    await do_turns(worker.database, shop, patience=_PATIENCE)


async def work_when_nudged(worker: Worker) -> None:
    """Lives in the worker: a job's event is heard as soon as it is committed."""
    async for _ in nudges.listen(worker.cache, Topic.EVENTS, tick_seconds=TICK_SECONDS):
        shop = await settings_store.current(worker.cache, worker.database)
        await do_turns(worker.database, shop)


async def export_when_nudged(worker: Worker) -> None:
    """Lives in the worker, beside the turns, which do not wait for a long table."""
    async for _ in nudges.listen(worker.cache, Topic.EVENTS, tick_seconds=TICK_SECONDS):
        shop = await settings_store.current(worker.cache, worker.database)
        await write_exports(worker.database, shop, worker.config.files_folder)


@task("bulk.clean_up", queue=BULK_QUEUE)
async def throw_away_results(worker: Worker) -> None:
    """Files nobody fetched in time, and those a dead worker left."""
    count = await throw_away(worker.database, worker.config.files_folder)
    log.info("bulk_cleaned_up", jobs=count)


async def do_turns(
    database: Database,
    shop: ShopSettings,
    *,
    now: Clock = clock.now,
    patience: timedelta | None = None,
) -> int:
    """Do every turn that is due, each in a transaction of its own; how many were done."""
    started_at, turns = now(), 0
    while patience is None or now() - started_at < patience:
        try:
            async with database.transaction() as session:
                job_id = await actions.do_next(session, shop=shop, now=now())
        except JobEnded:
            continue
        except WorkFailed as failed:
            await _note_failure(database, failed.job_id, failed.__cause__, now)
            continue
        if job_id is None:
            break
        turns += 1
    return turns


async def write_exports(
    database: Database, shop: ShopSettings, folder: Path, *, now: Clock = clock.now
) -> int:
    """Write every export that is due; how many became files."""
    files = 0
    while True:
        async with database.transaction() as session:
            claim = await actions.take_export(session, now=now())
        if claim is None:
            return files
        try:
            files += await _Export(database, claim, shop, now).write(folder)
        except Exception as error:
            await _note_failure(database, claim.job_id, error, now)


async def throw_away(database: Database, folder: Path, *, now: Clock = clock.now) -> int:
    """How many jobs lost what they had made."""
    count = 0
    while True:
        async with database.transaction() as session:
            names = await actions.expire_jobs(session, now=now())
        if not names:
            break
        count += len(names)
        for name in filter(None, names):
            kept_files.discard(folder, name)
    async with database.transaction() as session:
        known = await queries.result_names(session)
    for name in list(kept_files.strays(folder, known)):
        kept_files.discard(folder, name)
    return count


async def _note_failure(
    database: Database, job_id: int, error: BaseException | None, now: Clock
) -> None:
    log.error("bulk_failed", job_id=job_id, exc_info=error)
    async with database.transaction() as session:
        await actions.note_failure(session, job_id=job_id, error=error or Exception(), now=now())


class _Lost(Exception):
    """The export was canceled, or is somebody else's by now."""


class _Export:
    """One claim's way from rows to a file."""

    def __init__(
        self, database: Database, claim: ExportClaim, shop: ShopSettings, now: Clock
    ) -> None:
        self._database = database
        self._claim = claim
        self._shop = shop
        self._now = now
        self._written = Written()

    async def write(self, folder: Path) -> bool:
        """False when it was lost on the way; nothing of it stays then."""
        claim = self._claim
        titles = rows.titles(claim.columns, claim.language)
        table = ResultFile(folder, claim.kind, titles, self._shop.zone)
        try:
            async with table:
                await self._fill(table)
                async for _ in table.closing(every_seconds=_RENEW_SECONDS):
                    await self._hold()
                return await self._hand_over(table, folder)
        except _Lost:
            return False

    async def _fill(self, table: ResultFile) -> None:
        today: date = clock.local_date(self._now(), self._shop.zone)
        number = 0
        while self._written.done < self._claim.total:
            async with self._database.transaction() as session:
                people, cards = await rows.rows_of(
                    session,
                    job_id=self._claim.job_id,
                    number=number,
                    columns=self._claim.columns,
                    language=self._claim.language,
                    today=today,
                )
            await table.add(cards)
            self._written.done += people
            self._written.found += len(cards)
            await self._hold()
            number += 1

    async def _hold(self) -> None:
        async with self._database.transaction() as session:
            claim = await actions.advance_export(
                session, self._claim, self._written, now=self._now()
            )
        if claim is None:
            raise _Lost
        self._claim = claim

    async def _hand_over(self, table: ResultFile, folder: Path) -> bool:
        name = table.keep()
        async with self._database.transaction() as session:
            is_ours = await actions.finish_export(
                session, self._claim, self._written, result_name=name, now=self._now()
            )
        if not is_ours:
            kept_files.discard(folder, name)
        return is_ours
