"""Things at once, really committed."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import bcrypt
import pytest
from httpx2 import Response
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import actions
from dvorik.accounts.errors import LastOwner, LinkNotValid
from dvorik.accounts.models import Account, Device, RefreshToken
from dvorik.accounts.schemas import AccountEdit, Registration
from dvorik.accounts.types import AccountStatus, Browser, RoleName
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Conflict, Forbidden
from dvorik.kernel.events import EventRow
from tests.accounts.conftest import MARY_ID, OLGA_ID, PASSWORD, TIM_ID, Opener, sign_in
from tests.accounts.strangers import ask
from tests.conftest import MARY, NOON, OLGA, TIM

ROUNDS = 10
FIREFOX = Browser("Firefox", "203.0.113.7")


async def at_once(
    database: Database, *works: Callable[[AsyncSession], Awaitable[Any]]
) -> list[Any]:
    async def run(work: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
        async with database.transaction() as session:
            return await work(session)

    return await asyncio.gather(*map(run, works), return_exceptions=True)


async def count(database: Database, *where: Any, of: Any = Account) -> int:
    async with database.transaction() as session:
        statement = select(func.count()).select_from(of).where(*where)
        return await session.scalar(statement) or 0


def registering(number: int) -> Callable[[AsyncSession], Awaitable[AccountStatus]]:
    request = Registration(email=f"p{number}@dvorik.test", password=PASSWORD, first_name="Кто-то")

    async def work(session: AsyncSession) -> AccountStatus:
        return await actions.register(session, request=request, password_hash="x")

    return work


async def test_many_first_registrations_make_one_owner(real_database: Database) -> None:
    for round_ in range(ROUNDS):
        async with real_database.transaction() as session:
            await session.execute(delete(Account))
        works = [registering(round_ * 10 + number) for number in range(5)]

        outcomes = await at_once(real_database, *works)

        assert Counter(outcomes) == {AccountStatus.ACTIVE: 1, AccountStatus.PENDING: 4}
        assert await count(real_database, Account.role == "owner") == 1


async def test_the_same_person_registering_at_once_gets_one_account(
    real_database: Database,
) -> None:
    outcomes = await at_once(real_database, *[registering(1)] * 5)

    assert outcomes == [AccountStatus.PENDING] * 5
    assert await count(real_database, Account.email == "p1@dvorik.test") == 1


async def test_asking_for_access_at_once_makes_one_account(real_database: Database) -> None:
    outcomes = await at_once(real_database, *[ask] * 10)

    assert len({account.id for account in outcomes}) == 1
    assert await count(real_database, Account.telegram_id == 777) == 1
    asked = await count(real_database, EventRow.type == "accounts.access_requested", of=EventRow)
    assert asked == 1


def demoting(actor: Any, account_id: int) -> Callable[[AsyncSession], Awaitable[Account]]:
    async def work(session: AsyncSession) -> Account:
        edit = AccountEdit(role=RoleName.READONLY)
        return await actions.change_account(
            session, actor, account_id=account_id, edit=edit, now=NOON
        )

    return work


def removing(account_id: int) -> Callable[[AsyncSession], Awaitable[None]]:
    async def work(session: AsyncSession) -> None:
        await actions.remove_account(session, SYSTEM, account_id=account_id, now=NOON)

    return work


async def test_of_three_owners_leaving_at_once_one_stays(real_database: Database) -> None:
    works = [
        demoting(SYSTEM, OLGA_ID),
        removing(MARY_ID),
        demoting(SYSTEM, TIM_ID),
    ]
    for _ in range(ROUNDS):
        async with real_database.transaction() as session:
            await session.execute(update(Account).values(role="owner", deleted_at=None))

        outcomes = await at_once(real_database, *works)

        assert sum(isinstance(outcome, LastOwner) for outcome in outcomes) == 1
        assert not any(
            isinstance(outcome, BaseException) and not isinstance(outcome, LastOwner)
            for outcome in outcomes
        )
        remaining = await count(
            real_database, Account.role == "owner", Account.deleted_at.is_(None)
        )
        assert remaining == 1


async def test_two_owners_who_demote_each_other_do_not_both_succeed(
    real_database: Database,
) -> None:
    for _ in range(ROUNDS):
        async with real_database.transaction() as session:
            await session.execute(update(Account).values(role="readonly"))
            await session.execute(
                update(Account).where(Account.id.in_([OLGA_ID, MARY_ID])).values(role="owner")
            )

        outcomes = await at_once(real_database, demoting(OLGA, MARY_ID), demoting(MARY, OLGA_ID))

        # The slower one is no owner any more when it is their turn.
        assert sum(isinstance(outcome, Forbidden | LastOwner) for outcome in outcomes) == 1
        assert await count(real_database, Account.role == "owner") == 1


async def test_one_telegram_person_is_tied_to_one_account(real_database: Database) -> None:
    def tying(account_id: int) -> Callable[[AsyncSession], Awaitable[Account]]:
        async def work(session: AsyncSession) -> Account:
            return await actions.link_telegram(
                session, account_id=account_id, telegram_id=777, username=None, now=NOON
            )

        return work

    outcomes = await at_once(real_database, *map(tying, [OLGA_ID, MARY_ID, TIM_ID]))

    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 2
    assert await count(real_database, Account.telegram_id == 777) == 1


async def test_a_one_time_link_used_twenty_times_signs_in_once(real_database: Database) -> None:
    async with real_database.transaction() as session:
        raw = await actions.create_login_link(session, TIM, account_id=TIM_ID, now=NOON)

    async def use(session: AsyncSession) -> actions.Session:
        return await actions.sign_in_with_link(session, raw=raw, browser=FIREFOX, now=NOON)

    outcomes = await at_once(real_database, *[use] * 20)

    assert sum(isinstance(outcome, actions.Session) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, LinkNotValid) for outcome in outcomes) == 19
    assert await count(real_database, of=Device) == 1


@pytest.fixture
async def passwords(real_database: Database, password_hash: str) -> None:
    async with real_database.transaction() as session:
        await session.execute(update(Account).values(password_hash=password_hash))


@pytest.mark.usefixtures("passwords")
async def test_a_refresh_token_used_twenty_times_at_once_has_one_successor(
    real_database: Database, open_door: Opener
) -> None:
    browser = open_door(real_database)
    token = (await sign_in(browser, MARY_ID))["refresh_token"]
    browser.cookies.clear()

    async def refresh() -> Response:
        return await browser.post("/auth/refresh", json={"refresh_token": token})

    answers = await asyncio.gather(*(refresh() for _ in range(20)))

    assert [answer.status_code for answer in answers] == [200] * 20
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    assert await count(real_database, of=RefreshToken) == 2
    assert await count(real_database, Device.ended_at.is_(None), of=Device) == 1


@pytest.mark.usefixtures("passwords")
async def test_signing_in_many_times_at_once_opens_as_many_devices(
    real_database: Database, open_door: Opener
) -> None:
    browser = open_door(real_database)
    login = {"email": "tim@dvorik.test", "password": PASSWORD}

    answers = await asyncio.gather(*(browser.post("/auth/login", json=login) for _ in range(4)))

    assert [answer.status_code for answer in answers] == [200] * 4
    assert await count(real_database, of=Device) == 4


async def test_signing_in_at_once_with_an_old_hash_upgrades_it_and_refuses_nobody(
    real_database: Database, open_door: Opener
) -> None:
    old = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    async with real_database.transaction() as session:
        await session.execute(update(Account).values(password_hash=old))
    browser = open_door(real_database)
    login = {"email": "tim@dvorik.test", "password": PASSWORD}

    answers = await asyncio.gather(*(browser.post("/auth/login", json=login) for _ in range(4)))

    assert [answer.status_code for answer in answers] == [200] * 4
    async with real_database.transaction() as session:
        hashes = (await session.scalars(select(Account.password_hash).order_by(Account.id))).all()
    assert hashes[:2] == [old, old]
    assert str(hashes[2]).startswith("$argon2id$")
