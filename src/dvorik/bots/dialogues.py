"""Dialogue state: in Redis for ten minutes, apart for each bot."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiogram import BaseMiddleware
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import DefaultKeyBuilder
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import TelegramObject

from dvorik.kernel.cache import Cache

LIFETIME = timedelta(minutes=10)
"""A question nobody answered for this long is forgotten, and the next word starts anew."""


def dialogue_storage(cache: Cache) -> RedisStorage:
    keys = DefaultKeyBuilder(prefix="dialogue", with_bot_id=True)
    return RedisStorage(cache, key_builder=keys, state_ttl=LIFETIME, data_ttl=LIFETIME)


class LeavesDialogue(BaseMiddleware):
    """For routers of commands and menu buttons: pressing one ends whatever was being asked."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        state: FSMContext = data["state"]
        if data.get("raw_state"):
            await state.clear()
        return await handler(event, data)
