"""How long a question may take, and what the planner thinks when it takes longer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import ClauseElement, Executable, Select, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from dvorik.kernel.db import sqlstate_of
from dvorik.segments.errors import SegmentTooSlow

_QUERY_CANCELED = "57014"


@asynccontextmanager
async def limited(session: AsyncSession, *, timeout_ms: int) -> AsyncIterator[None]:
    """Read inside, nothing else: the savepoint is rolled back, and the settings with it.

    Raises as `in_time`; the caller's transaction goes on.
    """
    async with session.begin_nested() as savepoint:
        async with in_time(session, timeout_ms=timeout_ms):
            yield
        await savepoint.rollback()


@asynccontextmanager
async def in_time(session: AsyncSession, *, timeout_ms: int) -> AsyncIterator[None]:
    """Raise `SegmentTooSlow` when one statement takes longer than `timeout_ms`.

    What was written stays, and so do the settings, until the transaction ends.
    """
    settings = {
        "statement_timeout": str(timeout_ms),
        # A plan made for any parameters cannot tell a rare tag from a common one.
        "plan_cache_mode": "force_custom_plan",
        # Compiling a plan to machine code takes longer than most of these plans run.
        "jit": "off",
    }
    await session.execute(
        select(*(func.set_config(name, value, True) for name, value in settings.items()))
    )
    try:
        yield
    except DBAPIError as error:
        if sqlstate_of(error) != _QUERY_CANCELED:
            raise
        raise SegmentTooSlow from error


async def estimate(session: AsyncSession, statement: Select[*tuple[Any, ...]]) -> int:
    """How many rows the planner expects of `statement`, which is not run."""
    (plan,) = (await session.execute(_Explain(statement))).scalar_one()
    return int(plan["Plan"]["Plan Rows"])


class _Explain(Executable, ClauseElement):
    inherit_cache = False

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement = statement


@compiles(_Explain)
def _compile_explain(element: _Explain, compiler: SQLCompiler, **options: Any) -> str:
    return "EXPLAIN (FORMAT JSON) " + compiler.process(element.statement, **options)
