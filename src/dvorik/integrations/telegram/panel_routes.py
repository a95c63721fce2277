"""What the panel shows of Telegram, and its webhooks by the hand of an account."""

from typing import Annotated

from fastapi import APIRouter, Query

from dvorik.integrations.telegram import gateway, looking
from dvorik.integrations.telegram.errors import UpdatesArePolled
from dvorik.integrations.telegram.schemas import BotList, ChannelQuery, ChannelView, Webhook
from dvorik.kernel.actor import Permission
from dvorik.kernel.config import BotMode
from dvorik.kernel.inbox import BotName
from dvorik.kernel.web import CacheDep, ConfigDep, DatabaseDep, needs_apart
from dvorik.settings import store

router = APIRouter(prefix="/telegram", tags=["telegram"])

READ = [needs_apart(Permission.SETTINGS_READ)]
MANAGE = [needs_apart(Permission.SYSTEM_MANAGE)]


@router.get("/bots", dependencies=READ)
async def list_bots(config: ConfigDep, cache: CacheDep) -> BotList:
    """Both bots as Telegram knows them now, at most some seconds old."""
    return await looking.look_at_bots(config, cache)


@router.post("/bots/{bot}/webhook", dependencies=MANAGE)
async def set_bot_webhook(config: ConfigDep, cache: CacheDep, bot: BotName) -> Webhook:
    """Have Telegram bring updates here. Those that wait are kept."""
    if config.bot_mode is BotMode.POLLING:
        raise UpdatesArePolled
    webhook = await gateway.set_webhook(config, bot, drop_pending_updates=False)
    await looking.forget_bots(cache)
    return webhook


@router.delete("/bots/{bot}/webhook", dependencies=MANAGE)
async def delete_bot_webhook(config: ConfigDep, cache: CacheDep, bot: BotName) -> Webhook:
    """Have Telegram keep updates until they are fetched."""
    webhook = await gateway.delete_webhook(config, bot, drop_pending_updates=False)
    await looking.forget_bots(cache)
    return webhook


@router.get("/channel", dependencies=READ)
async def get_channel(
    config: ConfigDep,
    cache: CacheDep,
    database: DatabaseDep,
    wanted: Annotated[ChannelQuery, Query()],
) -> ChannelView:
    """Whether the client bot can tell who is subscribed: in the shop's channel, or in another."""
    shop = await store.current(cache, database)
    channel = wanted.address or shop.channel_address
    return await looking.look_at_channel(config, cache, channel=channel)
