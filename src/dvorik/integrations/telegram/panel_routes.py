"""What the panel shows of Telegram."""

from typing import Annotated

from fastapi import APIRouter, Query

from dvorik.integrations.telegram import looking
from dvorik.integrations.telegram.schemas import BotList, ChannelQuery, ChannelView
from dvorik.kernel.actor import Permission
from dvorik.kernel.web import CacheDep, ConfigDep, DatabaseDep, needs_apart
from dvorik.settings import store

router = APIRouter(prefix="/telegram", tags=["telegram"])

READ = [needs_apart(Permission.SETTINGS_READ)]


@router.get("/bots", dependencies=READ)
async def list_bots(config: ConfigDep, cache: CacheDep, database: DatabaseDep) -> BotList:
    """How both bots shall hear of updates, what Telegram knows of them and what is done now.

    Telegram's part is at most some seconds old. The setting `bot_mode` chooses.
    """
    shop = await store.current(cache, database)
    return await looking.look_at_bots(config, cache, shop)


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
