"""Orders and what becomes of them: rights, keys, cancels, failures."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bulk import actions
from dvorik.bulk.actions.ending import MAX_FAILURES
from dvorik.bulk.models import BulkChunk, BulkJob
from dvorik.bulk.schemas import BulkOrder
from dvorik.bulk.tasks import do_turns, throw_away
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.db import Database
from dvorik.kernel.events import EventRow
from dvorik.kernel.i18n import Language
from dvorik.segments.errors import SegmentTooSlow
from tests.bulk.world import (
    EVERYONE,
    JOBS,
    SHOP,
    TAG,
    URL,
    add_crowd,
    figures,
    get,
    key,
    look,
    order,
    start,
    versions,
)
from tests.conftest import NOON, OLGA, Acting
from tests.loyalty.world import add_client, add_template

RULE = {
    "kind": "rule",
    "rule": {"type": "condition", "field": "gender", "operator": "any", "value": ["female"]},
}


async def post(http: AsyncClient, action: Any, audience: Any = EVERYONE, **headers: str) -> Any:
    body = {"audience": audience, "action": action}
    return await http.post(URL, json=body, headers=headers or key())


def somebody(*granted: Permission) -> Actor:
    return Actor(kind=ActorKind.ACCOUNT, id=3, permissions=frozenset(granted))


READ = Permission.CLIENTS_READ


@pytest.mark.parametrize(
    ("action", "audience", "enough"),
    [
        (TAG, EVERYONE, [READ, Permission.CLIENTS_EDIT]),
        ({"kind": "remove_tags", "tags": ["a"]}, EVERYONE, [READ, Permission.CLIENTS_EDIT]),
        ({"kind": "assign_discount"}, EVERYONE, [READ, Permission.DISCOUNTS_ISSUE]),
        ({"kind": "export"}, EVERYONE, [READ, Permission.CLIENTS_EXPORT]),
        (
            {"kind": "export", "columns": ["phone"]},
            EVERYONE,
            [READ, Permission.CLIENTS_EXPORT, Permission.CLIENTS_PHONES],
        ),
        (TAG, RULE, [READ, Permission.CLIENTS_EDIT, Permission.SEGMENTS_READ]),
    ],
)
async def test_each_operation_needs_its_own_rights_and_no_others(
    http: AsyncClient,
    session: AsyncSession,
    acting: Acting,
    action: dict[str, Any],
    audience: dict[str, Any],
    enough: list[Permission],
) -> None:
    if action["kind"] == "assign_discount":
        action = {**action, "template_id": (await add_template(session)).id}
    for missing in enough:
        acting.actor = somebody(*(right for right in enough if right is not missing))
        response = await post(http, action, audience)
        assert response.status_code == 403, missing
        assert response.json()["params"] == {"permission": missing.value}
    assert await _count(session, BulkJob) == 0
    assert await _count(session, EventRow) == 0

    acting.actor = somebody(*enough)
    assert (await post(http, action, audience)).status_code == 202


@pytest.mark.parametrize(
    "body",
    [
        {"audience": EVERYONE},
        {"action": TAG},
        {"audience": EVERYONE, "action": {"kind": "add_tags", "tags": []}},
        {"audience": EVERYONE, "action": {"kind": "add_tags", "tags": ["x" * 33]}},
        {"audience": EVERYONE, "action": {"kind": "delete"}},
        {"audience": EVERYONE, "action": {"kind": "export", "columns": []}},
        {"audience": EVERYONE, "action": {"kind": "export", "columns": ["password"]}},
        {"audience": {"kind": "clients", "client_ids": []}, "action": TAG},
        {"audience": {"kind": "clients", "client_ids": [True]}, "action": TAG},
        {"audience": {"kind": "filter", "filter": {"page": 2}}, "action": TAG},
        {"audience": {"kind": "segment", "segment_id": 0}, "action": TAG},
        {"audience": {"kind": "everyone"}, "action": TAG},
    ],
)
async def test_what_makes_no_sense_is_refused(
    http: AsyncClient, session: AsyncSession, body: dict[str, Any]
) -> None:
    response = await http.post(URL, json=body, headers=key())

    assert response.status_code == 422
    assert await _count(session, BulkJob) == 0


async def test_a_segment_that_is_not_there_is_refused(
    http: AsyncClient, session: AsyncSession
) -> None:
    response = await post(http, TAG, {"kind": "segment", "segment_id": 999_999})

    assert (response.status_code, response.json()["code"]) == (404, "segments.not_found")
    assert await _count(session, BulkJob) == 0


async def test_people_who_cannot_be_found_in_time_are_not_begun_with(
    database: Database, session: AsyncSession
) -> None:
    await add_crowd(session, 20_000)
    wanted = BulkOrder.model_validate({"audience": EVERYONE, "action": TAG})

    with pytest.raises(SegmentTooSlow):
        async with database.transaction() as own:
            await actions.start_job(
                own, OLGA, order=wanted, language=Language.RU, shop=SHOP, now=NOON, timeout_ms=1
            )

    assert await _count(session, BulkJob) == 0


async def test_an_order_needs_a_key_and_one_key_is_one_job(
    http: AsyncClient, database: Database, session: AsyncSession
) -> None:
    await add_client(session)
    body = {"audience": EVERYONE, "action": TAG}
    assert (await http.post(URL, json=body)).status_code == 422

    once = {"Idempotency-Key": "one-press-of-a-button"}
    first = await post(http, TAG, **once)
    await do_turns(database, SHOP, now=lambda: NOON)
    again = await post(http, TAG, **once)
    other = await post(http, {"kind": "export"}, **once)

    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert await _count(session, BulkJob) == 1


async def test_people_see_their_own_jobs_and_auditors_everybodys(
    http: AsyncClient, session: AsyncSession, acting: Acting
) -> None:
    hers = await order(http, TAG)
    acting.actor = tim = somebody(READ, Permission.CLIENTS_EDIT)
    his = await order(http, TAG)

    assert _ids((await http.get(JOBS)).json()) == [his["id"]]
    for method, path in (("GET", ""), ("GET", "/left-out"), ("POST", "/cancel")):
        response = await http.request(method, f"{JOBS}/{hers['id']}{path}")
        assert (response.status_code, response.json()["code"]) == (404, "bulk.job_not_found")
    acting.actor = somebody(*tim.permissions, Permission.AUDIT_READ)
    assert _ids((await http.get(JOBS)).json()) == [his["id"], hers["id"]]
    assert _ids((await http.get(JOBS, params={"status": "done"})).json()) == [his["id"], hers["id"]]
    assert _ids((await http.get(JOBS, params={"status": "queued"})).json()) == []


async def test_a_cancel_stops_it_where_it_is(
    http: AsyncClient, database: Database, session: AsyncSession
) -> None:
    await add_crowd(session, 1_100)
    job = await order(http, TAG)
    await _turn(database)

    response = await http.post(f"{JOBS}/{job['id']}/cancel")

    assert figures(response.json()) == ("canceled", 500, 500, {})
    assert await do_turns(database, SHOP, now=lambda: NOON) == 0
    assert await versions(session, "vip") == {2: 500}
    assert await session.scalar(select(func.count()).where(~BulkChunk.is_done)) == 0
    again = await http.post(f"{JOBS}/{job['id']}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "bulk.job_ended")
    log = await session.scalars(select(EventRow).order_by(EventRow.id.desc()).limit(1))
    (last,) = log
    assert (last.type, last.actor_id, last.payload) == (
        "bulk.job_canceled", OLGA.id, {"job_id": job["id"], "kind": "add_tags", "done": 500}
    )  # fmt: skip


async def test_a_cancel_needs_the_right_of_the_operation(
    http: AsyncClient, session: AsyncSession, acting: Acting
) -> None:
    await add_client(session)
    job = await order(http, TAG)
    acting.actor = somebody(READ, Permission.AUDIT_READ)

    assert (await http.post(f"{JOBS}/{job['id']}/cancel")).status_code == 403
    assert (await look(http, job))["status"] == "queued"


async def test_a_small_job_need_not_wait_for_a_large_one(
    http: AsyncClient, database: Database, session: AsyncSession
) -> None:
    await add_crowd(session, 1_600)
    anna = await add_client(session)
    large = await order(http, TAG)
    small = await order(http, TAG, {"kind": "clients", "client_ids": [anna.id]})

    for _ in range(2):
        await _turn(database)

    assert [(await look(http, job))["done"] for job in (large, small)] == [500, 1]


async def test_what_fails_is_tried_later_and_then_given_up(
    database: Database, session: AsyncSession
) -> None:
    await add_client(session)
    broken = await start(database, TAG)
    job = await session.get_one(BulkJob, broken)
    job.action = {"kind": "unheard_of"}
    await session.flush()
    good = await start(database, TAG)
    now = NOON
    for failures in range(1, MAX_FAILURES):
        await do_turns(database, SHOP, now=lambda: now)  # noqa: B023  called before the next round
        await session.refresh(job)
        assert (job.status, job.failures) == ("queued", failures)
        assert job.not_before > now
        now = job.not_before

    await do_turns(database, SHOP, now=lambda: now)

    await session.refresh(job)
    assert (job.status, job.error, job.done) == ("failed", "internal_error", 0)
    assert (await get(database, good)).status == "done"
    (event,) = await session.scalars(select(EventRow).where(EventRow.type == "bulk.job_failed"))
    assert event.payload["error"] == "internal_error"


async def test_after_a_week_only_the_figures_are_left(
    http: AsyncClient, database: Database, session: AsyncSession, tmp_path: Path
) -> None:
    await add_client(session, tags=["vip"])
    job = await order(http, TAG)
    await do_turns(database, SHOP, now=lambda: NOON)
    week = timedelta(days=7)

    assert await throw_away(database, tmp_path, now=lambda: NOON + week - timedelta(seconds=1)) == 0
    assert (await http.get(f"{JOBS}/{job['id']}/left-out")).json()["total"] == 1
    assert await throw_away(database, tmp_path, now=lambda: NOON + week) == 1

    assert (await http.get(f"{JOBS}/{job['id']}/left-out")).json()["total"] == 0
    assert figures(await look(http, job)) == ("done", 1, 0, {"already": 1})
    assert await _count(session, BulkChunk) == 0


async def _turn(database: Database) -> None:
    async with database.transaction() as session:
        assert await actions.do_next(session, shop=SHOP, now=NOON)


async def _count(session: AsyncSession, table: type[Any]) -> int | None:
    return await session.scalar(select(func.count()).select_from(table))


def _ids(page: Any) -> list[int]:
    return [item["id"] for item in page["items"]]
