"""How a job ends: everybody had their turn, somebody stopped it, or it cannot go on."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bulk import queries
from dvorik.bulk.errors import JobEnded
from dvorik.bulk.events import BulkJobCanceled, BulkJobFailed, BulkJobFinished
from dvorik.bulk.models import BulkChunk, BulkJob
from dvorik.bulk.types import OPEN, ActionKind, JobStatus
from dvorik.kernel import events
from dvorik.kernel.actor import SYSTEM, Actor, Permission
from dvorik.kernel.errors import AppError, Unavailable

KEEP_FOR = timedelta(days=7)
"""How long a file waits for whoever ordered it, and the list of those left out."""

MAX_FAILURES = 5
"""In a row, a minute and a half in all. A turn that succeeds begins the count anew."""

RIGHTS = {
    ActionKind.ADD_TAGS: Permission.CLIENTS_EDIT,
    ActionKind.REMOVE_TAGS: Permission.CLIENTS_EDIT,
    ActionKind.ASSIGN_DISCOUNT: Permission.DISCOUNTS_ISSUE,
    ActionKind.EXPORT: Permission.CLIENTS_EXPORT,
}


async def cancel_job(session: AsyncSession, actor: Actor, *, job_id: int, now: datetime) -> BulkJob:
    """Nobody else has their turn from now on; what was done stays, and the job says how much.

    Needs what starting it needs. Raises `JobNotFound`, `JobEnded`.
    """
    visible = await queries.get_job(session, actor, job_id)
    actor.require(RIGHTS[ActionKind(visible.kind)])
    job = await queries.lock_job(session, job_id)
    if job.status not in OPEN:
        raise JobEnded(status=job.status)
    end(session, job, JobStatus.CANCELED, now)
    await forget_waiting(session, job)
    events.record(session, actor, BulkJobCanceled(job_id=job.id, kind=job.kind, done=job.done))
    return job


async def note_failure(
    session: AsyncSession, *, job_id: int, error: BaseException, now: datetime
) -> None:
    """Try later what may pass by itself; give up what will not."""
    job = await queries.lock_job(session, job_id)
    if job.status not in OPEN:
        return
    job.failures += 1
    if job.failures < MAX_FAILURES and not _is_final(error):
        job.not_before = now + timedelta(seconds=3 * 2**job.failures)
        return
    job.error = error.code if isinstance(error, AppError) else "internal_error"
    end(session, job, JobStatus.FAILED, now)
    await forget_waiting(session, job)


def end(session: AsyncSession, job: BulkJob, status: JobStatus, now: datetime) -> None:
    """Write down that it is over; a cancel is recorded by who decided it."""
    job.status = status.value
    job.finished_at = now
    job.expires_at = now + KEEP_FOR
    if status is JobStatus.DONE:
        event = BulkJobFinished(
            job_id=job.id, kind=job.kind, changed=job.changed, left_out=job.left_out or {}
        )
        events.record(session, SYSTEM, event)
    elif status is JobStatus.FAILED:
        failed = BulkJobFailed(job_id=job.id, kind=job.kind, done=job.done, error=job.error or "")
        events.record(session, SYSTEM, failed)


async def forget_waiting(session: AsyncSession, job: BulkJob) -> None:
    """Chunks nobody will do. One that is being done right now stays: it will find the job over."""
    waiting = (
        select(BulkChunk.job_id, BulkChunk.number)
        .where(BulkChunk.job_id == job.id, ~BulkChunk.is_done)
        .with_for_update(skip_locked=True)
        .cte("waiting")
    )
    await session.execute(
        delete(BulkChunk)
        .where(
            tuple_(BulkChunk.job_id, BulkChunk.number).in_(
                select(waiting.c.job_id, waiting.c.number)
            )
        )
        .execution_options(synchronize_session=False)
    )


def _is_final(error: BaseException) -> bool:
    return isinstance(error, AppError) and not isinstance(error, Unavailable)
