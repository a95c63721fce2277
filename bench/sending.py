"""One sender process against a bare aiohttp loop posting the same bodies to the same sandbox.

    .venv/bin/python -m bench.sending

Prints messages a second of both and their ratio (at least 0.6 is wanted), the CPU of a sender
that keeps the limit of 25 a second (at most 5 % of a core), and how its memory depends on the
number of recipients (at most 10 MB between 1,000 and 200,000).
"""

import asyncio
import os
import statistics
import sys
import time
from pathlib import Path

import aiohttp

from bench.crowd import BOT, FIRST, TEXT, Bench, standing
from bench.ground import services

MESSAGES = 6_000
ROUNDS = 3
MANY = 200_000
IN_AIR = 128
STEADY_SECONDS = 20
MIN_RATIO, MAX_SHARE, MAX_MEGABYTES = 0.6, 0.05, 10


async def measure_both(bench: Bench) -> tuple[float, float]:
    """By turns, so that both meet the same machine; the medians."""
    bare, sender = [], []
    for _ in range(ROUNDS):
        bare.append(await measure_bare(bench))
        sender.append(await measure_sender(bench))
    return statistics.median(bare), statistics.median(sender)


async def measure_bare(bench: Bench) -> float:
    """Messages a second of a loop that knows no database."""
    await bench.forget(MESSAGES)
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
    await bench.forget(MESSAGES)
    await bench.start(MESSAGES)
    with bench.sender(is_limited=False):
        await bench.wait_for(MESSAGES)
    stamps = await bench.sandbox.stamps(BOT)
    return MESSAGES / (stamps[-1] - stamps[0])


async def measure_cpu(bench: Bench) -> tuple[float, float]:
    """(messages a second, share of a core) of a sender that keeps the limit."""
    await bench.forget(MESSAGES)
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
    await bench.forget(MESSAGES)
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


async def main() -> int:
    with services(durable=True) as servers:
        async with standing(servers, "bench_sending", MANY) as bench:
            bare, sender = await measure_both(bench)
            print(f"bare loop        {bare:8.0f} messages/s")
            print(f"sender           {sender:8.0f} messages/s   ratio {sender / bare:.2f}")
            rate, share = await measure_cpu(bench)
            print(f"with the limit   {rate:8.1f} messages/s   CPU {share:.1%} of a core")
            few, many = await measure_memory(bench, 1_000), await measure_memory(bench, MANY)
            print(f"memory           {few:.0f} MB for 1,000, {many:.0f} MB for {MANY:,} recipients")
    is_kept = sender / bare >= MIN_RATIO and share <= MAX_SHARE and many - few <= MAX_MEGABYTES
    print("kept" if is_kept else "BROKEN")
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
