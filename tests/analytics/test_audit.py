"""Who did what, read from the log of events."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.analytics.queries import audit as queries
from dvorik.analytics.schemas.audit import AuditQuery
from dvorik.clients.models import Client
from dvorik.kernel import context, events
from dvorik.kernel.actor import SYSTEM, Actor, ActorKind
from dvorik.kernel.clock import now
from dvorik.kernel.db import Database
from dvorik.kernel.events import Event
from dvorik.loyalty.models import Cashier
from tests.conftest import MARY, NOON, OLGA, TIM, Acting
from tests.loyalty.world import add_client


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung(Event):
    type: ClassVar[str] = "bell.rung"

    client_id: int | None = None
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended(Event):
    type: ClassVar[str] = "bell.mended"


@pytest.fixture
async def anna(database: Database) -> Client:
    async with database.transaction() as session:
        client = Client(telegram_id=7, first_name="Анна", last_name="Смирнова")
        session.add(client)
    return client


@pytest.fixture
async def cashier(database: Database) -> Actor:
    async with database.transaction() as session:
        row = Cashier(telegram_id=8, display_name="Вера", is_active=True)
        session.add(row)
        await session.flush()
        return Actor(kind=ActorKind.CASHIER, id=row.id)


async def record(database: Database, actor: Actor, event: Event) -> None:
    async with database.transaction() as session:
        events.record(session, actor, event)


async def test_entries_name_who_acted_and_whom_it_is_about(
    http: AsyncClient, database: Database, anna: Client, cashier: Actor
) -> None:
    token = context.request_id.set("request-0001")
    await record(database, OLGA, Rung(client_id=anna.id, times=2))
    context.request_id.reset(token)
    await record(database, cashier, Mended())
    await record(database, SYSTEM, Mended())

    response = await http.get("/api/v1/audit")

    assert response.status_code == 200
    system, by_cashier, by_olga = response.json()["items"]
    assert system["actor"] == {"kind": "system", "id": 0, "name": None}
    assert by_cashier["actor"] == {"kind": "cashier", "id": cashier.id, "name": "Вера"}
    by_olga.pop("id"), by_olga.pop("occurred_at")
    assert by_olga == {
        "type": "bell.rung",
        "actor": {"kind": "account", "id": 1, "name": "Ольга"},
        "client_name": "Анна Смирнова",
        "objects": [{"kind": "client", "id": anna.id, "name": "Анна Смирнова"}],
        "changes": [],
        "payload": {"client_id": anna.id, "times": 2},
        "request_id": "request-0001",
    }


async def test_every_filter_narrows(
    http: AsyncClient, database: Database, anna: Client, cashier: Actor
) -> None:
    await record(database, OLGA, Rung(client_id=anna.id))
    await record(database, cashier, Rung(client_id=None))
    await record(database, cashier, Mended())

    async def types(query: str) -> list[str]:
        response = await http.get(f"/api/v1/audit?{query}")
        assert response.status_code == 200, response.text
        return [item["type"] for item in response.json()["items"]]

    hour = timedelta(hours=1)
    before, after = (now() - hour).isoformat(), (now() + hour).isoformat()
    before, after = before.replace("+", "%2B"), after.replace("+", "%2B")
    assert await types("type=bell.") == ["bell.mended", "bell.rung", "bell.rung"]
    assert await types("type=bell.mended") == ["bell.mended"]
    assert await types("type=bell.x") == []
    assert await types("actor_kind=cashier") == ["bell.mended", "bell.rung"]
    assert await types("actor_kind=account&actor_id=1") == ["bell.rung"]
    assert await types(f"client_id={anna.id}") == ["bell.rung"]
    assert await types(f"occurred_from={before}&occurred_until={after}&type=bell.mended") == [
        "bell.mended"
    ]
    assert await types(f"occurred_from={after}") == []
    assert await types(f"occurred_until={before}") == []


async def test_a_change_tells_what_was_and_what_is(
    http: AsyncClient, database: Database, acting: Acting
) -> None:
    terms = {"name": "Чай", "kind": "percent", "value": "10", "event": "manual", "duration_days": 7}
    tea = (await http.post("/api/v1/discount-templates", json=terms)).json()["id"]
    await http.patch(f"/api/v1/discount-templates/{tea}", json={"value": "15"})
    await http.patch("/api/v1/admins/3", json={"role": "readonly", "phone": "+79140001122"})
    await http.put(
        "/api/v1/settings/roles/master",
        json={"permissions": ["clients:read"], "own_calendar_only": True},
    )
    await http.patch("/api/v1/settings", json={"business_name": "Дворик"})

    items = (await http.get("/api/v1/audit?actor_id=1&actor_kind=account")).json()["items"]

    told = {item["type"]: (item["objects"], item["changes"]) for item in items}
    about_tea = [{"kind": "template", "id": tea, "name": "Чай"}]
    assert told["loyalty.template_changed"] == (
        about_tea,
        [{"field": "value", "before": "10.00", "after": "15.00"}],
    )
    assert told["accounts.changed"] == (
        [{"kind": "account", "id": 3, "name": "Тимофей"}],
        [{"field": "role", "before": "master", "after": "readonly"}],
    )
    assert told["accounts.role_changed"] == (
        [],
        [
            {
                "field": "permissions",
                "before": ["clients:read", "discounts:read"],
                "after": ["clients:read"],
            }
        ],
    )
    ((_, (named,)),) = [told["settings.setting_changed"]]
    assert (named["field"], named["after"]) == ("business_name", "Дворик")

    async def types(query: str) -> list[str]:
        response = await http.get(f"/api/v1/audit?{query}")
        assert response.status_code == 200, response.text
        return [item["type"] for item in response.json()["items"]]

    assert await types(f"about=template:{tea}") == [
        "loyalty.template_changed",
        "loyalty.template_created",
    ]
    assert await types("about=account:3") == ["accounts.changed"]
    assert await types("about=campaign:1") == []


async def test_about_a_client_is_what_names_the_client(
    http: AsyncClient, database: Database, anna: Client
) -> None:
    await record(database, OLGA, Rung(client_id=anna.id))
    await record(database, OLGA, Rung(client_id=None))

    response = await http.get(f"/api/v1/audit?about=client:{anna.id}")

    assert [item["payload"]["client_id"] for item in response.json()["items"]] == [anna.id]


async def test_actors_are_those_who_did_something(
    http: AsyncClient, database: Database, cashier: Actor
) -> None:
    assert (await http.get("/api/v1/audit/actors")).json() == {"items": []}
    for actor in (OLGA, cashier, OLGA, MARY, SYSTEM):
        await record(database, actor, Mended())

    assert (await http.get("/api/v1/audit/actors")).json()["items"] == [
        {"kind": "account", "id": 2, "name": "Мария"},
        {"kind": "account", "id": 1, "name": "Ольга"},
        {"kind": "cashier", "id": cashier.id, "name": "Вера"},
    ]


async def test_the_cursor_goes_through_the_log_once(http: AsyncClient, database: Database) -> None:
    for _ in range(5):
        await record(database, OLGA, Mended())

    seen, cursor = [], ""
    for _ in range(3):
        page = (await http.get(f"/api/v1/audit?limit=2&type=bell.{cursor}")).json()
        seen += [item["id"] for item in page["items"]]
        cursor = f"&before_id={page['next_before_id']}"

    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 5
    assert cursor == "&before_id=None"


async def test_types_are_those_that_happened(http: AsyncClient, database: Database) -> None:
    assert (await http.get("/api/v1/audit/types")).json() == {"items": []}
    for event in (Rung(), Mended(), Rung()):
        await record(database, OLGA, event)

    assert (await http.get("/api/v1/audit/types")).json() == {"items": ["bell.mended", "bell.rung"]}


@pytest.mark.parametrize(
    "query",
    [
        "type=%00", "type=A", "actor_kind=nobody", "actor_id=-1", f"client_id={2**63}",
        "occurred_from=2026-11-20", "occurred_from=9999-12-31T23:59:59%2B00:00", "before_id=0",
        "limit=201", "colour=red", "about=template", "about=discount:1", "about=account:0",
    ],
)  # fmt: skip
async def test_a_filter_that_means_nothing_is_refused(http: AsyncClient, query: str) -> None:
    response = await http.get(f"/api/v1/audit?{query}")

    assert (response.status_code, response.json()["code"]) == (422, "invalid")


async def test_a_trainee_reads_no_audit(http: AsyncClient, acting: Acting) -> None:
    acting.actor = TIM

    answers = [await http.get("/api/v1/audit"), await http.get("/api/v1/audit/types")]

    assert [answer.status_code for answer in answers] == [403, 403]


@pytest.mark.parametrize("is_merged", [False, True])
async def test_a_clients_timeline_is_found_by_its_index(
    session: AsyncSession, *, is_merged: bool
) -> None:
    kept = await add_client(session)
    if is_merged:
        await add_client(session, deleted_at=NOON, merged_into_id=kept.id)
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    statement = (await queries._filtered(session, AuditQuery(client_id=kept.id))).limit(50)
    spelled = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    plan = await session.scalars(text(f"EXPLAIN {spelled}"))

    assert "ix_event_log_client" in "\n".join(plan)
