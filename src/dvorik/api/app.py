"""Builds the HTTP application from its parts."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik import __version__, tables
from dvorik.accounts.routes import router as accounts
from dvorik.analytics.routes import attention, figures
from dvorik.analytics.routes import campaigns as funnels
from dvorik.analytics.routes import router as audit
from dvorik.analytics.routes import users as cards
from dvorik.api import docs, front, health, metrics, outages, problems, surroundings
from dvorik.api.live.hub import Hub
from dvorik.api.live.routes import router as live
from dvorik.api.openapi import describe
from dvorik.api.panel import Panel
from dvorik.api.proxies import ProxyWatch
from dvorik.api.requests import RequestTrail
from dvorik.bulk.routes import router as bulk
from dvorik.clients.routes import router as clients
from dvorik.finance.routes import router as orders
from dvorik.integrations.first_steps.routes import router as first_steps
from dvorik.integrations.telegram.panel_routes import router as telegram_panel
from dvorik.integrations.telegram.routes import router as telegram
from dvorik.kernel import clock
from dvorik.kernel.actor import Actor
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.limits import Brake
from dvorik.loyalty.routes import router as loyalty
from dvorik.merging.routes import router as merging
from dvorik.messaging.routes import (
    broadcasts,
    corrections,
    exports,
    offers,
    outbox,
    received,
    texts,
)
from dvorik.segments.routes import router as segments
from dvorik.settings.routes import router as settings

Authenticate = Callable[[Request, AsyncSession], Awaitable[Actor]]

# Under /api/v1. A literal path must come before a pattern that would swallow it. Routes are tried
# in this order, so what people at a counter wait for stands first.
V1_ROUTERS: tuple[APIRouter, ...] = (
    loyalty,
    accounts,
    attention,
    audit,
    broadcasts,
    bulk,
    clients,
    cards,
    corrections,
    exports,
    received,
    figures,
    first_steps,
    funnels,
    live,
    merging,
    orders,
    outbox,
    segments,
    settings,
    telegram_panel,
    texts,
    offers,
)

# At the root: what machines and people ask before they know of an API.
ROOT_ROUTERS: tuple[APIRouter, ...] = (
    front.router,
    health.router,
    metrics.router,
    docs.router,
    telegram,
)


def create_app(
    *,
    config: Config,
    database: Database,
    cache: Cache,
    authenticate: Authenticate,
    now: clock.Clock = clock.now,
    panel: Panel | None = None,
) -> FastAPI:
    tables.configure()
    app = FastAPI(
        title="Dvorik",
        version=__version__,
        # Route names become the names in the generated TypeScript client.
        generate_unique_id_function=lambda route: route.name,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    furnish(app, config=config, database=database, cache=cache, authenticate=authenticate, now=now)
    problems.install(app)
    outages.install(app)
    surroundings.install(app, config)
    app.add_middleware(ProxyWatch)
    # Added last, so it stands outside of all others and sees every answer.
    app.add_middleware(RequestTrail)
    for router in ROOT_ROUTERS:
        app.include_router(router)
    for router in V1_ROUTERS:
        app.include_router(router, prefix="/api/v1")
    front.install(app, panel or Panel(sandbox=config.sandbox_url))
    describe(app)
    return app


def furnish(
    app: FastAPI,
    *,
    config: Config,
    database: Database,
    cache: Cache,
    authenticate: Authenticate,
    now: clock.Clock,
) -> None:
    """Give `app` what its routes work with. Tests do so anew for each of them: FastAPI needs longer
    to build the routes, at the first request, than most tests take."""
    app.state.config = config
    app.state.database = database
    app.state.cache = cache
    app.state.authenticate = authenticate
    app.state.clock = now
    app.state.brake = Brake(cache)
    app.state.live = Hub(database, cache)
