from typing import Annotated

from fastapi import APIRouter, Depends

from dvorik.kernel.actor import Permission
from dvorik.kernel.web import ActorDep, ConfigDep, LanguageDep, NowDep, SessionDep, needs
from dvorik.settings import actions, queries
from dvorik.settings.schemas import (
    SettingEdit,
    SettingList,
    SettingsChange,
    SettingView,
)
from dvorik.settings.web import forgets_settings

router = APIRouter(prefix="/settings", tags=["settings"])

READ = [needs(Permission.SETTINGS_READ)]
EDIT = [forgets_settings, needs(Permission.SETTINGS_EDIT)]


async def _takes_webhooks(config: ConfigDep) -> bool:
    return config.webhook_base is not None


WebhooksDep = Annotated[bool, Depends(_takes_webhooks)]


@router.get("", dependencies=READ)
async def list_settings(session: SessionDep, language: LanguageDep) -> SettingList:
    return SettingList(items=await queries.list_settings(session, language))


@router.patch("", dependencies=EDIT)
async def change_settings(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    language: LanguageDep,
    takes_webhooks: WebhooksDep,
    body: SettingsChange,
) -> SettingList:
    await actions.change_settings(
        session, actor, changes=body.root, now=now, takes_webhooks=takes_webhooks
    )
    return SettingList(items=await queries.list_settings(session, language))


@router.post("/bulk-update", dependencies=EDIT)
async def bulk_update_settings(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    language: LanguageDep,
    takes_webhooks: WebhooksDep,
    body: SettingsChange,
) -> SettingList:
    """The same as `PATCH /settings`, for clients that cannot send one."""
    await actions.change_settings(
        session, actor, changes=body.root, now=now, takes_webhooks=takes_webhooks
    )
    return SettingList(items=await queries.list_settings(session, language))


@router.get("/{key}", dependencies=READ)
async def get_setting(session: SessionDep, language: LanguageDep, key: str) -> SettingView:
    return await queries.get_setting(session, key, language)


@router.patch("/{key}", dependencies=EDIT)
async def change_setting(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    language: LanguageDep,
    takes_webhooks: WebhooksDep,
    key: str,
    body: SettingEdit,
) -> SettingView:
    await actions.change_setting(
        session, actor, key=key, value=body.value, now=now, takes_webhooks=takes_webhooks
    )
    return await queries.get_setting(session, key, language)
