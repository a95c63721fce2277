"""Statements past SQLAlchemy stay within its transaction."""

import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.types import BigInteger, String

from dvorik.accounts.models import Account
from dvorik.embedded import Services
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Busy, Unavailable
from dvorik.kernel.hot_statements import HotStatement
from tests.conftest import create_database, drop_database

NAME_OF = HotStatement(
    text("SELECT first_name FROM account WHERE id = :id").bindparams(
        bindparam("id", type_=BigInteger)
    )
)
RENAME = HotStatement(
    text("UPDATE account SET first_name = :name WHERE id = :id RETURNING id").bindparams(
        bindparam("id", type_=BigInteger), bindparam("name", type_=String)
    )
)


async def test_what_the_session_changed_is_seen_without_a_flush(database: Database) -> None:
    async with database.transaction() as session:
        account = await session.get_one(Account, 1)
        account.first_name = "Olga the Second"

        row = await NAME_OF.fetch_row(session, {"id": 1})

    assert row is not None
    assert row["first_name"] == "Olga the Second"


async def test_what_the_session_deleted_is_gone(database: Database) -> None:
    async with database.transaction() as session:
        await session.delete(await session.get_one(Account, 3))

        assert await NAME_OF.fetch_row(session, {"id": 3}) is None


async def test_it_is_rolled_back_with_the_transaction(real_database: Database) -> None:
    with pytest.raises(LookupError):
        async with real_database.transaction() as session:
            await RENAME.fetch_row(session, {"id": 1, "name": "Nobody"})
            raise LookupError

    async with real_database.transaction() as session:
        row = await NAME_OF.fetch_row(session, {"id": 1})
    assert row is not None
    assert row["first_name"] == "Ольга"


async def test_a_row_held_by_another_is_busy_not_a_hang(real_database: Database) -> None:
    async with real_database.transaction() as holder:
        await RENAME.fetch_row(holder, {"id": 1, "name": "Olga"})
        with pytest.raises(Busy):
            async with real_database.transaction() as session:
                await session.execute(text("SET LOCAL lock_timeout = '50ms'"))
                await RENAME.fetch_row(session, {"id": 1, "name": "Mary"})


async def test_a_server_that_went_away_is_unavailable_and_the_next_transaction_is_well(
    real_database: Database,
) -> None:
    with pytest.raises(Unavailable):
        async with real_database.transaction() as session:
            await RENAME.fetch_row(session, {"id": 1, "name": "Nobody"})
            own = await session.scalar(text("SELECT pg_backend_pid()"))
            async with real_database.transaction() as other:
                await other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
            await NAME_OF.fetch_row(session, {"id": 1})

    async with real_database.transaction() as session:
        row = await NAME_OF.fetch_row(session, {"id": 1})
    assert row is not None
    assert row["first_name"] == "Ольга"


async def test_what_comes_first_in_a_transaction_is_committed_with_it(
    real_database: Database,
) -> None:
    async with real_database.transaction() as session:
        await RENAME.fetch_row(session, {"id": 1, "name": "Olga"})

    async with real_database.transaction() as session:
        account = await session.get_one(Account, 1)
    assert account.first_name == "Olga"


async def test_a_connection_that_died_in_the_pool_is_met_once(
    services: Services, template: str
) -> None:
    url = await create_database(services, "pooled", template)
    database = Database(url, pool_size=1)
    async with database.transaction() as session:
        pid = await session.scalar(text("SELECT pg_backend_pid()"))
    other = Database(url)
    async with other.transaction() as session:
        await session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    await other.close()

    with pytest.raises(Unavailable):
        async with database.transaction() as session:
            await NAME_OF.fetch_row(session, {"id": 1})
    async with database.transaction() as session:
        row = await NAME_OF.fetch_row(session, {"id": 1})

    assert row is not None
    assert row["first_name"] == "Ольга"
    await database.close()
    await drop_database(services, url)
