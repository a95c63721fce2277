"""What events are about, by name, and what they changed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries as accounts
from dvorik.analytics.schemas.audit import AuditChange, AuditObject, ObjectKind
from dvorik.clients import queries as clients
from dvorik.kernel.actor import ActorKind
from dvorik.kernel.events import EventRow
from dvorik.loyalty import queries as loyalty
from dvorik.messaging import queries as messaging
from dvorik.segments import queries as segments

Names = Mapping[ObjectKind, Mapping[int, str]]

OWN_TYPES: dict[ObjectKind, tuple[str, ...]] = {
    ObjectKind.ACCOUNT: ("accounts.",),
    ObjectKind.CASHIER: ("loyalty.cashier_",),
    ObjectKind.TEMPLATE: ("loyalty.template_",),
    ObjectKind.CAMPAIGN: ("loyalty.campaign_",),
    ObjectKind.SEGMENT: ("segments.",),
    ObjectKind.BROADCAST: ("messaging.broadcast_", "messaging.correction_"),
}
"""Beginnings of the types that tell of what was done to one of a kind. They are few, whereas
thousands of codes name the template they came from."""

_ACTORS = {
    ActorKind.ACCOUNT: ObjectKind.ACCOUNT,
    ActorKind.CLIENT: ObjectKind.CLIENT,
    ActorKind.CASHIER: ObjectKind.CASHIER,
}


async def names_in(session: AsyncSession, rows: Sequence[EventRow]) -> Names:
    """What to call everybody who acts in `rows` and everything they are about."""
    ids: dict[ObjectKind, set[int]] = {kind: set() for kind in ObjectKind}
    for row in rows:
        if (kind := _ACTORS.get(ActorKind(row.actor_kind))) is not None:
            ids[kind].add(row.actor_id)
        for kind, id_ in _references(row.payload):
            ids[kind].add(id_)
    return await names_of(session, ids)


async def names_of(session: AsyncSession, ids: Mapping[ObjectKind, set[int]]) -> Names:
    asked = {
        ObjectKind.ACCOUNT: accounts.names_of,
        ObjectKind.CLIENT: clients.names_of,
        ObjectKind.CASHIER: loyalty.names_of,
        ObjectKind.TEMPLATE: loyalty.template_names,
        ObjectKind.CAMPAIGN: loyalty.campaign_names,
        ObjectKind.DISCOUNT: loyalty.discount_codes,
        ObjectKind.SEGMENT: segments.segment_names,
        ObjectKind.BROADCAST: messaging.broadcast_titles,
    }
    return {kind: await ask(session, ids[kind]) for kind, ask in asked.items() if ids.get(kind)}


def actor_name(kind: ActorKind, id_: int, names: Names) -> str | None:
    known = _ACTORS.get(kind)
    return None if known is None else names.get(known, {}).get(id_)


def objects_of(row: EventRow, names: Names) -> list[AuditObject]:
    return [
        AuditObject(kind=kind, id=id_, name=names.get(kind, {}).get(id_))
        for kind, id_ in _references(row.payload)
    ]


def _references(payload: Mapping[str, Any]) -> Iterable[tuple[ObjectKind, int]]:
    for kind in ObjectKind:
        id_ = payload.get(f"{kind}_id")
        if isinstance(id_, int):
            yield kind, id_


def changes_of(payload: Mapping[str, Any]) -> list[AuditChange]:
    """From the ways in which events tell it: by field, one setting, or named before and after."""
    found = [
        AuditChange(field=field, before=pair[0], after=pair[1])
        for field, pair in payload.get("changes", {}).items()
    ]
    if "old" in payload and "new" in payload:
        field = payload.get("key", "")
        found.append(AuditChange(field=field, before=payload["old"], after=payload["new"]))
    for name, before in payload.items():
        field = name.removesuffix("_before")
        after = payload.get(f"{field}_after")
        if field != name and before != after and f"{field}_after" in payload:
            found.append(AuditChange(field=field, before=before, after=after))
    return found
