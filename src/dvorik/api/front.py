"""The front door at `/`: the panel for people, a short introduction for programs."""

from fastapi import APIRouter, FastAPI, Request, Response

from dvorik import __version__
from dvorik.api.panel import Panel, wants_page
from dvorik.kernel.schemas import Output
from dvorik.kernel.web import public

router = APIRouter(tags=["health"])


class Front(Output):
    name: str
    version: str
    links: dict[str, str]


@router.get("/", response_model=Front, dependencies=[public])
async def get_front(request: Request) -> Front | Response:
    """Who this is and where to go on. A browser gets the panel instead."""
    if wants_page(request):
        panel: Panel = request.app.state.panel
        return panel.page()
    return Front(
        name="Dvorik",
        version=__version__,
        links={
            "docs": "/api/docs",
            "reference": "/api/redoc",
            "openapi": "/api/openapi.json",
            "health": "/health",
        },
    )


def install(app: FastAPI, panel: Panel) -> None:
    """Let the panel answer where no route matches. Call after the last route."""
    app.state.panel = panel
    panel.otherwise = app.router.default
    app.router.default = panel
