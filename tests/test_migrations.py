"""Migrations make exactly the tables the models describe, and every step goes both ways."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from dvorik import tables
from dvorik.embedded import Services
from dvorik.migrations import runner
from tests.conftest import create_database, drop_database


@pytest.fixture
async def empty(services: Services) -> AsyncIterator[AsyncEngine]:
    url = await create_database(services, "stairway")
    engine = create_async_engine(url)
    yield engine
    await engine.dispose()
    await drop_database(services, url)


def revisions() -> list[str]:
    script = ScriptDirectory.from_config(runner.alembic_config())
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


async def test_each_step_goes_up_down_and_up_again(empty: AsyncEngine) -> None:
    before = "base"
    for revision in revisions():
        await runner.upgrade(empty, revision)
        await runner.downgrade(empty, before)
        await runner.upgrade(empty, revision)
        before = revision

    assert await runner.current(empty) == runner.head()

    await runner.downgrade(empty, "base")
    async with empty.connect() as connection:
        left = await connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        )
        assert left.all() == ["alembic_version"]


async def test_migrations_and_models_agree(engine: AsyncEngine) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, tables.metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_two_that_migrate_at_once_both_end_at_the_head(empty: AsyncEngine) -> None:
    await asyncio.gather(runner.upgrade(empty), runner.upgrade(empty))

    assert await runner.current(empty) == runner.head()
