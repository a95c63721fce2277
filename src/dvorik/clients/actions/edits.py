"""What people in the panel change on a client's card."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries, rules
from dvorik.clients.errors import PhoneTaken
from dvorik.clients.events import ClientChanged
from dvorik.clients.models import Client
from dvorik.clients.schemas import UserEdit
from dvorik.kernel import clock, events
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.errors import StaleVersion
from dvorik.settings.schemas import ShopSettings


async def edit_user(
    session: AsyncSession,
    actor: Actor,
    *,
    client_id: int,
    edit: UserEdit,
    version: int | None,
    shop: ShopSettings,
    now: datetime,
) -> Client:
    """Change what `edit` names; the event tells which fields, never what they hold.

    Locks the client. Raises `ClientNotFound`, `StaleVersion` when `version` is not the present
    one, `BadPhone`, `PhoneTaken` and what `rules.check_birthday` raises.
    """
    actor.require(Permission.CLIENTS_EDIT)
    if "phone" in edit.model_fields_set:
        actor.require(Permission.CLIENTS_PHONES)
    client = await queries.lock_user(session, client_id)
    if version is not None and version != client.version:
        raise StaleVersion(version=client.version)
    values = _values(edit, shop, today=clock.local_date(now, shop.zone))
    changed = [field for field, value in values.items() if getattr(client, field) != value]
    if changed:
        for field in changed:
            setattr(client, field, values[field])
        client.updated_at = now
        await save(session)
        events.record(session, actor, ClientChanged(client_id=client_id, fields=changed))
    return client


def _values(edit: UserEdit, shop: ShopSettings, *, today: date) -> dict[str, Any]:
    """The columns to write, in the order in which the fields are declared."""
    values = {
        field: getattr(edit, field)
        for field in UserEdit.model_fields
        if field in edit.model_fields_set
    }
    if birthday := values.get("birthday"):
        rules.check_birthday(birthday, today=today)
    if phone := values.get("phone"):
        region = rules.region_of_zone(shop.timezone)
        values["phone"] = rules.parse_phone(phone, region=region)
    if "notes" in values:
        values["notes"] = values["notes"] or ""
    return values


async def save(session: AsyncSession) -> None:
    """Raises `PhoneTaken`."""
    try:
        await session.flush()
    except IntegrityError as error:
        # The only unique key an edit can run into; two edits at once are told apart by it alone.
        if "uq_client_phone" not in str(error.orig):
            raise
        raise PhoneTaken from error
