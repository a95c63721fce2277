from datetime import timedelta

import pytest
from sqlalchemy import select

from dvorik.accounts import actions as accounts
from dvorik.accounts import queries
from dvorik.accounts.actions.tokens import spend_token
from dvorik.accounts.rules.keys import Keyring
from dvorik.accounts.schemas import AccountCreate, Registration
from dvorik.accounts.types import RoleName, TokenPurpose
from dvorik.kernel import clock
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.events import DeliveryRow
from dvorik.kernel.i18n import Language
from tests.accounts.strangers import ask
from tests.conftest import OLGA
from tests.reactions.conftest import Follow, addressed


@pytest.fixture
def keys(config: Config) -> Keyring:
    return Keyring.of(config.secret_key.get_secret_value())


async def forget(database: Database, keys: Keyring, email: str, *, ago: timedelta) -> None:
    async with database.transaction() as session:
        await accounts.request_password_reset(
            session, email=email, keys=keys, now=clock.now() - ago
        )


async def test_a_lost_password_brings_a_letter_with_a_link(
    database: Database, follow: Follow, keys: Keyring, config: Config
) -> None:
    await forget(database, keys, "olga@dvorik.test", ago=timedelta())

    (letter,) = await follow()

    assert addressed(letter) == ("email", "olga@dvorik.test", "account.reset_password")
    assert f"{config.base_url}/reset-password#token=" in letter.text
    assert letter.subject


async def test_nobody_gets_a_letter_for_an_address_that_is_not_known(
    database: Database, follow: Follow, keys: Keyring
) -> None:
    await forget(database, keys, "nobody@dvorik.test", ago=timedelta())

    assert await follow() == []


async def test_a_link_that_ended_before_it_was_sent_is_not_sent(
    database: Database, follow: Follow, keys: Keyring
) -> None:
    await forget(database, keys, "olga@dvorik.test", ago=timedelta(days=2))

    assert await follow() == []


async def test_nobody_hears_of_an_account_that_is_gone(database: Database, follow: Follow) -> None:
    async with database.transaction() as session:
        account = await ask(session)
        account.deleted_at = clock.now()

    assert await follow() == []

    async with database.transaction() as session:
        left = await session.scalars(select(DeliveryRow).where(~DeliveryRow.done))
        assert left.all() == []


async def test_who_asked_the_bot_hears_there_of_being_let_in(
    database: Database, follow: Follow
) -> None:
    async with database.transaction() as session:
        account = await ask(session, 9001, Language.EN)
    await follow()

    async with database.transaction() as session:
        await accounts.approve_account(
            session, OLGA, account_id=account.id, role=RoleName.MANAGER, now=clock.now()
        )

    (notice,) = await follow()
    assert addressed(notice) == ("cashier_bot", 9001, "signin.approved")
    assert notice.text == "You can now open the panel. Sign in with Telegram."


async def test_who_registered_gets_a_letter_when_let_in(
    database: Database, follow: Follow, config: Config
) -> None:
    request = Registration.model_validate(
        {"email": "nina@dvorik.test", "password": "apples and pears", "first_name": "Нина"}
    )
    async with database.transaction() as session:
        await accounts.register(session, request=request, password_hash="x")
        nina = await queries.find_by_email(session, "nina@dvorik.test")
    assert nina is not None
    await follow()

    async with database.transaction() as session:
        await accounts.approve_account(
            session, OLGA, account_id=nina.id, role=RoleName.MANAGER, now=clock.now()
        )

    (letter,) = await follow()
    assert addressed(letter) == ("email", "nina@dvorik.test", "account.approved")
    assert config.base_url in letter.text


async def test_a_colleague_with_an_address_is_invited_by_a_link_that_opens_once(
    database: Database, follow: Follow
) -> None:
    order = AccountCreate(email="lev@dvorik.test", first_name="Лев", role=RoleName.MANAGER)
    async with database.transaction() as session:
        lev = await accounts.create_account(session, OLGA, order=order, now=clock.now())

    (letter,) = await follow()

    assert addressed(letter) == ("email", "lev@dvorik.test", "account.invitation")
    raw = letter.text.partition("/login#token=")[2].split()[0]
    async with database.transaction() as session:
        token = await spend_token(session, raw, TokenPurpose.LOGIN, now=clock.now())
    assert token.account_id == lev.id


async def test_without_an_address_nobody_is_invited(database: Database, follow: Follow) -> None:
    order = AccountCreate(telegram_id=9005, first_name="Лев", role=RoleName.MANAGER)
    async with database.transaction() as session:
        await accounts.create_account(session, OLGA, order=order, now=clock.now())

    assert await follow() == []
