"""Writing a broadcast. What is saved can be sent: it is checked as Telegram would check it."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.types import Topic
from dvorik.kernel import events
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.errors import StaleVersion
from dvorik.messaging.actions.broadcasts.checking import check_content
from dvorik.messaging.errors import WrongBroadcastStatus
from dvorik.messaging.events import BroadcastChanged, BroadcastCreated, BroadcastDeleted
from dvorik.messaging.models import Broadcast
from dvorik.messaging.queries import broadcasts
from dvorik.messaging.schemas.broadcasts import (
    Audience,
    BroadcastContent,
    BroadcastCreate,
    BroadcastEdit,
)
from dvorik.messaging.types import BroadcastStatus
from dvorik.settings.schemas import ShopSettings

_EDITABLE = {BroadcastStatus.DRAFT, BroadcastStatus.SCHEDULED, BroadcastStatus.ERROR}
_DELETABLE = {BroadcastStatus.DRAFT, BroadcastStatus.ERROR, BroadcastStatus.CANCELED}


async def create_broadcast(
    session: AsyncSession,
    actor: Actor,
    *,
    draft: BroadcastCreate,
    shop: ShopSettings,
    now: datetime,
) -> Broadcast:
    """Raises `BroadcastRefused`, `TemplateNotFound`, what a segment's rule raises, and
    `Forbidden` also when it gives codes that the actor may not issue."""
    actor.require(Permission.BROADCASTS_EDIT)
    row = Broadcast(
        **draft.model_dump(mode="json"),
        created_by_id=actor.id if actor.kind is ActorKind.ACCOUNT else None,
        created_at=now,
        updated_at=now,
    )
    await check_content(session, actor, draft.content, draft.template_id)
    await _check_audience(session, draft.audience, shop, now)
    session.add(row)
    await session.flush()
    events.record(session, actor, BroadcastCreated(broadcast_id=row.id))
    return row


async def edit_broadcast(
    session: AsyncSession,
    actor: Actor,
    *,
    broadcast_id: int,
    edit: BroadcastEdit,
    version: int | None,
    shop: ShopSettings,
    now: datetime,
) -> Broadcast:
    """Change what `edit` names; a broadcast that could not start becomes a draft again.

    Raises as `create_broadcast`, and `BroadcastNotFound`, `StaleVersion` when `version` is not
    the present one, `WrongBroadcastStatus` once it has started.
    """
    actor.require(Permission.BROADCASTS_EDIT)
    row = await broadcasts.lock_broadcast(session, broadcast_id)
    if version is not None and version != row.version:
        raise StaleVersion(version=row.version)
    if BroadcastStatus(row.status) not in _EDITABLE:
        raise WrongBroadcastStatus(status=row.status)
    changed = {k: v for k, v in _named(edit).items() if getattr(row, k) != v}
    if changed:
        content = BroadcastContent.model_validate(changed.get("content", row.content))
        await check_content(session, actor, content, changed.get("template_id", row.template_id))
        if edit.audience is not None:
            await _check_audience(session, edit.audience, shop, now)
        for field, value in changed.items():
            setattr(row, field, value)
        _back_from_error(row)
        row.updated_at = now
        await session.flush()
        events.record(session, actor, BroadcastChanged(broadcast_id=row.id, fields=sorted(changed)))
    return row


async def copy_broadcast(
    session: AsyncSession, actor: Actor, *, broadcast_id: int, shop: ShopSettings, now: datetime
) -> Broadcast:
    """A draft that says the same to the same audience, whatever became of the first.

    Raises as `create_broadcast`, and `BroadcastNotFound`.
    """
    row = await broadcasts.get_broadcast(session, broadcast_id)
    draft = BroadcastCreate.model_validate(
        {field: getattr(row, field) for field in BroadcastCreate.model_fields}
    )
    return await create_broadcast(session, actor, draft=draft, shop=shop, now=now)


async def delete_broadcast(
    session: AsyncSession, actor: Actor, *, broadcast_id: int, now: datetime
) -> None:
    """Put away what was never sent. Raises `BroadcastNotFound`, `WrongBroadcastStatus`."""
    actor.require(Permission.BROADCASTS_EDIT)
    row = await broadcasts.lock_broadcast(session, broadcast_id)
    if BroadcastStatus(row.status) not in _DELETABLE or row.started_at is not None:
        raise WrongBroadcastStatus(status=row.status)
    row.deleted_at = row.updated_at = now
    await session.flush()
    events.record(session, actor, BroadcastDeleted(broadcast_id=row.id))


def _named(edit: BroadcastEdit) -> dict[str, Any]:
    """The columns to write. Only a template can be taken away; null elsewhere changes nothing."""
    given = edit.model_dump(mode="json", exclude_unset=True)
    return {k: v for k, v in given.items() if v is not None or k == "template_id"}


def _back_from_error(row: Broadcast) -> None:
    if row.status == BroadcastStatus.ERROR.value:
        row.status = BroadcastStatus.DRAFT.value
        row.reason = None
        row.scheduled_at = None


async def _check_audience(
    session: AsyncSession, audience: Audience, shop: ShopSettings, now: datetime
) -> None:
    """A rule that cannot be asked now could not be asked at the start either."""
    await broadcasts.judge_audience(
        session, audience=audience, topic=Topic.OFFERS, is_test=False, shop=shop, now=now
    )
