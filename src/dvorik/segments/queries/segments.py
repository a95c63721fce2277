"""Saved segments, as rows."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import UnaryExpression, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.paging import Page, count
from dvorik.segments.errors import SegmentNotFound
from dvorik.segments.models import Segment
from dvorik.segments.schemas.segments import SegmentQuery, SegmentView
from dvorik.segments.types import SegmentSort

_GRAPH_LOCK = 0x5E63E275
"""Advisory lock of whoever changes segments. The number has no other meaning."""


async def list_segments(session: AsyncSession, query: SegmentQuery) -> Page[SegmentView]:
    statement = select(Segment)
    if query.search is not None:
        statement = statement.where(Segment.name.icontains(query.search, autoescape=True))
    rows = await session.scalars(
        statement.order_by(*_order(query.sort)).offset(query.offset).limit(query.limit)
    )
    return Page(
        items=[SegmentView.model_validate(row) for row in rows],
        total=await count(session, statement),
        page=query.page,
        limit=query.limit,
    )


def _order(sort: SegmentSort) -> tuple[UnaryExpression[Any], UnaryExpression[Any]]:
    is_by_name = sort in {SegmentSort.NAME, SegmentSort.NAME_REVERSED}
    key = func.lower(Segment.name) if is_by_name else Segment.updated_at.expression
    if sort.startswith("-"):
        return key.desc(), Segment.id.desc()
    return key.asc(), Segment.id.asc()


async def get_segment(session: AsyncSession, segment_id: int) -> Segment:
    """Raises `SegmentNotFound`."""
    found = await session.get(Segment, segment_id)
    if found is None:
        raise SegmentNotFound(segment_id=segment_id)
    return found


async def segment_names(session: AsyncSession, ids: Iterable[int]) -> dict[int, str]:
    """Of those that were not deleted."""
    rows = await session.execute(select(Segment.id, Segment.name).where(Segment.id.in_(set(ids))))
    return {row.id: row.name for row in rows}


async def lock_graph(session: AsyncSession) -> None:
    """Nobody else changes any segment until the transaction ends. Raises `Busy`.

    One lock for all: a circle is made by edits of different rows, each of which is fine alone.
    """
    await session.execute(select(func.pg_advisory_xact_lock(_GRAPH_LOCK)))


async def lock_segment(session: AsyncSession, segment_id: int) -> Segment:
    """The segment as it is now, with `lock_graph`. Raises `SegmentNotFound`."""
    await lock_graph(session)
    found = await session.scalar(
        select(Segment)
        .where(Segment.id == segment_id)
        .with_for_update()
        # What the session read before the lock may be old by now.
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise SegmentNotFound(segment_id=segment_id)
    return found
