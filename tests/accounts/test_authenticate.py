"""From a token to the actor: one query, and everything that must make it nobody."""

from datetime import timedelta
from typing import Any

import pytest
from asyncpg.connection import LoggedQuery
from httpx2 import AsyncClient
from sqlalchemy import update

from dvorik.accounts.models import Account, Device, Role
from dvorik.kernel.db import Database
from tests.accounts.conftest import MARY_ID, OLGA_ID, TIM_ID, sign_in
from tests.conftest import NOON, Acting


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer x.y.z", "Basic b2xnYTpvbGdh", "Bearer \xff"]
)
async def test_without_a_token_one_is_nobody(browser: AsyncClient, header: str | None) -> None:
    headers = {} if header is None else {b"authorization": header.encode("latin-1")}

    response = await browser.get("/auth/me", headers=headers)

    assert (response.status_code, response.json()["code"]) == (401, "unauthenticated")
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "change", [{"status": "disabled"}, {"status": "pending"}, {"deleted_at": NOON}]
)
async def test_an_account_that_may_no_longer_act_is_nobody_at_once(
    browser: AsyncClient, database: Database, change: dict[str, object]
) -> None:
    await sign_in(browser, MARY_ID)
    async with database.transaction() as session:
        await session.execute(update(Account).where(Account.id == MARY_ID).values(change))

    assert (await browser.get("/auth/me")).status_code == 401
    refreshed = await browser.post("/auth/refresh")
    assert (refreshed.status_code, refreshed.json()["code"]) == (401, "accounts.session_ended")


async def test_rights_are_those_of_the_role_at_this_moment(
    browser: AsyncClient, database: Database
) -> None:
    await sign_in(browser, TIM_ID)
    async with database.transaction() as session:
        await session.execute(
            update(Role).where(Role.name == "master").values(permissions=["audit:read"])
        )

    assert (await browser.get("/auth/me")).json()["permissions"] == ["audit:read"]


async def test_an_owner_may_all_whatever_the_table_says(
    browser: AsyncClient, database: Database
) -> None:
    await sign_in(browser, OLGA_ID)
    async with database.transaction() as session:
        await session.execute(update(Role).where(Role.name == "owner").values(permissions=[]))

    assert (await browser.get("/admins")).status_code == 200


async def test_a_device_of_another_account_does_not_serve(
    browser: AsyncClient, database: Database
) -> None:
    """A token names both; the pair must exist, not each of them."""
    await sign_in(browser, MARY_ID)
    async with database.transaction() as session:
        await session.execute(update(Device).values(account_id=TIM_ID))

    assert (await browser.get("/auth/me")).status_code == 401


async def test_authentication_is_one_query(
    browser: AsyncClient, database: Database, acting: Acting
) -> None:
    await sign_in(browser, MARY_ID)
    statements: list[str] = []

    def note(record: LoggedQuery) -> None:
        statements.append(record.query)

    # At the driver: this statement goes past SQLAlchemy.
    async with database.transaction() as session:
        pooled = await (await session.connection()).get_raw_connection()
    driver: Any = pooled.driver_connection
    driver.add_query_logger(note)
    try:
        # Refused right after authentication, so nothing else is asked.
        response = await browser.put("/settings/roles/master", json={"permissions": []})
    finally:
        driver.remove_query_logger(note)

    assert response.status_code == 403
    asked = [text for text in statements if "SAVEPOINT" not in text]
    assert len(asked) == 1
    assert "JOIN account_device" in asked[0]


async def test_last_seen_moves_with_each_refresh(browser: AsyncClient, acting: Acting) -> None:
    await sign_in(browser, MARY_ID)
    acting.now = NOON + timedelta(minutes=20)
    answer = (await browser.post("/auth/refresh")).json()
    browser.headers["authorization"] = f"Bearer {answer['access_token']}"

    (device,) = (await browser.get("/auth/devices")).json()

    assert device["last_seen_at"] == "2026-11-20T02:20:00Z"
    assert device["created_at"] == "2026-11-20T02:00:00Z"
