"""What changes segments. Every change holds the lock of all of them until it is committed."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.db import sqlstate_of
from dvorik.kernel.errors import StaleVersion
from dvorik.segments.errors import SegmentInUse
from dvorik.segments.events import SegmentChanged, SegmentCreated, SegmentDeleted
from dvorik.segments.models import Segment
from dvorik.segments.queries import references
from dvorik.segments.queries.segments import lock_graph, lock_segment
from dvorik.segments.rules.nesting import reaches
from dvorik.segments.schemas.segments import SegmentCreate, SegmentEdit
from dvorik.segments.schemas.trees import Node

_FOREIGN_KEY_VIOLATION = "23503"


async def create_segment(
    session: AsyncSession, actor: Actor, *, segment: SegmentCreate, now: datetime
) -> Segment:
    """Raises `RuleRefused`."""
    actor.require(Permission.SEGMENTS_MANAGE)
    await lock_graph(session)
    await references.check_facts(session, segment.rule)
    await references.load_used(session, segment.rule)
    row = Segment(
        name=segment.name,
        description=segment.description or "",
        rule=segment.rule.model_dump(mode="json"),
        created_by_id=actor.id if actor.kind is ActorKind.ACCOUNT else None,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    await session.flush()
    events.record(session, actor, SegmentCreated(segment_id=row.id))
    return row


async def edit_segment(
    session: AsyncSession,
    actor: Actor,
    *,
    segment_id: int,
    edit: SegmentEdit,
    version: int | None,
    now: datetime,
) -> Segment:
    """Change what `edit` names.

    Raises `SegmentNotFound`, `RuleRefused`, also when a segment that uses this one would become
    too much, and `StaleVersion` when `version` is not the present one.
    """
    actor.require(Permission.SEGMENTS_MANAGE)
    row = await lock_segment(session, segment_id)
    if version is not None and version != row.version:
        raise StaleVersion(version=row.version)
    values = _values(edit)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    if not changed:
        return row
    if "rule" in changed:
        await references.check_facts(session, edit.rule)
        await _check_graph(session, segment_id, edit.rule)
    for name in changed:
        setattr(row, name, values[name])
    row.version += 1
    row.updated_at = now
    await session.flush()
    events.record(session, actor, SegmentChanged(segment_id=segment_id, fields=changed))
    return row


async def delete_segment(session: AsyncSession, actor: Actor, *, segment_id: int) -> None:
    """Raises `SegmentNotFound`, and `SegmentInUse` while anything stands on it."""
    actor.require(Permission.SEGMENTS_MANAGE)
    row = await lock_segment(session, segment_id)
    users = await _users(session, segment_id)
    if users:
        raise SegmentInUse(used_by=users)
    try:
        await session.delete(row)
        await session.flush()
    except IntegrityError as error:
        # Features above keep what they need by a foreign key; their names are not ours to know.
        if sqlstate_of(error) != _FOREIGN_KEY_VIOLATION:
            raise
        raise SegmentInUse(used_by=[]) from error
    events.record(session, actor, SegmentDeleted(segment_id=segment_id))


def _values(edit: SegmentEdit) -> dict[str, Any]:
    """The columns to write."""
    values: dict[str, Any] = {}
    if "name" in edit.model_fields_set:
        values["name"] = edit.name
    if "description" in edit.model_fields_set:
        values["description"] = edit.description or ""
    if "rule" in edit.model_fields_set:
        values["rule"] = edit.rule.model_dump(mode="json")
    return values


async def _check_graph(session: AsyncSession, segment_id: int, rule: Node) -> None:
    """Raise `RuleRefused` if `rule` made a circle, or too much of itself or of its users."""
    saved = await references.load_all(session)
    used = {id_ for _, id_ in references.used_segments(rule)}
    references.refuse_segments(rule, used - saved.keys(), "unknown_segment")
    shapes = {id_: references.shape_of(each) for id_, each in saved.items()}
    circular = {id_ for id_ in used if reaches(shapes, id_, segment_id)}
    references.refuse_segments(rule, circular, "circular")
    shapes[segment_id] = references.shape_of(rule)
    for id_, shape in shapes.items():
        if reaches(shapes, id_, segment_id):
            references.check_shape(shapes, shape)


async def _users(session: AsyncSession, segment_id: int) -> list[dict[str, Any]]:
    """Segments whose rules name this one, for whoever wants to delete it."""
    ids = [
        id_
        for id_, rule in (await references.load_all(session)).items()
        if segment_id in {used for _, used in references.used_segments(rule)}
    ]
    rows = await session.execute(
        select(Segment.id, Segment.name).where(Segment.id.in_(ids)).order_by(Segment.id)
    )
    return [{"id": row.id, "name": row.name} for row in rows]
