"""Reference pages of the API. Swagger UI and Redoc come from a package, nothing from a CDN.

Both are taken from the PyPI package `fastapi-offline`, which carries their published builds
(Apache 2.0 and MIT); only its files are used, its code is never imported.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, HTMLResponse

from dvorik.api import catalogue
from dvorik.kernel.errors import NotFound
from dvorik.kernel.web import public

router = APIRouter(prefix="/api", tags=["docs"], include_in_schema=False)

_ASSETS: Final = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "redoc.standalone.js": "text/javascript",
    "favicon.png": "image/png",
}

# Both tools style themselves inline; Redoc searches in a worker it makes from a blob.
_PAGE_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src blob:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}
_ASSET_HEADERS: Final = {"Cache-Control": "public, max-age=86400"}

_SWAGGER: Final = """\
<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Dvorik API</title>
  <link rel="icon" href="docs/assets/favicon.png">
  <link rel="stylesheet" href="docs/assets/swagger-ui.css">
</head>
<body>
  <div id="swagger-ui"></div>
  <script src="docs/assets/swagger-ui-bundle.js"></script>
  <script src="docs/assets/start.js"></script>
</body>
</html>
"""

_START: Final = """\
SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  validatorUrl: null,
});
"""

_REDOC: Final = """\
<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Dvorik API</title>
  <link rel="icon" href="docs/assets/favicon.png">
  <style>body { margin: 0; }</style>
</head>
<body>
  <redoc spec-url="/api/openapi.json" disable-telemetry="true"></redoc>
  <script src="docs/assets/redoc.standalone.js"></script>
</body>
</html>
"""


@router.get("/docs", dependencies=[public])
async def show_swagger() -> HTMLResponse:
    return HTMLResponse(_SWAGGER, headers=_PAGE_HEADERS)


@router.get("/redoc", dependencies=[public])
async def show_redoc() -> HTMLResponse:
    return HTMLResponse(_REDOC, headers=_PAGE_HEADERS)


@router.get("/problems", dependencies=[public])
async def show_problems() -> HTMLResponse:
    """Where the `type` of every problem document leads."""
    return HTMLResponse(catalogue.page())


@router.get("/docs/assets/start.js", dependencies=[public])
async def get_docs_start() -> Response:
    return Response(_START, media_type="text/javascript", headers=_ASSET_HEADERS)


@router.get("/docs/assets/{name}", dependencies=[public])
async def get_docs_asset(name: str) -> FileResponse:
    if name not in _ASSETS:
        raise NotFound
    return FileResponse(_folder() / name, media_type=_ASSETS[name], headers=_ASSET_HEADERS)


def _folder() -> Path:
    spec = find_spec("fastapi_offline")
    if spec is None or not spec.submodule_search_locations:
        raise NotFound
    return Path(spec.submodule_search_locations[0]) / "static"
