"""100,000 unique codes for a campaign against a single INSERT … SELECT of as many rows.

    .venv/bin/python -m bench.codes [--codes 100000] [--rounds 5]

Both write the same table with the same indexes in one run, by turns. The plain statement writes
codes in order, so its pages of the unique index stay in cache; the codes of the product are
random. Promise: at most 3 times its time, and no memory to speak of.
"""

import argparse
import asyncio
import resource
import statistics
import sys
import time

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bench.ground import make_database, services
from dvorik.clients import queries as clients
from dvorik.kernel import clock
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.db import Database
from dvorik.loyalty import actions
from dvorik.loyalty.models import Campaign, Discount, DiscountTemplate
from dvorik.loyalty.schemas.templates import TemplateCreate
from dvorik.loyalty.types import DiscountKind, TemplateEvent
from dvorik.settings.schemas import ShopSettings

LIMIT = 3.0

FILL = """
INSERT INTO client (telegram_id, first_name, gender, language, is_subscribed, tags, notes,
                    is_blacklisted, is_test, version)
SELECT n, 'Анна', 'unknown', 'ru', true, '{}', '', false, false, 1
FROM generate_series(1::bigint, :clients) AS n
"""

PLAIN = """
INSERT INTO discount (code, template_id, client_id, campaign_id, period, kind, value, usage_limit,
                      used_count, starts_at, expires_at, issued_at, is_test)
SELECT 'plain' || :round || '-' || id, :template_id, id, :campaign_id, 'once', 'percent', 10, 1, 0,
       now(), now() + interval '30 days', now(), is_test
FROM client WHERE deleted_at IS NULL AND NOT is_blacklisted
"""


async def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--codes", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with services(durable=False) as started:
        assert started.database_url
        url = await make_database(started.database_url, "dvorik_bench_codes")
        database = Database(url)
        async with database.transaction() as session:
            await session.execute(text(FILL), {"clients": arguments.codes})
        failed = await measure(database, arguments.codes, arguments.rounds)
        await database.close()
        return failed


async def measure(database: Database, codes: int, rounds: int) -> int:
    plain, ours, memory_kb = [], [], []
    for number in range(rounds):
        plain.append(await insert_plainly(database, number))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ours.append(await issue(database, codes, number))
        memory_kb.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
        print(f"round {number + 1}: plain {plain[-1]:.2f} s, issued {ours[-1]:.2f} s")
    async with database.transaction() as session:
        rows, unique = (
            await session.execute(select(func.count(), func.count(Discount.code.distinct())))
        ).one()
    assert rows == unique == 2 * codes * rounds
    ratio = statistics.median(ours) / statistics.median(plain)
    kept = ratio <= LIMIT
    print(f"{rows // 2:,} codes issued, all unique")
    print(f"memory of this process grew by at most {max(memory_kb) / 1024:.1f} MB in a round")
    print(f"ratio to a plain INSERT … SELECT (median of {rounds}): {ratio:.2f}")
    print(f"at most {LIMIT}: {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1


async def insert_plainly(database: Database, number: int) -> float:
    template, campaign = await add_campaign(database, f"plain{number}")
    values = {"round": str(number), "template_id": template.id, "campaign_id": campaign.id}
    started = time.perf_counter()
    async with database.transaction() as session:
        await session.execute(text(PLAIN), values)
    return time.perf_counter() - started


async def issue(database: Database, codes: int, number: int) -> float:
    template, campaign = await add_campaign(database, f"ours{number}")
    started = time.perf_counter()
    async with database.transaction() as session:
        made = await actions.issue_many(
            session,
            SYSTEM,
            people=clients.recipients(),
            template=template,
            campaign=campaign,
            shop=ShopSettings(),
            now=clock.now(),
        )
    assert made == codes
    return time.perf_counter() - started


async def add_campaign(database: Database, slug: str) -> tuple[DiscountTemplate, Campaign]:
    async with database.transaction() as session:
        template = await add_template(session)
        campaign = Campaign(name=slug, slug=slug, template_id=template.id)
        session.add(campaign)
        await session.flush()
        return template, campaign


async def add_template(session: AsyncSession) -> DiscountTemplate:
    terms = TemplateCreate(
        name="Bench",
        kind=DiscountKind.PERCENT,
        value=10,
        event=TemplateEvent.CAMPAIGN,
        duration_days=30,
    )
    return await actions.create_template(session, SYSTEM, terms=terms, now=clock.now())


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
