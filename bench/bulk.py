"""A million people in bulk: frozen, tagged, exported.

    .venv/bin/python -m bench.bulk

Prints the time of an order about everybody, tagging in turns against one bare UPDATE of as many
people, and how much more memory a large export takes than a small one.
"""

import asyncio
import resource
import tempfile
import time
from pathlib import Path

from sqlalchemy import text

from bench.ground import make_database, services
from dvorik.bulk import actions
from dvorik.bulk.models import BulkJob
from dvorik.bulk.schemas import BulkOrder
from dvorik.bulk.tasks import do_turns, write_exports
from dvorik.kernel import clock
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.db import Database
from dvorik.kernel.i18n import Language
from dvorik.settings.schemas import ShopSettings

PEOPLE = 1_000_000
TAGGED = 100_000
FEW = 10_000
SHOP = ShopSettings()

BARE = text(
    "UPDATE client SET tags = tags || '{bare}', version = version + 1, updated_at = now()"
    " WHERE id <= :last"
)


async def add_people(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO client (telegram_id, first_name, phone, birthday, gender, language,"
                " is_subscribed, tags, notes, is_blacklisted, is_test, version, consent_at, source)"
                " SELECT id, 'Person ' || id, '+7914' || (1000000 + id), '1990-05-05', 'female',"
                " 'ru', true, '{new}', '', false, false, 1, now(),"
                " CASE WHEN id <= :few THEN 'few' WHEN id <= :tagged THEN 'some' ELSE 'ref_x' END"
                " FROM generate_series(1, :people) AS id"
            ),
            {"people": PEOPLE, "few": FEW, "tagged": TAGGED + FEW},
        )
    async with database.transaction() as session:
        await session.execute(text("ANALYZE client"))


async def order(database: Database, action: dict[str, object], **wanted: str) -> tuple[int, float]:
    """The job's id, and how long the order took."""
    body = {"audience": {"kind": "filter", "filter": wanted}, "action": action}
    began = time.perf_counter()
    async with database.transaction() as session:
        job = await actions.start_job(
            session,
            SYSTEM,
            order=BulkOrder.model_validate(body),
            language=Language.RU,
            shop=SHOP,
            now=clock.now(),
        )
        job_id = job.id
    return job_id, time.perf_counter() - began


async def export(database: Database, folder: Path, kind: str, **wanted: str) -> float:
    """Seconds of this process: what else the machine does is not in them."""
    await order(database, {"kind": "export", "format": kind}, **wanted)
    began = time.process_time()
    assert await write_exports(database, SHOP, folder) == 1
    return time.process_time() - began


def memory_mb() -> float:
    """The most this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def largest_mb(folder: Path, kind: str) -> float:
    return max(path.stat().st_size for path in folder.glob(f"*.{kind}")) / 1024**2


async def measure_tags(database: Database) -> None:
    began = time.perf_counter()
    async with database.transaction() as session:
        await session.execute(BARE, {"last": TAGGED})
    bare = time.perf_counter() - began
    job_id, _ = await order(database, {"kind": "add_tags", "tags": ["vip"]}, source="some")
    began = time.perf_counter()
    await do_turns(database, SHOP)
    ours = time.perf_counter() - began
    async with database.transaction() as session:
        job = await session.get_one(BulkJob, job_id)
    assert (job.status, job.changed) == ("done", TAGGED)
    print(f"one bare UPDATE        {bare:6.1f} s for {TAGGED:,} people")
    print(f"add_tags in turns      {ours:6.1f} s   ratio {ours / bare:.2f}")


async def measure_exports(database: Database, folder: Path) -> None:
    for kind in ("csv", "xlsx"):
        few = await export(database, folder, kind, source="few")
        before = memory_mb()
        many = await export(database, folder, kind)
        size = largest_mb(folder, kind)
        print(
            f"{kind:4} of {FEW:,} / {PEOPLE:,}  CPU {few:.1f} s / {many:.1f} s, {size:.0f} MB;"
            f" memory {before:.0f} MB / {memory_mb():.0f} MB"
        )


async def main() -> None:
    with services(durable=True) as servers, tempfile.TemporaryDirectory() as folder:
        assert servers.database_url
        database = Database(await make_database(servers.database_url, "bench_bulk"))
        await add_people(database)
        job_id, seconds = await order(database, {"kind": "add_tags", "tags": ["all"]})
        print(f"order about everybody  {seconds:6.1f} s for {PEOPLE:,} people")
        async with database.transaction() as session:
            await actions.cancel_job(session, SYSTEM, job_id=job_id, now=clock.now())
        await measure_tags(database)
        await measure_exports(database, Path(folder))
        await database.close()


if __name__ == "__main__":
    asyncio.run(main())
