"""One bot from start to stop: take the lead, introduce itself, hear and handle updates."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from dvorik.bots.consumer import Consumer
from dvorik.bots.hearing import Listener
from dvorik.bots.introduction import introduce
from dvorik.bots.leadership import LeadershipLost, hold, leadership
from dvorik.bots.poller import REQUEST_SECONDS, Poller
from dvorik.bots.replies import Replies
from dvorik.bots.resources import Resources
from dvorik.bots.waiting import backoff_seconds, wait_for
from dvorik.bots.words import Commands
from dvorik.kernel.bot_api import BadBotToken, BotApi
from dvorik.kernel.ending import end
from dvorik.kernel.errors import Unavailable
from dvorik.kernel.inbox import BotName
from dvorik.kernel.log import get_logger

log = get_logger(__name__)

GRACE_SECONDS = 5.0
"""How long a stop waits for updates in hand. Those cut off are handled by the next process."""

_BAD_TOKEN_SECONDS = 60.0
_UNWELL = (Unavailable, RedisError, DBAPIError, OSError, TelegramAPIError, LeadershipLost)
_REFUSED = (BadBotToken, TelegramUnauthorizedError)


@dataclass(frozen=True, kw_only=True)
class Service:
    """One bot and what serves it. `kept` tells listeners that updates were written down."""

    name: BotName
    bot: Bot
    replies: Replies
    dispatcher: Dispatcher
    commands: Commands
    kept: Callable[[], None]


class Runner:
    """Keeps one bot going until `stop`, whatever Telegram or the servers do meanwhile."""

    def __init__(self, resources: Resources, service: Service) -> None:
        self._resources = resources
        self._service = service
        self._failures = 0

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            pause = 0.0
            try:
                await self._lead_and_serve(stop)
            except* _REFUSED:
                log.error(
                    "bot_token_refused_bot_paused",
                    bot=self._service.name.value,
                    retry_after_seconds=_BAD_TOKEN_SECONDS,
                )
                pause = _BAD_TOKEN_SECONDS
            except* _UNWELL as group:
                self._failures += 1
                pause = backoff_seconds(self._failures)
                log.warning(
                    "bot_interrupted",
                    bot=self._service.name.value,
                    errors=sorted({type(error).__qualname__ for error in group.exceptions}),
                    delay=pause,
                )
            await wait_for(stop, pause)

    async def _lead_and_serve(self, stop: asyncio.Event) -> None:
        engine = self._resources.database.engine
        async with leadership(engine, self._service.name, stop) as connection:
            if connection is None:
                return
            await introduce(self._resources.cache, self._service.bot, self._service.commands)
            log.info("bot_started", bot=self._service.name.value)
            await self._serve(connection, stop)
        log.info("bot_stopped", bot=self._service.name.value)

    async def _serve(self, connection: AsyncConnection, stop: asyncio.Event) -> None:
        service = self._service
        consumer = Consumer(
            self._resources, service.name, service.bot, service.dispatcher, service.replies
        )
        api = self._patient_api()
        try:
            async with asyncio.timeout(None) as deadline, asyncio.TaskGroup() as tasks:
                listener = Listener(
                    self._resources, service.name, lambda: self._poller(api, consumer)
                )
                listeners = [
                    tasks.create_task(hold(connection)),
                    tasks.create_task(consumer.listen()),
                    tasks.create_task(listener.run()),
                ]
                tasks.create_task(consumer.run())
                self._failures = 0
                await stop.wait()
                consumer.stop()
                deadline.reschedule(asyncio.get_running_loop().time() + GRACE_SECONDS)
                await end(*listeners)
        except TimeoutError:
            log.warning("bot_stopped_with_updates_in_hand", bot=self._service.name.value)
        finally:
            await api.close()

    def _poller(self, api: BotApi, consumer: Consumer) -> Poller:
        def kept() -> None:
            consumer.wake()
            self._service.kept()

        return Poller(self._resources, self._service.name, api, kept=kept)

    def _patient_api(self) -> BotApi:
        return BotApi(
            self._service.bot.token,
            base_url=self._resources.config.telegram_api_url,
            timeout_seconds=REQUEST_SECONDS,
        )
