"""Counting a segment of six conditions among a million clients against the same SQL by hand.

    .venv/bin/python -m bench.segments [--clients 1000000] [--rounds 40]

By turns, in one run, on one server: `count_audience` (rule read from JSON, compiled, counted with
its reasons under a statement timeout) and hand-written SQL by the raw driver. Promises: all cases
together at most 1.1 times the hand-written ones, and the p95 of the slowest at most 500 ms. The
same over HTTP is printed for comparison.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import asyncpg
import httpx2
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bench.ground import driver_url, make_database, services, serving
from bench.users_list import FILL, ZONE, p, secondary_indexes
from dvorik import tables
from dvorik.kernel import clock
from dvorik.kernel.db import Database
from dvorik.segments import queries
from dvorik.segments.schemas.segments import AudienceCount
from dvorik.segments.schemas.trees import read_rule
from dvorik.settings.schemas import ShopSettings

MAX_RATIO = 1.1
MAX_P95_MS = 500

SHOP = ShopSettings()
NOW = clock.now()
TODAY = clock.local_date(NOW, SHOP.zone)

TEMPLATES = """
INSERT INTO discount_template (name, kind, value, event, usage_type, usage_limit, duration_days,
    description, recurrence, requires_subscription, used_count, used_minor, alphabet,
    is_active, version)
SELECT 'Скидка ' || n, 'percent', 10, 'manual', 'single', 1, 30, '', '{"type": "once"}', false,
    0, 0, 'АБ', true, 1
FROM generate_series(1, 5) AS n
"""

# A code for three clients of four, the older ones expired; two of five were redeemed.
DISCOUNTS = """
INSERT INTO discount (code, template_id, client_id, period, kind, value, usage_limit, used_count,
    starts_at, expires_at, issued_at, last_used_at, is_test)
SELECT 'B' || id, 1 + id % 5, id, 'once', 'percent', 10, 1, (random() < .4)::int,
    issued_at, issued_at + interval '120 days', issued_at, issued_at + interval '10 days', is_test
FROM (SELECT id, is_test, now() - random() * interval '360 days' AS issued_at FROM client) AS c
WHERE id % 4 <> 0
"""
REDEMPTIONS = """
INSERT INTO redemption (operation, discount_id, client_id, template_id, bill_minor, discount_minor,
    currency, redeemed_at, is_test)
SELECT 'bench:' || id, id, client_id, template_id, (random() * 500000)::int, 1000,
    'RUB', last_used_at, is_test
FROM discount WHERE used_count > 0
"""


@dataclass(frozen=True)
class Case:
    """One question, as a panel asks it and as a person would write it in SQL."""

    name: str
    rule: dict[str, Any]
    where: str


def condition(field: str, operator: str, value: Any) -> dict[str, Any]:
    return {"type": "condition", "field": field, "operator": operator, "value": value}


def day(days_ago: int) -> str:
    return f"timestamptz '{TODAY - timedelta(days=days_ago)} 00:00 {ZONE}'"


UNTIL_NOW = f"timestamptz '{TODAY + timedelta(days=1)} 00:00 {ZONE}'"

AGED = (
    f"birthday <= date '{TODAY}' - interval '25 years'"
    f" AND birthday > date '{TODAY}' - interval '45 years'"
)
# What falls on 28 February of a common year aside.
WEEK = [(TODAY + timedelta(days=ahead)).strftime("%m%d") for ahead in range(7)]
WOMEN = [
    condition("is_subscribed", "is", True),
    condition("gender", "any", ["female"]),
    condition("age", "between", {"at_least": 25, "at_most": 44}),
]
CASES = (
    Case(
        "women of an age, recent, not VIP, who bought",
        {
            "type": "and",
            "rules": [
                *WOMEN,
                condition("registered", "in_last", {"days": 365}),
                {"type": "not", "rule": condition("tags", "any", ["vip"])},
                condition("redemptions", "count", {"at_least": 1, "period": {"in_last_days": 90}}),
            ],
        },
        f"is_subscribed AND gender = 'female' AND {AGED}"
        f" AND created_at >= {day(364)} AND created_at < {UNTIL_NOW} AND NOT tags && '{{vip}}'"
        " AND EXISTS (SELECT 1 FROM redemption r WHERE r.client_id = client.id"
        f" AND canceled_at IS NULL AND redeemed_at >= {day(89)} AND redeemed_at < {UNTIL_NOW})",
    ),
    Case(
        "anybody from two sources who holds a code, spent little",
        {
            "type": "and",
            "rules": [
                condition("source", "any", ["insta", "vk"]),
                condition("language", "any", ["ru"]),
                condition("is_subscribed", "is", True),
                condition("status", "any", ["active"]),
                condition("discounts_held", "count", {"at_least": 1, "templates": [1, 2]}),
                condition("bill_sum", "sum", {"at_most": 100_000}),
            ],
        },
        "source IN ('insta', 'vk') AND language = 'ru' AND is_subscribed"
        " AND bot_blocked_at IS NULL AND NOT is_blacklisted"
        " AND EXISTS (SELECT 1 FROM discount d WHERE d.client_id = client.id"
        " AND template_id IN (1, 2) AND used_count < usage_limit AND blocked_at IS NULL"
        f" AND expires_at > timestamptz '{NOW}' AND starts_at <= timestamptz '{NOW}')"
        " AND NOT EXISTS (SELECT 1 FROM redemption r WHERE r.client_id = client.id"
        " AND canceled_at IS NULL AND currency = 'RUB' HAVING sum(bill_minor) > 100000)",
    ),
    Case(
        "a birthday soon or VIP, and never redeemed",
        {
            "type": "and",
            "rules": [
                {
                    "type": "or",
                    "rules": [
                        condition("birthday", "within_next", {"days": 7}),
                        condition("tags", "any", ["vip"]),
                    ],
                },
                condition("is_subscribed", "is", True),
                condition("gender", "none", ["male"]),
                condition("discounts_used", "count", {"at_most": 0}),
                condition("is_reachable", "is", True),
            ],
        },
        f"(to_char(birthday, 'MMDD') = ANY ('{{{','.join(WEEK)}}}')"
        " OR tags && '{vip}') AND is_subscribed AND gender <> 'male'"
        " AND telegram_id IS NOT NULL AND NOT is_blacklisted AND bot_blocked_at IS NULL"
        " AND consent_at IS NOT NULL AND wants_offers AND NOT EXISTS (SELECT 1 FROM discount d"
        " WHERE d.client_id = client.id AND used_count > 0)",
    ),
)

BY_HAND = """
SELECT count(*) AS selected,
    count(*) FILTER (WHERE NOT is_test AND telegram_id IS NOT NULL AND NOT is_blacklisted
        AND bot_blocked_at IS NULL AND consent_at IS NOT NULL AND wants_offers) AS reached,
    count(*) FILTER (WHERE is_test) AS test,
    count(*) FILTER (WHERE NOT is_test AND telegram_id IS NULL) AS no_telegram,
    count(*) FILTER (WHERE NOT is_test AND telegram_id IS NOT NULL AND is_blacklisted) AS listed,
    count(*) FILTER (WHERE NOT is_test AND telegram_id IS NOT NULL AND NOT is_blacklisted
        AND bot_blocked_at IS NOT NULL) AS blocked,
    count(*) FILTER (WHERE NOT is_test AND telegram_id IS NOT NULL AND NOT is_blacklisted
        AND bot_blocked_at IS NULL AND consent_at IS NULL) AS no_consent,
    count(*) FILTER (WHERE NOT is_test AND telegram_id IS NOT NULL AND NOT is_blacklisted
        AND bot_blocked_at IS NULL AND consent_at IS NOT NULL AND NOT wants_offers) AS topic_off
FROM client WHERE deleted_at IS NULL AND
"""


async def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=40)
    arguments = parser.parse_args()
    with services(durable=False) as started:
        assert started.database_url
        assert started.redis_url
        url = await make_database(started.database_url, "dvorik_bench_segments")
        await fill(url, arguments.clients)
        raw = await asyncpg.connect(driver_url(url), server_settings={"jit": "off"})
        database = Database(url)
        async with serving(url, started.redis_url) as http:
            result = await measure(database, raw, http, arguments.rounds)
        await database.close()
        await raw.close()
    return result


async def fill(url: str, clients: int) -> None:
    """As many clients with codes and redemptions, vacuumed as a living server would be."""
    started = time.perf_counter()
    engine: AsyncEngine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    indexes = secondary_indexes(tables.metadata)
    async with engine.connect() as connection:
        # One that analyses meanwhile would keep VACUUM from marking what is visible to all.
        for table in ("client", "discount", "redemption"):
            await connection.execute(text(f"ALTER TABLE {table} SET (autovacuum_enabled = off)"))
        for index in indexes:
            await connection.run_sync(index.drop)
        await connection.exec_driver_sql(FILL, (clients,))
        for index in indexes:
            await connection.run_sync(index.create)
        for statement in (TEMPLATES, DISCOUNTS, REDEMPTIONS):
            await connection.execute(text(statement))
        # What was committed without waiting for the disk counts as visible to all once it is there.
        await connection.execute(text("CHECKPOINT"))
        await connection.execute(text("VACUUM ANALYZE client, discount, redemption"))
    await engine.dispose()
    print(f"{clients:,} clients made in {time.perf_counter() - started:.0f} s")


async def measure(
    database: Database, raw: asyncpg.Connection, http: httpx2.AsyncClient, rounds: int
) -> int:
    """Ask every case in turn, by each way; 1 when a promise is broken."""
    compiled: dict[str, list[float]] = {case.name: [] for case in CASES}
    by_hand: dict[str, list[float]] = {case.name: [] for case in CASES}
    by_http: dict[str, list[float]] = {case.name: [] for case in CASES}
    selected = {case.name: await check_equal(database, raw, case) for case in CASES}
    for _ in range(rounds):
        for case in CASES:
            by_hand[case.name].append(await timed(ask_by_hand(raw, case)))
            compiled[case.name].append(await timed(count(database, case)))
            by_http[case.name].append(await timed(ask(http, case)))
    print(f"\n{'segment':<58}{'selected':>10}{'hand p50':>10}{'p50':>8}{'p95':>8}{'HTTP p95':>10}")
    for case in CASES:
        mine, hand, web = compiled[case.name], by_hand[case.name], by_http[case.name]
        print(
            f"{case.name:<58}{selected[case.name]:>10,}{p(50, hand):>7.0f} ms"
            f"{p(50, mine):>5.0f} ms{p(95, mine):>5.0f} ms{p(95, web):>7.0f} ms"
        )
    ratio = sum(map(statistics.median, compiled.values())) / sum(
        map(statistics.median, by_hand.values())
    )
    slowest = max(p(95, times) for times in compiled.values())
    print(f"\nratio to the same SQL by hand: {ratio:.2f}; the slowest p95: {slowest:.0f} ms")
    kept = ratio <= MAX_RATIO and slowest <= MAX_P95_MS
    print(f"at most {MAX_RATIO} times, p95 at most {MAX_P95_MS} ms: {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1


async def check_equal(database: Database, raw: asyncpg.Connection, case: Case) -> int:
    """Both ways must count the same people, or the comparison is worth nothing."""
    mine, row = await count(database, case), await ask_by_hand(raw, case)
    assert not mine.is_estimate, case.name
    assert (mine.selected, mine.reached) == (row["selected"], row["reached"]), (
        case.name,
        mine,
        row,
    )
    return mine.selected


async def count(database: Database, case: Case) -> AudienceCount:
    async with database.transaction() as session:
        return await queries.count_audience(session, read_rule(case.rule), shop=SHOP, now=NOW)


async def ask_by_hand(raw: asyncpg.Connection, case: Case) -> asyncpg.Record:
    # Not `fetchrow`: asked for one row only, PostgreSQL does without its parallel workers.
    (row,) = await raw.fetch(BY_HAND + case.where)
    return row


async def ask(http: httpx2.AsyncClient, case: Case) -> None:
    response = await http.post("/api/v1/segments/count", json={"rule": case.rule})
    response.raise_for_status()


async def timed(asking: Awaitable[Any]) -> float:
    started = time.perf_counter()
    await asking
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
