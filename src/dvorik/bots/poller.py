"""Fetches updates by getUpdates and writes them down before Telegram may forget them."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.exc import DBAPIError

from dvorik.bots.resources import Resources
from dvorik.bots.waiting import backoff_seconds
from dvorik.kernel import inbox
from dvorik.kernel.bot_api import BadBotToken, BotApi, BotApiError, FloodWait
from dvorik.kernel.db import sqlstate_of
from dvorik.kernel.errors import Unavailable
from dvorik.kernel.inbox import BotName
from dvorik.kernel.log import get_logger

log = get_logger(__name__)

LONG_POLL_SECONDS = 25
REQUEST_SECONDS = LONG_POLL_SECONDS + 10

_DATA_EXCEPTION = "22"
"""SQLSTATE class: no further try will make the server keep this value."""

_CONFLICT = 409
_CONFLICT_SECONDS = 5.0


class Poller:
    """One bot's reader. `api` must be patient: `REQUEST_SECONDS`, longer than a long poll."""

    def __init__(
        self, resources: Resources, bot: BotName, api: BotApi, *, kept: Callable[[], None]
    ) -> None:
        self._resources = resources
        self._bot = bot
        self._api = api
        self._kept = kept
        self._offset: int | None = None

    async def run(self) -> None:
        """Until cancelled. Rides out everything but a token Telegram refuses (`BadBotToken`)."""
        failures = 0
        is_first = True
        while True:
            try:
                if is_first:
                    await self._take_over_from_webhook()
                    is_first = False
                await self.fetch(wait_seconds=LONG_POLL_SECONDS)
                failures = 0
            except BadBotToken:
                raise
            except (BotApiError, Unavailable, DBAPIError, OSError) as error:
                failures += 1
                # Somebody may have set a webhook: look again before the next poll.
                is_first = isinstance(error, BotApiError) and error.code == _CONFLICT
                await asyncio.sleep(self._note(error, failures))

    async def fetch(self, *, wait_seconds: int) -> int:
        """One getUpdates; how many updates were new. Its offset confirms those kept before."""
        updates: list[dict[str, Any]] = await self._api.call(
            "getUpdates",
            offset=self._offset,
            timeout=wait_seconds,
            allowed_updates=inbox.ALLOWED_UPDATES,
        )
        new = await self._keep([one for one in updates if isinstance(one.get("update_id"), int)])
        # An empty answer means that all is confirmed. Without an offset, numbering may start
        # anew, as Telegram does after a quiet week.
        self._offset = max((one["update_id"] for one in updates), default=-1) + 1 or None
        if new:
            self._kept()
        return new

    async def _take_over_from_webhook(self) -> None:
        """Polling and a webhook exclude each other; nothing that waits is dropped."""
        await self._api.call("deleteWebhook")

    async def _keep(self, updates: Sequence[dict[str, Any]]) -> int:
        """What PostgreSQL cannot hold (a NUL, half a surrogate pair) must not stop the rest."""
        try:
            return await self._write(updates)
        except DBAPIError as error:
            if not (sqlstate_of(error) or "").startswith(_DATA_EXCEPTION):
                raise
        if len(updates) == 1:
            log.error("update_unstorable", bot=self._bot.value, update_id=updates[0]["update_id"])
            return 0
        return sum([await self._keep([one]) for one in updates])

    async def _write(self, updates: Sequence[dict[str, Any]]) -> int:
        if not updates:
            return 0
        async with self._resources.database.transaction() as session:
            return await inbox.receive(session, self._bot, updates, now=self._resources.now())

    def _note(self, error: Exception, failures: int) -> float:
        """Log the failure; how long to wait."""
        code = error.code if isinstance(error, BotApiError) else type(error).__qualname__
        delay = backoff_seconds(failures)
        if isinstance(error, FloodWait):
            delay = float(error.retry_after)
        if code == _CONFLICT:
            delay = _CONFLICT_SECONDS
            log.warning("bot_polled_elsewhere", bot=self._bot.value)
        log.warning(
            "polling_failed", bot=self._bot.value, error=code, failures=failures, delay=delay
        )
        return delay
