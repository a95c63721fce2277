"""How the bots and the channel stand, asked of Telegram and remembered for some seconds.

No transaction may be open around these calls. Trouble is an answer here, not an error: whoever
looks wants to know what is wrong.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from pydantic import BaseModel
from redis.exceptions import RedisError

from dvorik.integrations.telegram import gateway, hearing
from dvorik.integrations.telegram.schemas import (
    BotList,
    BotState,
    BotView,
    ChannelState,
    ChannelView,
    Webhook,
)
from dvorik.kernel import clock, heartbeat
from dvorik.kernel.bot_api import BadBotToken, BotApi, BotApiError
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.errors import Unavailable
from dvorik.kernel.heartbeat import Sign
from dvorik.kernel.inbox import BotName
from dvorik.settings.schemas import ShopSettings

KEEP_SECONDS = 5
_ASK_SECONDS = 4

Look = TypeVar("Look", bound=BaseModel)


async def look_at_bots(config: Config, cache: Cache, shop: ShopSettings) -> BotList:
    return BotList(
        items=list(await asyncio.gather(*(_look(config, cache, bot) for bot in BotName))),
        mode=shop.hears_by(config),
        chosen_mode=shop.bot_mode,
        default_mode=config.bot_mode,
        webhook_base=config.webhook_base,
        is_served=await _is_served(cache),
    )


async def _look(config: Config, cache: Cache, bot: BotName) -> BotView:
    seen = await _remembered(cache, _key(bot), BotView, partial(_look_at_bot, config, bot))
    return seen.model_copy(update={"hearing": await hearing.last(cache, bot)})


async def look_at_channel(
    config: Config, cache: Cache, *, channel: int | str | None
) -> ChannelView:
    """`channel` is its number, or its public name with an @."""
    if channel is None:
        return ChannelView(state=ChannelState.NOT_SET)
    if not config.telegram_main_bot_token.get_secret_value():
        return ChannelView(state=ChannelState.NO_BOT)
    return await _remembered(
        cache, f"look:channel:{channel}", ChannelView, partial(_look_at_channel, config, channel)
    )


async def forget_bot(cache: Cache, bot: BotName) -> None:
    """After something about it was changed."""
    await cache.delete(_key(bot))


def _key(bot: BotName) -> str:
    return f"look:bot:{bot}"


async def _look_at_bot(config: Config, bot: BotName) -> BotView:
    variable = gateway.VARIABLES[bot]
    token = gateway.token_of(config, bot)
    if not token:
        return BotView(bot=bot, state=BotState.NO_TOKEN, variable=variable)
    api = BotApi(token, base_url=config.telegram_api_url, timeout_seconds=_ASK_SECONDS)
    try:
        me = await api.call("getMe")
        webhook = Webhook.of(bot, await api.call("getWebhookInfo"))
    except BotApiError as refusal:
        is_refused = isinstance(refusal, BadBotToken)
        state = BotState.REFUSED if is_refused else BotState.AWAY
        return BotView(bot=bot, state=state, variable=variable, trouble=refusal.description)
    except Unavailable:
        return BotView(bot=bot, state=BotState.AWAY, variable=variable)
    finally:
        await api.close()
    return BotView(
        bot=bot,
        state=BotState.WORKS,
        variable=variable,
        username=me.get("username"),
        name=me.get("first_name"),
        webhook=webhook,
    )


async def _look_at_channel(config: Config, channel: int | str) -> ChannelView:
    token = gateway.token_of(config, BotName.CLIENT)
    api = BotApi(token, base_url=config.telegram_api_url, timeout_seconds=_ASK_SECONDS)
    try:
        return await _ask_about_channel(api, channel)
    except BadBotToken as refusal:
        return ChannelView(state=ChannelState.NO_BOT, trouble=refusal.description)
    except BotApiError as refusal:
        return ChannelView(state=ChannelState.NOT_FOUND, trouble=refusal.description)
    except Unavailable:
        return ChannelView(state=ChannelState.AWAY)
    finally:
        await api.close()


async def _ask_about_channel(api: BotApi, channel: int | str) -> ChannelView:
    chat = await api.call("getChat", chat_id=channel)
    found = ChannelView(
        state=ChannelState.READABLE,
        id=chat["id"],
        title=chat.get("title"),
        username=chat.get("username"),
    )
    if chat.get("type") not in {"channel", "supergroup"}:
        return found.model_copy(update={"state": ChannelState.NOT_A_CHANNEL})
    me = await api.call("getMe")
    try:
        member = await api.call("getChatMember", chat_id=channel, user_id=me["id"])
    except BotApiError as refusal:
        if isinstance(refusal, BadBotToken):
            raise
        trouble = {"state": ChannelState.NOT_ADMIN, "trouble": refusal.description}
        return found.model_copy(update=trouble)
    if member.get("status") not in {"creator", "administrator"}:
        return found.model_copy(update={"state": ChannelState.NOT_ADMIN})
    subscribers = await api.call("getChatMemberCount", chat_id=channel)
    return found.model_copy(update={"subscribers": subscribers})


async def _remembered(
    cache: Cache, key: str, kind: type[Look], look: Callable[[], Awaitable[Look]]
) -> Look:
    """Pages ask again and again; Telegram is asked once in a few seconds."""
    try:
        if known := await cache.get(key):
            return kind.model_validate_json(known)
    except (RedisError, OSError, ValueError):
        return await look()
    seen = await look()
    # What cannot be remembered is asked again.
    with suppress(RedisError, OSError):
        await cache.set(key, seen.model_dump_json(), ex=KEEP_SECONDS)
    return seen


async def _is_served(cache: Cache) -> bool:
    try:
        left_at = await heartbeat.last(cache, Sign.BOTS)
    except (RedisError, OSError):
        return False
    return heartbeat.is_fresh(left_at, now=clock.now())
