"""Forgotten passwords and one-time links."""

import re
from datetime import datetime, timedelta

import pytest
from httpx2 import AsyncClient
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import actions, queries
from dvorik.accounts.errors import AccountDisabled, AwaitingApproval
from dvorik.accounts.gateway import lockout
from dvorik.accounts.models import Account, Device, OneTimeToken
from dvorik.accounts.rules.keys import Keyring
from dvorik.kernel.cache import Cache
from dvorik.kernel.db import Database
from dvorik.kernel.i18n import Language
from tests.accounts.conftest import MARY_ID, PASSWORD, TIM_ID, sign_in
from tests.accounts.recorded import recorded
from tests.conftest import MARY, NOON, Acting

MAIL = "mary@dvorik.test"
NEW_PASSWORD = "совсем новый пароль"


async def forget(browser: AsyncClient, email: str = MAIL) -> int:
    response = await browser.post("/auth/forgot-password", json={"email": email})
    return response.status_code


async def reset_link(database: Database, keys: Keyring) -> str:
    """The raw token, found the way the mail finds it."""
    ((_, _, payload),) = await recorded(database, "accounts.password_reset_requested")
    async with database.transaction() as session:
        mail = await queries.find_reset_mail(
            session, token_id=payload["token_id"], keys=keys, base_url="https://d.test", now=NOON
        )
    assert mail is not None
    found = re.fullmatch(r"https://d\.test/reset-password#token=([\w-]{43})", mail.link)
    assert found is not None
    return found[1]


async def set_password(browser: AsyncClient, token: str, password: str = NEW_PASSWORD) -> str:
    response = await browser.post(
        "/auth/reset-password", json={"token": token, "new_password": password}
    )
    return "done" if response.status_code == 204 else str(response.json()["code"])


async def test_a_forgotten_password_is_replaced_and_every_device_ended(
    browser: AsyncClient, database: Database, keys: Keyring, cache: Cache
) -> None:
    await sign_in(browser, MARY_ID)
    assert await forget(browser) == 202
    token = await reset_link(database, keys)
    for _ in range(6):
        await browser.post("/auth/login", json={"email": MAIL, "password": "wrong"})

    assert await set_password(browser, token) == "done"

    assert (await browser.get("/auth/me")).status_code == 401
    assert await cache.exists(lockout._name_key(MAIL)) == 0
    old = await browser.post("/auth/login", json={"email": MAIL, "password": PASSWORD})
    new = await browser.post("/auth/login", json={"email": MAIL, "password": NEW_PASSWORD})
    assert (old.status_code, new.status_code) == (401, 200)
    assert await set_password(browser, token) == "accounts.link_not_valid"
    events = await recorded(database, "accounts.devices_ended", "accounts.password_changed")
    assert [(name, payload.get("reason")) for name, _, payload in events] == [
        ("accounts.devices_ended", "password_changed"),
        ("accounts.password_changed", None),
    ]


async def test_an_unknown_address_gets_the_same_answer_and_leaves_nothing(
    browser: AsyncClient, database: Database
) -> None:
    assert await forget(browser, "nobody@dvorik.test") == 202
    assert await forget(browser, "not an address") == 202

    assert await recorded(database) == []
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(OneTimeToken)) == 0


async def test_one_mailbox_gets_few_mails_and_nobody_is_told(
    browser: AsyncClient, database: Database
) -> None:
    assert [await forget(browser) for _ in range(4)] == [202] * 4

    assert len(await recorded(database, "accounts.password_reset_requested")) == 2


async def test_neither_event_nor_table_holds_the_token(
    browser: AsyncClient, database: Database, keys: Keyring
) -> None:
    await forget(browser)
    token = await reset_link(database, keys)

    async with database.transaction() as session:
        row = (await session.scalars(select(OneTimeToken))).one()
    assert await recorded(database) == [
        (
            "accounts.password_reset_requested",
            "system:0",
            {"account_id": MARY_ID, "token_id": row.id},
        )
    ]
    assert token.encode() not in row.token_hash


async def test_the_mail_says_who_and_until_when(
    browser: AsyncClient, session: AsyncSession, keys: Keyring
) -> None:
    await actions.request_password_reset(session, email=MAIL, keys=keys, now=NOON)
    token_id = (await session.scalars(select(OneTimeToken.id))).one()

    async def mail(
        *, token_id: int = token_id, keys: Keyring = keys, now: datetime = NOON
    ) -> queries.ResetMail | None:
        return await queries.find_reset_mail(
            session, token_id=token_id, keys=keys, base_url="", now=now
        )

    found = await mail()
    assert found is not None
    assert (found.account_id, found.email, found.name) == (MARY_ID, MAIL, "Мария")
    assert found.language is Language.RU
    assert found.expires_at == NOON + timedelta(hours=1)
    changed_key = Keyring.of(
        "another secret, newer than the one", "test-secret-key-that-is-long-enough-0001"
    )
    assert await mail(keys=changed_key) == found
    assert await mail(keys=Keyring.of("the secret was changed twice since")) is None
    assert await mail(now=NOON + timedelta(hours=1)) is None
    assert await mail(token_id=token_id + 1) is None


async def test_an_old_link_or_a_weak_password_changes_nothing(
    browser: AsyncClient, database: Database, keys: Keyring, acting: Acting
) -> None:
    await forget(browser)
    token = await reset_link(database, keys)

    assert await set_password(browser, token, "qwerty123") == "accounts.weak_password"
    assert await set_password(browser, token, "mary@dvorik.test") == "accounts.weak_password"
    assert await set_password(browser, "x" * 43) == "accounts.link_not_valid"
    acting.now = NOON + timedelta(hours=1)
    assert await set_password(browser, token) == "accounts.link_not_valid"
    await sign_in(browser, MARY_ID)
    async with database.transaction() as session:
        assert (await session.scalars(select(OneTimeToken.spent_at))).all() == [None]


async def test_a_disabled_account_gets_no_link_and_cannot_use_one(
    browser: AsyncClient, database: Database, keys: Keyring
) -> None:
    await forget(browser)
    token = await reset_link(database, keys)
    async with database.transaction() as session:
        await session.execute(update(Account).values(status="disabled"))

    assert await set_password(browser, token) == "accounts.disabled"
    assert await forget(browser, "tim@dvorik.test") == 202
    assert len(await recorded(database, "accounts.password_reset_requested")) == 1


async def link_for(database: Database, account_id: int = TIM_ID) -> str:
    async with database.transaction() as session:
        return await actions.create_login_link(session, MARY, account_id=account_id, now=NOON)


async def test_a_login_link_signs_in_once(browser: AsyncClient, database: Database) -> None:
    token = await link_for(database)

    first = await browser.post("/auth/login-token", json={"token": token})
    second = await browser.post("/auth/login-token", json={"token": token})

    assert first.json()["account"]["id"] == TIM_ID
    assert (second.status_code, second.json()["code"]) == (422, "accounts.link_not_valid")
    names = [(name, who) for name, who, _ in await recorded(database)]
    assert names == [
        ("accounts.login_link_created", "account:2"),
        ("accounts.signed_in", "account:3"),
    ]


async def test_a_login_link_lasts_ten_minutes(
    browser: AsyncClient, database: Database, acting: Acting
) -> None:
    token = await link_for(database)
    acting.now = NOON + timedelta(minutes=10)

    response = await browser.post("/auth/login-token", json={"token": token})

    assert response.json()["code"] == "accounts.link_not_valid"


async def test_one_kind_of_link_does_not_serve_as_the_other(
    browser: AsyncClient, database: Database, keys: Keyring
) -> None:
    await forget(browser)
    reset = await reset_link(database, keys)
    login = await link_for(database)

    swapped = await browser.post("/auth/login-token", json={"token": reset})

    assert swapped.json()["code"] == "accounts.link_not_valid"
    assert await set_password(browser, login) == "accounts.link_not_valid"


@pytest.mark.parametrize(
    ("status", "error"), [("pending", AwaitingApproval), ("disabled", AccountDisabled)]
)
async def test_who_may_not_sign_in_gets_no_login_link(
    session: AsyncSession, status: str, error: type[Exception]
) -> None:
    await session.execute(update(Account).where(Account.id == TIM_ID).values(status=status))

    with pytest.raises(error):
        await actions.create_login_link(session, MARY, account_id=TIM_ID, now=NOON)


async def test_old_tokens_and_devices_are_forgotten(
    browser: AsyncClient, database: Database
) -> None:
    await sign_in(browser, MARY_ID)
    await link_for(database)

    async def sweep(now_offset: timedelta) -> int:
        async with database.transaction() as session:
            return await actions.forget_old_tokens(session, now=NOON + now_offset)

    assert await sweep(timedelta(minutes=9)) == 0
    assert await sweep(timedelta(minutes=11)) == 1  # the link
    assert await sweep(timedelta(days=31)) == 1  # the refresh token
    assert await sweep(timedelta(days=91)) == 1  # the device
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Device)) == 0
