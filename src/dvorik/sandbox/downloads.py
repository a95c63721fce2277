"""`/file/bot<token>/<path>`: files as bots download them, and for the chat page."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from dvorik.sandbox.errors import BotApiError
from dvorik.sandbox.files import StoredFile
from dvorik.sandbox.world import World


class FileDoor:
    """An ASGI endpoint for bots: only their own files, found by `file_path` of getFile."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = self._respond(Request(scope))
        await response(scope, receive, send)

    def _respond(self, request: Request) -> Response:
        bot = self._world.bot_of(str(request.path_params["token"]))
        if bot is None:
            return _refusal(BotApiError(401, "Unauthorized"))
        path = str(request.path_params["path"])
        file = self._world.files.find_path(path, bot_id=bot.id)
        return _refusal(BotApiError(404, "Not Found")) if file is None else file_response(file)


def file_response(file: StoredFile) -> Response:
    """Bytes with their type. Only pictures and videos are shown; a page is never opened."""
    kind = file.mime_type.partition("/")[0]
    is_shown = kind in {"image", "video"} and "svg" not in file.mime_type
    headers = {"X-Content-Type-Options": "nosniff"}
    if not is_shown:
        headers["Content-Disposition"] = "attachment"
    media_type = file.mime_type if is_shown else "application/octet-stream"
    return Response(file.content, headers=headers, media_type=media_type)


def _refusal(refusal: BotApiError) -> Response:
    return JSONResponse(refusal.body(), status_code=refusal.code)
