"""News of the sandbox, for pages and tests that wait for something."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from dvorik.sandbox.types import Json

_ROOM = 1000


class Changes:
    """Numbers every change and tells it to whoever listens.

    A listener that is too slow loses news and gets one `{"type": "resync"}` instead: nobody
    can make the sandbox hold unbounded memory.
    """

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Json]] = set()
        self.last = 0

    @property
    def has_listeners(self) -> bool:
        return bool(self._listeners)

    def next(self) -> int:
        self.last += 1
        return self.last

    def hang_up(self) -> None:
        """The sandbox closes: streams end."""
        self.tell("closing")

    def tell(self, kind: str, **facts: object) -> None:
        news: Json = {"type": kind, "number": self.last, **facts}
        for listener in self._listeners:
            if listener.full():
                _empty(listener)
                news = {"type": "resync", "number": self.last}
            listener.put_nowait(news)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Json]]:
        listener: asyncio.Queue[Json] = asyncio.Queue(maxsize=_ROOM)
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)


def _empty(queue: asyncio.Queue[Json]) -> None:
    while not queue.empty():
        queue.get_nowait()
