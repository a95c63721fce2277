"""What people change about themselves, and the proof it asks for."""

from datetime import timedelta

import pytest
from httpx2 import AsyncClient
from sqlalchemy import update

from dvorik.accounts.models import Account
from dvorik.kernel.db import Database
from tests.accounts.conftest import EMAILS, MARY_ID, PASSWORD, Opener, sign_in
from tests.accounts.recorded import recorded
from tests.conftest import NOON, Acting

PROFILE = {"first_name": "Мария", "language": "ru"}
NEW_PASSWORD = "совсем новый пароль"


async def without_password(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(
            update(Account).where(Account.id == MARY_ID).values(password_hash=None)
        )


async def email_of_mary(browser: AsyncClient) -> str:
    return str((await browser.get("/settings/profile")).json()["email"])


async def test_a_profile_is_changed_as_a_whole(browser: AsyncClient, database: Database) -> None:
    await sign_in(browser, MARY_ID)
    full = {
        "first_name": "Мария",
        "last_name": "Иванова",
        "phone": "+79140000000",
        "language": "en",
    }

    changed = (await browser.put("/settings/profile", json=full)).json()
    emptied = (await browser.put("/settings/profile", json=PROFILE)).json()

    assert {name: changed[name] for name in full} == full
    assert (emptied["last_name"], emptied["phone"]) == ("", None)
    assert emptied["email"] == EMAILS[MARY_ID]
    assert emptied == (await browser.get("/settings/profile")).json()
    assert (
        await recorded(database, "accounts.profile_changed")
        == [
            (
                "accounts.profile_changed",
                "account:2",
                {"account_id": MARY_ID, "fields": ["language", "last_name", "phone"]},
            )
        ]
        * 2
    )


async def test_saving_without_a_change_records_nothing(
    browser: AsyncClient, database: Database
) -> None:
    await sign_in(browser, MARY_ID)
    await browser.put("/settings/profile", json={**PROFILE, "email": EMAILS[MARY_ID]})

    assert await recorded(database, "accounts.profile_changed") == []


async def test_another_email_asks_for_the_password(browser: AsyncClient) -> None:
    await sign_in(browser, MARY_ID)
    body = {**PROFILE, "email": "masha@dvorik.test"}

    for proof in ({}, {"current_password": "wrong"}):
        response = await browser.put("/settings/profile", json=body | proof)
        assert (response.status_code, response.json()["code"]) == (403, "accounts.wrong_password")
        assert await email_of_mary(browser) == EMAILS[MARY_ID]

    proved = await browser.put("/settings/profile", json={**body, "current_password": PASSWORD})
    assert proved.json()["email"] == "masha@dvorik.test"


async def test_a_taken_email_is_refused(browser: AsyncClient, database: Database) -> None:
    await sign_in(browser, MARY_ID)
    body = {**PROFILE, "email": "Olga@dvorik.test", "current_password": PASSWORD}

    response = await browser.put("/settings/profile", json=body)

    assert (response.status_code, response.json()["code"]) == (409, "accounts.email_taken")
    assert await email_of_mary(browser) == EMAILS[MARY_ID]
    assert await recorded(database, "accounts.profile_changed") == []


async def test_strangers_cannot_lock_out_who_is_signed_in(browser: AsyncClient) -> None:
    await sign_in(browser, MARY_ID)
    for email in (f"account:{MARY_ID}", f"account\n{MARY_ID}"):
        for _ in range(5):
            await browser.post("/auth/login", json={"email": email, "password": "a guess"})

    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    changed = await browser.post("/settings/profile/password", json=change)

    assert changed.status_code == 204


async def test_guessing_the_present_password_is_locked_out(browser: AsyncClient) -> None:
    await sign_in(browser, MARY_ID)
    body = {"current_password": "wrong", "new_password": NEW_PASSWORD}

    codes = [
        (await browser.post("/settings/profile/password", json=body)).json()["code"]
        for _ in range(6)
    ]

    assert codes == ["accounts.wrong_password"] * 5 + ["accounts.sign_in_locked"]


async def test_a_new_password_ends_the_other_devices(
    browser: AsyncClient, open_door: Opener, database: Database
) -> None:
    other = open_door(database)
    await sign_in(other, MARY_ID)
    await sign_in(browser, MARY_ID)
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}

    response = await browser.post("/settings/profile/password", json=body)

    assert response.status_code == 204
    assert (await other.get("/auth/me")).status_code == 401
    assert (await browser.get("/auth/me")).status_code == 200
    for password, status in ((PASSWORD, 401), (NEW_PASSWORD, 200)):
        login = {"email": EMAILS[MARY_ID], "password": password}
        assert (await browser.post("/auth/login", json=login)).status_code == status


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"current_password": "wrong"}, 403, "accounts.wrong_password"),
        ({"current_password": None}, 403, "accounts.wrong_password"),
        ({"new_password": "qwerty123"}, 422, "accounts.weak_password"),
        ({"new_password": "Mary@dvorik.test"}, 422, "accounts.weak_password"),
        ({"new_password": "short"}, 422, "invalid"),
    ],
)
async def test_a_refused_password_changes_nothing(
    browser: AsyncClient, database: Database, change: dict[str, str | None], status: int, code: str
) -> None:
    await sign_in(browser, MARY_ID)
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD} | change

    response = await browser.post("/settings/profile/password", json=body)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert await recorded(database, "accounts.password_changed", "accounts.devices_ended") == []
    await sign_in(browser, MARY_ID)


async def test_who_has_no_password_sets_one_soon_after_signing_in(
    browser: AsyncClient, database: Database, acting: Acting
) -> None:
    await sign_in(browser, MARY_ID)
    await without_password(database)
    acting.now = NOON + timedelta(minutes=16)

    late = await browser.post("/settings/profile/password", json={"new_password": NEW_PASSWORD})
    late_email = await browser.put(
        "/settings/profile", json={**PROFILE, "email": "masha@dvorik.test"}
    )
    acting.now = NOON + timedelta(minutes=15)
    soon = await browser.post("/settings/profile/password", json={"new_password": NEW_PASSWORD})

    assert (late.status_code, late.json()["code"]) == (403, "accounts.sign_in_again")
    assert (late_email.status_code, late_email.json()["code"]) == (403, "accounts.sign_in_again")
    assert soon.status_code == 204
    assert (await browser.get("/auth/me")).json()["has_password"] is True


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"phone": "8 914 000 00 00"}, "/body/phone"),
        ({"language": "fr"}, "/body/language"),
        ({"first_name": None}, "/body/first_name"),
        ({"role": "owner"}, "/body/role"),
    ],
)
async def test_a_bad_profile_is_explained(
    browser: AsyncClient, change: dict[str, str | None], pointer: str
) -> None:
    await sign_in(browser, MARY_ID)

    response = await browser.put("/settings/profile", json=PROFILE | change)

    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
