"""Merges that were made, and what one would do."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries as accounts
from dvorik.clients import actions as client_actions
from dvorik.clients import queries as clients
from dvorik.finance import actions as finance
from dvorik.kernel.actor import Actor, Permission
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty import queries as loyalty_queries
from dvorik.merging.errors import MergeNotFound
from dvorik.merging.models import ClientMerge
from dvorik.merging.schemas import MergeList, MergePreview, MergeView, MovedCounts
from dvorik.messaging import actions as messaging

BELONGINGS = (
    loyalty.BELONGINGS + finance.BELONGINGS + messaging.BELONGINGS + client_actions.BELONGINGS
)
"""Everything that belongs to a client, in the order in which it goes over."""

_TABLES = {
    "codes": "discount",
    "redemptions": "redemption",
    "disputes": "dispute",
    "orders": "shop_order",
    "messages": "outgoing_message",
    "broadcasts": "delivery",
}
_MAX_SHOWN = 50


async def preview_merge(
    session: AsyncSession, actor: Actor, *, kept_id: int, dissolved_id: int, today: date
) -> MergePreview:
    """Changes nothing. Raises what the merge itself would raise."""
    actor.require(Permission.CLIENTS_MERGE)
    cards = await clients.show_both(
        session, actor, kept_id=kept_id, dissolved_id=dissolved_id, today=today
    )
    shown = set(_TABLES.values())
    parts = [part for part in BELONGINGS if part.table in shown]
    counts = {part.table: await part.count(session, dissolved_id) for part in parts}
    return MergePreview(
        **dict(cards),
        moves=_counted(counts),
        second_codes=await loyalty_queries.count_same_gifts(session, kept_id, dissolved_id),
    )


async def list_merges(session: AsyncSession, client_id: int) -> MergeList:
    """Those into this client, undone ones too. Raises `ClientNotFound`."""
    await clients.get_client(session, client_id)
    rows = await session.scalars(
        select(ClientMerge)
        .where(ClientMerge.kept_id == client_id)
        .order_by(ClientMerge.id.desc())
        .limit(_MAX_SHOWN)
    )
    return MergeList(items=[await view_merge(session, row) for row in rows.all()])


async def view_merge(session: AsyncSession, merge: ClientMerge) -> MergeView:
    people = await clients.names_of(session, [merge.dissolved_id])
    authors = (merge.merged_by_id, merge.undone_by_id)
    names = await accounts.names_of(session, (id_ for id_ in authors if id_ is not None))
    stands = merge.undone_at is None
    return MergeView(
        id=merge.id,
        kept_id=merge.kept_id,
        dissolved_id=merge.dissolved_id,
        dissolved_name=people[merge.dissolved_id],
        moved=_counted({table: len(ids) for table, ids in merge.moved.items()}),
        voided_codes=len(merge.voided_ids),
        merged_at=merge.merged_at,
        merged_by_name=names.get(merge.merged_by_id or 0),
        undone_at=merge.undone_at,
        undone_by_name=names.get(merge.undone_by_id or 0),
        can_undo=stands and await find_later(session, merge) is None,
    )


async def lock_merge(session: AsyncSession, client_id: int, merge_id: int) -> ClientMerge:
    """Locked until the transaction ends. Raises `MergeNotFound` unless it was into this client."""
    found: ClientMerge | None = await session.scalar(
        select(ClientMerge)
        .where(ClientMerge.id == merge_id, ClientMerge.kept_id == client_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise MergeNotFound(merge_id=merge_id)
    return found


async def find_later(session: AsyncSession, merge: ClientMerge) -> int | None:
    """The newest merge that stands and stands on this one: its kept card took part again."""
    return await session.scalar(
        select(ClientMerge.id)
        .where(
            or_(ClientMerge.kept_id == merge.kept_id, ClientMerge.dissolved_id == merge.kept_id),
            ClientMerge.undone_at.is_(None),
            ClientMerge.id > merge.id,
        )
        .order_by(ClientMerge.id.desc())
        .limit(1)
    )


def _counted(by_table: Mapping[str, int]) -> MovedCounts:
    return MovedCounts(**{name: by_table.get(table, 0) for name, table in _TABLES.items()})
