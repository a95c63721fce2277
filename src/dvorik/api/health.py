"""Is it alive, can it serve, does the whole house work."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache as keep
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlalchemy import text

from dvorik import __version__
from dvorik.kernel import heartbeat
from dvorik.kernel.cache import Cache
from dvorik.kernel.db import Database
from dvorik.kernel.heartbeat import Sign
from dvorik.kernel.log import get_logger
from dvorik.kernel.schemas import Output
from dvorik.kernel.web import CacheDep, ConfigDep, NowDep, public
from dvorik.migrations import runner

router = APIRouter(tags=["health"])
log = get_logger(__name__)

_PATIENCE_SECONDS = 2


class CheckStatus(StrEnum):
    OK = "ok"
    FAILING = "failing"


class Check(Output):
    status: CheckStatus
    detail: str


class Health(Output):
    status: CheckStatus
    version: str
    checks: dict[str, Check] = Field(
        description="database, migrations, redis; of the whole house also worker, schedule, and,"
        " with bots, bots and sender."
    )


NOT_READY: dict[int | str, dict[str, Any]] = {
    503: {"model": Health, "description": "Something does not work; `checks` says what."}
}


class Failing(Exception):
    """A check's answer is no; the message says why, in words fit for strangers."""


Probe = Callable[[], Awaitable[str]]


@router.get("/health/live", dependencies=[public])
async def get_liveness() -> Health:
    """The process answers. For whoever would restart it."""
    return Health(status=CheckStatus.OK, version=__version__, checks={})


@router.get("/health/ready", dependencies=[public], responses=NOT_READY)
async def get_readiness(request: Request, response: Response, cache: CacheDep) -> Health:
    """This process can serve requests. For whoever would send them here."""
    return await _report(response, _own_probes(request.app.state.database, cache))


@router.get("/health", dependencies=[public], responses=NOT_READY)
async def get_health(
    request: Request, response: Response, cache: CacheDep, config: ConfigDep, now: NowDep
) -> Health:
    """The whole house: what this process needs, and whether jobs are being done."""
    probes = _own_probes(request.app.state.database, cache)
    for sign in heartbeat.expected(config):
        probes[sign.name.lower()] = partial(_sign_of_life, cache, sign, now)
    return await _report(response, probes)


def _own_probes(database: Database, cache: Cache) -> dict[str, Probe]:
    return {
        "database": partial(_database, database),
        "migrations": partial(_migrations, database),
        "redis": partial(_redis, cache),
    }


async def _report(response: Response, probes: Mapping[str, Probe]) -> Health:
    checks = {name: await _check(name, probe) for name, probe in probes.items()}
    is_ok = all(check.status is CheckStatus.OK for check in checks.values())
    response.status_code = 200 if is_ok else 503
    return Health(
        status=CheckStatus.OK if is_ok else CheckStatus.FAILING,
        version=__version__,
        checks=checks,
    )


async def _check(name: str, probe: Probe) -> Check:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return Check(status=CheckStatus.OK, detail=await probe())
    except Failing as failure:
        return Check(status=CheckStatus.FAILING, detail=str(failure))
    except TimeoutError:
        return Check(status=CheckStatus.FAILING, detail=f"no answer in {_PATIENCE_SECONDS} s")
    except Exception as error:
        # The message may hold an address or a password; the log has it, strangers do not.
        log.warning("health_check_failed", check=name, error=type(error).__qualname__)
        return Check(status=CheckStatus.FAILING, detail="unreachable")


async def _database(database: Database) -> str:
    async with database.transaction() as session:
        await session.execute(text("SELECT 1"))
    return "answers"


async def _redis(cache: Cache) -> str:
    await cache.ping()
    return "answers"


async def _migrations(database: Database) -> str:
    async with database.transaction() as session:
        level = await session.scalar(text("SELECT version_num FROM alembic_version"))
    if level != newest_migration():
        raise Failing(f"at {level}, this program needs {newest_migration()}: run dvorik migrate")
    return f"at {level}"


@keep
def newest_migration() -> str | None:
    return runner.head()


async def _sign_of_life(cache: Cache, sign: Sign, now: datetime) -> str:
    left_at = await heartbeat.last(cache, sign)
    if left_at is None:
        raise Failing("never seen")
    age = f"seen {max(0, int((now - left_at).total_seconds()))} s ago"
    if not heartbeat.is_fresh(left_at, now=now):
        raise Failing(age)
    return age
