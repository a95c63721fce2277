"""Making one person of two cards, and two of one again. See docs/decisions/0023.

Locks: the merge, codes of both, the two clients by id. Nothing is copied: what belongs to the
card that dissolves goes over by its own rows, and what went is written down.
"""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import actions as clients
from dvorik.clients import queries as client_queries
from dvorik.clients.actions import Dissolved
from dvorik.kernel import events
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.loyalty import actions as loyalty
from dvorik.merging import queries
from dvorik.merging.errors import LaterMergeFirst, UndoBlocked
from dvorik.merging.events import ClientsMerged, MergeUndone
from dvorik.merging.models import ClientMerge


async def merge_clients(
    session: AsyncSession, actor: Actor, *, kept_id: int, dissolved_id: int, now: datetime
) -> ClientMerge:
    """Everything of `dissolved_id` is `kept_id`'s from now on, by whatever it is looked for.

    Raises `ClientNotFound`, `MergeWithItself`, `MergeOfTestAndReal`.
    """
    actor.require(Permission.CLIENTS_MERGE)
    await loyalty.hold_codes(session, [kept_id, dissolved_id])
    dissolved = await clients.dissolve(
        session, actor, kept_id=kept_id, dissolved_id=dissolved_id, now=now
    )
    moved = await queries.BELONGINGS.hand_over(session, giver=dissolved_id, taker=kept_id)
    voided_ids = await loyalty.void_second_gifts(
        session, actor, kept_id=kept_id, dissolved_id=dissolved_id, now=now
    )
    merge = ClientMerge(
        kept_id=kept_id,
        dissolved_id=dissolved_id,
        before=dissolved.before,
        after=dissolved.after,
        is_account_exchanged=dissolved.is_account_exchanged,
        moved=moved,
        voided_ids=voided_ids,
        merged_at=now,
        merged_by_id=_account_id(actor),
    )
    session.add(merge)
    await session.flush()
    counts = {table: len(ids) for table, ids in moved.items()}
    event = ClientsMerged(
        client_id=kept_id, dissolved_id=dissolved_id, merge_id=merge.id, moved=counts
    )
    events.record(session, actor, event)
    return merge


async def undo_merge(
    session: AsyncSession, actor: Actor, *, client_id: int, merge_id: int, now: datetime
) -> ClientMerge:
    """Each card gets back what it had. What happened since stays with the kept one; twice is once.

    Raises `MergeNotFound`, `LaterMergeFirst`, `ClientNotFound`, `PhoneTaken`, `UndoBlocked`.
    """
    actor.require(Permission.CLIENTS_MERGE)
    merge = await queries.lock_merge(session, client_id, merge_id)
    if merge.undone_at is not None:
        return merge
    pair = (merge.kept_id, merge.dissolved_id)
    await loyalty.hold_codes(session, pair)
    await client_queries.lock_rows(session, pair)
    if later_id := await queries.find_later(session, merge):
        raise LaterMergeFirst(merge_id=later_id)
    await _hand_back(session, merge)
    await loyalty.make_good_again(session, actor, ids=merge.voided_ids, blocked_at=merge.merged_at)
    dissolved = Dissolved(merge.before, merge.after, merge.is_account_exchanged)
    await clients.part(
        session,
        actor,
        kept_id=merge.kept_id,
        dissolved_id=merge.dissolved_id,
        dissolved=dissolved,
        now=now,
    )
    merge.undone_at, merge.undone_by_id = now, _account_id(actor)
    event = MergeUndone(client_id=merge.kept_id, dissolved_id=merge.dissolved_id, merge_id=merge.id)
    events.record(session, actor, event)
    await session.flush()
    return merge


async def _hand_back(session: AsyncSession, merge: ClientMerge) -> None:
    try:
        await queries.BELONGINGS.hand_back(
            session, merge.moved, giver=merge.dissolved_id, taker=merge.kept_id
        )
    except IntegrityError as error:
        raise UndoBlocked from error


def _account_id(actor: Actor) -> int | None:
    return actor.id if actor.kind is ActorKind.ACCOUNT else None
