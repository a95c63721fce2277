from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import event, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.db import Database
from dvorik.loyalty.models import Discount, Redemption
from tests.conftest import MARY, TIM, Acting
from tests.loyalty.world import (
    add_client,
    add_code,
    add_discount,
    add_template,
    attempts,
    used,
)

REDEEM = "/api/v1/discounts/redeem"
LOOK_UP = "/api/v1/discounts/look-up"


async def stored_code(database: Database, **template_fields: object) -> Discount:
    async with database.transaction() as session:
        return await add_code(session, **template_fields)


async def uses(database: Database, discount: Discount) -> int:
    async with database.transaction() as session:
        return await used(session, discount)


async def tried(database: Database) -> list[tuple[str, str | None]]:
    async with database.transaction() as session:
        return list(await attempts(session))


async def test_redeeming_answers_with_the_redemption(http: AsyncClient, database: Database) -> None:
    discount = await stored_code(database)

    response = await http.post(REDEEM, json={"code": discount.code.lower(), "bill_minor": 99_95})

    assert response.status_code == 200
    body = response.json()
    async with database.transaction() as session:
        assert await session.get(Redemption, body.pop("redemption_id")) is not None
    assert body == {
        "discount_id": discount.id,
        "code": discount.code,
        "client_id": discount.client_id,
        "template_id": discount.template_id,
        "template_name": "За подписку",
        "campaign_id": None,
        "kind": "percent",
        "value": "10.00",
        "bill_minor": 99_95,
        "discount_minor": 10_00,
        "currency": "RUB",
        "redeemed_at": "2026-11-20T02:00:00Z",
        "undo_until": "2026-11-20T02:10:00Z",
    }


async def test_a_refused_code_is_an_error_and_its_attempt_is_kept(
    http: AsyncClient, database: Database
) -> None:
    discount = await stored_code(database, min_bill_minor=500_00)

    small = await http.post(REDEEM, json={"code": discount.code, "bill_minor": 499_99})
    unknown = await http.post(REDEEM, json={"code": "ДЯА0000"})

    assert (small.status_code, small.json()["code"]) == (409, "loyalty.refused.min_bill")
    assert small.headers["content-type"] == "application/problem+json"
    assert small.json()["params"] == {"min_bill_minor": 500_00}
    assert (unknown.status_code, unknown.json()["code"]) == (409, "loyalty.refused.not_found")
    assert await tried(database) == [("not_found", "min_bill"), ("not_found", None)]
    assert await uses(database, discount) == 0


async def test_two_readings_are_offered(http: AsyncClient, database: Database) -> None:
    async with database.transaction() as session:
        template = await add_template(session)
        for code in ("АВС1234", "ФИС1234"):
            client = await add_client(session)
            await add_discount(session, template=template, client=client, code=code)

    response = await http.post(REDEEM, json={"code": "abc1234"})

    assert (response.status_code, response.json()["code"]) == (409, "loyalty.refused.ambiguous")
    assert response.json()["params"] == {"candidates": ["АВС1234", "ФИС1234"]}


async def test_looking_up_takes_nothing(http: AsyncClient, database: Database) -> None:
    discount = await stored_code(database)

    found = await http.post(LOOK_UP, json={"code": discount.code})
    missing = await http.post(LOOK_UP, json={"code": "ДЯА0000"})

    assert found.status_code == 200
    shown = {name: found.json()[name] for name in ("discount_id", "client_name", "needs_bill")}
    assert shown == {"discount_id": discount.id, "client_name": "Анна", "needs_bill": False}
    assert (missing.status_code, missing.json()["code"]) == (409, "loyalty.refused.not_found")
    assert await uses(database, discount) == 0
    assert await tried(database) == [("not_found", None)]


async def test_a_key_is_not_lent_to_another_bill(http: AsyncClient, database: Database) -> None:
    discount = await stored_code(database, usage_limit=3)
    key = {"Idempotency-Key": "operation-1"}
    body = {"code": discount.code, "bill_minor": 100}

    first = await http.post(REDEEM, json=body, headers=key)
    again = await http.post(REDEEM, json=body, headers=key)
    other = await http.post(REDEEM, json={**body, "bill_minor": 200}, headers=key)

    assert first.status_code == 200
    assert again.text == first.text
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert await uses(database, discount) == 1


async def test_a_refused_key_may_be_used_again(http: AsyncClient, database: Database) -> None:
    discount = await stored_code(database, min_bill_minor=500)
    key = {"Idempotency-Key": "operation-1"}

    refused = await http.post(REDEEM, json={"code": discount.code, "bill_minor": 1}, headers=key)
    taken = await http.post(REDEEM, json={"code": discount.code, "bill_minor": 500}, headers=key)

    assert (refused.status_code, taken.status_code) == (409, 200)


async def test_who_guesses_codes_is_held_and_honest_work_is_not(
    http: AsyncClient, database: Database, acting: Acting
) -> None:
    discount = await stored_code(database, usage_limit=50)
    for _ in range(30):
        assert (await http.post(LOOK_UP, json={"code": discount.code})).status_code == 200
    for number in range(20):
        wrong = await http.post(LOOK_UP, json={"code": f"ЖЖЖ{number:04}"})
        assert wrong.json()["code"] == "loyalty.refused.not_found"

    held = await http.post(REDEEM, json={"code": "ЖЖЖ9999"})
    right = await http.post(REDEEM, json={"code": discount.code})

    for response in (held, right):
        assert (response.status_code, response.json()["code"]) == (429, "too_many_requests")
        assert response.headers["Retry-After"] in {"2", "3"}
    assert await uses(database, discount) == 0
    assert len(await tried(database)) == 21
    acting.actor = MARY
    assert (await http.post(REDEEM, json={"code": discount.code})).status_code == 200


async def test_a_code_that_exists_is_no_guess(http: AsyncClient, database: Database) -> None:
    discount = await stored_code(database, min_bill_minor=500_00)

    for _ in range(25):
        refused = await http.post(REDEEM, json={"code": discount.code, "bill_minor": 1})
        assert refused.json()["code"] == "loyalty.refused.min_bill"


async def test_redeeming_is_for_those_permitted(
    http: AsyncClient, database: Database, acting: Acting
) -> None:
    discount = await stored_code(database)
    acting.actor = TIM

    for path in (REDEEM, LOOK_UP):
        response = await http.post(path, json={"code": discount.code})
        assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert await uses(database, discount) == 0
    assert await tried(database) == []


async def test_a_bad_request_names_its_fields(http: AsyncClient, database: Database) -> None:
    response = await http.post(REDEEM, json={"bill_minor": -1, "codes": 1})

    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"pointer": "/body/code", "code": "missing"},
        {"pointer": "/body/bill_minor", "code": "greater_than_equal"},
        {"pointer": "/body/codes", "code": "extra_forbidden"},
    ]
    assert await tried(database) == []


async def test_a_code_held_too_long_is_busy_and_the_attempt_is_kept(
    app: FastAPI, real_database: Database
) -> None:
    discount = await stored_code(real_database)
    app.state.database = real_database
    wait_briefly(real_database)
    transport = ASGITransport(app=app)
    async with (
        AsyncClient(transport=transport, base_url="http://dvorik.test") as http,
        real_database.transaction() as holder,
    ):
        await hold(holder, discount)
        response = await http.post(REDEEM, json={"code": discount.code})

    assert (response.status_code, response.json()["code"]) == (409, "loyalty.refused.busy")
    assert await tried(real_database) == [("already_used", "busy")]
    assert await uses(real_database, discount) == 0


def wait_briefly(database: Database) -> None:
    """Waits for locks end after 50 ms, or the test would take seconds."""

    @event.listens_for(database.engine.sync_engine, "begin")
    def shorten(connection: Connection) -> None:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")


async def hold(session: AsyncSession, discount: Discount) -> None:
    await session.execute(
        text("SELECT 1 FROM discount WHERE id = :id FOR UPDATE"), {"id": discount.id}
    )
