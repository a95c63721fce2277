import asyncio
import os
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from dvorik.embedded import Services
from dvorik.kernel import tasks
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Busy, Unavailable
from dvorik.kernel.events import Reactions
from dvorik.kernel.nudges import Nudger
from dvorik.kernel.tasks import Background, Worker


@dataclass
class Seen:
    """What the tasks of this module did."""

    threads: set[int] = field(default_factory=set)
    loops: set[int] = field(default_factory=set)
    answers: list[int] = field(default_factory=list)
    is_closed: bool = False


seen = Seen()


@tasks.task("test.select")
async def select(worker: Worker, number: int) -> None:
    seen.threads.add(threading.get_ident())
    seen.loops.add(id(asyncio.get_running_loop()))
    async with worker.database.transaction() as session:
        seen.answers.append(await session.scalar(text(f"SELECT {int(number)}")))


@tasks.task("test.fail")
async def fail(worker: Worker) -> None:
    raise LookupError("on purpose")


@tasks.task("test.hang", timeout_seconds=0)
async def hang(worker: Worker) -> None:
    await asyncio.sleep(600)


@tasks.task("test.no_database")
async def ask_in_vain(worker: Worker, in_group: int) -> None:
    if not in_group:
        raise Unavailable
    async with asyncio.TaskGroup() as group:
        group.create_task(_refuse())


async def _refuse() -> None:
    raise Busy


@pytest.fixture
def process(services: Services, config: Config, cache: Cache) -> Iterator[tasks._Process]:
    """This process as a worker that opens a real database."""
    global seen
    seen = Seen()

    @asynccontextmanager
    async def open_worker() -> AsyncIterator[Worker]:
        assert services.database_url
        database = Database(services.database_url, pool_size=2)
        yield Worker(
            config=config,
            database=database,
            cache=cache,
            nudger=Nudger(cache),
            reactions=Reactions(),
        )
        await database.close()
        seen.is_closed = True

    before = tasks.process.open_worker
    tasks.process.open_worker = open_worker
    yield tasks.process
    tasks.process.close()
    tasks.process.open_worker = before


async def run(name: str, *args: int) -> None:
    """As Celery's thread pool does: the shell, in a thread that has no loop."""
    await asyncio.to_thread(tasks.app.tasks[name], *args)


async def test_many_tasks_from_many_threads_share_one_loop_and_its_connections(
    process: tasks._Process,
) -> None:
    def shell(number: int) -> None:
        tasks.app.tasks["test.select"](number)

    with ThreadPoolExecutor(8) as pool:
        await asyncio.to_thread(lambda: list(pool.map(shell, range(200))))

    assert sorted(seen.answers) == list(range(200))
    assert len(seen.loops) == 1
    assert len(seen.threads) == 1


async def test_a_task_that_raises_spoils_nothing_for_the_next(process: tasks._Process) -> None:
    with pytest.raises(LookupError, match="on purpose"):
        await run("test.fail")

    await run("test.select", 7)

    assert seen.answers == [7]


@pytest.mark.parametrize(("in_group", "error"), [(0, "Unavailable"), (1, "Busy")])
async def test_a_server_that_is_away_is_one_line_and_no_traceback(
    process: tasks._Process, in_group: int, error: str
) -> None:
    with capture_logs() as lines:
        await run("test.no_database", in_group)

    assert lines == [
        {
            "event": "task_postponed",
            "log_level": "warning",
            "task": "test.no_database",
            "error": error,
        }
    ]


async def test_a_task_that_hangs_is_stopped(process: tasks._Process) -> None:
    with pytest.raises(TimeoutError):
        await run("test.hang")

    await run("test.select", 8)

    assert seen.answers == [8]


async def test_closing_cancels_what_still_runs_and_closes_what_was_open(
    process: tasks._Process,
) -> None:
    background = process.background()
    endless = background.submit(asyncio.sleep(600))

    await asyncio.to_thread(process.close)

    assert endless.cancelled()
    assert seen.is_closed


async def test_the_decorated_function_stays_a_coroutine_function(
    database: Database, config: Config, cache: Cache
) -> None:
    worker = Worker(
        config=config,
        database=database,
        cache=cache,
        nudger=Nudger(cache),
        reactions=Reactions(),
    )

    await select(worker, 5)

    assert seen.answers[-1] == 5


async def test_a_shell_outside_a_worker_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.process, "open_worker", None)

    with pytest.raises(RuntimeError, match="call the function itself"):
        await run("test.select", 1)


def test_a_worker_that_cannot_open_is_an_error_of_the_start() -> None:
    @asynccontextmanager
    async def broken() -> AsyncIterator[Worker]:
        raise ConnectionError("no")
        yield

    with pytest.raises(ConnectionError, match="no"):
        Background(broken)


def test_no_task_may_outlast_its_message() -> None:
    with pytest.raises(ValueError, match="too_long"):
        tasks.task("too_long", timeout_seconds=tasks.VISIBILITY_TIMEOUT_SECONDS)


# Python 3.12 warns of exactly what is tested here.
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
async def test_a_forked_child_gets_a_loop_of_its_own(process: tasks._Process) -> None:
    """As Celery's prefork pool does, after the parent has used its own."""
    await run("test.select", 1)
    reading, writing = os.pipe()

    child = os.fork()
    if child == 0:
        try:
            tasks.app.tasks["test.select"](2)
            os.write(writing, b"%d" % len(seen.loops))
        finally:
            os._exit(0)
    os.close(writing)
    answer = await asyncio.to_thread(os.read, reading, 16)
    os.close(reading)
    await asyncio.to_thread(os.waitpid, child, 0)

    assert answer == b"2"
