"""Merging over HTTP."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from httpx2 import AsyncClient

from dvorik.clients.models import Client
from dvorik.kernel.actor import Permission
from dvorik.kernel.db import Database
from tests.conftest import OLGA, Acting
from tests.loyalty.world import add_client
from tests.merging.world import Pair, add_pair, everything

USERS = "/api/v1/users"
Add = Callable[..., Awaitable[Client]]


@pytest.fixture
async def pair(database: Database) -> Pair:
    async with database.transaction() as session:
        return await add_pair(session)


@pytest.fixture
def add(database: Database) -> Add:
    async def add_one(**fields: Any) -> Client:
        async with database.transaction() as session:
            return await add_client(session, **fields)

    return add_one


async def state(database: Database) -> Any:
    async with database.transaction() as session:
        return await everything(session)


async def test_two_cards_are_shown_merged_and_parted(
    http: AsyncClient, pair: Pair, database: Database
) -> None:
    before = await state(database)
    path = f"{USERS}/{pair.anna.id}"
    other = {"other_id": pair.anya.id}

    seen = await http.get(f"{path}/merge-preview", params=other)
    made = await http.post(f"{path}/merge", json=other, headers={"Idempotency-Key": "merge-01"})
    again = await http.post(f"{path}/merge", json=other, headers={"Idempotency-Key": "merge-01"})

    assert seen.status_code == 200
    assert seen.json()["result"]["last_name"] == "Котова"
    assert seen.json()["is_account_exchanged"] is False
    view = made.json()
    assert made.status_code == 201
    assert again.json() == view
    assert view == {
        "id": view["id"],
        "kept_id": pair.anna.id,
        "dissolved_id": pair.anya.id,
        "dissolved_name": "Аня Котова",
        "moved": {
            "codes": 1,
            "redemptions": 1,
            "disputes": 1,
            "orders": 1,
            "messages": 1,
            "broadcasts": 1,
        },
        "voided_codes": 1,
        "merged_at": "2026-11-20T02:00:00Z",
        "merged_by_name": "Ольга",
        "undone_at": None,
        "undone_by_name": None,
        "can_undo": True,
    }
    assert (await http.get(f"{path}/merges")).json() == {"items": [view]}

    undone = await http.post(f"{path}/merges/{view['id']}/undo")

    assert undone.json() == {
        **view,
        "undone_at": "2026-11-20T02:00:00Z",
        "undone_by_name": "Ольга",
        "can_undo": False,
    }
    after = await state(database)
    assert {name: rows for name, rows in after.items() if name != "idempotency_key"} == {
        name: rows for name, rows in before.items() if name != "idempotency_key"
    }


async def test_the_address_of_the_dissolved_card_says_where_to_go(
    http: AsyncClient, pair: Pair
) -> None:
    await http.post(f"{USERS}/{pair.anna.id}/merge", json={"other_id": pair.anya.id})

    for response in (
        await http.get(f"{USERS}/{pair.anya.id}"),
        await http.patch(f"{USERS}/{pair.anya.id}", json={"notes": "x"}),
        await http.get(f"{USERS}/{pair.anya.id}/merges"),
    ):
        assert (response.status_code, response.json()["code"]) == (404, "clients.merged")
        assert response.json()["params"] == {
            "client_id": pair.anya.id,
            "merged_into_id": pair.anna.id,
        }


async def test_refusals_have_a_code_and_change_nothing(
    http: AsyncClient, pair: Pair, add: Add, database: Database
) -> None:
    test_person = await add(is_test=True)
    anna = pair.anna.id
    before = await state(database)

    refusals = [
        (anna, anna, 422, "clients.merge_with_itself"),
        (anna, test_person.id, 409, "clients.merge_of_test_and_real"),
        (anna, 987_654, 404, "clients.not_found"),
        (987_654, anna, 404, "clients.not_found"),
    ]
    for kept, other, status, code in refusals:
        merged = await http.post(f"{USERS}/{kept}/merge", json={"other_id": other})
        seen = await http.get(f"{USERS}/{kept}/merge-preview", params={"other_id": other})
        assert (merged.status_code, merged.json()["code"]) == (status, code)
        assert (seen.status_code, seen.json()["code"]) == (status, code)
    strange = await http.post(f"{USERS}/{anna}/merge", json={"other_id": "7"})
    missing = await http.post(f"{USERS}/{anna}/merges/987654/undo")

    assert (strange.status_code, strange.json()["code"]) == (422, "invalid")
    assert (missing.status_code, missing.json()["code"]) == (404, "merging.not_found")
    assert await state(database) == before


async def test_undoing_out_of_turn_is_refused(
    http: AsyncClient, pair: Pair, add: Add, database: Database
) -> None:
    third = await add()
    path = f"{USERS}/{pair.anna.id}"
    first = (await http.post(f"{path}/merge", json={"other_id": pair.anya.id})).json()
    second = (await http.post(f"{path}/merge", json={"other_id": third.id})).json()
    before = await state(database)

    refused = await http.post(f"{path}/merges/{first['id']}/undo")

    assert (refused.status_code, refused.json()["code"]) == (409, "merging.later_merge_first")
    assert refused.json()["params"] == {"merge_id": second["id"]}
    assert await state(database) == before


async def test_phones_are_hidden_from_who_may_not_see_them(
    http: AsyncClient, pair: Pair, acting: Acting
) -> None:
    acting.actor = replace(OLGA, permissions=OLGA.permissions - {Permission.CLIENTS_PHONES})

    seen = await http.get(
        f"{USERS}/{pair.anna.id}/merge-preview", params={"other_id": pair.anya.id}
    )

    sides = [seen.json()[side] for side in ("kept", "dissolved", "result")]
    hidden = [(side["phone"], side["email"], side["is_phone_hidden"]) for side in sides]
    assert hidden == [(None, None, True)] * 3


async def test_merging_needs_its_right(http: AsyncClient, pair: Pair, acting: Acting) -> None:
    acting.actor = replace(OLGA, permissions=OLGA.permissions - {Permission.CLIENTS_MERGE})
    path = f"{USERS}/{pair.anna.id}"

    refused = [
        await http.get(f"{path}/merge-preview", params={"other_id": pair.anya.id}),
        await http.get(f"{path}/doubles"),
        await http.post(f"{path}/merge", json={"other_id": pair.anya.id}),
        await http.post(f"{path}/merges/1/undo"),
    ]

    assert [response.status_code for response in refused] == [403] * 4
    assert (await http.get(f"{path}/merges")).json() == {"items": []}


async def test_doubles_are_offered(http: AsyncClient, pair: Pair, add: Add) -> None:
    double = await add(first_name="Аня", birthday=pair.anya.birthday)

    response = await http.get(f"{USERS}/{pair.anya.id}/doubles")

    assert [item["id"] for item in response.json()["items"]] == [double.id]
