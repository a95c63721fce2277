"""Real processes of the house under their supervisor, to be killed without warning."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.supervisor import Program, Supervisor

DEADLINE_SECONDS = 60


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not await condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


def environment_of(config: Config, database: Database) -> dict[str, str]:
    """What a process needs to work on `database`."""
    assert config.redis_url
    url = database.engine.url.render_as_string(hide_password=False)
    return {
        "APP_ENV": "test",
        "DVORIK_HOME": str(config.dvorik_home),
        "DATABASE_URL": url,
        "REDIS_URL": config.redis_url,
    }


class Output:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, name: str, line: str) -> None:
        self.lines.append(f"{name}: {line}")


@asynccontextmanager
async def running(environment: dict[str, str], *names: str) -> AsyncIterator[Output]:
    output = Output()
    programs = [
        Program(
            name=name,
            command=(sys.executable, "-m", "dvorik.cli", name),
            environment=environment,
        )
        for name in names
    ]
    supervisor = Supervisor(programs, say=output.say, pause=lambda _: 0.1)
    async with asyncio.TaskGroup() as group:
        group.create_task(supervisor.run())
        try:
            yield output
        finally:
            supervisor.stop()


def pids_of(name: str) -> Iterator[int]:
    """Our own children that run `dvorik.cli <name>`."""
    for listing in Path("/proc/self/task").glob("*/children"):
        for pid in map(int, listing.read_text().split()):
            if Path(f"/proc/{pid}/cmdline").read_text().split("\0")[-2:] == [name, ""]:
                yield pid
