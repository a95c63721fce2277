from uuid import uuid4

from httpx2 import AsyncClient
from sqlalchemy import select

from dvorik.accounts.models import Device
from dvorik.kernel.db import Database
from tests.accounts.conftest import MARY_ID, TIM_ID, Opener, sign_in
from tests.accounts.recorded import recorded


async def reasons(database: Database) -> list[str | None]:
    async with database.transaction() as session:
        rows = await session.execute(select(Device.end_reason).order_by(Device.account_id))
    return sorted((row.end_reason for row in rows), key=str)


async def test_people_see_their_own_devices_only(
    browser: AsyncClient, open_door: Opener, database: Database
) -> None:
    await sign_in(open_door(database), TIM_ID)
    browser.headers["user-agent"] = "Mozilla/5.0 (iPad) Version/18.0 Safari/604.1"
    await sign_in(browser, MARY_ID)

    (device,) = (await browser.get("/auth/devices")).json()

    assert {**device, "id": ""} == {
        "id": "",
        "browser": "Safari, iPad",
        "address": "203.0.113.7",
        "created_at": "2026-11-20T02:00:00Z",
        "last_seen_at": "2026-11-20T02:00:00Z",
        "is_current": True,
    }


async def test_one_device_ends_another(
    browser: AsyncClient, open_door: Opener, database: Database
) -> None:
    lost = open_door(database)
    await sign_in(lost, MARY_ID)
    await sign_in(browser, MARY_ID)
    (lost_id,) = [
        row["id"] for row in (await browser.get("/auth/devices")).json() if not row["is_current"]
    ]

    response = await browser.delete(f"/auth/devices/{lost_id}")

    assert response.status_code == 204
    assert (await lost.get("/auth/me")).status_code == 401
    assert (await lost.post("/auth/refresh")).status_code == 401
    assert (await browser.get("/auth/me")).status_code == 200
    assert await recorded(database, "accounts.devices_ended") == [
        (
            "accounts.devices_ended",
            "account:2",
            {"account_id": MARY_ID, "device_ids": [lost_id], "reason": "ended_by_person"},
        )
    ]


async def test_all_others_end_at_once(
    browser: AsyncClient, open_door: Opener, database: Database
) -> None:
    tims = open_door(database)
    await sign_in(tims, TIM_ID)
    for _ in range(3):
        await sign_in(browser, MARY_ID)

    assert (await browser.delete("/auth/devices")).status_code == 204

    assert len((await browser.get("/auth/devices")).json()) == 1
    assert (await tims.get("/auth/me")).status_code == 200
    assert await reasons(database) == [None, None, "ended_by_person", "ended_by_person"]


async def test_a_device_of_somebody_else_is_not_found(
    browser: AsyncClient, open_door: Opener, database: Database
) -> None:
    tims = open_door(database)
    await sign_in(tims, TIM_ID)
    (tims_device,) = (await tims.get("/auth/devices")).json()
    await sign_in(browser, MARY_ID)

    for device_id in (tims_device["id"], uuid4()):
        response = await browser.delete(f"/auth/devices/{device_id}")
        assert (response.status_code, response.json()["code"]) == (404, "accounts.device_not_found")
    assert await reasons(database) == [None, None]
