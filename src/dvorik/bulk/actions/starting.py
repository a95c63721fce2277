"""The start of a job: its people are frozen, some hundred to a row, in one statement.

A row per person would be a million rows before the request is answered; as arrays they are two
thousand.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, false, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bulk.actions.ending import end
from dvorik.bulk.errors import TooManyToTell
from dvorik.bulk.events import BulkJobStarted
from dvorik.bulk.models import BulkChunk, BulkJob
from dvorik.bulk.queries.audience import select_ids
from dvorik.bulk.schemas import (
    MAX_TOLD,
    AddTags,
    AssignDiscount,
    BulkAction,
    BulkAudience,
    BulkOrder,
    ExportClients,
    RemoveTags,
    SegmentMembers,
)
from dvorik.bulk.types import ActionKind, ExportColumn, JobStatus
from dvorik.kernel import events
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.i18n import Language
from dvorik.loyalty import queries as loyalty
from dvorik.loyalty.errors import TemplateInactive
from dvorik.segments import queries as segments
from dvorik.settings.schemas import ShopSettings

CHUNK = 500
"""People who have their turn together: their rows are locked for a few tenths of a second."""


TIMEOUT_MS = 30_000
"""A rule may be slow; everybody of a million is found and kept in 2 to 4 s."""


async def start_job(
    session: AsyncSession,
    actor: Actor,
    *,
    order: BulkOrder,
    language: Language,
    shop: ShopSettings,
    now: datetime,
    timeout_ms: int = TIMEOUT_MS,
) -> BulkJob:
    """Keep the order, with everybody whom it concerns now. `language` is that of an export.

    Raises `Forbidden` unless the actor may do it to one person, `TemplateNotFound`,
    `TemplateInactive`, `TooManyToTell`, `SegmentTooSlow`, and what the audience raises.
    """
    action = await _allowed(session, actor, order.action)
    job = BulkJob(
        kind=action.kind,
        action=action.model_dump(mode="json"),
        audience=_told_of(order.audience),
        language=language.value,
        not_before=now,
        created_by_id=actor.id if actor.kind is ActorKind.ACCOUNT else None,
        created_at=now,
    )
    session.add(job)
    await session.flush()
    people = await select_ids(session, actor, order.audience, shop=shop, now=now)
    async with segments.in_time(session, timeout_ms=timeout_ms):
        job.total = await _freeze(session, job, people)
    if isinstance(action, AssignDiscount) and action.notify and job.total > MAX_TOLD:
        raise TooManyToTell(limit=MAX_TOLD, people=job.total)
    events.record(session, actor, BulkJobStarted(job_id=job.id, kind=job.kind, people=job.total))
    if job.total == 0 and job.kind != ActionKind.EXPORT.value:
        end(session, job, JobStatus.DONE, now)
    await session.flush()
    return job


async def _allowed(session: AsyncSession, actor: Actor, action: BulkAction) -> BulkAction:
    """The order as it will be done, if the actor may do it."""
    match action:
        case AddTags() | RemoveTags():
            actor.require(Permission.CLIENTS_EDIT)
        case AssignDiscount():
            actor.require(Permission.DISCOUNTS_ISSUE)
            template = await loyalty.get_template(session, action.template_id)
            if not template.is_active:
                raise TemplateInactive(template_id=template.id)
        case ExportClients():
            actor.require(Permission.CLIENTS_EXPORT)
            return action.model_copy(update={"columns": _columns(actor, action.columns)})
    return action


def _columns(actor: Actor, wanted: list[ExportColumn] | None) -> list[ExportColumn]:
    if wanted is None:
        hidden = {ExportColumn.NOTES}
        if not actor.can(Permission.CLIENTS_PHONES):
            hidden.add(ExportColumn.PHONE)
        return [column for column in ExportColumn if column not in hidden]
    if ExportColumn.PHONE in wanted:
        actor.require(Permission.CLIENTS_PHONES)
    return wanted


def _told_of(audience: BulkAudience) -> dict[str, Any]:
    """What is remembered: not what was searched for, which may be a name or a phone."""
    told: dict[str, Any] = {"kind": audience.kind}
    if isinstance(audience, SegmentMembers):
        told["segment_id"] = audience.segment_id
    return told


async def _freeze(session: AsyncSession, job: BulkJob, selected: Select[int]) -> int:
    """How many people it concerns."""
    people = selected.subquery("people")
    place = func.row_number().over(order_by=people.c.id) - 1
    numbered = select(people.c.id, (place // CHUNK).label("number")).subquery()
    chunks = select(
        literal(job.id, BulkChunk.job_id.type),
        numbered.c.number,
        func.array_agg(aggregate_order_by(numbered.c.id, numbered.c.id)),
        false(),
    ).group_by(numbered.c.number)
    made = (
        insert(BulkChunk)
        .from_select(["job_id", "number", "client_ids", "is_done"], chunks)
        .returning(func.cardinality(BulkChunk.client_ids))
    )
    return sum((await session.scalars(made)).all())
