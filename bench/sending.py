"""One sender process against a bare aiohttp loop posting the same bodies to the same sandbox.

    .venv/bin/python -m bench.sending

Prints messages a second of both and their ratio (at least 0.6 is wanted), the CPU of a sender
that keeps the limit of 25 a second (at most 5 % of a core), and how its memory depends on the
number of recipients (at most 10 MB between 1,000 and 200,000).
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
from sqlalchemy import text

from bench.ground import make_database, services
from dvorik.kernel import cache as redis
from dvorik.kernel import clock
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.db import Database
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.schemas.broadcasts import BroadcastCreate
from dvorik.messaging.tasks import start_due
from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.types import BotSpec
from dvorik.settings.schemas import ShopSettings

BOT = BotSpec("7200000001:" + "B" * 35, "bench_test_bot", "Bench")
FIRST = 3_000_000_000
MESSAGES = 6_000
MANY = 200_000
IN_AIR = 128
TEXT = "Hello! The autumn collection is here."
STEADY_SECONDS = 20


class Bench:
    """The shop, the sandbox with its crowd, and the servers beneath."""

    def __init__(self, database_url: str, redis_url: str, sandbox: Sandbox) -> None:
        self.database_url = database_url
        self.redis_url = redis_url
        self.sandbox = sandbox
        self.database = Database(database_url)
        self.cache = redis.connect(redis_url)

    async def add_clients(self, count: int) -> None:
        async with self.database.transaction() as session:
            await session.execute(
                text(
                    "INSERT INTO client (telegram_id, first_name, gender, language, is_subscribed,"
                    " tags, notes, is_blacklisted, is_test, version, consent_at)"
                    " SELECT id, 'Person', 'unknown', 'ru', true, '{}', '', false, false, 1, now()"
                    " FROM generate_series(CAST(:first AS bigint), :last) AS id"
                ),
                {"first": FIRST, "last": FIRST + count - 1},
            )

    async def start(self, recipients: int) -> None:
        """A broadcast to the first `recipients`; what was sent before is forgotten."""
        draft = BroadcastCreate.model_validate(
            {
                "title": "Bench",
                "content": {"text": TEXT},
                "audience": {"kind": "everyone"},
                "has_quiet_hours": False,
            }
        )
        async with self.database.transaction() as session:
            await session.execute(
                text("TRUNCATE delivery, broadcast, correction, corrected_message")
            )
            await session.execute(
                text("UPDATE client SET deleted_at = CASE WHEN telegram_id < :last THEN NULL"
                     " ELSE now() END WHERE (deleted_at IS NULL) <> (telegram_id < :last)"),
                {"last": FIRST + recipients},
            )  # fmt: skip
            row = await broadcasts.create_broadcast(
                session, SYSTEM, draft=draft, shop=ShopSettings(), now=clock.now()
            )
            await broadcasts.schedule_broadcast(
                session, SYSTEM, broadcast_id=row.id, scheduled_at=None, now=clock.now()
            )
        await start_due(self.database, self.cache)

    @contextmanager
    def sender(self, *, is_limited: bool) -> Iterator[int]:
        """The process id of a sender of its own."""
        process = subprocess.Popen(
            [sys.executable, "-m", "dvorik.sender"],
            env={
                **os.environ,
                "APP_ENV": "test",
                "DATABASE_URL": self.database_url,
                "REDIS_URL": self.redis_url,
                "TELEGRAM_MAIN_BOT_TOKEN": BOT.token,
                "TELEGRAM_API_URL": self.sandbox.base_url,
                "SANDBOX_WITHOUT_LIMIT": str(not is_limited),
            },
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait(20)

    async def wait_for(self, messages: int) -> None:
        while True:
            if (await self.sandbox.statistics(BOT))["messages"] >= messages:
                return
            await asyncio.sleep(0.1)

    async def forget(self) -> None:
        await self.sandbox.reset()
        await self.sandbox.set_limits(per_second=None)
        await self.sandbox.crowd(BOT, MESSAGES, first_id=FIRST)


async def measure_bare(bench: Bench) -> float:
    """Messages a second of a loop that knows no database."""
    await bench.forget()
    url = f"{bench.sandbox.base_url}/bot{BOT.token}/sendMessage"
    waiting = iter(range(FIRST, FIRST + MESSAGES))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:

        async def post() -> None:
            for chat_id in waiting:
                body = {
                    "chat_id": chat_id,
                    "parse_mode": "HTML",
                    "text": TEXT,
                    "link_preview_options": {"is_disabled": True},
                }
                async with http.post(url, json=body) as response:
                    await response.json()

        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(IN_AIR):
                group.create_task(post())
        return MESSAGES / (time.perf_counter() - began)


async def measure_sender(bench: Bench) -> float:
    """Messages a second between the first and the last, as the sandbox saw them."""
    await bench.forget()
    await bench.start(MESSAGES)
    with bench.sender(is_limited=False):
        await bench.wait_for(MESSAGES)
    stamps = await bench.sandbox.stamps(BOT)
    return MESSAGES / (stamps[-1] - stamps[0])


async def measure_cpu(bench: Bench) -> tuple[float, float]:
    """(messages a second, share of a core) of a sender that keeps the limit."""
    await bench.forget()
    await bench.start(MESSAGES)
    with bench.sender(is_limited=True) as pid:
        await bench.wait_for(50)
        sent, used, began = await _state(bench, pid)
        await asyncio.sleep(STEADY_SECONDS)
        sent_then, used_then, ended = await _state(bench, pid)
    elapsed = ended - began
    return (sent_then - sent) / elapsed, (used_then - used) / elapsed


async def _state(bench: Bench, pid: int) -> tuple[int, float, float]:
    """(messages so far, seconds of CPU, now)"""
    sent: int = (await bench.sandbox.statistics(BOT))["messages"]
    return sent, _cpu_seconds(pid), time.perf_counter()


async def measure_memory(bench: Bench, recipients: int) -> float:
    """The most a sender has held, in MB, after its first thousand messages."""
    await bench.forget()
    await bench.start(recipients)
    with bench.sender(is_limited=False) as pid:
        await bench.wait_for(1_000)
        return _peak_megabytes(pid)


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


@contextmanager
def sandbox_process() -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    bot = f"{BOT.token}:{BOT.username}:Bench"
    command = [sys.executable, "-m", "dvorik.sandbox", "--port", str(port), "--rate", "0"]
    process = subprocess.Popen([*command, "--bot", bot], stdout=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


async def wait_for_port(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    while True:
        try:
            _, writer = await asyncio.open_connection(host, int(port))
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return


async def main() -> None:
    with services(durable=True) as servers, sandbox_process() as url:
        assert servers.database_url
        assert servers.redis_url
        await wait_for_port(url)
        database_url = await make_database(servers.database_url, "bench_sending")
        async with Sandbox(url) as sandbox:
            bench = Bench(database_url, servers.redis_url, sandbox)
            await bench.add_clients(MANY)
            bare, sender = await measure_bare(bench), await measure_sender(bench)
            print(f"bare loop        {bare:8.0f} messages/s")
            print(f"sender           {sender:8.0f} messages/s   ratio {sender / bare:.2f}")
            rate, share = await measure_cpu(bench)
            print(f"with the limit   {rate:8.1f} messages/s   CPU {share:.1%} of a core")
            few, many = await measure_memory(bench, 1_000), await measure_memory(bench, MANY)
            print(f"memory           {few:.0f} MB for 1,000, {many:.0f} MB for {MANY:,} recipients")
            await bench.database.close()
            await bench.cache.aclose()


if __name__ == "__main__":
    asyncio.run(main())
