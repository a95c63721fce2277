"""Orders over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient

from dvorik.kernel.db import Database
from tests.conftest import NOON, TIM, Acting
from tests.loyalty.world import add_client

ORDERS = "/api/v1/orders"


async def send(http: AsyncClient, **fields: object) -> dict[str, Any]:
    response = await http.post(ORDERS, json={"amount_minor": 5_000, **fields})
    assert response.status_code == 201, response.text
    order: dict[str, Any] = response.json()
    return order


async def ids(http: AsyncClient, **filters: object) -> list[int]:
    response = await http.get(ORDERS, params={name: str(value) for name, value in filters.items()})
    assert response.status_code == 200, response.text
    return [order["id"] for order in response.json()["items"]]


async def test_record_order(http: AsyncClient) -> None:
    order = await send(http, source="till", external_id="17", note="торт")

    assert order == {
        "id": order["id"],
        "client_id": None,
        "amount_minor": 5_000,
        "currency": "RUB",
        "source": "till",
        "external_id": "17",
        "ordered_at": "2026-11-20T02:00:00Z",
        "note": "торт",
        "is_test": False,
        "created_at": "2026-11-20T02:00:00Z",
        "canceled_at": None,
        "cancel_reason": None,
    }
    assert (await http.get(f"{ORDERS}/{order['id']}")).json() == order


async def test_the_same_key_gives_the_same_answer_and_one_order(http: AsyncClient) -> None:
    headers = {"Idempotency-Key": "one-press-of-a-button"}

    answers = [
        (await http.post(ORDERS, json={"amount_minor": 5_000}, headers=headers)).json()
        for _ in range(3)
    ]

    assert answers[0] == answers[1] == answers[2]
    assert await ids(http) == [answers[0]["id"]]


async def test_another_amount_for_the_same_external_id_is_a_conflict(http: AsyncClient) -> None:
    order = await send(http, external_id="17")

    response = await http.post(ORDERS, json={"amount_minor": 5_001, "external_id": "17"})

    assert response.status_code == 409
    assert response.json()["code"] == "finance.order_differs"
    assert response.json()["params"] == {"order_id": order["id"]}
    assert await ids(http) == [order["id"]]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"amount_minor": -1},
        {"amount_minor": 10**13 + 1},
        {"amount_minor": True},
        {"amount_minor": 1, "currency": "XYZ1"},
        {"amount_minor": 1, "source": "Two words"},
        {"amount_minor": 1, "external_id": ""},
        {"amount_minor": 1, "ordered_at": "2026-11-20T10:00:00"},
        {"amount_minor": 1, "paid_by": "card"},
    ],
)
async def test_bad_orders_are_refused(http: AsyncClient, body: dict[str, object]) -> None:
    response = await http.post(ORDERS, json=body)

    assert response.status_code == 422
    assert await ids(http) == []


async def test_a_future_order_and_an_unknown_client_have_codes(http: AsyncClient) -> None:
    tomorrow = (NOON + timedelta(days=1)).isoformat()
    future = await http.post(ORDERS, json={"amount_minor": 1, "ordered_at": tomorrow})
    stranger = await http.post(ORDERS, json={"amount_minor": 1, "client_id": 999_999})

    assert (future.status_code, future.json()["code"]) == (422, "finance.ordered_in_future")
    assert (stranger.status_code, stranger.json()["code"]) == (404, "clients.not_found")
    assert await ids(http) == []


async def test_every_filter_narrows(http: AsyncClient, database: Database) -> None:
    async with database.transaction() as session:
        anna = await add_client(session)
    hour_ago = (NOON - timedelta(hours=1)).isoformat()
    old = await send(http, client_id=anna.id, ordered_at=hour_ago, currency="UAH")
    till = await send(http, source="till", external_id="17")
    await http.post(f"{ORDERS}/{old['id']}/cancel", json={"reason": "typed twice"})

    assert await ids(http) == [till["id"], old["id"]]
    assert await ids(http, client_id=anna.id) == [old["id"]]
    assert await ids(http, source="till") == [till["id"]]
    assert await ids(http, external_id="17") == [till["id"]]
    assert await ids(http, currency="UAH") == [old["id"]]
    assert await ids(http, is_canceled="true") == [old["id"]]
    assert await ids(http, is_canceled="false") == [till["id"]]
    assert await ids(http, ordered_from=NOON.isoformat()) == [till["id"]]
    assert await ids(http, ordered_until=NOON.isoformat()) == [old["id"]]
    assert await ids(http, is_test="true") == []
    assert await ids(http, limit=1, page=2) == [old["id"]]
    assert (await http.get(f"{ORDERS}?colour=red")).status_code == 422


async def test_cancel_order(http: AsyncClient) -> None:
    order = await send(http)

    response = await http.post(f"{ORDERS}/{order['id']}/cancel", json={"reason": "typed twice"})

    assert response.status_code == 200
    assert response.json() == order | {
        "canceled_at": "2026-11-20T02:00:00Z",
        "cancel_reason": "typed twice",
    }
    missing = await http.post(f"{ORDERS}/999999/cancel", json={"reason": "typed twice"})
    assert (missing.status_code, missing.json()["code"]) == (404, "finance.order_not_found")
    assert (await http.get(f"{ORDERS}/999999")).status_code == 404


async def test_who_has_no_right_sees_and_changes_nothing(http: AsyncClient, acting: Acting) -> None:
    order = await send(http)
    acting.actor = TIM

    for method, path, body in (
        ("GET", ORDERS, None),
        ("GET", f"{ORDERS}/{order['id']}", None),
        ("POST", ORDERS, {"amount_minor": 1}),
        ("POST", f"{ORDERS}/{order['id']}/cancel", {"reason": "no"}),
    ):
        response = await http.request(method, path, json=body)
        assert (response.status_code, response.json()["code"]) == (403, "forbidden")

    acting.actor = Acting().actor
    assert (await http.get(f"{ORDERS}/{order['id']}")).json() == order
