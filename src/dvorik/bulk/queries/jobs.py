"""Jobs as those see them who started them; with `audit:read`, everybody's."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Select, cast, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries as accounts
from dvorik.bulk.errors import JobNotFound, NoResult, ResultNotReady
from dvorik.bulk.models import BulkChunk, BulkJob
from dvorik.bulk.schemas import BulkJobFilter, BulkJobView, LeftOutPerson
from dvorik.bulk.types import OPEN, ExportColumn
from dvorik.clients import queries as clients
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.paging import Page, PageQuery, count


async def get_job(session: AsyncSession, actor: Actor, job_id: int) -> BulkJob:
    """Raises `JobNotFound`, also for a job that is not the actor's to see."""
    found = await session.scalar(_visible(actor).where(BulkJob.id == job_id))
    if found is None:
        raise JobNotFound(job_id=job_id)
    return found


async def lock_job(session: AsyncSession, job_id: int) -> BulkJob:
    """As it is now, locked until the transaction ends.

    Lock order: the chunk, the people in it, the job. Who holds the job asks for nothing more.
    """
    return await session.get_one(BulkJob, job_id, with_for_update=True, populate_existing=True)


async def list_jobs(
    session: AsyncSession, actor: Actor, wanted: BulkJobFilter
) -> Page[BulkJobView]:
    """Newest first."""
    statement = _visible(actor)
    if wanted.status is not None:
        statement = statement.where(BulkJob.status == wanted.status.value)
    rows = await session.scalars(
        statement.order_by(BulkJob.id.desc()).offset(wanted.offset).limit(wanted.limit)
    )
    return Page(
        items=await _views(session, rows.all()),
        total=await count(session, statement),
        page=wanted.page,
        limit=wanted.limit,
    )


async def view_job(session: AsyncSession, job: BulkJob) -> BulkJobView:
    (view,) = await _views(session, [job])
    return view


async def list_left_out(
    session: AsyncSession, actor: Actor, job_id: int, wanted: PageQuery
) -> Page[LeftOutPerson]:
    """By client. Empty once the list was thrown away. Raises `JobNotFound`."""
    job = await get_job(session, actor, job_id)
    reasons = func.jsonb_each(BulkChunk.left_out).table_valued("key", "value")
    ids = func.jsonb_array_elements_text(reasons.c.value).table_valued("value")
    client_id = cast(ids.c.value, BigInteger)
    statement = (
        select(client_id.label("client_id"), reasons.c.key.label("reason"))
        .select_from(BulkChunk)
        .join(reasons, true())
        .join(ids, true())
        .where(BulkChunk.job_id == job.id)
    )
    rows = (
        await session.execute(
            statement.order_by(client_id).offset(wanted.offset).limit(wanted.limit)
        )
    ).all()
    names = await clients.names_of(session, (row.client_id for row in rows))
    return Page(
        items=[
            LeftOutPerson(client_id=row.client_id, name=names.get(row.client_id), reason=row.reason)
            for row in rows
        ],
        total=await count(session, statement),
        page=wanted.page,
        limit=wanted.limit,
    )


async def get_result(session: AsyncSession, actor: Actor, job_id: int) -> BulkJob:
    """An export whose file the actor may have.

    Raises `JobNotFound`, `Forbidden`, `ResultNotReady`, `NoResult`.
    """
    actor.require(Permission.CLIENTS_EXPORT)
    job = await get_job(session, actor, job_id)
    if ExportColumn.PHONE.value in (job.action.get("columns") or ()):
        actor.require(Permission.CLIENTS_PHONES)
    if job.result_name is None and job.status in OPEN:
        raise ResultNotReady(status=job.status)
    if job.result_name is None:
        raise NoResult(job_id=job_id)
    return job


async def result_names(session: AsyncSession) -> set[str]:
    """Files that some job still names."""
    found = await session.scalars(
        select(BulkJob.result_name).where(
            BulkJob.expires_at.is_not(None), BulkJob.result_name.is_not(None)
        )
    )
    return {name for name in found if name is not None}


def _visible(actor: Actor) -> Select[BulkJob]:
    statement = select(BulkJob)
    if actor.can(Permission.AUDIT_READ):
        return statement
    own_id = actor.id if actor.kind is ActorKind.ACCOUNT else None
    return statement.where(BulkJob.created_by_id == own_id)


async def _views(session: AsyncSession, jobs: Sequence[BulkJob]) -> list[BulkJobView]:
    starters = {job.created_by_id for job in jobs if job.created_by_id is not None}
    names = await accounts.names_of(session, starters)
    return [
        BulkJobView(
            **{
                name: getattr(job, name)
                for name in BulkJobView.model_fields
                if name not in {"has_result", "created_by_name"}
            },
            has_result=job.result_name is not None,
            created_by_name=names.get(job.created_by_id or 0),
        )
        for job in jobs
    ]
