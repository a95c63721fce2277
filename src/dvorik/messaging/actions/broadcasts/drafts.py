"""Writing a broadcast. What is saved can be sent: it is checked as Telegram would check it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.errors import StaleVersion
from dvorik.loyalty import queries as loyalty
from dvorik.messaging.errors import BroadcastRefused, WrongBroadcastStatus
from dvorik.messaging.events import BroadcastChanged, BroadcastCreated
from dvorik.messaging.models import Broadcast
from dvorik.messaging.queries import broadcasts
from dvorik.messaging.rules.personal import find_personal_faults
from dvorik.messaging.schemas.broadcasts import (
    Audience,
    BroadcastContent,
    BroadcastCreate,
    BroadcastEdit,
    CopyCodeButton,
)
from dvorik.messaging.types import BroadcastStatus
from dvorik.settings.schemas import ShopSettings

Fault = dict[str, str]

_EDITABLE = {BroadcastStatus.DRAFT, BroadcastStatus.SCHEDULED, BroadcastStatus.ERROR}


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
    await _check(session, actor, draft.content, draft.template_id)
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
        await _check(session, actor, content, changed.get("template_id", row.template_id))
        if edit.audience is not None:
            await _check_audience(session, edit.audience, shop, now)
        for field, value in changed.items():
            setattr(row, field, value)
        _back_from_error(row)
        row.updated_at = now
        await session.flush()
        events.record(session, actor, BroadcastChanged(broadcast_id=row.id, fields=sorted(changed)))
    return row


def _named(edit: BroadcastEdit) -> dict[str, Any]:
    """The columns to write. Only a template can be taken away; null elsewhere changes nothing."""
    given = edit.model_dump(mode="json", exclude_unset=True)
    return {k: v for k, v in given.items() if v is not None or k == "template_id"}


def _back_from_error(row: Broadcast) -> None:
    if row.status == BroadcastStatus.ERROR.value:
        row.status = BroadcastStatus.DRAFT.value
        row.reason = None
        row.scheduled_at = None


async def _check(
    session: AsyncSession, actor: Actor, content: BroadcastContent, template_id: int | None
) -> None:
    if template_id is not None:
        actor.require(Permission.DISCOUNTS_ISSUE)
        await loyalty.get_template(session, template_id)
    faults = list(_content_faults(content, has_template=template_id is not None))
    known = await broadcasts.media_known(session, content.media_ids)
    faults += [
        _fault(f"/media_ids/{place}", "no_such_media")
        for place, media_id in enumerate(content.media_ids)
        if media_id not in known
    ]
    if faults:
        raise BroadcastRefused(faults)


async def _check_audience(
    session: AsyncSession, audience: Audience, shop: ShopSettings, now: datetime
) -> None:
    """A rule that cannot be asked now could not be asked at the start either."""
    await broadcasts.judge_audience(session, audience=audience, is_test=False, shop=shop, now=now)


def _content_faults(content: BroadcastContent, *, has_template: bool) -> Iterator[Fault]:
    if content.text is not None:
        found = find_personal_faults(
            content.text, has_template=has_template, has_media=bool(content.media_ids)
        )
        for fault in found:
            yield _fault("/text", fault.code, fault.name)
    elif not content.media_ids:
        yield _fault("/text", "empty_text")
    if content.buttons and len(content.media_ids) > 1:
        yield _fault("/buttons", "album_has_no_buttons")
    buttons = [button for row in content.buttons for button in row]
    if not has_template and any(isinstance(button, CopyCodeButton) for button in buttons):
        yield _fault("/buttons", "no_code_to_copy")


def _fault(place: str, code: str, name: str = "") -> Fault:
    return {"pointer": f"/body/content{place}", "code": code, "name": name}
