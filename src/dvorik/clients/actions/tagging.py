"""Tags of many clients in one statement. Who calls it records what was done to how many."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    String,
    all_,
    bindparam,
    case,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.models import Client
from dvorik.clients.schemas import MAX_TAGS
from dvorik.clients.types import TagOutcome
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.db import any_of


async def add_tags(
    session: AsyncSession,
    actor: Actor,
    *,
    client_ids: Sequence[int],
    tags: Sequence[str],
    now: datetime,
) -> dict[int, TagOutcome]:
    """What came of each client; deleted and unknown ones are missing. Locks them by id."""
    given = _text_array(tags)
    tag = _tag_of(Client.tags.concat(given))
    has_all = Client.tags.bool_op("@>")(given)
    return await _retag(session, actor, client_ids, select(tag).distinct(), has_all, now)


async def remove_tags(
    session: AsyncSession,
    actor: Actor,
    *,
    client_ids: Sequence[int],
    tags: Sequence[str],
    now: datetime,
) -> dict[int, TagOutcome]:
    """As `add_tags`."""
    given = _text_array(tags)
    tag = _tag_of(Client.tags.expression)
    has_none = ~Client.tags.bool_op("&&")(given)
    kept = select(tag).where(tag != all_(given))
    return await _retag(session, actor, client_ids, kept, has_none, now)


async def _retag(
    session: AsyncSession,
    actor: Actor,
    client_ids: Sequence[int],
    tags_after: Select[str],
    is_done_already: ColumnElement[bool],
    now: datetime,
) -> dict[int, TagOutcome]:
    actor.require(Permission.CLIENTS_EDIT)
    # Sorted as those of a card that is edited are.
    ordered = tags_after.order_by(*tags_after.selected_columns).correlate(Client)
    after = func.array(ordered.scalar_subquery())
    outcome = case(
        (is_done_already, TagOutcome.ALREADY.value),
        (func.cardinality(after) > MAX_TAGS, TagOutcome.TOO_MANY_TAGS.value),
        else_=TagOutcome.CHANGED.value,
    )
    # In one order everywhere, so that two who change the same people never wait for each other.
    rows = await session.execute(
        select(Client.id, outcome)
        .where(Client.id == any_of(client_ids), Client.deleted_at.is_(None))
        .order_by(Client.id)
        .with_for_update()
    )
    outcomes = {id_: TagOutcome(value) for id_, value in rows}
    changed = [id_ for id_, value in outcomes.items() if value is TagOutcome.CHANGED]
    await session.execute(
        update(Client)
        .where(Client.id == any_of(changed))
        .values(tags=after, version=Client.version + 1, updated_at=now)
        .execution_options(synchronize_session=False)
    )
    return outcomes


def _tag_of(tags: ColumnElement[list[str]]) -> ColumnElement[str]:
    return func.unnest(tags).column_valued("tag").collate("C")


def _text_array(tags: Sequence[str]) -> ColumnElement[Any]:
    return bindparam(None, list(tags), ARRAY(String))
