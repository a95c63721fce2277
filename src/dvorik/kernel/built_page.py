"""A page built from `web/` into `web_panel/`, and its files, with what browsers need.

Names of assets change with their content, so browsers keep them for ever and ask for the page
each time.
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
from starlette.types import Scope

import dvorik

FOLDER: Final = Path(dvorik.__file__).parent / "web_panel"

# Stands in the built page wherever a nonce belongs (`web/vite.config.ts`).
_NONCE: Final = "DVORIK_NONCE"

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_EACH_TIME: Final = "no-cache"

_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'nonce-DVORIK_NONCE'; "
    "style-src 'self' 'nonce-DVORIK_NONCE'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
)

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
<h1>This page is not built yet</h1>
<p>Everything else works. To build it, type <code>make web</code> in the folder of the sources,
then reload this page. A package from <code>uv build</code> has it inside.</p>
{instead}
</html>
"""


def is_built() -> bool:
    """Whether there are pages at all: all of them are built at once."""
    return FOLDER.is_dir()


class BuiltPage:
    """`instead`: HTML for when there is no page yet."""

    def __init__(self, name: str, *, instead: str, folder: Path = FOLDER) -> None:
        self._file = folder / name
        self._instead = instead
        self._files = StaticFiles(directory=folder, check_dir=False)

    def page(self, *directives: str) -> HTMLResponse:
        """With a policy that only its own scripts and styles meet; `directives` add to it.

        Read anew each time, so that what was built meanwhile is seen.
        """
        if self._file.is_file():
            text = self._file.read_text(encoding="utf-8")
        else:
            text = _UNBUILT.replace("{instead}", self._instead)
        nonce = secrets.token_urlsafe(16)
        headers = {
            "Content-Security-Policy": "; ".join((_POLICY.replace(_NONCE, nonce), *directives)),
            "Cache-Control": "no-store",
        }
        return HTMLResponse(text.replace(_NONCE, nonce), headers=headers)

    async def file(self, path: str, scope: Scope) -> Response | None:
        """What lies at `path` for anybody to have; None: nothing does."""
        # A page itself is never handed out as it lies there: its nonces are not filled in.
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
