"""The turn of a bot's messages among everything that is sent as this bot."""

import math
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, SendChatAction, SendMediaGroup, TelegramMethod
from aiogram.methods.base import TelegramType

from dvorik.bots.resources import Resources
from dvorik.kernel.bot_limits import Budget, Lane
from dvorik.kernel.errors import Unavailable
from dvorik.kernel.inbox import BotName
from dvorik.kernel.log import get_logger
from dvorik.kernel.pace import Pace
from dvorik.messaging.types import Channel
from dvorik.settings import store as settings
from dvorik.settings.schemas import ShopSettings

log = get_logger(__name__)

LONGEST_PAUSE_SECONDS = 8
"""A longer `retry_after` is not waited for with an update in hand: others wait behind it."""

_CHANNELS = {BotName.CLIENT: Channel.CLIENT_BOT, BotName.CASHIER: Channel.CASHIER_BOT}
_SPEAKING = ("send", "copy", "forward", "edit")


class Replies:
    """One bot's part in its shared pace."""

    def __init__(self, resources: Resources, name: BotName) -> None:
        is_limited = not resources.config.sandbox_without_limit
        self._pace = Pace(resources.cache, _CHANNELS[name], Lane.REPLIES, is_limited=is_limited)
        self._resources = resources
        self._shop = ShopSettings()

    async def must_wait_long(self) -> bool:
        """Whether a reply made now would only be lost: better not to begin with one."""
        return await self._pace.flood_seconds() > LONGEST_PAUSE_SECONDS

    async def wait_for_turn(self) -> float:
        """0.0 when a message may leave, else the seconds of a pause too long to wait for."""
        budget = await self._budget()
        return await self._pace.wait_for_turn(budget, patience_seconds=LONGEST_PAUSE_SECONDS)

    async def rest(self, seconds: float) -> None:
        """Telegram said so; whoever sends as this bot waits with it, in whichever process."""
        await self._pace.rest(seconds, reason="429", is_flood=True)

    async def _budget(self) -> Budget:
        try:
            self._shop = await settings.current(self._resources.cache, self._resources.database)
        except (Unavailable, OSError) as error:
            log.warning("pace_of_before_is_kept", error=type(error).__qualname__)
        return Budget(
            total_per_second=self._shop.service_per_second,
            bulk_per_second=self._shop.bulk_per_second,
        )


class InTurn(BaseRequestMiddleware):
    """Lets each message wait for its turn. Raises `TelegramRetryAfter` as Telegram itself would."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        for _ in range(_messages_in(method)):
            if seconds := await self._replies.wait_for_turn():
                raise TelegramRetryAfter(method, "the bot was told to wait", math.ceil(seconds))
        return await make_request(bot, method)


def _messages_in(method: TelegramMethod[Any]) -> int:
    if isinstance(method, SendMediaGroup):
        return len(method.media)
    is_message = method.__api_method__.startswith(_SPEAKING)
    return int(is_message and not isinstance(method, SendChatAction))
