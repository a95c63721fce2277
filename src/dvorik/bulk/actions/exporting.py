"""An export's way: claimed under a lease, written by one worker, kept or begun again.

A table half-written by a worker that died is of no use to the next, so that one begins anew. The
claim is renewed with every step, and only who still holds it may say that the file is whole.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bulk import queries
from dvorik.bulk.actions.ending import end
from dvorik.bulk.events import ExportDownloaded
from dvorik.bulk.models import BulkJob
from dvorik.bulk.schemas import ExportClaim, ExportClients, Written
from dvorik.bulk.types import OPEN, ActionKind, JobStatus
from dvorik.kernel import events
from dvorik.kernel.actor import Actor
from dvorik.kernel.i18n import Language

LEASE = timedelta(seconds=60)
"""How long after its worker died an export is begun again."""


async def take_export(session: AsyncSession, *, now: datetime) -> ExportClaim | None:
    """The export that has waited longest, ours for `LEASE`; None when none waits."""
    job = await session.scalar(
        select(BulkJob)
        .where(
            BulkJob.status.in_(OPEN),
            BulkJob.kind == ActionKind.EXPORT.value,
            BulkJob.not_before <= now,
        )
        .order_by(BulkJob.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if job is None:
        return None
    job.status = JobStatus.RUNNING.value
    job.started_at = job.started_at or now
    job.done = job.changed = 0
    job.left_out = {}
    job.not_before = now + LEASE
    action = ExportClients.model_validate(job.action)
    assert action.columns
    return ExportClaim(
        job_id=job.id,
        until=job.not_before,
        kind=action.format,
        columns=tuple(action.columns),
        language=Language(job.language),
        total=job.total,
    )


async def advance_export(
    session: AsyncSession, claim: ExportClaim, written: Written, *, now: datetime
) -> ExportClaim | None:
    """Note how far it is and hold it longer; None when it is not ours any more, or canceled."""
    job = await _lock_own(session, claim)
    if job is None:
        return None
    _count(job, written)
    job.not_before = now + LEASE
    return replace(claim, until=job.not_before)


async def finish_export(
    session: AsyncSession,
    claim: ExportClaim,
    written: Written,
    *,
    result_name: str,
    now: datetime,
) -> bool:
    """Hand the file to whoever ordered it; False when it is not ours to hand over any more."""
    job = await _lock_own(session, claim)
    if job is None:
        return False
    _count(job, written)
    job.result_name = result_name
    end(session, job, JobStatus.DONE, now)
    return True


def note_download(session: AsyncSession, actor: Actor, job: BulkJob) -> None:
    events.record(session, actor, ExportDownloaded(job_id=job.id))


async def _lock_own(session: AsyncSession, claim: ExportClaim) -> BulkJob | None:
    job = await queries.lock_job(session, claim.job_id)
    is_ours = job.status in OPEN and job.not_before == claim.until
    return job if is_ours else None


def _count(job: BulkJob, written: Written) -> None:
    job.failures = 0
    job.done, job.changed, job.left_out = written.done, written.found, written.left_out
