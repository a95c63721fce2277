"""Changes of the settings."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.config import BotMode
from dvorik.settings import queries
from dvorik.settings.errors import PublicAddressMissing, SettingsRefused
from dvorik.settings.events import SettingChanged
from dvorik.settings.models import SettingRow
from dvorik.settings.schemas import ShopSettings


async def change_settings(
    session: AsyncSession,
    actor: Actor,
    *,
    changes: Mapping[str, JsonValue],
    now: datetime,
    takes_webhooks: bool = False,
) -> ShopSettings:
    """Take all `changes` or, by raising `SettingsRefused`, none.

    How the bots hear of updates is changed by those who run the installation, and to webhooks
    only where it takes them; `PublicAddressMissing` otherwise.
    A value that is already so is no change. A door that calls this must forget the cached
    settings after its commit (`store.forget`); routes have `web.forgets_settings`.
    """
    actor.require(Permission.SETTINGS_EDIT)
    before = await queries.lock_settings(session)
    after = before.with_changes(changes)
    if after.bot_mode is not before.bot_mode:
        actor.require(Permission.SYSTEM_MANAGE)
        if after.bot_mode is BotMode.WEBHOOK and not takes_webhooks:
            raise PublicAddressMissing
    old, new = before.values(), after.values()
    for key in sorted(changes):
        if old[key] != new[key]:
            await _keep(session, actor, key, new[key], now)
            events.record(session, actor, SettingChanged(key=key, old=old[key], new=new[key]))
    return after


async def change_setting(
    session: AsyncSession,
    actor: Actor,
    *,
    key: str,
    value: JsonValue,
    now: datetime,
    takes_webhooks: bool = False,
) -> ShopSettings:
    """Change one setting, as `change_settings` does. Raises `NoSuchSetting` too."""
    queries.check_key(key)
    try:
        return await change_settings(
            session, actor, changes={key: value}, now=now, takes_webhooks=takes_webhooks
        )
    except SettingsRefused as refused:
        codes = [error["code"] for error in refused.errors]
        # The caller sent a bare value, so that is the place.
        raise SettingsRefused(
            [{"pointer": "/body/value", "code": code} for code in codes]
        ) from None


async def _keep(
    session: AsyncSession, actor: Actor, key: str, value: JsonValue, now: datetime
) -> None:
    if value == ShopSettings().values()[key]:
        # Back to what the code says: a later version may say something better.
        await session.execute(delete(SettingRow).where(SettingRow.key == key))
        return
    columns = {
        "value": value,
        "updated_at": now,
        "updated_by_id": actor.id if actor.kind is ActorKind.ACCOUNT else None,
    }
    await session.execute(
        insert(SettingRow)
        .values(key=key, **columns)
        .on_conflict_do_update(index_elements=["key"], set_=columns)
    )
