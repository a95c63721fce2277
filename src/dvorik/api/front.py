"""The first page of the API: who it is and where to go on."""

from fastapi import APIRouter

from dvorik import __version__
from dvorik.kernel.schemas import Output
from dvorik.kernel.web import public

router = APIRouter(tags=["health"])


class Front(Output):
    name: str
    version: str
    links: dict[str, str]


@router.get("/", dependencies=[public])
async def get_front() -> Front:
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
