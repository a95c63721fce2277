"""Puts the control routes together and translates their refusals."""

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import JSONResponse

from dvorik.sandbox.control import channels, dialogs, people, trouble, watch
from dvorik.sandbox.errors import ControlError
from dvorik.sandbox.world import World


def control_router(world: World) -> APIRouter:
    router = APIRouter(prefix="/control")
    for part in (people, dialogs, channels, trouble, watch):
        router.include_router(part.routes(world))
    return router


def install_refusals(app: FastAPI) -> None:
    async def refuse(_request: Request, refusal: Exception) -> JSONResponse:
        assert isinstance(refusal, ControlError)
        return JSONResponse({"error": refusal.reason}, status_code=refusal.status)

    app.add_exception_handler(ControlError, refuse)
