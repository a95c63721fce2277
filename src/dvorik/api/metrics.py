"""Prometheus metrics: of this process, and of the work that waits in the database."""

import ipaddress
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import tokens
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Forbidden
from dvorik.kernel.events import MAX_ATTEMPTS, DeliveryRow, EventRow
from dvorik.kernel.inbox import UpdateRow, UpdateStatus
from dvorik.kernel.log import get_logger
from dvorik.kernel.web import ConfigDep, public
from dvorik.messaging import queries as messaging

router = APIRouter(tags=["health"])
log = get_logger(__name__)

REQUESTS = Counter(
    "dvorik_http_requests_total", "Requests answered.", ["method", "route", "status"]
)
SECONDS = Histogram(
    "dvorik_http_request_seconds",
    "Time to answer a request.",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
WAITING = Gauge("dvorik_waiting", "Rows that wait for a process, by kind.", ["kind"])
DATABASE_UP = Gauge("dvorik_database_up", "1 when the database answered for these figures.")


_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    # Callers may invent methods, and each new label would be kept in memory for ever.
    method = method if method in _METHODS else "OTHER"
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(method, route).observe(seconds)


async def check_reader(
    request: Request,
    config: ConfigDep,
    authorization: Annotated[str, Header(max_length=500)] = "",
) -> None:
    """With METRICS_TOKEN: its bearer. Without: programs of this machine, not through a proxy."""
    expected = config.metrics_token.get_secret_value()
    if expected:
        given = authorization.removeprefix("Bearer ")
        if not tokens.equal(given, expected):
            raise Forbidden
    elif not _is_from_here(request):
        raise Forbidden


@router.get(
    "/metrics",
    dependencies=[public, Depends(check_reader)],
    include_in_schema=False,
)
async def get_metrics(request: Request) -> Response:
    await _look(request.app.state.database)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _is_from_here(request: Request) -> bool:
    if request.client is None or "x-forwarded-for" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


async def _look(database: Database) -> None:
    """Set the gauges. A database that is away is a figure too, not an error."""
    try:
        async with database.transaction() as session:
            for kind, number in (await count_waiting(session)).items():
                WAITING.labels(kind).set(number)
        DATABASE_UP.set(1)
    except Exception as error:
        log.warning("metrics_without_database", error=type(error).__qualname__)
        DATABASE_UP.set(0)


async def count_waiting(session: AsyncSession) -> dict[str, int]:
    """Each figure comes from a partial index that holds little more than the rows counted."""
    messages = await messaging.count_on_their_way(session)
    is_over = DeliveryRow.attempts >= MAX_ATTEMPTS
    return {
        "events": await _count(session, ~EventRow.fanned_out),
        "reactions": await _count(session, ~DeliveryRow.done & ~is_over),
        "reactions_given_up": await _count(session, ~DeliveryRow.done & is_over),
        "telegram_updates": await _count(session, UpdateRow.status == UpdateStatus.NEW.value),
        **{f"messages_{status}": number for status, number in messages.items()},
    }


async def _count(session: AsyncSession, condition: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).where(condition)) or 0
