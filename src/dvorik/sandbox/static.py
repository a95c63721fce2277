"""Serves the chat page: built with the panel, nothing from elsewhere, nothing stale."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from dvorik.kernel import built_page
from dvorik.kernel.built_page import BuiltPage
from dvorik.sandbox.errors import BotApiError
from dvorik.sandbox.world import World

_INSTEAD = (
    "<p>The bots and <code>/control</code> work without it: "
    '<a href="/control/state">who is here</a>.</p>'
)


class ChatPage:
    """`/`, the page's files, and `/shop_bot?start=…`: the sandbox stands in for t.me too."""

    def __init__(self, world: World, folder: Path = built_page.FOLDER) -> None:
        self._world = world
        self._built = BuiltPage("sandbox.html", instead=_INSTEAD, folder=folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._respond(scope)
        await response(scope, receive, send)

    async def _respond(self, scope: Scope) -> Response:
        request = Request(scope)
        path = str(request.path_params["path"])
        if path == "" or self._world.knows(path):
            response: Response | None = self._page(request)
        else:
            response = await self._built.file(path, scope)
        if response is None:
            return JSONResponse(BotApiError(404, "Not Found").body(), status_code=404)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def _page(self, request: Request) -> Response:
        # The panel of the same machine shows it beside itself, whichever its port.
        hosts = sorted({request.url.hostname or "localhost", "localhost", "127.0.0.1"})
        around = " ".join(f"http://{host}:*" for host in hosts)
        return self._built.page("media-src 'self'", f"frame-ancestors 'self' {around}")
