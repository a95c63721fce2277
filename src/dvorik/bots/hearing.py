"""How one bot hears of updates: it fetches them, or Telegram brings them to the API.

The setting is looked at all the time and followed while running. Either way begins by telling
Telegram, which may be told twice: so a switch that was cut off is begun anew, by whoever leads
the bot then. What both ways bring is one update, since the inbox knows it by its number.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from dvorik.bots.poller import Poller
from dvorik.bots.resources import Resources
from dvorik.bots.waiting import backoff_seconds
from dvorik.integrations.telegram import gateway, hearing, looking
from dvorik.integrations.telegram.errors import TelegramRefused
from dvorik.integrations.telegram.schemas import Hearing, HearingTrouble
from dvorik.kernel.config import BotMode
from dvorik.kernel.ending import end
from dvorik.kernel.errors import Unavailable
from dvorik.kernel.inbox import BotName
from dvorik.kernel.log import get_logger
from dvorik.settings import store
from dvorik.settings.errors import PublicAddressMissing

log = get_logger(__name__)

LOOK_SECONDS = 1.0
"""How soon a change of the setting is seen."""

CHECK_SECONDS = 60.0
"""How soon a webhook is set again that somebody took away, or that Telegram had refused."""

_UNWELL = (Unavailable, SQLAlchemyError, OSError, TimeoutError)


class Listener:
    """One bot's ears. `poller` makes a reader that begins with what Telegram still keeps."""

    def __init__(
        self,
        resources: Resources,
        bot: BotName,
        poller: Callable[[], Poller],
        *,
        check_seconds: float = CHECK_SECONDS,
    ) -> None:
        self._resources = resources
        self._bot = bot
        self._poller = poller
        self._check_seconds = check_seconds
        self._chosen: BotMode | None = None
        self._told: Hearing | None = None

    async def run(self) -> None:
        """Until cancelled. Rides out all but a token Telegram refuses (`BadBotToken`)."""
        failures = 0
        while True:
            if await self._choice() is BotMode.POLLING:
                await self._fetch(Hearing(mode=BotMode.POLLING))
                continue
            try:
                await self._set_webhook()
            except Unavailable:
                failures += 1
                await self._tell(Hearing(mode=None, trouble=HearingTrouble.UNREACHABLE))
                await asyncio.sleep(backoff_seconds(failures))
            except (PublicAddressMissing, TelegramRefused) as refusal:
                # Better heard the other way than not at all.
                await self._fetch(_instead(refusal))
            else:
                failures = 0
                await self._be_brought()

    async def _choice(self) -> BotMode:
        """What the setting says; while nobody can be asked, what it said last."""
        try:
            shop = await store.current(self._resources.cache, self._resources.database)
        except _UNWELL as error:
            if self._chosen is None:
                raise
            log.warning("bot_mode_unknown", bot=self._bot.value, error=type(error).__qualname__)
            return self._chosen
        self._chosen = shop.hears_by(self._resources.config)
        return self._chosen

    async def _fetch(self, state: Hearing) -> None:
        """Poll until something else is chosen; instead of a refused webhook, until its next try."""
        async with asyncio.TaskGroup() as tasks:
            polling = tasks.create_task(self._poller().run())
            await self._stay(state, seconds=self._check_seconds if state.trouble else None)
            await end(polling)

    async def _set_webhook(self) -> None:
        config = self._resources.config
        await gateway.set_webhook(config, self._bot, drop_pending_updates=False)

    async def _be_brought(self) -> None:
        """The API takes updates in; look whether they still come there."""
        brought = Hearing(mode=BotMode.WEBHOOK)
        while await self._stay(brought, seconds=self._check_seconds):
            if not await self._webhook_stands():
                log.warning("webhook_gone", bot=self._bot.value)
                return

    async def _stay(self, state: Hearing, *, seconds: float | None) -> bool:
        """Tell `state` for so long, or until the choice changes: then False."""
        begun_with = self._chosen
        now = asyncio.get_running_loop().time
        begun_at = now()
        while await self._choice() is begun_with:
            await self._tell(state)
            if seconds is not None and now() - begun_at >= seconds:
                return True
            await asyncio.sleep(LOOK_SECONDS)
        return False

    async def _webhook_stands(self) -> bool:
        config = self._resources.config
        try:
            webhook = await gateway.get_webhook(config, self._bot)
        except Unavailable:
            return True
        except TelegramRefused:
            return False
        return webhook.url == gateway.webhook_url(config, self._bot)

    async def _tell(self, state: Hearing) -> None:
        cache = self._resources.cache
        await hearing.tell(cache, self._bot, state)
        if state == self._told:
            return
        self._told = state
        log.info("bot_hears", bot=self._bot.value, mode=state.mode, trouble=state.trouble)
        with suppress(RedisError, OSError):
            await looking.forget_bot(cache, self._bot)


def _instead(refusal: PublicAddressMissing | TelegramRefused) -> Hearing:
    if isinstance(refusal, PublicAddressMissing):
        return Hearing(mode=BotMode.POLLING, trouble=HearingTrouble.NO_ADDRESS)
    words = str(refusal.params["description"])
    return Hearing(mode=BotMode.POLLING, trouble=HearingTrouble.REFUSED, words=words)
