"""Sixty seconds in which Telegram answers every request of four senders with 429.

    .venv/bin/python -m bench.storm [--seconds 60]

Each 429 asks for silence until the end of the storm. Promises: at most a handful of requests while
it lasts, nobody lost and nobody twice, and the pace never above Telegram's ceiling after it.
"""

import argparse
import asyncio
import sys
import time

from bench.crowd import BOT, Bench, standing
from bench.ground import services
from bench.replies import CEILING, end

RECIPIENTS = 1_000
SENDERS = 4
MAX_REFUSED = 20
"""Four senders have ten slots booked ahead; those in the air cannot be called back."""


async def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    arguments = parser.parse_args()
    with services(durable=True) as servers:
        async with standing(servers, "bench_storm", RECIPIENTS) as bench:
            return await measure(bench, arguments.seconds)


async def measure(bench: Bench, seconds: int) -> int:
    await bench.forget(RECIPIENTS)
    await bench.sandbox.set_limits(per_second=CEILING)
    broadcast_id = await bench.start(RECIPIENTS)
    senders = [bench.spawn(is_limited=True) for _ in range(SENDERS)]
    try:
        await bench.wait_for(100)
        began = time.time()
        await bench.sandbox.storm(BOT, retry_after=seconds, seconds=seconds)
        await bench.wait_until_sent(broadcast_id)
    finally:
        end(senders)
    seen, counts = await bench.sandbox.statistics(BOT), await bench.counts(broadcast_id)
    received = await bench.sandbox.received(BOT)
    stamps = await bench.sandbox.stamps(BOT)
    refused = seen["answers"].get("429", 0)
    first = min(stamp for stamp in stamps if stamp > began + 1)
    print(f"refused requests      {refused:>7}   in {seconds} s")
    print(f"first message after   {first - began:>7.1f} s")
    print(f"deliveries            {counts}")
    print(f"received              {len(received):,} people, most {max(received.values())} each")
    print(f"most in one second    {seen['peak_messages_in_one_second']:>7}")
    is_kept = (
        refused <= MAX_REFUSED
        and counts == {"sent": RECIPIENTS}
        and len(received) == sum(received.values()) == RECIPIENTS
    )
    print("kept" if is_kept else "BROKEN")
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
