"""`GET /users`, first page, three filters, a million clients: p95 at most 150 ms.

    .venv/bin/python -m bench.users_list [--clients 1000000] [--rounds 40]

A real uvicorn process over a real PostgreSQL (`DATABASE_URL` and `REDIS_URL`, or embedded ones
under `.dvorik/bench`). The same question is asked in hand-written SQL by the raw driver in
between, so the ratio compares like with like: one run, one server, one state of its caches.
"""

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import httpx2
from sqlalchemy import Index, MetaData, Table, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from dvorik import embedded, tables
from dvorik.accounts import actions as accounts
from dvorik.clients.queries.audience import MAX_COUNTED
from dvorik.kernel.db import Database
from dvorik.migrations import runner

DATABASE = "dvorik_bench_users"
LIMIT_MS = 150
EMAIL, PASSWORD = "owner@example.com", "correct horse battery"
SECRET = "a-secret-of-the-benchmark-and-nothing-else"

FILL = """
INSERT INTO client (
    telegram_id, username, display_name, first_name, last_name, phone, gender, birthday, language,
    is_subscribed, tags, notes, is_blacklisted, is_test, version, source, bot_blocked_at,
    consent_at, created_at, updated_at)
SELECT
    CASE WHEN n % 10 <> 0 THEN 100000000 + n END,
    CASE WHEN n % 3 <> 0 THEN 'user_' || to_hex(n * 7919) END,
    first || ' ' || last, first, last,
    CASE WHEN n % 2 = 0 THEN '+79' || lpad((n * 37 % 1000000000)::text, 9, '0') END,
    CASE WHEN r[1] < .6 THEN 'female' WHEN r[1] < .9 THEN 'male' ELSE 'unknown' END,
    CASE WHEN r[2] < .5 THEN date '1950-01-01' + (r[3] * 21900)::int END,
    CASE WHEN r[4] < .9 THEN 'ru' WHEN r[4] < .97 THEN 'uk' ELSE 'en' END,
    r[5] < .7,
    CASE WHEN r[6] < .5 THEN '{}'
         WHEN r[6] < .9 THEN ARRAY['tag' || (r[7] * 20)::int]
         ELSE ARRAY['tag' || (r[7] * 20)::int, 'vip'] END,
    '', false, r[8] < .01, 1,
    (ARRAY['insta', 'vk', 'flyer', 'friend', 'site', 'tiktok', NULL, NULL])[1 + (r[9] * 7.99)::int],
    CASE WHEN r[10] < .08 THEN now() END,
    now(), now() - r[11] * interval '900 days', now()
FROM (
    SELECT n, array(SELECT random() FROM generate_series(1, 11) WHERE n IS NOT NULL) AS r,
        (ARRAY['Анна', 'Мария', 'Ольга', 'Елена', 'Ирина', 'Наталья', 'Татьяна', 'Юлия', 'Дарья',
               'Екатерина', 'Иван', 'Олег', 'Пётр', 'Андрей', 'Сергей', 'Олена', 'Тарас', 'Богдан',
               'John', 'Emma'])[1 + n / 3 % 20] AS first,
        (ARRAY['Иванова', 'Смирнова', 'Кузнецова', 'Попова', 'Соколова', 'Лебедева', 'Козлова',
               'Новикова', 'Морозова', 'Петрова', 'Волков', 'Соловьёв', 'Васильев', 'Зайцев',
               'Павлов', 'Шевченко', 'Коваленко', 'Бондаренко', 'Smith', 'Brown']
        )[1 + n / 7 % 20] || (n % 500)::text AS last
    FROM generate_series(1::bigint, $1) AS n
) AS people
"""

ZONE = "Asia/Vladivostok"
TODAY = datetime.now(ZoneInfo(ZONE)).date()
JOINED_FROM = TODAY - timedelta(days=60)

AUDIENCE = "telegram_id IS NOT NULL AND deleted_at IS NULL AND NOT is_test"


@dataclass(frozen=True)
class Case:
    """One question, as the panel asks it and as a person would write it in SQL."""

    name: str
    query: dict[str, Any]
    where: str


CASES = (
    Case(
        "subscribed, women, 25 to 44",
        {"is_subscribed": "true", "gender": "female", "age_from": 25, "age_to": 44},
        "is_subscribed AND gender = 'female'"
        f" AND birthday > date '{TODAY}' - interval '45 years'"
        f" AND birthday <= date '{TODAY}' - interval '25 years'",
    ),
    Case(
        "subscribed, from Instagram, joined in 2 months",
        {"is_subscribed": "true", "source": "insta", "created_from": str(JOINED_FROM)},
        "is_subscribed AND source = 'insta'"
        f" AND created_at >= timestamptz '{JOINED_FROM} 00:00 {ZONE}'",
    ),
    Case(
        "subscribed, women, a common tag",
        {"is_subscribed": "true", "gender": "female", "tags": "vip"},
        "is_subscribed AND gender = 'female' AND tags @> '{vip}'",
    ),
    Case(
        "men, two tags, Ukrainian",
        {"gender": "male", "tags": ["vip", "tag3"], "language": "uk"},
        "gender = 'male' AND tags @> '{vip,tag3}' AND language = 'uk'",
    ),
    Case(
        "a name, subscribed, women",
        {"search": "анна", "is_subscribed": "true", "gender": "female"},
        "search_text LIKE '%анна%' AND is_subscribed AND gender = 'female'",
    ),
    Case(
        "a full name, subscribed, not blocked",
        {"search": "шевченко42 тарас", "is_subscribed": "true", "is_blocked": "false"},
        "search_text LIKE '%шевченко42%' AND search_text LIKE '%тарас%' AND is_subscribed"
        " AND bot_blocked_at IS NULL",
    ),
    Case(
        "digits of a phone, women, subscribed",
        {"search": "12345", "gender": "female", "is_subscribed": "true"},
        "(search_text LIKE '%12345%' OR phone LIKE '%12345%' OR telegram_id = 12345)"
        " AND gender = 'female' AND is_subscribed",
    ),
)


async def main() -> int:
    arguments = read_arguments()
    given = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    with embedded.running(
        Path(".dvorik/bench"), postgres=not given[0], redis=not given[1], durable=False
    ) as services:
        server_url, redis_url = given[0] or services.database_url, given[1] or services.redis_url
        assert server_url
        assert redis_url
        database_url = await prepare(server_url, arguments.clients)
        async with serving(database_url, redis_url) as http, raw(database_url) as connection:
            return await measure(http, connection, arguments.rounds)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--clients", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=40)
    return parser.parse_args()


async def prepare(server_url: str, clients: int) -> str:
    """A database of its own with so many clients, vacuumed as a living server would be."""
    started = time.perf_counter()
    admin = create_async_engine(server_url, isolation_level="AUTOCOMMIT")
    async with admin.connect() as connection:
        await connection.execute(text(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"))
        await connection.execute(text(f"CREATE DATABASE {DATABASE}"))
    await admin.dispose()
    url = make_url(server_url).set(database=DATABASE).render_as_string(hide_password=False)
    engine = create_async_engine(url)
    await runner.upgrade(engine)
    await fill(engine.execution_options(isolation_level="AUTOCOMMIT"), clients)
    await engine.dispose()
    await add_owner(url)
    print(f"{clients:,} clients made in {time.perf_counter() - started:.0f} s")
    return url


async def fill(engine: AsyncEngine, clients: int) -> None:
    indexes = secondary_indexes(tables.metadata)
    async with engine.connect() as connection:
        for index in indexes:
            await connection.run_sync(index.drop)
        await connection.exec_driver_sql(FILL, (clients,))
        for index in indexes:
            await connection.run_sync(index.create)
        await connection.execute(text("VACUUM ANALYZE client"))


def secondary_indexes(metadata: MetaData) -> list[Index]:
    """Building them after the rows is several times faster than keeping them meanwhile."""
    table: Table = metadata.tables["client"]
    return sorted((index for index in table.indexes if not index.unique), key=lambda i: str(i.name))


async def add_owner(database_url: str) -> None:
    database = Database(database_url)
    async with database.transaction() as session:
        await accounts.create_owner(session, email=EMAIL, password=PASSWORD, name="Owner")
    await database.close()


@asynccontextmanager
async def raw(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The driver alone."""
    dsn = make_url(database_url).set(drivername="postgresql")
    connection = await asyncpg.connect(dsn.render_as_string(hide_password=False))
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def serving(database_url: str, redis_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """The real API in a process of its own, and a client who has signed in."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", "dvorik.api.main:create"]
    environment = {
        **os.environ,
        "APP_ENV": "test",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": SECRET,
        "INTERNAL_API_KEY": SECRET,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
    }
    process = subprocess.Popen(  # noqa: ASYNC220  starting it does not block
        [*command, "--port", str(port), "--no-access-log"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base_url = f"http://127.0.0.1:{port}"
    try:
        async with httpx2.AsyncClient(base_url=base_url, timeout=60) as http:
            await sign_in(http, process)
            yield http
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def sign_in(http: httpx2.AsyncClient, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            body = {"email": EMAIL, "password": PASSWORD}
            response = await http.post("/api/v1/auth/login", json=body)
            break
        except httpx2.ConnectError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.2)
    response.raise_for_status()
    http.headers["Authorization"] = f"Bearer {response.json()['access_token']}"


async def measure(http: httpx2.AsyncClient, connection: asyncpg.Connection, rounds: int) -> int:
    """Ask every case in turn, by both ways; 1 when the promise is broken."""
    by_http: dict[str, list[float]] = {case.name: [] for case in CASES}
    by_sql: dict[str, list[float]] = {case.name: [] for case in CASES}
    totals = {case.name: await check_equal(http, connection, case) for case in CASES}
    for _ in range(rounds):
        for case in CASES:
            by_http[case.name].append(await timed(ask_http(http, case)))
            by_sql[case.name].append(await timed(ask_sql(connection, case)))
    print(f"\n{'filters':<48}{'found':>9}{'p50':>9}{'p95':>9}{'SQL p50':>10}")
    for case in CASES:
        mine, theirs = by_http[case.name], by_sql[case.name]
        print(
            f"{case.name:<48}{totals[case.name]:>9,}{p(50, mine):>6.0f} ms"
            f"{p(95, mine):>6.0f} ms{p(50, theirs):>7.0f} ms"
        )
    every = [took for times in by_http.values() for took in times]
    plain = [took for times in by_sql.values() for took in times]
    ratio = statistics.mean(every) / statistics.mean(plain)
    print(f"\nall together: p50 {p(50, every):.0f} ms, p95 {p(95, every):.0f} ms")
    print(f"ratio to the same questions in SQL by the raw driver: {ratio:.2f}")
    kept = p(95, every) <= LIMIT_MS
    print(f"p95 at most {LIMIT_MS} ms: {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1


async def check_equal(http: httpx2.AsyncClient, connection: asyncpg.Connection, case: Case) -> int:
    """Both ways must find the same number of people, or the comparison is worth nothing."""
    page, total = await ask_http(http, case), await ask_sql(connection, case)
    assert page["total"] == (total if page["is_total_exact"] else min(total, MAX_COUNTED))
    return total


async def ask_http(http: httpx2.AsyncClient, case: Case) -> Any:
    response = await http.get("/api/v1/users", params=case.query)
    response.raise_for_status()
    return response.json()


async def ask_sql(connection: asyncpg.Connection, case: Case) -> int:
    where = f"{AUDIENCE} AND {case.where}"
    await connection.fetch(
        f"SELECT * FROM client WHERE {where} ORDER BY created_at DESC, id DESC LIMIT 50"
    )
    return int(await connection.fetchval(f"SELECT count(*) FROM client WHERE {where}"))


async def timed(asking: Any) -> float:
    started = time.perf_counter()
    await asking
    return (time.perf_counter() - started) * 1000


def p(percent: int, times: list[float]) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
