from datetime import timedelta

import pytest
from sqlalchemy import select

from dvorik.accounts import actions as accounts
from dvorik.accounts.rules.keys import Keyring
from dvorik.kernel import clock
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.events import DeliveryRow
from dvorik.kernel.i18n import Language
from tests.reactions.conftest import Follow, addressed


@pytest.fixture
def keys(config: Config) -> Keyring:
    return Keyring.of(config.secret_key.get_secret_value())


async def ask(database: Database, keys: Keyring, email: str, *, ago: timedelta) -> None:
    async with database.transaction() as session:
        await accounts.request_password_reset(
            session, email=email, keys=keys, now=clock.now() - ago
        )


async def test_a_lost_password_brings_a_letter_with_a_link(
    database: Database, follow: Follow, keys: Keyring, config: Config
) -> None:
    await ask(database, keys, "olga@dvorik.test", ago=timedelta())

    (letter,) = await follow()

    assert addressed(letter) == ("email", "olga@dvorik.test", "account.reset_password")
    assert f"{config.base_url}/reset-password#token=" in letter.text
    assert letter.subject


async def test_nobody_gets_a_letter_for_an_address_that_is_not_known(
    database: Database, follow: Follow, keys: Keyring
) -> None:
    await ask(database, keys, "nobody@dvorik.test", ago=timedelta())

    assert await follow() == []


async def test_a_link_that_ended_before_it_was_sent_is_not_sent(
    database: Database, follow: Follow, keys: Keyring
) -> None:
    await ask(database, keys, "olga@dvorik.test", ago=timedelta(days=2))

    assert await follow() == []


async def test_nobody_hears_of_an_account_that_is_gone(database: Database, follow: Follow) -> None:
    async with database.transaction() as session:
        account = await accounts.request_access(
            session,
            telegram_id=9001,
            username=None,
            first_name="Пётр",
            last_name=None,
            language=Language.RU,
            now=clock.now(),
        )
        account.deleted_at = clock.now()

    assert await follow() == []

    async with database.transaction() as session:
        left = await session.scalars(select(DeliveryRow).where(~DeliveryRow.done))
        assert left.all() == []
