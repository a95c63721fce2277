"""aiogram's bot, pointed at Telegram or at the sandbox, and what it does about refusals."""

import asyncio

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import LinkPreviewOptions
from aiohttp import ClientConnectorError

from dvorik.bots.replies import LONGEST_PAUSE_SECONDS, InTurn, Replies

REQUEST_SECONDS = 10.0
_TRIES = 3
_CONNECT_AGAIN_SECONDS = 0.5


class Patience(BaseRequestMiddleware):
    """Sends again what Telegram certainly did not take: asked to wait, or never reached."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        for _ in range(_TRIES - 1):
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                await self._replies.rest(error.retry_after)
                if error.retry_after > LONGEST_PAUSE_SECONDS:
                    raise
                await asyncio.sleep(error.retry_after)
            except TelegramNetworkError as error:
                if not isinstance(error.__cause__, ClientConnectorError):
                    raise
                await asyncio.sleep(_CONNECT_AGAIN_SECONDS)
        return await make_request(bot, method)


def build_bot(token: str, *, session: BaseSession, replies: Replies) -> Bot:
    """Raises aiogram's `TokenValidationError` for what is no token at all."""
    # The last one is next to the network: each try waits for a turn of its own.
    session.middleware(Patience(replies))
    session.middleware(InTurn(replies))
    properties = DefaultBotProperties(
        parse_mode="HTML", link_preview=LinkPreviewOptions(is_disabled=True)
    )
    return Bot(token, session=session, default=properties)


def session_for(api_url: str) -> AiohttpSession:
    return AiohttpSession(api=TelegramAPIServer.from_base(api_url), timeout=REQUEST_SECONDS)
