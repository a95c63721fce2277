"""Who did what, and everything about one person: what several features know, read together."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Select,
    and_,
    any_,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.analytics.queries.audit_objects import (
    OWN_TYPES,
    Names,
    actor_name,
    changes_of,
    names_in,
    names_of,
    objects_of,
)
from dvorik.analytics.schemas.audit import (
    AuditActor,
    AuditEntry,
    AuditQuery,
    ObjectKind,
    UserCard,
)
from dvorik.clients import queries as clients
from dvorik.kernel import clock
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.events import EventRow
from dvorik.kernel.paging import Slice
from dvorik.loyalty import queries as loyalty
from dvorik.settings.schemas import ShopSettings


async def list_audit(session: AsyncSession, query: AuditQuery) -> Slice[AuditEntry]:
    """Newest first."""
    statement = await _filtered(session, query)
    for beginnings in _beginnings(query):
        # The few types that fit, by the index; a prefix would read the whole log for a rare one.
        types = [each for each in await list_types(session) if each.startswith(beginnings)]
        statement = statement.where(EventRow.type.in_(types))
    rows = (await session.scalars(statement.limit(query.limit + 1))).all()
    shown = rows[: query.limit]
    names = await names_in(session, shown)
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


async def list_actors(session: AsyncSession) -> list[AuditActor]:
    """Accounts and cashiers that ever did something, by name; those without one left out."""
    kinds = {ActorKind.ACCOUNT: ObjectKind.ACCOUNT, ActorKind.CASHIER: ObjectKind.CASHIER}
    ids = {object_: await _acting(session, kind) for kind, object_ in kinds.items()}
    names = await names_of(session, ids)
    found = [
        AuditActor(kind=kind, id=id_, name=name)
        for kind, object_ in kinds.items()
        for id_, name in names.get(object_, {}).items()
    ]
    return sorted(found, key=lambda actor: (actor.kind, actor.name or "", actor.id))


async def _acting(session: AsyncSession, kind: ActorKind) -> set[int]:
    """As `list_types`: a step of the index for each who acts, not a walk through what they did."""
    is_kind = EventRow.actor_kind == kind.value
    known = select(func.min(EventRow.actor_id).label("id")).where(is_kind)
    found = known.cte("known", recursive=True)
    following = select(func.min(EventRow.actor_id)).where(is_kind, EventRow.actor_id > found.c.id)
    step = select(following.scalar_subquery()).where(found.c.id.is_not(None))
    found = found.union_all(step)
    return set(await session.scalars(select(found.c.id).where(found.c.id.is_not(None))))


def _beginnings(query: AuditQuery) -> Iterator[str | tuple[str, ...]]:
    if query.type is not None:
        yield query.type
    if query.about is not None:
        kind, _ = _object(query.about)
        if kind is not ObjectKind.CLIENT:
            yield OWN_TYPES[kind]


def _object(reference: str) -> tuple[ObjectKind, int]:
    kind, _, id_ = reference.partition(":")
    return ObjectKind(kind), int(id_)


async def _filtered(session: AsyncSession, query: AuditQuery) -> Select[EventRow]:
    statement = select(EventRow).order_by(EventRow.id.desc())
    if query.before_id is not None:
        statement = statement.where(EventRow.id < query.before_id)
    if query.actor_kind is not None:
        statement = statement.where(EventRow.actor_kind == query.actor_kind.value)
    if query.actor_id is not None:
        statement = statement.where(EventRow.actor_id == query.actor_id)
    if query.client_id is not None:
        statement = statement.where(await _is_about_client(session, query.client_id))
    if query.about is not None:
        statement = statement.where(await _is_about(session, *_object(query.about)))
    if query.occurred_from is not None:
        statement = statement.where(EventRow.occurred_at >= query.occurred_from)
    if query.occurred_until is not None:
        statement = statement.where(EventRow.occurred_at < query.occurred_until)
    return statement


async def _is_about(session: AsyncSession, kind: ObjectKind, id_: int) -> ColumnElement[bool]:
    if kind is ObjectKind.CLIENT:
        return await _is_about_client(session, id_)
    return EventRow.payload.contains({f"{kind}_id": id_})


async def _is_about_client(session: AsyncSession, client_id: int) -> ColumnElement[bool]:
    """Also where it calls them by a card that was merged into theirs."""
    # Spelled with literals, as the index is, or PostgreSQL cannot use it.
    about = cast(literal_column("payload ->> 'client_id'"), BigInteger)
    names_somebody = literal_column("payload ? 'client_id'", Boolean)
    merged = await clients.merged_into(session, client_id)
    if not merged:
        return and_(names_somebody, about == client_id)
    # By themselves, or PostgreSQL walks back through the whole log for the newest of several.
    theirs = select(EventRow.id).where(names_somebody, about.in_([client_id, *merged]))
    return EventRow.id == any_(func.array(theirs.scalar_subquery()))


def _entry(row: EventRow, names: Names) -> AuditEntry:
    kind, client_id = ActorKind(row.actor_kind), row.payload.get("client_id")
    return AuditEntry(
        id=row.id,
        type=row.type,
        actor=AuditActor(kind=kind, id=row.actor_id, name=actor_name(kind, row.actor_id, names)),
        objects=objects_of(row, names),
        changes=changes_of(row.payload),
        client_name=names.get(ObjectKind.CLIENT, {}).get(client_id or 0),
        payload=row.payload,
        occurred_at=row.occurred_at,
        request_id=row.request_id,
    )
