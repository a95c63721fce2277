"""The API process: builds what the application needs, and serves it."""

import asyncio
import gc
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import uvicorn
from fastapi import FastAPI

from dvorik.accounts.routes.authenticate import authenticate
from dvorik.api.app import create_app
from dvorik.api.live.hub import Hub
from dvorik.kernel import cache as redis
from dvorik.kernel import config as configuration
from dvorik.kernel import startup
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.ending import end
from dvorik.kernel.nudges import Nudger

_GRACEFUL_STOP_SECONDS = 5
_STARTUP_FAILED = 3


def create() -> FastAPI:
    """The ASGI factory: `uvicorn --factory dvorik.api.main:create`. Raises `BadConfig`."""
    return build(configuration.load())


def build(config: Config) -> FastAPI:
    """The real application. Connections are opened by their first use."""
    assert config.database_url
    assert config.redis_url
    cache = redis.connect(config.redis_url)
    nudger = Nudger(cache)
    database = Database(
        config.database_url, application_name="dvorik-api", after_record=nudger.after_record
    )
    app = create_app(config=config, database=database, cache=cache, authenticate=authenticate)
    app.router.lifespan_context = _lifespan(database, cache, [nudger.run, app.state.live.run])
    return app


def _lifespan(
    database: Database, cache: Cache, residents: Sequence[Callable[[], Coroutine[Any, Any, None]]]
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # Routes, models and statements live as long as the process: looking through them again
        # and again is most of what a full collection costs, and the longest pause of an answer.
        gc.collect()
        gc.freeze()
        try:
            async with asyncio.TaskGroup() as group:
                running = [group.create_task(run()) for run in residents]
                yield
                await end(*running)
        finally:
            await database.close()
            await cache.aclose()

    return lifespan


def document() -> dict[str, Any]:
    """The OpenAPI document. Reads no configuration and reaches no service."""
    config = Config.model_construct()
    database = Database("postgresql+asyncpg://nobody@nowhere/nothing")
    cache = redis.connect("redis://nowhere")
    return create_app(
        config=config, database=database, cache=cache, authenticate=authenticate
    ).openapi()


def run(config: Config) -> None:
    """Serve until SIGTERM, then finish requests at work for a few seconds."""
    startup.prepare(config)
    app = build(config)
    settings = uvicorn.Config(
        app,
        host=config.api_host,
        port=config.api_port,
        # Structured logs are ours; uvicorn's own configuration would replace them.
        log_config=None,
        access_log=False,
        proxy_headers=True,
        forwarded_allow_ips=config.trusted_proxies,
        server_header=False,
        timeout_graceful_shutdown=_GRACEFUL_STOP_SECONDS,
    )
    server = LiveServer(settings, app.state.live)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(_STARTUP_FAILED)


class LiveServer(uvicorn.Server):
    """Ends live streams before it waits for requests to finish: they would never."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._hub.close()
        await super().shutdown(sockets)
