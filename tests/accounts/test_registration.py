"""Accounts that nobody created: registered, asked for, or first."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import actions, queries
from dvorik.accounts.errors import WeakPassword
from dvorik.accounts.models import Account
from dvorik.kernel.db import Database
from dvorik.kernel.i18n import Language
from tests.accounts.conftest import MARY_ID, OLGA_ID, PASSWORD
from tests.accounts.recorded import recorded
from tests.accounts.strangers import ask, come
from tests.conftest import NOON

REQUEST = {"email": "Nina@Dvorik.test", "password": PASSWORD, "first_name": "Нина"}


async def accounts(database: Database) -> int:
    async with database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(Account)) or 0


async def without_people(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(delete(Account))


async def test_who_registers_waits_for_approval(browser: AsyncClient, database: Database) -> None:
    response = await browser.post("/auth/register", json={**REQUEST, "language": "uk"})

    assert (response.status_code, response.json()) == (202, {"status": "pending"})
    async with database.transaction() as session:
        nina = await queries.find_by_email(session, "nina@dvorik.test")
    assert nina is not None
    assert (nina.role, nina.status, nina.language) == ("readonly", "pending", "uk")
    assert await recorded(database) == [
        (
            "accounts.registered",
            f"account:{nina.id}",
            {"account_id": nina.id, "role": "readonly", "status": "pending"},
        )
    ]
    login = {"email": "nina@dvorik.test", "password": PASSWORD}
    refused = await browser.post("/auth/login", json=login)
    assert (refused.status_code, refused.json()["code"]) == (403, "accounts.awaiting_approval")


async def test_the_first_one_of_a_shop_is_its_owner(
    browser: AsyncClient, database: Database
) -> None:
    await without_people(database)

    first = await browser.post("/auth/register", json=REQUEST)
    second = await browser.post("/auth/register", json={**REQUEST, "email": "zoe@dvorik.test"})

    assert (first.json(), second.json()) == ({"status": "active"}, {"status": "pending"})
    signed_in = await browser.post(
        "/auth/login", json={"email": "nina@dvorik.test", "password": PASSWORD}
    )
    assert signed_in.json()["account"]["role"] == "owner"


async def test_a_taken_address_gets_the_answer_of_a_new_one_and_nothing_changes(
    browser: AsyncClient, database: Database
) -> None:
    body = {**REQUEST, "email": "OLGA@dvorik.test", "password": "чужой пароль 1"}

    response = await browser.post("/auth/register", json=body)

    assert (response.status_code, response.json()) == (202, {"status": "pending"})
    assert await accounts(database) == 3
    assert await recorded(database) == []
    mine = await browser.post(
        "/auth/login", json={"email": "olga@dvorik.test", "password": PASSWORD}
    )
    assert mine.status_code == 200


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"email": "nina"}, "/body/email", "not_an_email"),
        ({"email": "nina@dvorik.test\x00"}, "/body/email", "unstorable_text"),
        ({"password": "short"}, "/body/password", "too_short"),
        ({"password": "x" * 257}, "/body/password", "too_long"),
        ({"password": "пароль\x00пароль"}, "/body/password", "unstorable_text"),
        ({"first_name": " "}, "/body/first_name", "string_too_short"),
        ({"role": "owner"}, "/body/role", "extra_forbidden"),
    ],
)
async def test_a_bad_registration_is_explained(
    browser: AsyncClient, database: Database, change: dict[str, str], pointer: str, code: str
) -> None:
    response = await browser.post("/auth/register", json=REQUEST | change)

    assert response.status_code == 422
    assert response.json()["errors"] == [{"pointer": pointer, "code": code}]
    assert await accounts(database) == 3


async def test_a_well_known_password_is_refused(browser: AsyncClient, database: Database) -> None:
    response = await browser.post("/auth/register", json={**REQUEST, "password": "qwerty123"})

    assert (response.status_code, response.json()["code"]) == (422, "accounts.weak_password")
    assert response.json()["params"] == {"reason": "well_known"}
    assert await accounts(database) == 3


async def test_registering_is_rationed_by_address(browser: AsyncClient) -> None:
    codes = [
        (
            await browser.post("/auth/register", json={**REQUEST, "password": "qwerty123"})
        ).status_code
        for _ in range(6)
    ]

    assert codes == [422] * 5 + [429]


async def test_asking_for_access_makes_one_pending_account(
    database: Database, session: AsyncSession
) -> None:
    first = await ask(session)
    again = await ask(session)

    assert first.id == again.id
    assert (first.role, first.status, first.telegram_id) == ("readonly", "pending", 777)
    assert await queries.find_by_telegram(session, 777) is first
    assert await queries.find_actor_by_telegram(session, 777) is None
    assert await recorded(database, "accounts.access_requested") == [
        ("accounts.access_requested", f"account:{first.id}", {"account_id": first.id})
    ]


async def test_who_comes_and_asks_for_nothing_stays_outside(
    database: Database, session: AsyncSession
) -> None:
    first = await come(session)
    again = await come(session)

    assert (first.id, first.role, first.status) == (again.id, "readonly", "outside")
    assert await queries.find_actor_by_telegram(session, 777) is None
    assert await recorded(database) == []


async def test_who_has_an_account_gets_it_unchanged(session: AsyncSession) -> None:
    await session.execute(update(Account).where(Account.id == MARY_ID).values(telegram_id=777))

    account = await ask(session)

    assert (account.id, account.status, account.first_name) == (MARY_ID, "active", "Мария")


async def test_the_first_owner_is_made_once(database: Database, session: AsyncSession) -> None:
    assert await actions.ensure_first_owner(session, telegram_id=777) is None
    await session.execute(delete(Account))

    owner = await actions.ensure_first_owner(session, telegram_id=777)

    assert owner is not None
    assert (owner.role, owner.status, owner.telegram_id) == ("owner", "active", 777)
    assert await actions.ensure_first_owner(session, telegram_id=777) is None
    assert await actions.ensure_first_owner(session, telegram_id=778) is None
    assert await recorded(database) == [
        ("accounts.created", "system:0", {"account_id": owner.id, "role": "owner"})
    ]


async def test_the_first_owner_may_have_asked_for_access_before(session: AsyncSession) -> None:
    await session.execute(delete(Account))
    asked = await ask(session)

    owner = await actions.ensure_first_owner(session, telegram_id=777)

    assert owner is asked
    assert (asked.role, asked.status) == ("owner", "active")


async def test_an_owner_is_created_from_the_terminal(session: AsyncSession) -> None:
    owner = await actions.create_owner(
        session, email="zoe@dvorik.test", password=PASSWORD, telegram_id=55, name="Зоя"
    )

    assert (owner.role, owner.status, owner.telegram_id, owner.first_name) == (
        "owner", "active", 55, "Зоя",
    )  # fmt: skip
    verdict = await actions.verify_password(PASSWORD, owner.password_hash)
    assert verdict.is_right


async def test_whoever_has_the_server_may_become_owner_again(session: AsyncSession) -> None:
    await session.execute(update(Account).where(Account.id == OLGA_ID).values(status="disabled"))

    owner = await actions.create_owner(
        session, email="Olga@dvorik.test", password="другой пароль", name="Ольга"
    )

    assert (owner.id, owner.status, owner.role) == (OLGA_ID, "active", "owner")


async def test_a_weak_password_makes_no_owner(database: Database) -> None:
    with pytest.raises(WeakPassword):
        async with database.transaction() as session:
            await actions.create_owner(
                session, email="zoe@dvorik.test", password="12345678", name="Зоя"
            )
    assert await accounts(database) == 3


@pytest.mark.parametrize(
    ("first_name", "username", "kept"),
    [
        ("  Нина\u202e\n ", "nina", "Нина"),
        ("\u200b", "ni\u200bna", "nina"),
        ("\u200b", None, "9009"),
    ],
)
async def test_a_name_from_telegram_is_made_fit_to_be_shown(
    session: AsyncSession, first_name: str, username: str | None, kept: str
) -> None:
    account = await actions.remember_person(
        session,
        telegram_id=9009,
        username=username,
        first_name=first_name,
        last_name="x" * 300,
        language=Language.RU,
        now=NOON,
    )

    assert (account.first_name, len(account.last_name)) == (kept, 200)
