"""Signing in by password, going on, and signing out, over HTTP."""

import json
from datetime import timedelta

import pytest
from httpx2 import AsyncClient
from sqlalchemy import func, select

from dvorik.accounts.models import Account, Device, RefreshToken
from dvorik.kernel.db import Database
from tests.accounts.conftest import MARY_ID, PASSWORD, TIM_ID, sign_in
from tests.conftest import NOON, Acting


async def devices(database: Database) -> int:
    async with database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(Device)) or 0


async def set_status(database: Database, account_id: int, status: str) -> None:
    async with database.transaction() as session:
        (await session.get_one(Account, account_id)).status = status


async def test_the_right_password_opens_a_session(browser: AsyncClient) -> None:
    response = await browser.post(
        "/auth/login",
        json={"email": "MARY@dvorik.test", "password": PASSWORD},
        headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36"},
    )

    assert response.status_code == 200
    answer = response.json()
    assert set(answer) == {
        "access_token", "token_type", "expires_in", "refresh_token", "refresh_expires_at",
        "account",
    }  # fmt: skip
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", 1800)
    assert answer["refresh_expires_at"] == "2026-12-20T02:00:00Z"
    assert answer["account"] == {
        "id": MARY_ID,
        "email": "mary@dvorik.test",
        "telegram_id": None,
        "telegram_username": None,
        "first_name": "Мария",
        "last_name": "",
        "phone": None,
        "language": "ru",
        "role": "manager",
        "status": "active",
        "notification_groups": [],
        "can_broadcast_from_chat": False,
        "last_login_at": "2026-11-20T02:00:00Z",
        "created_at": answer["account"]["created_at"],
        "has_password": True,
        "permissions": answer["account"]["permissions"],
        "own_calendar_only": False,
        "shop": answer["account"]["shop"],
        "sandbox_url": None,
    }
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"dvorik_refresh={answer['refresh_token']}; ")
    assert "HttpOnly" in cookie
    assert "Path=/api/v1/auth" in cookie
    assert "SameSite=strict" in cookie


async def test_the_access_token_says_who_one_is(browser: AsyncClient) -> None:
    await sign_in(browser, TIM_ID)

    me = (await browser.get("/auth/me")).json()

    assert (me["id"], me["role"], me["has_password"]) == (TIM_ID, "master", True)
    assert me["permissions"] == ["clients:read", "discounts:read"]


async def test_a_session_says_at_once_who_it_is_of(browser: AsyncClient) -> None:
    opened = await sign_in(browser, TIM_ID)
    refreshed = (await browser.post("/auth/refresh")).json()

    me = (await browser.get("/auth/me")).json()

    assert opened["account"] == refreshed["account"] == me


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    browser: AsyncClient, database: Database
) -> None:
    wrong = await browser.post(
        "/auth/login", json={"email": "mary@dvorik.test", "password": "wrong password"}
    )
    unknown = await browser.post(
        "/auth/login", json={"email": "nobody@dvorik.test", "password": "wrong password"}
    )

    assert (wrong.status_code, wrong.json()["code"]) == (401, "accounts.wrong_credentials")
    assert {**wrong.json(), "instance": ""} == {**unknown.json(), "instance": ""}
    assert "set-cookie" not in wrong.headers
    assert await devices(database) == 0


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("/auth/login", {"email": "a@b.test", "password": "\ud800 пароль"}),
        ("/auth/login", {"email": "a@b.test", "password": "па\x00роль"}),
        ("/auth/login-token", {"token": "\ud800" * 43}),
        ("/auth/refresh", {"refresh_token": "\udfff" * 43}),
        ("/auth/reset-password", {"token": "\ud800" * 43, "new_password": "новый пароль"}),
    ],
)
async def test_text_that_has_no_bytes_is_refused(
    browser: AsyncClient, path: str, secret: dict[str, str]
) -> None:
    response = await browser.post(
        path, content=json.dumps(secret), headers={"content-type": "application/json"}
    )

    assert response.status_code == 422
    assert [error["code"] for error in response.json()["errors"]] == ["unstorable_text"]


async def test_who_waits_or_was_disabled_hears_it_only_with_the_right_password(
    browser: AsyncClient, database: Database
) -> None:
    for status, code in (
        ("pending", "accounts.awaiting_approval"),
        ("disabled", "accounts.disabled"),
    ):
        await set_status(database, MARY_ID, status)
        right = await browser.post(
            "/auth/login", json={"email": "mary@dvorik.test", "password": PASSWORD}
        )
        wrong = await browser.post(
            "/auth/login", json={"email": "mary@dvorik.test", "password": "wrong password"}
        )
        assert (right.status_code, right.json()["code"]) == (403, code)
        assert wrong.json()["code"] == "accounts.wrong_credentials"
    assert await devices(database) == 0


async def test_the_access_token_gets_old_and_is_refreshed_by_the_cookie(
    browser: AsyncClient, acting: Acting
) -> None:
    first = await sign_in(browser, MARY_ID)
    acting.now = NOON + timedelta(minutes=30)

    old = await browser.get("/auth/me")
    refreshed = await browser.post("/auth/refresh")
    browser.headers["authorization"] = f"Bearer {refreshed.json()['access_token']}"

    assert (old.status_code, old.json()["code"]) == (401, "accounts.access_token_expired")
    assert old.headers["www-authenticate"] == "Bearer"
    assert refreshed.status_code == 200
    assert refreshed.json()["refresh_token"] != first["refresh_token"]
    assert (await browser.get("/auth/me")).json()["id"] == MARY_ID


async def test_a_spent_token_that_comes_late_ends_the_device(
    browser: AsyncClient, database: Database, acting: Acting
) -> None:
    stolen = (await sign_in(browser, MARY_ID))["refresh_token"]
    fresh = (await browser.post("/auth/refresh")).json()["refresh_token"]
    browser.cookies.clear()

    acting.now = NOON + timedelta(seconds=11)
    reused = await browser.post("/auth/refresh", json={"refresh_token": stolen})
    victim = await browser.post("/auth/refresh", json={"refresh_token": fresh})

    assert (reused.status_code, reused.json()["code"]) == (401, "accounts.session_ended")
    assert (victim.status_code, victim.json()["code"]) == (401, "accounts.session_ended")
    assert (await browser.get("/auth/me")).status_code == 401
    async with database.transaction() as session:
        device = (await session.scalars(select(Device))).one()
        assert device.end_reason == "token_reused"
        assert await session.scalar(select(func.count()).select_from(RefreshToken)) == 2


async def test_a_token_spent_just_now_gives_the_same_successor(
    browser: AsyncClient, acting: Acting
) -> None:
    first = (await sign_in(browser, MARY_ID))["refresh_token"]
    browser.cookies.clear()

    async def refresh(token: object) -> object:
        response = await browser.post("/auth/refresh", json={"refresh_token": token})
        browser.cookies.clear()
        return response.json()["refresh_token"]

    second = await refresh(first)
    acting.now = NOON + timedelta(seconds=5)
    assert await refresh(first) == second
    third = await refresh(second)
    assert await refresh(first) == third  # a late tab is brought up to date


async def test_an_unknown_or_old_refresh_token_is_refused(
    browser: AsyncClient, acting: Acting
) -> None:
    token = (await sign_in(browser, MARY_ID))["refresh_token"]
    browser.cookies.clear()
    acting.now = NOON + timedelta(days=30)

    for body in ({"refresh_token": token}, {"refresh_token": "x" * 43}):
        response = await browser.post("/auth/refresh", json=body)
        assert (response.status_code, response.json()["code"]) == (401, "accounts.session_ended")
    nothing = await browser.post("/auth/refresh")
    assert nothing.status_code == 422
    assert nothing.json()["errors"] == [{"pointer": "/body/refresh_token", "code": "missing"}]


async def test_signing_out_ends_the_device_and_takes_the_cookie_away(
    browser: AsyncClient, database: Database
) -> None:
    await sign_in(browser, MARY_ID)

    response = await browser.post("/auth/logout")

    assert response.status_code == 204
    assert 'dvorik_refresh=""' in response.headers["set-cookie"]
    assert (await browser.get("/auth/me")).status_code == 401
    async with database.transaction() as session:
        assert (await session.scalars(select(Device.end_reason))).all() == ["signed_out"]
    assert (await browser.post("/auth/logout")).status_code == 204


async def test_the_access_token_alone_is_enough_to_sign_out(browser: AsyncClient) -> None:
    await sign_in(browser, MARY_ID)
    browser.cookies.clear()

    assert (await browser.post("/auth/logout")).status_code == 204
    assert (await browser.get("/auth/me")).status_code == 401


async def test_pages_of_other_sites_cannot_use_the_cookie(
    browser: AsyncClient, database: Database
) -> None:
    await sign_in(browser, MARY_ID)

    for headers in (
        {"sec-fetch-site": "cross-site", "origin": "https://evil.test"},
        {"sec-fetch-site": "same-site", "origin": "http://shop.dvorik.test"},
        {"origin": "null"},
        {"origin": "http://["},
        {"sec-fetch-site": "cross-site"},
    ):
        for path in ("/auth/refresh", "/auth/logout", "/auth/login"):
            response = await browser.post(path, headers=headers)
            assert (response.status_code, response.json()["code"]) == (
                403,
                "accounts.foreign_origin",
            )
    own = await browser.post("/auth/refresh", headers={"origin": "http://dvorik.test"})
    assert own.status_code == 200
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(RefreshToken)) == 2
