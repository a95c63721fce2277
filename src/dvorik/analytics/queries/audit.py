"""Who did what, and everything about one person: what several features know, read together."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Select,
    and_,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries as accounts
from dvorik.analytics.schemas.audit import AuditActor, AuditEntry, AuditQuery, UserCard
from dvorik.clients import queries as clients
from dvorik.kernel import clock
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.events import EventRow
from dvorik.kernel.paging import Slice
from dvorik.loyalty import queries as loyalty
from dvorik.settings.schemas import ShopSettings

Names = dict[tuple[ActorKind, int], str]


async def list_audit(session: AsyncSession, query: AuditQuery) -> Slice[AuditEntry]:
    """Newest first."""
    statement = _filtered(query)
    if query.type is not None:
        # The few types that fit, by the index; a prefix would read the whole log for a rare one.
        types = [each for each in await list_types(session) if each.startswith(query.type)]
        statement = statement.where(EventRow.type.in_(types))
    rows = (await session.scalars(statement.limit(query.limit + 1))).all()
    shown = rows[: query.limit]
    names = await _names(session, shown)
    return Slice(
        items=[_entry(row, names) for row in shown],
        next_before_id=shown[-1].id if len(rows) > query.limit else None,
    )


async def get_user_card(
    session: AsyncSession, actor: Actor, *, client_id: int, shop: ShopSettings, now: datetime
) -> UserCard:
    """A bot user with codes and history, as far as `actor` may see. Raises `ClientNotFound`."""
    client = await clients.get_user(session, client_id)
    details = clients.show_details(client, actor, clock.local_date(now, shop.zone))
    may_see_codes = actor.can(Permission.DISCOUNTS_READ)
    history = await list_audit(session, AuditQuery(client_id=client_id))
    return UserCard(
        **dict(details),
        active_discounts=await loyalty.list_active_of_client(session, client_id, now=now)
        if may_see_codes
        else None,
        discounts=await loyalty.list_of_client(session, client_id, now=now)
        if may_see_codes
        else None,
        history=history.items,
    )


async def list_types(session: AsyncSession) -> list[str]:
    """Types that ever happened, in alphabetical order."""
    # One step down the index per type instead of a walk through the whole log.
    known = select(func.min(EventRow.type).label("type")).cte("known", recursive=True)
    step = select(
        select(func.min(EventRow.type)).where(EventRow.type > known.c.type).scalar_subquery()
    ).where(known.c.type.is_not(None))
    known = known.union_all(step)
    found = await session.scalars(select(known.c.type).where(known.c.type.is_not(None)))
    return sorted(found.all())


def _filtered(query: AuditQuery) -> Select[EventRow]:
    statement = select(EventRow).order_by(EventRow.id.desc())
    if query.before_id is not None:
        statement = statement.where(EventRow.id < query.before_id)
    if query.actor_kind is not None:
        statement = statement.where(EventRow.actor_kind == query.actor_kind.value)
    if query.actor_id is not None:
        statement = statement.where(EventRow.actor_id == query.actor_id)
    if query.client_id is not None:
        statement = statement.where(_is_about_client(query.client_id))
    if query.occurred_from is not None:
        statement = statement.where(EventRow.occurred_at >= query.occurred_from)
    if query.occurred_until is not None:
        statement = statement.where(EventRow.occurred_at < query.occurred_until)
    return statement


def _is_about_client(client_id: int) -> ColumnElement[bool]:
    # Spelled with literals, as the index is, or PostgreSQL cannot use it.
    about = cast(literal_column("payload ->> 'client_id'"), BigInteger)
    return and_(literal_column("payload ? 'client_id'", Boolean), about == client_id)


async def _names(session: AsyncSession, rows: Sequence[EventRow]) -> Names:
    """What to call everybody who acts in `rows` or whom they are about."""
    ids: dict[ActorKind, set[int]] = {kind: set() for kind in ActorKind}
    for row in rows:
        ids[ActorKind(row.actor_kind)].add(row.actor_id)
        if (client_id := _client_of(row)) is not None:
            ids[ActorKind.CLIENT].add(client_id)
    found = {
        ActorKind.ACCOUNT: await accounts.names_of(session, ids[ActorKind.ACCOUNT]),
        ActorKind.CLIENT: await clients.names_of(session, ids[ActorKind.CLIENT]),
        ActorKind.CASHIER: await loyalty.names_of(session, ids[ActorKind.CASHIER]),
    }
    return {(kind, id_): name for kind, names in found.items() for id_, name in names.items()}


def _client_of(row: EventRow) -> int | None:
    client_id: int | None = row.payload.get("client_id")
    return client_id


def _entry(row: EventRow, names: Names) -> AuditEntry:
    kind, client_id = ActorKind(row.actor_kind), _client_of(row)
    return AuditEntry(
        id=row.id,
        type=row.type,
        actor=AuditActor(kind=kind, id=row.actor_id, name=names.get((kind, row.actor_id))),
        client_name=names.get((ActorKind.CLIENT, client_id)) if client_id else None,
        payload=row.payload,
        occurred_at=row.occurred_at,
        request_id=row.request_id,
    )
