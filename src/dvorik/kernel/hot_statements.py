"""For the few statements a counter waits for: past SQLAlchemy, within its transaction.

SQLAlchemy spends five times as long on a statement as asyncpg does. Nearly everywhere that is
well spent; see docs/decisions/0007 for where it is not.
"""

from collections.abc import Mapping
from typing import Any

from asyncpg import Connection, InterfaceError, InternalClientError, PostgresError, Record
from sqlalchemy import TextClause
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi, PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.db import BUSY_STATES
from dvorik.kernel.errors import Busy, Unavailable

_DRIVER = "dvorik.driver"

# The driver's own, and what SQLAlchemy makes of them while it begins a transaction.
_DRIVER_ERRORS = (
    PostgresError,
    InterfaceError,
    InternalClientError,
    OSError,
    AsyncAdapt_asyncpg_dbapi.Error,
)


class HotStatement:
    """SQL with named, typed parameters, which the driver prepares once per connection."""

    def __init__(self, statement: TextClause) -> None:
        dialect: Any = PGDialect_asyncpg
        compiled = statement.compile(dialect=dialect())
        self.sql = str(compiled)
        self.names: tuple[str, ...] = tuple(compiled.positiontup or ())

    async def fetch_row(self, session: AsyncSession, values: Mapping[str, Any]) -> Record | None:
        """The first row. Raises `Busy` and, when the server went away, `Unavailable`; after either
        the transaction can only be rolled back.

        As SQLAlchemy's own statements, it sees what the session has changed. Objects read before
        keep what they held: read what it changes again.
        """
        if session.new or session.dirty or session.deleted:
            await session.flush()
        try:
            driver = await _driver_of(session)
            return await driver.fetchrow(self.sql, *(values[name] for name in self.names))
        except _DRIVER_ERRORS as error:
            if getattr(error, "sqlstate", None) in BUSY_STATES:
                raise Busy from error
            if await _is_lost(session, error):
                raise Unavailable from error
            raise


async def _is_lost(session: AsyncSession, error: Exception) -> bool:
    """Whether the server went away. Then the pool forgets the connection, as it does for
    SQLAlchemy's own statements."""
    connection = await session.connection()
    pooled = await connection.get_raw_connection()
    driver: Any = pooled.driver_connection
    if not driver.is_closed():
        return False
    await connection.invalidate(error)
    return True


async def _driver_of(session: AsyncSession) -> Connection:
    """The session's own connection, inside its transaction, which has one for as long as it runs.

    Sessions are never used by two tasks at once, so the driver is not either.
    """
    kept: tuple[object, Connection] | None = session.info.get(_DRIVER)
    transaction = session.get_transaction()
    if kept is not None and transaction is not None and kept[0] is transaction:
        return kept[1]
    connection = await session.connection()
    pooled = await connection.get_raw_connection()
    driver: Connection = pooled.driver_connection
    if not driver.is_in_transaction():
        # What SQLAlchemy does before its own first statement, so that it ends the transaction too.
        adapted: Any = pooled.dbapi_connection
        await adapted._start_transaction()
    session.info[_DRIVER] = (session.get_transaction(), driver)
    return driver
