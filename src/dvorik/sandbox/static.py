"""Serves the chat page: plain files, nothing from elsewhere, nothing stale."""

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_HEADERS = {
    # A second wall behind "text is only ever text": no foreign scripts, no inline ones.
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # A page of yesterday's version must not talk to today's control API.
    "Cache-Control": "no-cache",
}


class ChatPage(StaticFiles):
    """Static files with the headers above."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_HEADERS)
        return response
