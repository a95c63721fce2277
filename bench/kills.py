"""Five thousand recipients, and everything beneath them killed.

    .venv/bin/python -m bench.kills [--recipients 5000]

Two senders: both killed with -9 five times at random; PostgreSQL restarted and killed; Redis
flushed and killed; PostgreSQL standing still for half a minute, longer than a lease. Promises:
nobody gets the message twice, nobody is lost without a trace, `unknown` at most what was in hand at
each kill, and the figures are what the sandbox saw.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random  # noqa: TID251  the same kills in each run
from tempfile import TemporaryDirectory

from bench.crowd import BOT, Bench, standing
from dvorik import embedded
from dvorik.sender.carrier import MAX_IN_HAND
from tests.embedded.processes import POSTMASTER, REDIS, find_process, running_processes

ROUNDS = 5
AWAY_SECONDS = 30

Trouble = Callable[["Scene", int], Awaitable[None]]


class Scene:
    """Two senders at work. `kills` of them so far."""

    def __init__(self, bench: Bench, home: Path) -> None:
        self.bench = bench
        self.home = home
        self.senders = [bench.spawn(is_limited=False) for _ in range(2)]
        self.kills = 0

    def kill_senders(self) -> None:
        for place, sender in enumerate(self.senders):
            sender.kill()
            sender.wait()
            self.kills += 1
            self.senders[place] = self.bench.spawn(is_limited=False)

    def signal(self, pattern: str, number: signal.Signals) -> None:
        os.kill(find_process(self.home, pattern), number)

    @contextmanager
    def frozen(self, mark: str) -> Iterator[None]:
        found = [pid for pid, title in running_processes(self.home).items() if mark in title]
        for pid in found:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in found:
                os.kill(pid, signal.SIGCONT)


async def kill_senders(scene: Scene, _: int) -> None:
    scene.kill_senders()


async def restart_database(scene: Scene, turn: int) -> None:
    scene.signal(POSTMASTER, (signal.SIGINT, signal.SIGKILL)[turn % 2])


async def lose_redis(scene: Scene, turn: int) -> None:
    if turn % 2:
        scene.signal(REDIS, signal.SIGKILL)
    else:
        await scene.bench.cache.flushall()


async def freeze_database(scene: Scene, turn: int) -> None:
    if turn == 0:
        with scene.frozen("postgres"):
            await asyncio.sleep(AWAY_SECONDS)


TROUBLES: dict[str, Trouble] = {
    "senders killed": kill_senders,
    "PostgreSQL restarted": restart_database,
    "Redis flushed, killed": lose_redis,
    "PostgreSQL frozen": freeze_database,
}


async def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--recipients", type=int, default=5_000)
    recipients = parser.parse_args().recipients
    results = []
    with TemporaryDirectory() as folder:
        # A home of its own, whose servers may be killed; they keep what they acknowledged.
        home = Path(folder) / "home"
        with embedded.running(home, durable=True, linger_seconds=0) as servers:
            async with standing(servers, "bench_kills", recipients) as bench:
                print(
                    f"{'':<24}{'sent':>7}{'unknown':>9}{'allowed':>9}{'received':>10}{'twice':>7}"
                )
                for name, trouble in TROUBLES.items():
                    results.append(await measure(bench, home, name, trouble, recipients))
    print("kept" if all(results) else "BROKEN")
    return 0 if all(results) else 1


async def measure(bench: Bench, home: Path, name: str, trouble: Trouble, recipients: int) -> bool:
    await bench.forget(recipients)
    broadcast_id = await bench.start(recipients)
    scene, chance = Scene(bench, home), Random(1)
    try:
        for turn in range(ROUNDS):
            sent = (await bench.sandbox.statistics(BOT))["messages"]
            await bench.wait_for(min(sent + chance.randint(50, recipients // 8), recipients))
            await trouble(scene, turn)
        await bench.wait_until_sent(broadcast_id)
    finally:
        stop(scene.senders)
    counts, received = await bench.counts(broadcast_id), await bench.sandbox.received(BOT)
    sent, unknown = counts.get("sent", 0), counts.get("unknown", 0)
    allowed = scene.kills * MAX_IN_HAND
    twice = sum(count > 1 for count in received.values())
    print(f"{name:<24}{sent:>7,}{unknown:>9,}{allowed:>9,}{len(received):>10,}{twice:>7}")
    is_traced = sent + unknown == recipients and sent <= len(received) <= sent + unknown
    return is_traced and twice == 0 and unknown <= allowed


def stop(senders: list[subprocess.Popen[bytes]]) -> None:
    for sender in senders:
        sender.kill()
        sender.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
