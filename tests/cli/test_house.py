"""`dvorik up` as a whole: it opens, mends itself, and leaves nothing behind."""

import asyncio
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx2
import pytest

from dvorik.kernel.config import Config
from dvorik.kernel.db import Database

DEADLINE_SECONDS = 25
NAMES = {"api", "worker", "beat"}


@pytest.fixture
def environment(config: Config, real_database: Database) -> dict[str, str]:
    assert config.redis_url
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        **os.environ,
        "APP_ENV": "test",
        "DVORIK_HOME": str(config.dvorik_home),
        "DATABASE_URL": real_database.engine.url.render_as_string(hide_password=False),
        "REDIS_URL": config.redis_url,
        "API_PORT": str(port),
        "TELEGRAM_MAIN_BOT_TOKEN": "",
        "TELEGRAM_AUTH_BOT_TOKEN": "",
    }


@asynccontextmanager
async def up(environment: dict[str, str], log: Path) -> AsyncIterator[Process]:
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "dvorik.cli", "up", env=environment, stdout=output, stderr=STDOUT
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def until_well(environment: dict[str, str]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    url = f"http://127.0.0.1:{environment['API_PORT']}/health"
    async with httpx2.AsyncClient() as http:
        while True:
            with suppress(httpx2.HTTPError):
                if (await http.get(url)).status_code == 200:
                    return
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)


def family(home: Path) -> dict[str, int]:
    """The processes of this house by name, wherever they hang."""
    return {name: pid for pid, name in _doors(home) if name in NAMES}


def _doors(home: Path) -> Iterator[tuple[int, str]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (folder / "cmdline").read_text().split("\0")
            variables = (folder / "environ").read_text().split("\0")
            if "dvorik.cli" in words and f"DVORIK_HOME={home}" in variables:
                yield int(folder.name), words[-2]


async def until_empty(home: Path) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while family(home):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def test_the_house_mends_itself_and_closes_within_ten_seconds(
    environment: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "up.log"
    async with up(environment, log) as process:
        await until_well(environment)
        before = family(tmp_path)
        os.kill(before["api"], signal.SIGKILL)
        await until_well_again(environment, tmp_path, before["api"])

        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        code = await process.wait()

    assert before.keys() == NAMES
    assert code == 0
    assert time.monotonic() - started < 10
    assert family(tmp_path) == {}
    said = log.read_text()
    assert "api    │ killed by SIGKILL; starting again in 0.5 s" in said
    assert "worker │ " in said


async def until_well_again(environment: dict[str, str], home: Path, dead: int) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while family(home).get("api", dead) == dead:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    await until_well(environment)


async def test_nobody_survives_a_house_that_is_killed(
    environment: dict[str, str], tmp_path: Path
) -> None:
    async with up(environment, tmp_path / "up.log") as process:
        await until_well(environment)
        assert family(tmp_path).keys() == NAMES

        process.kill()
        await process.wait()

        await until_empty(tmp_path)


async def test_a_taken_port_is_said_before_anything_starts(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", int(environment["API_PORT"]))):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "dvorik.cli", "up", env=environment, stdout=PIPE, stderr=PIPE
        )
        out, err = await process.communicate()

    assert (process.returncode, out) == (1, b"")
    assert f"Port {environment['API_PORT']} of 127.0.0.1 is taken." in err.decode()
