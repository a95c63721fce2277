"""`GET /stats/kpi` over a million clients and two million attempts: p95 at most 400 ms.

    .venv/bin/python -m bench.kpi [--clients 1000000] [--attempts 2000000] [--rounds 20]

The real API over a real PostgreSQL, as in `ground`. Facts are spread over three years, and the
nightly roll-up has run, as in any shop with a worker. Each period is asked for over HTTP and, in
between, in SQL written by hand over the plain tables: one run, one server, one state of its caches.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import httpx2
from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import create_async_engine

from bench.ground import driver_url, make_database, services, serving
from dvorik import tables
from dvorik.analytics import actions
from dvorik.kernel import clock
from dvorik.kernel.db import Database
from dvorik.settings.schemas import ShopSettings

DATABASE = "dvorik_bench_kpi"
LIMIT_MS = 400
ZONE = ZoneInfo("Asia/Vladivostok")
TODAY = datetime.now(ZONE).date()
HISTORY_DAYS = 3 * 365

PEOPLE = """
INSERT INTO client (telegram_id, first_name, gender, language, is_subscribed, tags, notes,
    is_blacklisted, is_test, version, campaign_id, bot_blocked_at, created_at, updated_at)
SELECT 100000000 + n, 'Анна', 'unknown', 'ru', random() < .7, '{}', '', false, random() < .01, 1,
    CASE WHEN n % 4 = 0 THEN 1 + n / 4 % 40 END,
    CASE WHEN random() < .08 THEN now() - random() * interval '1095 days' END,
    now() - (1 - n / $1::float) * interval '1095 days', now()
FROM generate_series(1::bigint, $1) AS n
"""

# Half a million changes of subscription among a million other events.
EVENTS = """
INSERT INTO event_log (type, actor_kind, actor_id, payload, occurred_at, fanned_out)
SELECT CASE n % 10 WHEN 0 THEN 'clients.unsubscribed' WHEN 3 THEN 'clients.subscribed'
        WHEN 6 THEN 'clients.subscribed' ELSE 'loyalty.discount_issued' END,
    'system', 0, jsonb_build_object('client_id', 1 + n % $1),
    now() - (1 - n / ($1 * 1.5)) * interval '1095 days', true
FROM generate_series(1::bigint, $1 * 3 / 2) AS n
"""

THINGS = """
INSERT INTO discount_template (name, description, kind, value, event, usage_type, usage_limit,
    duration_days, recurrence, requires_subscription, used_count, used_minor, alphabet, is_active,
    version)
SELECT 'Шаблон ' || n, '', 'percent', 10, 'manual', 'single', 1, 30, '{"type": "once"}', false, 0,
    0, 'А', true, 1
FROM generate_series(1, 12) AS n;
INSERT INTO campaign (name, slug, template_id, used_count, used_minor, issued_count, is_active,
    version, created_at)
SELECT 'Кампания ' || n, 'ref' || n, 1, 0, 0, 0, true, 1, now() - interval '1095 days'
FROM generate_series(1, 40) AS n;
INSERT INTO cashier (telegram_id, display_name, language, is_active, wrong_streak)
SELECT 900000000 + n, 'Касса ' || n, 'ru', true, 0 FROM generate_series(1, 30) AS n;
"""

# Every code but a quarter is used once, so that many attempts succeed as codes are used.
CODES = """
INSERT INTO discount (code, template_id, client_id, campaign_id, period, kind, value, usage_limit,
    used_count, starts_at, expires_at, issued_at, is_test)
SELECT 'К' || n, 1 + n % 12, 1 + n % $2, CASE WHEN n % 3 = 0 THEN 1 + n % 40 END, 'p' || n,
    'percent', 10, 1, CASE WHEN n % 4 = 0 THEN 0 ELSE 1 END, at, at + interval '30 days', at,
    n % 100 = 0
FROM (SELECT n, now() - (1 - n / $1::float) * interval '1095 days' AS at
      FROM generate_series(1::bigint, $1) AS n) AS moments
"""

REDEMPTIONS = """
INSERT INTO redemption (operation, discount_id, client_id, template_id, campaign_id, cashier_id,
    bill_minor, discount_minor, currency, redeemed_at, canceled_at, is_test)
SELECT 'o' || id, id, client_id, template_id, campaign_id, 1 + id % 30,
    CASE WHEN id % 5 > 0 THEN 50000 + id % 200000 END, CASE WHEN id % 5 > 0 THEN 5000 END,
    CASE WHEN id % 50 = 0 THEN 'USD' ELSE 'RUB' END, least(issued_at + interval '5 days', now()),
    CASE WHEN id % 40 = 0 THEN now() END, is_test
FROM discount WHERE used_count = 1
ORDER BY issued_at
"""

ATTEMPTS = """
INSERT INTO redemption_attempt (attempted_at, code, status, discount_id, client_id, cashier_id,
    redemption_id, bill_minor, is_test)
SELECT redeemed_at, 'К' || discount_id, 'success', discount_id, client_id, cashier_id, id,
    bill_minor, is_test
FROM redemption
UNION ALL
SELECT now() - random() * interval '1095 days', 'АБВ0000',
    CASE WHEN n % 2 = 0 THEN 'not_found' ELSE 'already_used' END, NULL, NULL, 1 + n % 30, NULL,
    NULL, false
FROM generate_series(1::bigint, $1 - (SELECT count(*) FROM redemption)) AS n
ORDER BY 1
"""

ORDERS = """
INSERT INTO shop_order (client_id, amount_minor, currency, source, external_id, ordered_at, note,
    is_test)
SELECT 1 + n % 1000, 100000 + n % 90000, CASE WHEN n % 50 = 0 THEN 'USD' ELSE 'RUB' END, 'till',
    n::text, now() - (1 - n / $1::float) * interval '1095 days', '', n % 100 = 0
FROM generate_series(1::bigint, $1) AS n
"""

# Everybody who came by a campaign pressed its link, a third of them twice.
CLICKS = """
INSERT INTO campaign_click (campaign_id, client_id, clicked_at, is_test)
SELECT campaign_id, id, created_at, is_test
FROM client, generate_series(0, CASE WHEN id % 3 = 0 THEN 1 ELSE 0 END)
WHERE campaign_id IS NOT NULL
ORDER BY created_at
"""

FILLED = (
    "client",
    "campaign_click",
    "event_log",
    "discount",
    "redemption",
    "redemption_attempt",
    "shop_order",
)

# The same facts for one period, as a person would write them; $3 is the present moment.
BY_HAND = """
SELECT
    (SELECT row(count(*), count(*) FILTER (WHERE created_at >= $1),
                count(*) FILTER (WHERE is_subscribed))
     FROM client
     WHERE telegram_id IS NOT NULL AND deleted_at IS NULL AND NOT is_test AND created_at < $2),
    (SELECT count(*) FROM client
     WHERE telegram_id IS NOT NULL AND deleted_at IS NULL AND NOT is_test
         AND bot_blocked_at >= $1 AND bot_blocked_at < $2),
    (SELECT row(count(*) FILTER (WHERE type = 'clients.subscribed'), count(*))
     FROM event_log JOIN client ON client.id = (payload ->> 'client_id')::bigint
     WHERE type IN ('clients.subscribed', 'clients.unsubscribed')
         AND telegram_id IS NOT NULL AND deleted_at IS NULL AND NOT is_test
         AND occurred_at >= $1),
    (SELECT row(count(*), count(*) FILTER (WHERE used_count > 0))
     FROM discount WHERE NOT is_test AND issued_at >= $1 AND issued_at < $2),
    (SELECT count(*) FROM discount
     WHERE NOT is_test AND used_count < usage_limit AND blocked_at IS NULL
         AND expires_at <= $3 AND expires_at >= $1 AND expires_at < $2),
    (SELECT row(count(*), count(*) FILTER (WHERE status <> 'success'))
     FROM redemption_attempt WHERE NOT is_test AND attempted_at >= $1 AND attempted_at < $2),
    (SELECT array_agg(sums) FROM (
        SELECT currency, count(*), count(bill_minor), sum(bill_minor), sum(discount_minor)
        FROM redemption
        WHERE canceled_at IS NULL AND NOT is_test AND redeemed_at >= $1 AND redeemed_at < $2
        GROUP BY currency) AS sums),
    (SELECT array_agg(sums) FROM (
        SELECT currency, count(*), sum(amount_minor) FROM shop_order
        WHERE canceled_at IS NULL AND NOT is_test AND ordered_at >= $1 AND ordered_at < $2
        GROUP BY currency) AS sums)
"""


@dataclass(frozen=True)
class Case:
    """One period that people look at, with as many days before it."""

    name: str
    until_on: date
    days: int

    @property
    def query(self) -> dict[str, str]:
        from_on = self.until_on - timedelta(days=self.days - 1)
        return {"from_on": str(from_on), "until_on": str(self.until_on)}

    def bounds(self, periods_ago: int) -> tuple[datetime, datetime]:
        last = self.until_on - timedelta(days=self.days * periods_ago)
        first = last - timedelta(days=self.days - 1)
        return start_of(first), start_of(last + timedelta(days=1))


CASES = (
    Case("the last 30 days", TODAY, 30),
    Case("30 days, two years ago", TODAY - timedelta(days=700), 30),
    Case("the last quarter", TODAY, 91),
    Case("the last year", TODAY, 365),
    Case("everything: three years", TODAY, HISTORY_DAYS),
)


async def main() -> int:
    arguments = read_arguments()
    with services(durable=False) as started:
        assert started.database_url
        assert started.redis_url
        began = time.perf_counter()
        url = await make_database(started.database_url, DATABASE)
        await fill(url, arguments.clients, arguments.attempts)
        print(f"{arguments.clients:,} clients and {arguments.attempts:,} attempts made in", end="")
        print(f" {time.perf_counter() - began:.0f} s")
        await roll_up(url)
        connection = await asyncpg.connect(driver_url(url))
        try:
            async with serving(url, started.redis_url) as http:
                return await measure(http, connection, arguments.rounds)
        finally:
            await connection.close()


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--clients", type=int, default=1_000_000)
    parser.add_argument("--attempts", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    return parser.parse_args()


async def fill(url: str, clients: int, attempts: int) -> None:
    """Rows first and their indexes after, which is several times faster; then vacuumed."""
    codes = attempts * 4 // 5
    statements = (
        (PEOPLE, (clients,)),
        (CLICKS, ()),
        (EVENTS, (clients,)),
        (CODES, (codes, clients)),
        (REDEMPTIONS, ()),
        (ATTEMPTS, (attempts,)),
        (ORDERS, (clients // 5,)),
    )
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    indexes = [index for name in FILLED for index in secondary(tables.metadata.tables[name])]
    async with engine.connect() as connection:
        for index in indexes:
            await connection.run_sync(index.drop)
        for statement in filter(str.strip, THINGS.split(";")):
            await connection.execute(text(statement.replace(":", "\\:")))
        await connection.execute(text("SET session_replication_role = replica"))
        for sql, parameters in statements:
            await connection.exec_driver_sql(sql, parameters)
        for index in indexes:
            await connection.run_sync(index.create)
        for name in FILLED:
            await connection.execute(text(f"VACUUM ANALYZE {name}"))
    await engine.dispose()


async def roll_up(url: str) -> None:
    """As the worker does at night."""
    database = Database(url)
    began = time.perf_counter()
    async with database.transaction() as session:
        days = await actions.roll_up(session, shop=ShopSettings(), now=clock.now())
    await database.close()
    print(f"{days:,} days rolled up in {time.perf_counter() - began:.1f} s")


def secondary(table: Table) -> list[Any]:
    return sorted((index for index in table.indexes if not index.unique), key=lambda i: str(i.name))


async def measure(http: httpx2.AsyncClient, connection: asyncpg.Connection, rounds: int) -> int:
    """Ask for every period in turn, by both ways; 1 when the promise is broken."""
    by_http: dict[str, list[float]] = {case.name: [] for case in CASES}
    by_hand: dict[str, list[float]] = {case.name: [] for case in CASES}
    attempts = {case.name: await check_equal(http, connection, case) for case in CASES}
    for _ in range(rounds):
        for case in CASES:
            by_http[case.name].append(await timed(ask_http(http, case)))
            by_hand[case.name].append(await timed(ask_by_hand(connection, case)))
    print(
        f"\n{'period, and as many days before it':<40}{'attempts':>10}{'p50':>9}{'p95':>9}", end=""
    )
    print(f"{'by hand p50':>14}")
    for case in CASES:
        mine, theirs = by_http[case.name], by_hand[case.name]
        print(f"{case.name:<40}{attempts[case.name]:>10,}{p(50, mine):>6.0f} ms", end="")
        print(f"{p(95, mine):>6.0f} ms{p(50, theirs):>11.0f} ms")
    await show_details(http, rounds)
    every = [took for times in by_http.values() for took in times]
    plain = [took for times in by_hand.values() for took in times]
    print(f"\nall together: p50 {p(50, every):.0f} ms, p95 {p(95, every):.0f} ms")
    ratio = statistics.mean(every) / statistics.mean(plain)
    print(f"ratio to SQL over the plain tables by the raw driver: {ratio:.2f}")
    kept = all(p(95, times) <= LIMIT_MS for times in by_http.values())
    print(f"p95 of each period at most {LIMIT_MS} ms: {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1


async def show_details(http: httpx2.AsyncClient, rounds: int) -> None:
    """What stands behind the sums, and what campaigns brought: without a promise."""
    print(f"\n{'without a promise':<50}{'p50':>9}{'p95':>9}")
    details = [
        (f"/stats/detailed, {case.name}", "/api/v1/stats/detailed", case.query | {"step": "month"})
        for case in CASES
    ]
    campaigns: list[tuple[str, str, dict[str, str]]] = [
        ("/campaigns, 40 of them", "/api/v1/campaigns", {}),
        ("/campaigns/1/funnel, three years", "/api/v1/campaigns/1/funnel", {}),
    ]
    for name, path, query in [*details, *campaigns]:
        times = [await timed(ask(http, path, query)) for _ in range(rounds)]
        print(f"{name:<50}{p(50, times):>6.0f} ms{p(95, times):>6.0f} ms")


async def check_equal(http: httpx2.AsyncClient, connection: asyncpg.Connection, case: Case) -> int:
    """Both ways must find the same, or the comparison is worth nothing."""
    answer = await ask_http(http, case)
    by_hand, _ = await ask_by_hand(connection, case)
    period = answer["period"]
    assert by_hand[0][:2] == (period["audience"], period["joined"])
    assert by_hand[1] == period["blocked"]
    assert by_hand[3] == (period["codes_issued"], period["codes_redeemed"])
    assert by_hand[4] == period["codes_expired"]
    assert by_hand[5] == (period["attempts"], period["attempts_refused"])
    assert by_hand[5][0] or case.until_on < TODAY
    return int(period["attempts"])


async def ask_http(http: httpx2.AsyncClient, case: Case) -> Any:
    return await ask(http, "/api/v1/stats/kpi", case.query)


async def ask(http: httpx2.AsyncClient, path: str, query: dict[str, str]) -> Any:
    response = await http.get(path, params=query)
    response.raise_for_status()
    return response.json()


async def ask_by_hand(connection: asyncpg.Connection, case: Case) -> list[Any]:
    """The period and the one before it."""
    moment = datetime.now(ZONE)
    return [await connection.fetchrow(BY_HAND, *case.bounds(ago), moment) for ago in (0, 1)]


async def timed(asking: Awaitable[Any]) -> float:
    started = time.perf_counter()
    await asking
    return (time.perf_counter() - started) * 1000


def start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def p(percent: int, times: list[float]) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
