"""How long a person waits for the bot's answer while it sends to twenty thousand others.

    .venv/bin/python -m bench.replies [--senders 4] [--people 300]

Real processes: senders that keep the limit, and the bots. The sandbox refuses the 31st message of a
second as Telegram does. People write one after another, every fifth of a second. Promises: p95 at
most 2 s, and not one request refused.
"""

import argparse
import asyncio
import subprocess
import sys
import time

from bench.crowd import BOT, Bench, standing
from bench.ground import services
from bench.users_list import p
from dvorik.sandbox.types import PersonSpec

RECIPIENTS = 20_000
CEILING = 30
MAX_P95_MS = 2_000
EVERY_SECONDS = 0.2


async def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--people", type=int, default=300)
    arguments = parser.parse_args()
    with services(durable=True) as servers:
        async with standing(servers, "bench_replies", RECIPIENTS) as bench:
            return await measure(bench, arguments.senders, arguments.people)


async def measure(bench: Bench, senders: int, count: int) -> int:
    await bench.forget(RECIPIENTS)
    await bench.sandbox.set_limits(per_second=CEILING)
    people = [await bench.sandbox.create_person(f"Anna {number}") for number in range(count)]
    bots = bench.spawn("dvorik.bots", is_limited=True)
    try:
        await time_to_answer(bench, people[0])
        alone = [await time_to_answer(bench, person) for person in people[1:31]]
        await bench.start(RECIPIENTS)
        meanwhile = await under(bench, senders, people[31:])
    finally:
        bots.terminate()
        bots.wait(20)
    seen = await bench.sandbox.statistics(BOT)
    refused = sum(seen["answers"].values()) - seen["answers"]["200"]
    show("answer, nothing else sent", alone)
    show(f"answer, {senders} senders at work", meanwhile)
    print(
        f"{seen['messages']:,} messages, at most {seen['peak_messages_in_one_second']} in a second"
    )
    is_kept = p(95, meanwhile) <= MAX_P95_MS and refused == 0
    print(f"p95 at most {MAX_P95_MS} ms, {refused} refused: {'kept' if is_kept else 'BROKEN'}")
    return 0 if is_kept else 1


async def under(bench: Bench, senders: int, people: list[PersonSpec]) -> list[float]:
    """The answers to `people`, in milliseconds, once the senders are at full pace."""
    processes = [bench.spawn(is_limited=True) for _ in range(senders)]
    before: int = (await bench.sandbox.statistics(BOT))["messages"]
    try:
        await bench.wait_for(before + 100)
        async with asyncio.TaskGroup() as group:
            waiting = []
            for person in people:
                waiting.append(group.create_task(time_to_answer(bench, person)))
                await asyncio.sleep(EVERY_SECONDS)
        return [task.result() for task in waiting]
    finally:
        end(processes)


def end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(20)


async def time_to_answer(bench: Bench, person: PersonSpec) -> float:
    """In milliseconds, from the words to the answer on the person's screen."""
    began = time.perf_counter()
    await bench.sandbox.say(person, BOT, "/help")
    await bench.sandbox.wait_for_text(person, BOT, "/stop", timeout=60)
    return (time.perf_counter() - began) * 1000


def show(what: str, took: list[float]) -> None:
    print(f"{what:<30}p50 {p(50, took):>6.0f} ms   p95 {p(95, took):>6.0f} ms   {len(took)} people")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
