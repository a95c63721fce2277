"""Saved segments, as rows."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.paging import Page, count
from dvorik.segments.errors import SegmentNotFound
from dvorik.segments.models import Segment
from dvorik.segments.schemas.segments import SegmentQuery, SegmentView

_GRAPH_LOCK = 0x5E63E275
"""Advisory lock of whoever changes segments. The number has no other meaning."""


async def list_segments(session: AsyncSession, query: SegmentQuery) -> Page[SegmentView]:
    """By name."""
    statement = select(Segment)
    if query.search is not None:
        statement = statement.where(Segment.name.icontains(query.search, autoescape=True))
    rows = await session.scalars(
        statement.order_by(func.lower(Segment.name), Segment.id)
        .offset(query.offset)
        .limit(query.limit)
    )
    return Page(
        items=[SegmentView.model_validate(row) for row in rows],
        total=await count(session, statement),
        page=query.page,
        limit=query.limit,
    )


async def get_segment(session: AsyncSession, segment_id: int) -> Segment:
    """Raises `SegmentNotFound`."""
    found = await session.get(Segment, segment_id)
    if found is None:
        raise SegmentNotFound(segment_id=segment_id)
    return found


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
