"""Redemptions over HTTP against the same SQL transaction by the raw driver.

    .venv/bin/python -m bench.redemption [--seconds 2] [--concurrency 8] [--rounds 7]

One server, one run, by turns. HTTP is a real uvicorn process: sign-in checked, settings read,
body validated, code read, rules asked, event written, answer serialised. The raw side runs the
same transaction (BEGIN, whose token it is, lock, take, COMMIT) through asyncpg with prepared
statements, and nothing else. Every redemption takes a code of its own. Promises: at least 0.25 of
the raw rate, and p95 at 50 a second at most 60 ms.
"""

import argparse
import asyncio
import json
import secrets
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx2
from sqlalchemy import select, text

from bench.codes import FILL, add_template
from bench.ground import driver_url, make_database, services, serving
from dvorik.clients import queries as clients
from dvorik.kernel import clock
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.db import Database
from dvorik.loyalty import actions
from dvorik.loyalty.actions.redeeming import TAKE
from dvorik.loyalty.models import Discount
from dvorik.loyalty.queries.standings import LOCK
from dvorik.settings.schemas import ShopSettings

MIN_RATIO = 0.25
RATE = 50
MAX_P95_MS = 60
CLIENTS = 120_000

# What the API asks first in the same transaction: whose token this is, and what they may do.
SIGNED_IN = """
SELECT account.id, account.role, role.permissions
FROM account JOIN role ON role.name = account.role
JOIN account_device ON account_device.account_id = account.id
WHERE account.status = 'active' AND account.deleted_at IS NULL
  AND account.id = $1 AND account_device.id = $2 AND account_device.ended_at IS NULL
"""

Redeem = Callable[[str], Awaitable[None]]


async def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--concurrency", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    with services(durable=True) as started:
        assert started.database_url
        assert started.redis_url
        url = await make_database(started.database_url, "dvorik_bench_redemption")
        codes = iter(await issue_codes(url))
        async with serving(url, started.redis_url) as http:
            return await measure(url, http, codes, arguments)


async def issue_codes(url: str) -> list[str]:
    database = Database(url)
    async with database.transaction() as session:
        await session.execute(text(FILL), {"clients": CLIENTS})
        template = await add_template(session)
        await actions.issue_many(
            session,
            SYSTEM,
            people=clients.recipients(),
            template=template,
            shop=ShopSettings(),
            now=clock.now(),
        )
        codes = list(await session.scalars(select(Discount.code).order_by(Discount.id)))
    await database.close()
    return codes


async def measure(
    url: str, http: httpx2.AsyncClient, codes: Iterator[str], arguments: argparse.Namespace
) -> int:
    by_http, by_sql = [], []
    connections, seconds = arguments.concurrency, arguments.seconds
    async with raw_connections(url, connections) as raw:
        await rate_of(raw, codes, 1)  # warm: plans and caches
        async with http_connections(http, connections) as web:
            await rate_of(web, codes, 1)
        for number in range(arguments.rounds):
            by_sql.append(await rate_of(raw, codes, seconds))
            # Opened anew for each round: the server closes those that idle for long.
            async with http_connections(http, connections) as web:
                by_http.append(await rate_of(web, codes, seconds))
            print(f"round {number + 1}: raw {by_sql[-1]:.0f}/s, HTTP {by_http[-1]:.0f}/s")
    async with http_connections(http, connections) as web:
        waits = await waits_at(RATE, web, codes, 10)
    ratio = statistics.median(by_http) / statistics.median(by_sql)
    p50, p95 = (statistics.quantiles(waits, n=100)[at - 1] for at in (50, 95))
    print(f"at {RATE}/s: p50 {p50:.1f} ms, p95 {p95:.1f} ms of {len(waits)} redemptions")
    print(f"ratio HTTP / raw at {connections} connections (median): {ratio:.2f}")
    kept = ratio >= MIN_RATIO and p95 <= MAX_P95_MS
    print(f"at least {MIN_RATIO} and p95 at most {MAX_P95_MS} ms: {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1


async def rate_of(redeems: list[Redeem], codes: Iterator[str], seconds: float) -> float:
    """Redemptions per second with every connection always busy."""
    until = time.perf_counter() + seconds

    async def work(redeem: Redeem) -> int:
        done = 0
        while time.perf_counter() < until:
            await redeem(next(codes))
            done += 1
        return done

    started = time.perf_counter()
    done = await asyncio.gather(*(work(redeem) for redeem in redeems))
    return sum(done) / (time.perf_counter() - started)


async def waits_at(
    rate: int, redeems: list[Redeem], codes: Iterator[str], seconds: float
) -> list[float]:
    """Milliseconds from when each redemption was due, at a steady `rate` a second."""
    free: asyncio.Queue[Redeem] = asyncio.Queue()
    for redeem in redeems:
        free.put_nowait(redeem)
    waits: list[float] = []

    async def one(due: float) -> None:
        redeem = await free.get()
        await redeem(next(codes))
        waits.append((time.perf_counter() - due) * 1000)
        free.put_nowait(redeem)

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(int(rate * seconds)):
            due = started + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(one(due))
    return waits


@asynccontextmanager
async def raw_connections(url: str, count: int) -> AsyncIterator[list[Redeem]]:
    connections = [await asyncpg.connect(driver_url(url)) for _ in range(count)]
    try:
        yield [await raw_redeem(connection) for connection in connections]
    finally:
        for connection in connections:
            await connection.close()


async def raw_redeem(connection: asyncpg.Connection) -> Redeem:
    signed_in = await connection.prepare(SIGNED_IN)
    device = await connection.fetchrow("SELECT account_id, id FROM account_device")
    lock = await connection.prepare(LOCK.sql)
    take = await connection.prepare(TAKE.sql)

    async def redeem(code: str) -> None:
        async with connection.transaction():
            await signed_in.fetchrow(*device)
            row = await lock.fetchrow(*order({"code": code, "cashier_id": None}, LOCK.names))
            taken = await take.fetchval(*order(values_of(row), TAKE.names))
        assert taken

    return redeem


def order(values: dict[str, Any], names: tuple[str, ...]) -> list[Any]:
    return [values[name] for name in names]


def values_of(row: Any) -> dict[str, Any]:
    now = clock.now()
    payload = {"redemption_id": 0, "discount_id": row["id"], "client_id": row["client_id"]}
    return {
        "operation": secrets.token_hex(16),
        "discount_id": row["id"],
        "client_id": row["client_id"],
        "template_id": row["template_id"],
        "campaign_id": None,
        "cashier_id": None,
        "account_id": 1,
        "bill_minor": 100_000,
        "discount_minor": 10_000,
        "currency": "RUB",
        "now": now,
        "is_test": False,
        "limited_template_id": None,
        "limited_campaign_id": None,
        "code": row["code"],
        "type": "loyalty.discount_redeemed",
        "actor_kind": "account",
        "actor_id": 1,
        "payload": json.dumps(payload),
        "occurred_at": now,
        "request_id": None,
        "fanned_out": False,
    }


@asynccontextmanager
async def http_connections(http: httpx2.AsyncClient, count: int) -> AsyncIterator[list[Redeem]]:
    """Keep-alive connections that only write and read bytes: two cores serve everybody here."""
    address = urlsplit(str(http.base_url))
    streams = [await asyncio.open_connection(address.hostname, address.port) for _ in range(count)]
    try:
        yield [web_redeem(*stream, http.headers["Authorization"]) for stream in streams]
    finally:
        for _, writer in streams:
            writer.close()


def web_redeem(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, authorization: str
) -> Redeem:
    async def redeem(code: str) -> None:
        body = json.dumps({"code": code, "bill_minor": 100_000}).encode()
        writer.write(
            b"POST /api/v1/discounts/redeem HTTP/1.1\r\nHost: bench\r\n"
            b"Content-Type: application/json\r\n"
            + f"Authorization: {authorization}\r\n".encode()
            + f"Idempotency-Key: {secrets.token_hex(16)}\r\n".encode()
            + f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        answer = await reader.readexactly(length)
        assert head.startswith(b"HTTP/1.1 200"), answer

    return redeem


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
