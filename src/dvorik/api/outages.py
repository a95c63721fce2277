"""A database or a Redis that is away is "try again later" at every route, not a defect."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from redis.exceptions import RedisError
from sqlalchemy.exc import InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dvorik.api.problems import problem
from dvorik.kernel.errors import Unavailable
from dvorik.kernel.log import get_logger

log = get_logger(__name__)

# A refused connection reaches us as the system's own error, past the driver.
_AWAY = (RedisError, InterfaceError, PoolTimeout, ConnectionError)


def install(app: FastAPI) -> None:
    async def on_outage(request: Request, error: Exception) -> JSONResponse:
        log.error("service_away", error=type(error).__qualname__)
        return problem(request, HTTPStatus.SERVICE_UNAVAILABLE, Unavailable.code, params={})

    for kind in _AWAY:
        app.add_exception_handler(kind, on_outage)
