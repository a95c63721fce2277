"""What a bot has not been told yet: one queue per bot, read by polling or a webhook."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from dvorik.sandbox.clock import Clock
from dvorik.sandbox.errors import BotApiError
from dvorik.sandbox.types import Json

KEPT_SECONDS = 24 * 60 * 60
"""Telegram keeps an update for a day."""

_RECENT = 1000

# Telegram sends these only to bots that ask for them by name.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Update:
    """`lane` is the chat: updates of one lane reach a webhook one after another."""

    body: Json
    lane: int
    created_at: float

    @property
    def id(self) -> int:
        return int(self.body["update_id"])


@dataclass(slots=True)
class UpdateQueue:
    """Pending updates in order of delivery. Keys differ even when a repeat has the same id.

    `recent` are the last updates made, delivered or not, so that a test can repeat one.
    """

    clock: Clock
    next_id: int
    allowed: tuple[str, ...] = ()
    copies: int = 1
    is_reversed: bool = False
    pending: dict[int, Update] = field(default_factory=dict)
    recent: dict[int, Update] = field(default_factory=dict)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _next_key: int = 0
    _poller: asyncio.Future[str] | None = None

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in _ON_REQUEST

    def push(self, kind: str, content: Json, *, lane: int) -> int | None:
        """The new update's id, or None when the bot did not ask for this kind."""
        if not self.wants(kind):
            return None
        update_id = self.next_id
        self.next_id += 1
        self.put({"update_id": update_id, kind: content}, lane=lane, copies=self.copies)
        return update_id

    def put(self, body: Json, *, lane: int, copies: int = 1) -> None:
        """Enqueue as it is: repeats, and whatever strange thing a test wants to send."""
        update = Update(body, lane, self.clock())
        for _ in range(copies):
            self.pending[self._next_key] = update
            self._next_key += 1
        self.recent[update.id] = update
        if len(self.recent) > _RECENT:
            del self.recent[next(iter(self.recent))]
        self._wake()

    def hang_up(self) -> None:
        """End a waiting poll with what there is."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result("")

    def _wake(self) -> None:
        self.arrived.set()
        self.hang_up()

    def in_order(self) -> Iterator[tuple[int, Update]]:
        """Oldest first, or newest first while a test has turned the order around."""
        if self.is_reversed:
            return reversed(self.pending.items())
        return iter(self.pending.items())

    def confirm(self, offset: int) -> None:
        """Forget what the bot has seen: everything before `offset`, or but the last -offset."""
        if offset < 0:
            surplus = len(self.pending) + offset
            self._forget(list(islice(self.pending, max(surplus, 0))))
        elif offset > 0:
            self._forget(self._seen(offset))

    def _seen(self, offset: int) -> list[int]:
        seen = []
        for key, update in self.in_order():
            if update.id >= offset:
                break
            seen.append(key)
        return seen

    def drop_expired(self) -> None:
        limit = self.clock() - KEPT_SECONDS
        self._forget([key for key, update in self.pending.items() if update.created_at < limit])

    def _forget(self, keys: Iterable[int]) -> None:
        for key in keys:
            self.pending.pop(key, None)

    def reset(self) -> None:
        """Nothing pending, nothing odd; what the bot subscribed to stays."""
        self.pending.clear()
        self.recent.clear()
        self.copies, self.is_reversed = 1, False

    async def poll(self, *, limit: int, timeout_seconds: float) -> list[Json]:
        """Up to `limit` updates; waits for the first. A second poller sends the first away."""
        self.interrupt(
            "terminated by other getUpdates request; make sure that only one bot "
            "instance is running"
        )
        if not self.pending and timeout_seconds > 0:
            await self._wait(timeout_seconds)
        return [update.body for _, update in islice(self.in_order(), limit)]

    async def _wait(self, timeout_seconds: float) -> None:
        poller: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._poller = poller
        try:
            conflict = await asyncio.wait_for(poller, timeout_seconds)
        except TimeoutError:
            return
        finally:
            if self._poller is poller:
                self._poller = None
        if conflict:
            raise BotApiError(409, f"Conflict: {conflict}")

    def interrupt(self, reason: str) -> None:
        """End a waiting poll with "409 Conflict: reason"."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(reason)
