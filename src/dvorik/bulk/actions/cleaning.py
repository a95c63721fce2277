"""What is thrown away some days after a job: who was left out, and whose data is in the file."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bulk.models import BulkChunk, BulkJob

BATCH = 20
"""Jobs at a time: a large one has two thousand rows."""


async def expire_jobs(session: AsyncSession, *, now: datetime) -> list[str | None]:
    """Forget what some expired jobs made; for each the name of its file, if there is one.

    The job itself stays, with its figures. Empty when none is left.
    """
    jobs = await session.scalars(
        select(BulkJob)
        .where(BulkJob.expires_at <= now)
        .order_by(BulkJob.expires_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    expired = jobs.all()
    await session.execute(
        delete(BulkChunk)
        .where(BulkChunk.job_id.in_([job.id for job in expired]))
        .execution_options(synchronize_session=False)
    )
    names = [job.result_name for job in expired]
    for job in expired:
        job.result_name = job.expires_at = None
    return names
