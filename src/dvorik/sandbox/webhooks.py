"""Brings updates to webhooks: in order within a chat, side by side between chats, with retries."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import httpx2

from dvorik.sandbox.bots import Bot, Webhook
from dvorik.sandbox.door import perform
from dvorik.sandbox.errors import BotApiError
from dvorik.sandbox.methods import METHODS
from dvorik.sandbox.requests import Parameters
from dvorik.sandbox.updates import Update
from dvorik.sandbox.world import World

_LONGEST_PAUSE_SECONDS = 60.0
_PATIENCE_SECONDS = 60.0


@dataclass(slots=True)
class Courier:
    """One bot's deliveries. An update leaves the queue only after a 2xx answer.

    After a failure a chat waits `first_pause_seconds`, then twice as long, up to a minute.
    """

    world: World
    bot: Bot
    http: httpx2.AsyncClient
    first_pause_seconds: float = 1.0
    _lanes: dict[int, deque[int]] = field(default_factory=dict)
    _last_key: int = -1
    _generation: int = -1

    async def run(self) -> None:
        """Works until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self.bot.updates.arrived.wait()
                self.bot.updates.arrived.clear()
                self._notice_change()
                if self.bot.webhook is not None:
                    for lane in self._sort_new():
                        group.create_task(self._serve_lane(lane, self._generation))

    def _notice_change(self) -> None:
        """A new address starts again with all that is pending."""
        if self._generation != self.bot.webhook_generation:
            self._generation = self.bot.webhook_generation
            self._lanes = {}
            self._last_key = -1

    def _sort_new(self) -> list[int]:
        """Put new updates into lanes; returns the lanes that nobody serves yet."""
        pending = self.bot.updates.pending
        new = list(takewhile(lambda key: key > self._last_key, reversed(pending)))
        if not self.bot.updates.is_reversed:
            new.reverse()
        idle = []
        for key in new:
            lane = pending[key].lane
            if lane not in self._lanes:
                self._lanes[lane] = deque()
                idle.append(lane)
            self._lanes[lane].append(key)
        self._last_key = max([self._last_key, *new])
        return idle

    async def _serve_lane(self, lane: int, generation: int) -> None:
        """Deliver one chat's updates one after another, until there are none."""
        keys = self._lanes[lane]
        pause = self.first_pause_seconds
        while keys and generation == self.bot.webhook_generation:
            update = self.bot.updates.pending.get(keys[0])
            hook = self.bot.webhook
            if update is None or hook is None:
                keys.popleft()
            elif await self._deliver(hook, update):
                self.bot.updates.pending.pop(keys.popleft(), None)
                pause = self.first_pause_seconds
            else:
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        if self._lanes.get(lane) is keys:
            del self._lanes[lane]

    async def _deliver(self, hook: Webhook, update: Update) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret_token}
        try:
            async with hook.room:
                response = await self.http.post(
                    hook.url,
                    json=update.body,
                    headers=headers if hook.secret_token else {},
                    timeout=_PATIENCE_SECONDS,
                )
        except httpx2.TimeoutException:
            return self._failed(hook, "Read timeout expired")
        except httpx2.HTTPError:
            return self._failed(hook, "Connection refused")
        if not response.is_success:
            reason = f"{response.status_code} {response.reason_phrase}"
            return self._failed(hook, f"Wrong response from the webhook: {reason}")
        await self._reply(response)
        return True

    def _failed(self, hook: Webhook, reason: str) -> bool:
        hook.last_error_date = self.world.now()
        hook.last_error_message = reason
        return False

    async def _reply(self, response: httpx2.Response) -> None:
        """A webhook may answer with one method call in its body; nobody learns its result."""
        values = _method_call(response)
        wanted = str(values.pop("method", "")).lower()
        if wanted not in METHODS:
            return
        try:
            await perform(self.world, self.bot, wanted, Parameters(values))
        except BotApiError as refusal:
            self.bot.ledger.answers[refusal.code] += 1


def _method_call(response: httpx2.Response) -> dict[str, Any]:
    try:
        values = json.loads(response.content)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}
