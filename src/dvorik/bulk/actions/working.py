"""Turns: a chunk is claimed, done and marked in one transaction.

Whoever is killed in it loses all three, and the next one finds the chunk waiting; so nobody has
their turn twice, and nobody is passed over. Any number of workers may take chunks at once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bulk import queries
from dvorik.bulk.actions.ending import end
from dvorik.bulk.errors import JobEnded
from dvorik.bulk.events import BulkDiscountGiven
from dvorik.bulk.models import BulkChunk, BulkJob
from dvorik.bulk.schemas import (
    AddTags,
    AssignDiscount,
    BulkAction,
    ExportClients,
    RemoveTags,
)
from dvorik.bulk.types import OPEN, ActionKind, JobStatus, LeftOut
from dvorik.clients import actions as clients
from dvorik.clients import queries as client_queries
from dvorik.clients.types import TagOutcome
from dvorik.kernel import events
from dvorik.kernel.actor import SYSTEM
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty import queries as loyalty_queries
from dvorik.settings.schemas import ShopSettings

Outcomes = Mapping[int, LeftOut | None]
"""Why each client's turn changed nothing; None where it changed something."""

_action: TypeAdapter[BulkAction] = TypeAdapter(BulkAction)


class WorkFailed(Exception):
    """Carries the job whose turn raised; `__cause__` says what."""

    def __init__(self, job_id: int) -> None:
        super().__init__(job_id)
        self.job_id = job_id


async def do_next(session: AsyncSession, *, shop: ShopSettings, now: datetime) -> int | None:
    """Do the next chunk of whichever job; the job's id, or None when nothing waits.

    Raises `WorkFailed`, and `JobEnded` when the job was canceled meanwhile: either way nothing
    of the chunk may be committed.
    """
    claimed = await _claim(session, now)
    if claimed is None:
        return None
    chunk, job = claimed
    # Read now: a flush that fails takes the rows of this session with it.
    job_id = job.id
    try:
        outcomes = await _do(session, job, chunk.client_ids, shop, now)
        await session.flush()
    except Exception as error:
        raise WorkFailed(job_id) from error
    await _note(session, chunk, outcomes, now)
    return job_id


async def _claim(session: AsyncSession, now: datetime) -> tuple[BulkChunk, BulkJob] | None:
    row = (
        await session.execute(
            select(BulkChunk, BulkJob)
            .join(BulkJob, BulkJob.id == BulkChunk.job_id)
            .where(
                ~BulkChunk.is_done,
                BulkJob.status.in_(OPEN),
                BulkJob.kind != ActionKind.EXPORT.value,
                BulkJob.not_before <= now,
            )
            .order_by(BulkChunk.number, BulkChunk.job_id)
            .limit(1)
            .with_for_update(of=BulkChunk, skip_locked=True)
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1])


async def _do(
    session: AsyncSession,
    job: BulkJob,
    client_ids: Sequence[int],
    shop: ShopSettings,
    now: datetime,
) -> Outcomes:
    action = _action.validate_python(job.action)
    match action:
        case AddTags():
            return _of_tags(
                await clients.add_tags(
                    session, SYSTEM, client_ids=client_ids, tags=action.tags, now=now
                )
            )
        case RemoveTags():
            return _of_tags(
                await clients.remove_tags(
                    session, SYSTEM, client_ids=client_ids, tags=action.tags, now=now
                )
            )
        case AssignDiscount():
            return await _assign(session, job.id, action, client_ids, shop, now)
        case ExportClients():
            raise ValueError("an export is written by one worker, not in turns")


def _of_tags(outcomes: Mapping[int, TagOutcome]) -> Outcomes:
    return {
        client_id: None if outcome is TagOutcome.CHANGED else LeftOut(outcome.value)
        for client_id, outcome in outcomes.items()
    }


async def _assign(
    session: AsyncSession,
    job_id: int,
    action: AssignDiscount,
    client_ids: Sequence[int],
    shop: ShopSettings,
    now: datetime,
) -> Outcomes:
    template = await loyalty_queries.get_template(session, action.template_id)
    marks = await client_queries.blacklist_marks(session, client_ids)
    allowed = [client_id for client_id, is_blacklisted in marks.items() if not is_blacklisted]
    people = client_queries.recipients()
    given = await loyalty.issue_to_listed(
        session,
        SYSTEM,
        people=people.where(people.selected_columns.id.in_(allowed)),
        template=template,
        shop=shop,
        now=now,
    )
    if action.notify:
        for client_id, discount_id in sorted(given.items()):
            event = BulkDiscountGiven(job_id=job_id, client_id=client_id, discount_id=discount_id)
            events.record(session, SYSTEM, event)
    refused = {id_: LeftOut.BLACKLISTED for id_, is_blacklisted in marks.items() if is_blacklisted}
    return {**dict.fromkeys(allowed, LeftOut.ALREADY), **refused, **dict.fromkeys(given)}


async def _note(session: AsyncSession, chunk: BulkChunk, outcomes: Outcomes, now: datetime) -> None:
    """Mark the chunk and count it. Raises `JobEnded`."""
    left_out: dict[str, list[int]] = {}
    for client_id in chunk.client_ids:
        if (reason := outcomes.get(client_id, LeftOut.NOT_FOUND)) is not None:
            left_out.setdefault(reason.value, []).append(client_id)
    chunk.is_done = True
    chunk.left_out = left_out
    await session.flush()
    job = await queries.lock_job(session, chunk.job_id)
    if job.status not in OPEN:
        raise JobEnded(status=job.status)
    counts = {reason: len(ids) for reason, ids in left_out.items()}
    job.status = JobStatus.RUNNING.value
    job.started_at = job.started_at or now
    job.failures = 0
    job.done += len(chunk.client_ids)
    job.changed += len(chunk.client_ids) - sum(counts.values())
    job.left_out = dict(Counter(job.left_out) + Counter(counts))
    if job.done == job.total:
        end(session, job, JobStatus.DONE, now)
