from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from pydantic import SecretStr

from dvorik.kernel import inbox
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.events import MAX_ATTEMPTS, DeliveryRow, EventRow
from dvorik.kernel.inbox import BotName
from tests.conftest import NOON


def figure(page: str, name: str) -> float:
    line = next(line for line in page.splitlines() if line.startswith(name + " "))
    return float(line.rsplit(" ", 1)[1])


async def add_work(database: Database) -> None:
    """Two events nobody has looked at; one reaction due, one given up; one update."""
    async with database.transaction() as session:
        rows = [
            EventRow(
                type="test.happened",
                actor_kind="system",
                actor_id=0,
                payload={},
                occurred_at=NOON,
                fanned_out=number > 1,
            )
            for number in range(4)
        ]
        session.add_all(rows)
        await session.flush()
        for row, attempts in zip(rows[2:], (0, MAX_ATTEMPTS), strict=True):
            later = NOON + timedelta(hours=1)
            session.add(
                DeliveryRow(event_id=row.id, reaction="x", attempts=attempts, not_before=later)
            )
        await inbox.receive(session, BotName.CLIENT, [{"update_id": 1}], now=NOON)


async def test_methods_that_callers_invent_are_one_figure(http: AsyncClient) -> None:
    for number in range(3):
        await http.request(f"INVENTED{number}", "/api/docs")

    page = (await http.get("/metrics")).text

    name = 'dvorik_http_requests_total{method="OTHER",route="/api/docs",status="405"}'
    assert figure(page, name) == 3
    assert "INVENTED" not in page


async def test_figures_of_waiting_work_come_from_the_database(
    http: AsyncClient, database: Database
) -> None:
    await add_work(database)

    page = (await http.get("/metrics")).text

    assert figure(page, 'dvorik_waiting{kind="events"}') == 2
    assert figure(page, 'dvorik_waiting{kind="reactions"}') == 1
    assert figure(page, 'dvorik_waiting{kind="reactions_given_up"}') == 1
    assert figure(page, 'dvorik_waiting{kind="telegram_updates"}') == 1
    assert figure(page, 'dvorik_waiting{kind="messages_pending"}') == 0
    assert figure(page, 'dvorik_waiting{kind="messages_sending"}') == 0
    assert figure(page, "dvorik_database_up") == 1


async def test_requests_are_counted_by_the_pattern_of_their_route(http: AsyncClient) -> None:
    route = "/api/v1/settings/{key}"
    name = f'dvorik_http_requests_total{{method="GET",route="{route}",status="404"}}'
    await http.get("/api/v1/settings/no_such_key")
    before = figure((await http.get("/metrics")).text, name)

    await http.get("/api/v1/settings/neither_this")

    assert figure((await http.get("/metrics")).text, name) == before + 1


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Bearer ", "metrics-token-of-this-shop2"])
async def test_a_token_is_asked_for_where_one_is_set(
    app: FastAPI, config: Config, http: AsyncClient, header: str
) -> None:
    token = "metrics-token-of-this-shop"
    app.state.config = config.model_copy(update={"metrics_token": SecretStr(token)})

    refused = await http.get("/metrics", headers={"Authorization": header})
    granted = await http.get("/metrics", headers={"Authorization": f"Bearer {token}"})

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert granted.status_code == 200


@pytest.mark.parametrize(
    ("address", "headers"),
    [("203.0.113.9", {}), ("not-an-address", {}), ("127.0.0.1", {"X-Forwarded-For": "1.2.3.4"})],
)
async def test_without_a_token_only_this_machine_may_read(
    app: FastAPI, address: str, headers: dict[str, str]
) -> None:
    transport = ASGITransport(app=app, client=(address, 4000))
    async with AsyncClient(transport=transport, base_url="http://dvorik.test") as client:
        answer = await client.get("/metrics", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
