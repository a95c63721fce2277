"""Commands that speak to the database and end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import typer

from dvorik import tables
from dvorik.accounts import actions as accounts
from dvorik.accounts.errors import WeakPassword
from dvorik.analytics import actions as analytics
from dvorik.cli.services import fail
from dvorik.kernel import clock
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.migrations import runner
from dvorik.settings import queries as settings


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[Database]:
    assert config.database_url
    tables.configure()
    database = Database(config.database_url, application_name="dvorik-cli")
    try:
        yield database
    finally:
        await database.close()


async def migrate(config: Config) -> None:
    async with opened(config) as database:
        before = await runner.current(database.engine)
        await runner.upgrade(database.engine)
        after = await runner.current(database.engine)
    print(f"The database is at {after}." if before == after else f"Migrated {before} → {after}.")


async def prepare(config: Config) -> None:
    """What `up` does before anything serves: the newest tables, and somebody who owns the shop."""
    await migrate(config)
    if config.first_owner_telegram_id is None:
        return
    async with opened(config) as database, database.transaction() as session:
        telegram_id = config.first_owner_telegram_id
        if await accounts.ensure_first_owner(session, telegram_id=telegram_id):
            print(f"Telegram person {telegram_id} is the first owner.")


async def create_owner(config: Config, *, email: str, telegram_id: int, name: str) -> None:
    """Asks for a password on the terminal when there is an e-mail to use it with."""
    password = (
        typer.prompt("Password", hide_input=True, confirmation_prompt=True) if email else None
    )
    async with opened(config) as database:
        try:
            async with database.transaction() as session:
                owner = await accounts.create_owner(
                    session,
                    email=email or None,
                    password=password,
                    telegram_id=telegram_id or None,
                    name=name,
                )
        except WeakPassword as error:
            reasons = ", ".join(f"{key}: {value}" for key, value in error.params.items())
            fail(f"This password is too weak ({reasons}).")
    print(f"Account {owner.id} is an owner.")


def _ask_password() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


async def roll_up(config: Config) -> None:
    async with opened(config) as database, database.transaction() as session:
        shop = await settings.load(session)
        days = await analytics.roll_up(session, shop=shop, now=clock.now())
    print(f"Counted {days} days.")


async def seed(config: Config) -> None:
    """Does nothing to a shop that has been filled before."""
    from dvorik import demo

    async with opened(config) as database:
        try:
            print(await demo.seed(database, now=clock.now()))
        except demo.ShopNotEmpty as error:
            fail(f"{error.params['clients']} clients of your own are here; nothing was added.")
