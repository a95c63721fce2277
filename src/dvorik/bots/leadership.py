"""One process serves a bot; any other waits as stand-by and takes over when it dies.

The lock belongs to a database session, so PostgreSQL lets go of it the moment its process is
gone: no time-out to tune, no clock to trust.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dvorik.bots.waiting import wait_for
from dvorik.kernel.inbox import BotName
from dvorik.kernel.log import get_logger

log = get_logger(__name__)

_FAMILY = 0x64766F72
_NUMBER = {BotName.CLIENT: 1, BotName.CASHIER: 2}
_ASK_AGAIN_SECONDS = 1.0
_CHECK_SECONDS = 5.0


class LeadershipLost(Exception):
    """The session that held the lock is gone: another process may be serving the bot."""


@asynccontextmanager
async def leadership(
    engine: AsyncEngine, bot: BotName, stop: asyncio.Event
) -> AsyncIterator[AsyncConnection | None]:
    """Wait until this process alone serves `bot`. None when `stop` came first."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        try:
            yield connection if await _acquire(connection, bot, stop) else None
        finally:
            # Back in the pool the session would keep the lock.
            await connection.invalidate()


async def _acquire(connection: AsyncConnection, bot: BotName, stop: asyncio.Event) -> bool:
    is_waiting = False
    while not stop.is_set():
        taken = await connection.scalar(
            text("SELECT pg_try_advisory_lock(:family, :number)"),
            {"family": _FAMILY, "number": _NUMBER[bot]},
        )
        if taken:
            log.info("bot_served_here", bot=bot.value)
            return True
        if not is_waiting:
            log.info("bot_served_elsewhere_waiting", bot=bot.value)
            is_waiting = True
        await wait_for(stop, _ASK_AGAIN_SECONDS)
    return False


async def hold(connection: AsyncConnection) -> None:
    """Look after the lock until cancelled. Raises `LeadershipLost`."""
    while True:
        await asyncio.sleep(_CHECK_SECONDS)
        try:
            await connection.execute(text("SELECT 1"))
        except (DBAPIError, OSError) as error:
            raise LeadershipLost from error
