"""Reads of the settings."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.i18n import Language
from dvorik.settings import texts
from dvorik.settings.errors import NoSuchSetting
from dvorik.settings.models import SettingRow
from dvorik.settings.schemas import SettingView, ShopSettings, group_of, json_schema_of

_EDIT_LOCK = 0x5E771265
"""Advisory lock of whoever changes settings. The number has no other meaning."""


async def load(session: AsyncSession) -> ShopSettings:
    """All settings, read now, in one query. Doors that need them often take the cached ones."""
    rows = await session.execute(select(SettingRow.key, SettingRow.value))
    return ShopSettings.from_stored({row.key: row.value for row in rows})


async def lock_settings(session: AsyncSession) -> ShopSettings:
    """All settings; nobody else changes any until the transaction ends.

    An advisory lock, because a setting nobody changed has no row to lock. Raises `Busy`.
    """
    await session.execute(select(func.pg_advisory_xact_lock(_EDIT_LOCK)))
    return await load(session)


async def list_settings(session: AsyncSession, language: Language) -> list[SettingView]:
    """Every setting with its words, in the order of the page."""
    rows = {row.key: row for row in (await session.scalars(select(SettingRow))).all()}
    current = ShopSettings.from_stored({key: row.value for key, row in rows.items()}).values()
    return [_view(key, current[key], rows.get(key), language) for key in current]


async def get_setting(session: AsyncSession, key: str, language: Language) -> SettingView:
    """One setting. Raises `NoSuchSetting`."""
    check_key(key)
    views = await list_settings(session, language)
    return next(view for view in views if view.key == key)


def check_key(key: str) -> None:
    """Raise `NoSuchSetting` unless there is a setting `key`."""
    if key not in ShopSettings.model_fields:
        raise NoSuchSetting


def _view(key: str, value: Any, row: SettingRow | None, language: Language) -> SettingView:
    default = ShopSettings().values()[key]
    return SettingView(
        key=key,
        group=group_of(key),
        title=texts.title(key, language),
        description=texts.description(key, language),
        value=value,
        default=default,
        is_changed=value != default,
        value_schema=json_schema_of(key),
        updated_at=row and row.updated_at,
        updated_by_id=row and row.updated_by_id,
    )
