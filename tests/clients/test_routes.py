"""`/users` over HTTP."""

from dataclasses import replace
from datetime import date

import pytest
from httpx2 import AsyncClient

from dvorik.kernel.actor import Permission
from dvorik.kernel.db import Database
from tests.clients.conftest import Add
from tests.conftest import NOON, OLGA, TIM, Acting

USERS = "/api/v1/users"


async def test_list_users(http: AsyncClient, add: Add) -> None:
    client = await add(
        username="anna_k", phone="+79141234567", birthday=date(2002, 2, 3), tags=["vip"]
    )
    await add(tags=["new"])

    response = await http.get(USERS, params={"tags": ["vip"], "age_from": 18, "search": "анна"})

    assert response.status_code == 200
    assert response.json() == {
        "items": [
            {
                "id": client.id,
                "telegram_id": client.telegram_id,
                "username": "anna_k",
                "display_name": None,
                "first_name": "Анна",
                "last_name": None,
                "full_name": "Анна",
                "phone": "+79141234567",
                "is_phone_hidden": False,
                "gender": "unknown",
                "birthday": "2002-02-03",
                "age": 24,
                "language": "ru",
                "is_subscribed": False,
                "subscription_checked_at": None,
                "bot_blocked_at": None,
                "source": None,
                "campaign_id": None,
                "tags": ["vip"],
                "is_blacklisted": False,
                "consent_at": None,
                "wants_offers": True,
                "wants_birthdays": True,
                "wants_reminders": True,
                "is_weekly": False,
                "last_active_at": None,
                "is_test": False,
                "version": 1,
                "created_at": "2026-11-20T02:00:00Z",
                "updated_at": "2026-11-20T02:00:00Z",
            }
        ],
        "total": 1,
        "is_total_exact": True,
        "page": 1,
        "limit": 50,
    }


@pytest.mark.parametrize(
    ("params", "pointer", "code"),
    [
        ({"sort": "phone"}, "/query/sort", "enum"),
        ({"colour": "red"}, "/query/colour", "extra_forbidden"),
        ({"gender": "cat"}, "/query/gender", "enum"),
        ({"age_from": -1}, "/query/age_from", "greater_than_equal"),
        ({"campaign_id": 2**63}, "/query/campaign_id", "less_than_equal"),
        ({"search": "a\x00b"}, "/query/search", "unstorable_text"),
        ({"created_from": "9999-01-01"}, "/query/created_from", "year_out_of_range"),
        ({"page": 0}, "/query/page", "greater_than_equal"),
        ({"limit": 201}, "/query/limit", "less_than_equal"),
    ],
)
async def test_a_filter_that_makes_no_sense_is_refused(
    http: AsyncClient, params: dict[str, str], pointer: str, code: str
) -> None:
    response = await http.get(USERS, params=params)

    assert response.status_code == 422
    assert response.json()["errors"] == [{"pointer": pointer, "code": code}]


async def test_phones_are_hidden_from_who_may_not_see_them(
    http: AsyncClient, add: Add, acting: Acting
) -> None:
    client = await add(phone="+79141234567")
    acting.actor = replace(
        TIM, permissions=frozenset({Permission.CLIENTS_READ, Permission.CLIENTS_EDIT})
    )

    listed = await http.get(USERS)
    searched = await http.get(USERS, params={"search": "9141234567"})
    edited = await http.patch(f"{USERS}/{client.id}", json={"notes": "x"})
    refused = await http.patch(f"{USERS}/{client.id}", json={"phone": "+79140000000"})

    [row] = listed.json()["items"]
    assert (row["phone"], row["is_phone_hidden"]) == (None, True)
    assert searched.json()["total"] == 0
    assert (edited.json()["phone"], edited.json()["notes"]) == (None, "x")
    assert (refused.status_code, refused.json()["params"]) == (
        403,
        {"permission": "clients:phones"},
    )


async def test_edit_user(http: AsyncClient, add: Add) -> None:
    client = await add()

    response = await http.patch(
        f"{USERS}/{client.id}", json={"tags": ["VIP"]}, headers={"If-Match": '"1"'}
    )

    assert response.status_code == 200
    assert response.headers["etag"] == '"2"'
    assert (response.json()["tags"], response.json()["version"]) == (["vip"], 2)


async def test_edits_are_refused_with_a_reason(http: AsyncClient, add: Add) -> None:
    client = await add()
    path = f"{USERS}/{client.id}"

    stale = await http.patch(path, json={"notes": "x"}, headers={"If-Match": '"7"'})
    malformed = await http.patch(path, json={"notes": "x"}, headers={"If-Match": "7"})
    strange = await http.patch(path, json={"telegram_id": 5})
    missing = await http.patch(f"{USERS}/{client.id + 1}", json={"notes": "x"})
    phone = await http.patch(path, json={"phone": "12"})

    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    assert (malformed.status_code, malformed.json()["code"]) == (422, "invalid")
    assert (strange.status_code, strange.json()["code"]) == (422, "invalid")
    assert (missing.status_code, missing.json()["code"]) == (404, "clients.not_found")
    assert (phone.status_code, phone.json()["code"]) == (422, "clients.bad_phone")
    assert (await http.get(USERS)).json()["items"][0]["version"] == 1


async def test_users_are_for_those_permitted(
    http: AsyncClient, add: Add, acting: Acting, database: Database
) -> None:
    client = await add()
    acting.actor = TIM

    answers = [
        await http.get(USERS),
        await http.get(f"{USERS}/stats/overview"),
        await http.patch(f"{USERS}/{client.id}", json={"notes": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    acting.actor = OLGA
    assert (await http.get(USERS)).json()["items"][0]["version"] == 1


async def test_users_overview(http: AsyncClient, add: Add) -> None:
    await add(created_at=NOON, is_subscribed=True)

    response = await http.get(
        f"{USERS}/stats/overview", params={"from_on": "2026-11-20", "until_on": "2026-11-20"}
    )

    assert response.status_code == 200
    assert (response.json()["total"], response.json()["subscribed"]) == (1, 1)
    assert response.json()["joined_by_day"] == [{"day": "2026-11-20", "count": 1}]
