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
from tests.conftest import OLGA, TIM, Acting


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
        "limit=201", "colour=red",
    ],
)  # fmt: skip
async def test_a_filter_that_means_nothing_is_refused(http: AsyncClient, query: str) -> None:
    response = await http.get(f"/api/v1/audit?{query}")

    assert (response.status_code, response.json()["code"]) == (422, "invalid")


async def test_a_trainee_reads_no_audit(http: AsyncClient, acting: Acting) -> None:
    acting.actor = TIM

    answers = [await http.get("/api/v1/audit"), await http.get("/api/v1/audit/types")]

    assert [answer.status_code for answer in answers] == [403, 403]


async def test_a_clients_timeline_is_found_by_its_index(session: AsyncSession) -> None:
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    statement = queries._filtered(AuditQuery(client_id=5)).limit(50)
    spelled = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    plan = await session.scalars(text(f"EXPLAIN {spelled}"))

    assert "ix_event_log_client" in "\n".join(plan)
