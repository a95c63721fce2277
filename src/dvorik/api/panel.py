"""The panel, where no route wants to answer.

An address without a file is a page of the panel's own router; an asset without one is missing,
for a page in its place would be run as a script.
"""

from pathlib import Path
from typing import Final

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dvorik.kernel import built_page
from dvorik.kernel.built_page import BuiltPage

# Never pages of the panel: programs ask there, and want to hear that there is nothing.
_NOT_PAGES: Final = ("api", "assets", "health", "internal", "metrics", "webhooks")

_INSTEAD: Final = (
    '<p><a href="/api/docs">Reference of the API</a> · <a href="/health">Health</a></p>'
)


def wants_page(request: Request) -> bool:
    """Whether a person looks, by the `Accept` header: browsers name HTML, programs do not."""
    return "text/html" in request.headers.get("accept", "")


class Panel:
    """An ASGI application for what no route matched; `otherwise` says that it is not there.

    `sandbox` is the page of another origin that may be shown beside it, in the demo.
    """

    otherwise: ASGIApp

    def __init__(self, folder: Path = built_page.FOLDER, *, sandbox: str | None = None) -> None:
        self._built = BuiltPage("index.html", instead=_INSTEAD, folder=folder)
        self._around = ["frame-ancestors 'none'"]
        if sandbox:
            self._around.append(f"frame-src {sandbox}")

    def page(self) -> HTMLResponse:
        """The one page of the panel."""
        response = self._built.page(*self._around)
        response.headers["Vary"] = "Accept"
        return response

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self.otherwise
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            answer = await self._find(scope) or self.otherwise
        await answer(scope, receive, send)

    async def _find(self, scope: Scope) -> Response | None:
        path = scope["path"].lstrip("/")
        if found := await self._built.file(path, scope):
            return found
        is_file = "." in path.rpartition("/")[2]
        if is_file or path.partition("/")[0] in _NOT_PAGES or not wants_page(Request(scope)):
            return None
        return self.page()
