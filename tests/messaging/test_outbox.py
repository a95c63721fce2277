"""What the outbox tells, to whom, and how what had no way out gets one."""

from datetime import timedelta

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text, update

from dvorik.clients.models import Client
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.db import Database
from dvorik.messaging.models import OutgoingMessage
from tests.conftest import NOON, Acting
from tests.messaging.senders import outbox, queue


@pytest.fixture
async def anna(database: Database) -> Client:
    async with database.transaction() as session:
        client = Client(telegram_id=7, first_name="Анна", last_name="Смирнова")
        session.add(client)
    return client


async def test_a_message_names_whom_it_is_to_as_far_as_one_may_see(
    http: AsyncClient, database: Database, acting: Acting, anna: Client
) -> None:
    await queue(database, 1, client_id=anna.id)
    await queue(database, 2, account_id=2)

    to_mary, to_anna = (await http.get("/api/v1/outbox")).json()["items"]
    assert (to_anna["recipient_name"], to_mary["recipient_name"]) == ("Анна Смирнова", "Мария")
    assert "ДЯА4589" in to_anna["text"]

    acting.actor = Actor(
        kind=ActorKind.ACCOUNT, id=3, permissions=frozenset({Permission.OUTBOX_READ})
    )
    to_mary, to_anna = (await http.get("/api/v1/outbox")).json()["items"]
    assert (to_anna["recipient_name"], to_anna["text"], to_anna["subject"]) == (None, None, None)
    assert to_mary["recipient_name"] == "Мария"
    assert to_mary["text"] is not None


async def test_what_had_no_way_out_goes_when_there_is_one(
    http: AsyncClient, database: Database
) -> None:
    for number in range(4):
        await queue(database, number)
    first, old, failed, _ = [row.id for row in await outbox(database)]
    async with database.transaction() as session:
        unsent = update(OutgoingMessage).values(status="unsent", error="no_credentials")
        await session.execute(unsent.where(OutgoingMessage.id.in_([first, old])))
        await session.execute(
            update(OutgoingMessage)
            .where(OutgoingMessage.id == old)
            .values(created_at=NOON - timedelta(days=4))
        )
        await session.execute(
            update(OutgoingMessage).where(OutgoingMessage.id == failed).values(status="failed")
        )

    states = (await http.get("/api/v1/outbox/channels")).json()["items"]
    by_channel = {state["channel"]: state for state in states}
    channel = (await outbox(database))[0].channel
    assert by_channel[channel]["counts"] == {"unsent": 2, "failed": 1, "pending": 1}
    assert [state["channel"] for state in states if state["is_configured"]] == [
        "client_bot",
        "cashier_bot",
    ]

    answers = [
        (await http.post("/api/v1/outbox/retry", json={"channel": channel})).json()
        for _ in range(2)
    ]

    assert answers == [{"count": 1}, {"count": 0}]
    assert [row.status for row in await outbox(database)] == [
        "pending", "unsent", "failed", "pending"
    ]  # fmt: skip
    async with database.transaction() as session:
        recorded = await session.scalars(
            text("SELECT payload FROM event_log WHERE type = 'messaging.unsent_retried'")
        )
    assert recorded.all() == [{"channel": channel, "count": 1}]
