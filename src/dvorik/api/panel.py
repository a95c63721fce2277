"""The panel's files: built from `web/` into `web_panel/`, handed out with what browsers need.

Only what no route wants comes here. Names of assets change with their content, so browsers keep
them for ever and ask for the page each time. An address without a file is a page of the panel's
own router; an asset without one is missing, for a page in its place would be run as a script.
"""

import mimetypes
import secrets
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

import dvorik

FOLDER: Final = Path(dvorik.__file__).parent / "web_panel"

# Stands in the built page wherever a nonce belongs (`web/vite.config.ts`).
_NONCE: Final = "DVORIK_NONCE"

# Never pages of the panel: programs ask there, and want to hear that there is nothing.
_NOT_PAGES: Final = ("api", "assets", "health", "internal", "metrics", "webhooks")

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_EACH_TIME: Final = "no-cache"

_UNBUILT: Final = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dvorik</title>
<style nonce="DVORIK_NONCE">
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1rem;
         color-scheme: light dark; }
</style>
<h1>The panel is not built yet</h1>
<p>Everything else works. To build it, type <code>make web</code> in the folder of the sources,
then reload this page. A package from <code>uv build</code> has it inside.</p>
<p><a href="/api/docs">Reference of the API</a> · <a href="/health">Health</a></p>
</html>
"""


def wants_page(request: Request) -> bool:
    """Whether a person looks, by the `Accept` header: browsers name HTML, programs do not."""
    return "text/html" in request.headers.get("accept", "")


class Panel:
    """An ASGI application for what no route matched; `otherwise` says that it is not there."""

    otherwise: ASGIApp

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._files = StaticFiles(directory=folder, check_dir=False)

    def page(self) -> HTMLResponse:
        """The one page of the panel, with a policy that only its own scripts and styles meet.

        Read anew each time, so that what was built meanwhile is seen.
        """
        index = self._folder / "index.html"
        text = index.read_text(encoding="utf-8") if index.is_file() else _UNBUILT
        nonce = secrets.token_urlsafe(16)
        headers = {
            "Content-Security-Policy": _policy(nonce),
            "Cache-Control": "no-store",
            "Vary": "Accept",
        }
        return HTMLResponse(text.replace(_NONCE, nonce), headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self.otherwise
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            answer = await self._find(scope) or self.otherwise
        await answer(scope, receive, send)

    async def _find(self, scope: Scope) -> Response | None:
        path = scope["path"].lstrip("/")
        if found := await self._file(path, scope):
            return found
        is_file = "." in path.rpartition("/")[2]
        if is_file or path.partition("/")[0] in _NOT_PAGES or not wants_page(Request(scope)):
            return None
        return self.page()

    async def _file(self, path: str, scope: Scope) -> Response | None:
        # The page itself is never handed out as it lies there: its nonces are not filled in.
        is_inner = path.endswith((".html", ".gz"))
        if is_inner or any(part.startswith(".") for part in path.split("/")):
            return None
        response = await self._packed(path, scope) or await self._read(path, scope)
        if response:
            is_named_by_content = path.startswith("assets/")
            response.headers["Cache-Control"] = _FOR_EVER if is_named_by_content else _ASK_EACH_TIME
        return response

    async def _packed(self, path: str, scope: Scope) -> Response | None:
        """What the build has compressed, for a browser that unpacks it."""
        if "gzip" not in Request(scope).headers.get("accept-encoding", ""):
            return None
        response = await self._read(f"{path}.gz", scope)
        if response:
            response.headers["Content-Type"] = mimetypes.guess_type(path)[0] or "text/plain"
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Vary"] = "Accept-Encoding"
        return response

    async def _read(self, path: str, scope: Scope) -> Response | None:
        try:
            response = await self._files.get_response(path, scope)
        except (StarletteHTTPException, OSError, ValueError):
            return None
        is_there = response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}
        return response if is_there else None


def _policy(nonce: str) -> str:
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; "
        f"style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
