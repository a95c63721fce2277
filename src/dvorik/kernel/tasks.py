"""`@task`: an async function that Celery may run by its name.

Celery knows no coroutines and asyncpg connections cannot move between event loops, so each worker
process has one loop in a thread of its own, started with the first task, and each task is a thin
shell that submits its coroutine there and waits. The loop is found by process id: a child forked
by the prefork pool starts its own and never touches its parent's.

Queues carry only "look now". The work itself is rows in the database, so a task that is lost,
late or run twice changes nothing about what is done.
"""

import asyncio
import functools
import os
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from celery import Celery

from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Unavailable
from dvorik.kernel.events import Reactions
from dvorik.kernel.log import get_logger
from dvorik.kernel.nudges import Nudger

log = get_logger(__name__)

DEFAULT_QUEUE = "default"
BULK_QUEUE = "bulk"

VISIBILITY_TIMEOUT_SECONDS = 300
"""After this long without an answer Redis hands a message to another worker."""

TASK_TIMEOUT_SECONDS = 240
"""A task is stopped while its message is still its own, so two workers never hold one."""

_STOP_TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True)
class Worker:
    """What a task may use; the first argument of each. Built once per process."""

    config: Config
    database: Database
    cache: Cache
    nudger: Nudger
    reactions: Reactions


P = ParamSpec("P")
T = TypeVar("T")
TaskFunction = Callable[Concatenate[Worker, P], Awaitable[None]]
OpenWorker = Callable[[], AbstractAsyncContextManager[Worker]]

app = Celery("dvorik", set_as_current=True)
routes: dict[str, dict[str, str]] = {}
"""Which queue each registered task goes to, as Celery's `task_routes` wants it."""


class Background:
    """An event loop in a thread of its own, and the `Worker` that lives in it.

    Raises from the constructor whatever `open_worker` raises.
    """

    def __init__(self, open_worker: OpenWorker) -> None:
        self._open_worker = open_worker
        self._started: Future[Worker] = Future()
        self._thread = threading.Thread(target=self._live, name="tasks", daemon=True)
        self._thread.start()
        self.worker = self._started.result()

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> "Future[T]":
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def close(self) -> None:
        """Cancel what still runs, close what the worker holds, end the thread."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(_STOP_TIMEOUT_SECONDS)

    def _live(self) -> None:
        try:
            asyncio.run(self._hold_worker())
        except BaseException as error:
            if self._started.done():
                raise
            self._started.set_exception(error)

    async def _hold_worker(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        async with self._open_worker() as worker:
            self._started.set_result(worker)
            await self._stop.wait()
            await _cancel_others()


async def _cancel_others() -> None:
    """Before the worker's connections close, so that tasks can still give theirs back."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for other in others:
        other.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class _Process:
    """The `Background` of each process that came out of this one by forking."""

    def __init__(self) -> None:
        self.open_worker: OpenWorker | None = None
        self._by_pid: dict[int, Background] = {}
        self._lock = threading.Lock()
        os.register_at_fork(after_in_child=self._renew_lock)

    def background(self) -> Background:
        if self.open_worker is None:
            raise RuntimeError("tasks run in a worker process; call the function itself elsewhere")
        with self._lock:
            pid = os.getpid()
            if pid not in self._by_pid:
                self._by_pid[pid] = Background(self.open_worker)
            return self._by_pid[pid]

    def close(self) -> None:
        with self._lock:
            if background := self._by_pid.pop(os.getpid(), None):
                background.close()

    def _renew_lock(self) -> None:
        # A thread that does not exist in the child may have held it.
        self._lock = threading.Lock()


process = _Process()


def task(
    name: str, *, queue: str = DEFAULT_QUEUE, timeout_seconds: int = TASK_TIMEOUT_SECONDS
) -> Callable[[TaskFunction[P]], TaskFunction[P]]:
    """Register an async function under a stable `name`; the function itself stays as it was.

    It gets the process's `Worker` and then its JSON arguments. It may run twice and in two
    processes at once. An exception is logged by Celery and nothing else: the next tick finds the
    rows still waiting. A server that is away, or a row that is held, is worth one line.
    """
    if timeout_seconds > TASK_TIMEOUT_SECONDS:
        raise ValueError(f"{name}: longer than the broker waits for an answer")

    def register(function: TaskFunction[P]) -> TaskFunction[P]:
        @functools.wraps(function)
        def shell(*args: Any, **kwargs: Any) -> None:
            background = process.background()
            call = _within(timeout_seconds, function(background.worker, *args, **kwargs))
            try:
                background.submit(call).result()
            except* Unavailable as errors:
                log.warning("task_postponed", task=name, error=error_name(errors))

        app.task(name=name, acks_late=True)(shell)
        routes[name] = {"queue": queue}
        return function

    return register


def error_name(errors: BaseExceptionGroup[BaseException]) -> str:
    """The class of the first plain exception inside, for one line about all of them."""
    first: BaseException = errors
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    return type(first).__qualname__


async def _within(seconds: int, call: Awaitable[None]) -> None:
    async with asyncio.timeout(seconds):
        await call
