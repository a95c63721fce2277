"""Builds the sandbox as one web application: Bot API, control API, chat page."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from dvorik.kernel import built_page
from dvorik.sandbox import snapshot
from dvorik.sandbox.control import control_router
from dvorik.sandbox.control.router import install_refusals
from dvorik.sandbox.door import BotApiDoor
from dvorik.sandbox.downloads import FileDoor
from dvorik.sandbox.errors import BotApiError
from dvorik.sandbox.lifespan import running
from dvorik.sandbox.static import ChatPage
from dvorik.sandbox.types import BotSpec, ChannelSpec, PersonSpec
from dvorik.sandbox.world import World


def create_app(
    *,
    bots: Sequence[BotSpec],
    channels: Sequence[ChannelSpec] = (),
    people: Sequence[PersonSpec] = (),
    state_file: Path | None = None,
    rate_per_second: float | None = 30,
) -> FastAPI:
    """`rate_per_second` None sends without a ceiling."""
    world = World(bots, channels, people, rate_per_second)
    if state_file is not None:
        snapshot.load(state_file, world)
    return app_of(world, state_file=state_file)


def app_of(
    world: World, *, state_file: Path | None = None, pages: Path = built_page.FOLDER
) -> FastAPI:
    """The application over a world that somebody else made, for instance with a clock.

    `pages` is where the chat page was built.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with running(world, state_file):
            yield

    app = FastAPI(
        title="Dvorik sandbox", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )
    app.state.world = world
    app.router.routes.append(Route("/bot{token}/{method}", BotApiDoor(world)))
    app.router.routes.append(Route("/file/bot{token}/{path:path}", FileDoor(world)))
    app.include_router(control_router(world))
    install_refusals(app)
    app.add_exception_handler(404, _not_found)
    app.router.routes.append(Route("/{path:path}", ChatPage(world, pages), methods=["GET"]))
    return app


async def _not_found(_request: Request, _error: Exception) -> JSONResponse:
    body = BotApiError(404, "Not Found").body()
    return JSONResponse(body, status_code=404)
