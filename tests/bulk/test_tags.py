"""Tags of many: exact counts, each person once, what was there stays."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bulk.tasks import do_turns
from dvorik.clients.models import Client
from dvorik.clients.schemas import MAX_TAGS
from dvorik.kernel.db import Database
from dvorik.kernel.events import EventRow
from tests.bulk.world import EVERYONE, JOBS, SHOP, TAG, figures, look, order
from tests.conftest import NOON, OLGA
from tests.loyalty.world import add_client


async def work(database: Database) -> int:
    return await do_turns(database, SHOP, now=lambda: NOON)


async def test_tags_are_added_to_each_once_and_the_others_are_told(
    http: AsyncClient, database: Database, session: AsyncSession
) -> None:
    plain = await add_client(session, tags=["аня", "zoo"])
    tagged = await add_client(session, tags=["new", "vip"])
    full = await add_client(session, tags=[f"tag{n:02}" for n in range(MAX_TAGS)])
    gone = await add_client(session, deleted_at=NOON)
    test = await add_client(session, is_test=True)
    people = [plain, tagged, full, gone, test]
    ids = [client.id for client in people]

    job = await order(
        http,
        {"kind": "add_tags", "tags": [" VIP ", "New", "vip"]},
        {"kind": "clients", "client_ids": [*ids, ids[0], 999_999]},
    )
    assert (job["status"], job["total"], job["done"]) == ("queued", 6, 0)
    assert job["action"] == {"kind": "add_tags", "tags": ["new", "vip"]}
    assert await work(database) == 1

    left_out = {"already": 1, "too_many_tags": 1, "not_found": 2}
    done = await look(http, job)
    assert figures(done) == ("done", 6, 2, left_out)
    assert (done["started_at"], done["finished_at"]) == (
        "2026-11-20T02:00:00Z",
        "2026-11-20T02:00:00Z",
    )
    for client in people:
        await session.refresh(client)
    assert [client.tags for client in people[:2]] == [["new", "vip", "zoo", "аня"], ["new", "vip"]]
    assert (plain.version, plain.updated_at) == (2, NOON)
    assert (tagged.version, full.version, gone.version) == (1, 1, 1)
    assert len(full.tags) == MAX_TAGS
    assert (gone.tags, test.tags) == ([], ["new", "vip"])
    page = (await http.get(f"{JOBS}/{job['id']}/left-out")).json()
    assert [(item["client_id"], item["name"], item["reason"]) for item in page["items"]] == [
        (tagged.id, "Анна", "already"),
        (full.id, "Анна", "too_many_tags"),
        (gone.id, "Анна", "not_found"),
        (999_999, None, "not_found"),
    ]
    assert page["total"] == 4
    assert await work(database) == 0


async def test_tags_are_removed_where_they_are(
    http: AsyncClient, database: Database, session: AsyncSession
) -> None:
    anna = await add_client(session, tags=["a", "b", "c"])
    bella = await add_client(session, tags=["c"])
    clara = await add_client(session, tags=["d"])

    job = await order(http, {"kind": "remove_tags", "tags": ["a", "c"]})
    await work(database)

    assert figures(await look(http, job)) == ("done", 3, 2, {"already": 1})
    for client in (anna, bella, clara):
        await session.refresh(client)
    assert [client.tags for client in (anna, bella, clara)] == [["b"], [], ["d"]]


async def test_one_event_says_it_for_all(
    http: AsyncClient, database: Database, session: AsyncSession
) -> None:
    for _ in range(3):
        await add_client(session)

    job = await order(http, TAG)
    await work(database)

    log = await session.execute(select(EventRow.type, EventRow.payload).order_by(EventRow.id))
    about = {"job_id": job["id"], "kind": "add_tags"}
    assert [tuple(row) for row in log] == [
        ("bulk.job_started", {**about, "people": 3}),
        ("bulk.job_finished", {**about, "changed": 3, "left_out": {}}),
    ]
    assert (job["created_by_id"], job["created_by_name"]) == (OLGA.id, "Ольга")


async def test_who_comes_later_is_not_meant(
    http: AsyncClient, database: Database, session: AsyncSession
) -> None:
    await add_client(session)
    job = await order(http, TAG)
    late = await add_client(session)

    await work(database)

    assert figures(await look(http, job)) == ("done", 1, 1, {})
    await session.refresh(late)
    assert late.tags == []


async def test_nobody_is_an_audience_too(http: AsyncClient, database: Database) -> None:
    job = await order(http, TAG)

    assert figures(job) == ("done", 0, 0, {})
    assert await work(database) == 0


@pytest.mark.parametrize(
    ("audience", "names"),
    [
        (EVERYONE, ["Anna", "Bella"]),
        ({"kind": "filter", "filter": {"gender": "female"}}, ["Bella"]),
        ({"kind": "filter", "filter": {"is_test": True}}, ["Tess"]),
        (
            {
                "kind": "rule",
                "rule": {"type": "condition", "field": "gender", "operator": "any",
                         "value": ["female"]},
            },
            ["Bella", "Walker"],
        ),
        (
            {
                "kind": "rule",
                "include_test": True,
                "rule": {"type": "condition", "field": "gender", "operator": "any",
                         "value": ["female"]},
            },
            ["Bella", "Tess", "Walker"],
        ),
    ],
)  # fmt: skip
async def test_the_audience_is_what_the_list_or_the_rule_says(
    http: AsyncClient,
    database: Database,
    session: AsyncSession,
    audience: dict[str, object],
    names: list[str],
) -> None:
    await add_client(session, first_name="Anna")
    await add_client(session, first_name="Bella", gender="female")
    await add_client(session, first_name="Tess", gender="female", is_test=True)
    await add_client(session, first_name="Walker", gender="female", telegram_id=None)

    await order(http, TAG, audience)
    await work(database)

    found = await session.scalars(
        select(Client.first_name).where(Client.tags.contains(["vip"])).order_by(Client.first_name)
    )
    assert found.all() == names


async def test_a_segment_is_asked_once(
    http: AsyncClient, database: Database, session: AsyncSession
) -> None:
    anna = await add_client(session, tags=["a"])
    await add_client(session)
    made = await http.post(
        "/api/v1/segments",
        json={
            "name": "A",
            "rule": {"type": "condition", "field": "tags", "operator": "any", "value": ["a"]},
        },
    )
    assert made.status_code == 201, made.text

    job = await order(http, TAG, {"kind": "segment", "segment_id": made.json()["id"]})
    await work(database)

    assert job["audience"] == {"kind": "segment", "segment_id": made.json()["id"]}
    assert figures(await look(http, job)) == ("done", 1, 1, {})
    await session.refresh(anna)
    assert anna.tags == ["a", "vip"]
