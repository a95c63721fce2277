"""Workers that die and workers at once: everybody has their turn, and has it once."""

import asyncio
import os
import signal
import time
from typing import Any

from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from dvorik.bulk import actions
from dvorik.bulk.models import BulkJob
from dvorik.bulk.tasks import do_turns, throw_away, write_exports
from dvorik.kernel import clock
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.loyalty.models import Discount
from tests.bulk.world import SHOP, TAG, add_crowd, get, start, versions
from tests.conftest import OLGA
from tests.loyalty.world import add_template
from tests.worker.processes import environment_of, pids_of, running, until

PEOPLE = 6_000
KILLS_AT = (500, 3_000, 7_000)
"""How many had their turn, over both jobs, when the worker is killed again."""


async def crowd_with_template(database: Database, count: int) -> int:
    async with database.transaction() as session:
        await add_crowd(session, count)
        return (await add_template(session, event="manual")).id


def give(template_id: int) -> dict[str, Any]:
    return {"kind": "assign_discount", "template_id": template_id}


async def assert_each_once(database: Database, tagging: int, giving: int, count: int) -> None:
    for job_id in (tagging, giving):
        job = await get(database, job_id)
        # A second turn would have found the tag and the code, and said "already".
        assert (job.status, job.total, job.done) == ("done", count, count)
        assert (job.changed, job.left_out) == (count, {})
    async with database.transaction() as session:
        assert await versions(session, "vip") == {2: count}
        codes = select(func.count(), func.count(Discount.client_id.distinct()))
        assert tuple((await session.execute(codes)).one()) == (count, count)


async def test_a_worker_killed_in_the_middle_does_nobody_twice(
    config: Config, real_database: Database, cache: Cache
) -> None:
    template_id = await crowd_with_template(real_database, PEOPLE)
    tagging = await start(real_database, TAG)
    giving = await start(real_database, give(template_id))
    kills = 0

    async def done() -> int:
        async with real_database.transaction() as session:
            return await session.scalar(select(func.sum(BulkJob.done))) or 0

    async with running(environment_of(config, real_database), "worker") as output:
        for people in KILLS_AT:

            async def enough(people: int = people) -> bool:
                return await done() >= people

            await until(enough)
            (worker,) = pids_of("worker")
            os.kill(worker, signal.SIGKILL)
            kills += await done() < 2 * PEOPLE

        async def all_done() -> bool:
            return await done() == 2 * PEOPLE

        await until(all_done)

    assert kills == len(KILLS_AT)
    assert sum("killed by SIGKILL" in line for line in output.lines) == len(KILLS_AT)
    await assert_each_once(real_database, tagging, giving, PEOPLE)


async def test_workers_at_once_share_the_turns(real_database: Database) -> None:
    template_id = await crowd_with_template(real_database, 3_000)
    tagging = await start(real_database, TAG)
    giving = await start(real_database, give(template_id))

    turns = await asyncio.gather(*(do_turns(real_database, SHOP) for _ in range(4)))

    assert sum(turns) == 12
    assert max(turns) < 12
    await assert_each_once(real_database, tagging, giving, 3_000)


async def test_after_a_cancel_is_answered_nothing_more_is_done(real_database: Database) -> None:
    await crowd_with_template(real_database, 5_000)
    job_id = await start(real_database, TAG)

    async def cancel_in_the_middle() -> tuple[int, int]:
        async def begun() -> bool:
            return (await get(real_database, job_id)).done > 0

        await until(begun)
        async with real_database.transaction() as session:
            job = await actions.cancel_job(session, OLGA, job_id=job_id, now=clock.now())
        return job.done, job.changed

    *_, answered = await asyncio.gather(
        do_turns(real_database, SHOP), do_turns(real_database, SHOP), cancel_in_the_middle()
    )

    job = await get(real_database, job_id)
    assert (job.status, (job.done, job.changed)) == ("canceled", answered)
    assert 0 < job.done < 5_000
    async with real_database.transaction() as session:
        assert await versions(session, "vip") == {2: job.done}


async def test_two_workers_write_one_file(real_database: Database, config: Config) -> None:
    await crowd_with_template(real_database, 2_000)
    job_id = await start(real_database, {"kind": "export", "format": "csv", "columns": ["id"]})

    files = await asyncio.gather(
        *(write_exports(real_database, SHOP, config.files_folder) for _ in range(3))
    )

    assert sorted(files) == [0, 0, 1]
    (path,) = config.files_folder.iterdir()
    assert path.name == (await get(real_database, job_id)).result_name
    assert len(path.read_text().splitlines()) == 2_001


async def test_an_export_whose_worker_is_killed_is_begun_again_and_whole(
    config: Config, real_database: Database, cache: Cache
) -> None:
    people = 20_000
    await crowd_with_template(real_database, people)
    job_id = await start(real_database, {"kind": "export", "columns": ["id", "name"]})

    async def is_begun() -> bool:
        return (await get(real_database, job_id)).done > 0

    async def is_done() -> bool:
        return (await get(real_database, job_id)).status == "done"

    async with running(environment_of(config, real_database), "worker"):
        await until(is_begun)
        (worker,) = pids_of("worker")
        os.kill(worker, signal.SIGKILL)
        async with real_database.transaction() as session:
            job = await session.get_one(BulkJob, job_id, with_for_update=True)
            assert (job.status, job.result_name) == ("running", None)
            assert 0 < job.done < people
            # The dead one's lease; nobody wants to wait for it here.
            job.not_before = clock.now()
        await until(is_done)

    job = await get(real_database, job_id)
    assert (job.done, job.changed, job.left_out) == (people, people, {})
    assert job.result_name
    path = config.files_folder / job.result_name
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert [name for _, name in rows] == [
        "Как обращаться", *(f"Person {n}" for n in range(1, people + 1))
    ]  # fmt: skip
    two_days_ago = time.time() - 2 * 24 * 3600
    for each in config.files_folder.iterdir():
        os.utime(each, (two_days_ago, two_days_ago))
    await throw_away(real_database, config.files_folder)
    assert list(config.files_folder.iterdir()) == [path]


async def test_two_jobs_at_once_about_the_same_people_wait(
    real_database: Database,
) -> None:
    await crowd_with_template(real_database, 10)
    jobs = [await start(real_database, TAG) for _ in range(2)]

    await asyncio.gather(*(do_turns(real_database, SHOP) for _ in range(2)))

    outcomes = [(await get(real_database, job_id)) for job_id in jobs]
    assert sorted(job.changed for job in outcomes) == [0, 10]
    assert [job.done for job in outcomes] == [10, 10]
    async with real_database.transaction() as session:
        assert await versions(session, "vip") == {2: 10}
