"""The declarative base and the one transaction helper every door uses."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CollectionAggregate,
    DateTime,
    Identity,
    MetaData,
    any_,
    bindparam,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from dvorik.kernel.errors import Busy, Unavailable
from dvorik.kernel.log import get_logger

log = get_logger(__name__)

LOCK_TIMEOUT_MS = 3_000
"""How long a statement waits for a row that somebody else holds, before `Busy`."""

# lock_not_available, deadlock_detected, serialization_failure
BUSY_STATES = {"55P03", "40P01", "40001"}

RECORDED: Final = "dvorik.recorded"
"""Key in `session.info`: something was recorded that listeners want to hear about."""


def any_of(ids: Iterable[int]) -> CollectionAggregate[bool]:
    """For `column == any_of(ids)`, on paths that run often: one parameter, so that the statement
    stays the same. IN is written anew for each number of values, which takes longer than running
    it."""
    return any_(bindparam(None, list(ids), ARRAY(BigInteger)))


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    # Every integer key and counter is 64-bit, every moment aware, every document JSONB.
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it from the class
        int: BigInteger(),
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


class Numbered:
    """Mixin: a 64-bit identity key, so ids grow in order of insertion."""

    id: Mapped[int] = mapped_column(Identity(), primary_key=True, sort_order=-1)


def sqlstate_of(error: DBAPIError) -> str | None:
    """The five-character SQLSTATE of a database error, if the server sent one."""
    return getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)


def _connect(dialect: Any, _: object, arguments: list[Any], parameters: dict[str, Any]) -> Any:
    """Connect, or raise SQLAlchemy's `OperationalError`, which nothing else becomes here.

    What is raised meanwhile differs: a name that cannot be resolved and a socket that is missing
    are the system's errors, a server that starts, stops or is full is the driver's plainest one.
    """
    try:
        return dialect.connect(*arguments, **parameters)
    except (OSError, dialect.loaded_dbapi.Error) as error:
        state = getattr(error, "sqlstate", None)
        log.error("database_unreachable", error=type(error).__qualname__, sqlstate=state)
        raise dialect.loaded_dbapi.OperationalError(str(error), error) from error


class Database:
    """Owns one engine. Built once per process, by the door that process runs.

    `after_record` is called after each commit that recorded an event; it must not block.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        application_name: str = "dvorik",
        after_record: Callable[[], None] | None = None,
    ) -> None:
        self.engine = create_async_engine(
            url,
            pool_size=pool_size,
            # None beyond the pool: a connection opened for a burst and closed after it costs more
            # than waiting for one, and forgets its prepared statements.
            max_overflow=0,
            pool_pre_ping=False,
            # Errors are logged with their text, and parameters are what people wrote.
            hide_parameters=True,
            connect_args={
                "server_settings": {
                    "application_name": application_name,
                    "lock_timeout": str(LOCK_TIMEOUT_MS),
                    "idle_in_transaction_session_timeout": "60000",
                    "timezone": "UTC",
                }
            },
        )
        event.listen(self.engine.sync_engine, "do_connect", _connect)
        self.after_record = after_record
        # Objects stay readable after the commit, so a route can return the row it changed.
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Commit on success, roll back on any exception. Actions do neither.

        A lock that did not come in time, and a deadlock, become `Busy`; a server that went away
        or lets nobody in becomes `Unavailable`, and the pool forgets its connections.
        """
        async with self._sessions() as session:
            try:
                async with session.begin():
                    yield session
            except DBAPIError as error:
                if sqlstate_of(error) in BUSY_STATES:
                    raise Busy from error
                if error.connection_invalidated or isinstance(error, OperationalError):
                    raise Unavailable from error
                raise
        self._tell_listeners(session)

    def _tell_listeners(self, session: AsyncSession) -> None:
        if self.after_record is not None and session.info.get(RECORDED):
            self.after_record()

    async def close(self) -> None:
        await self.engine.dispose()
