"""What happens around every request: its id, its line in the log, its place in the metrics."""

import re
import secrets
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dvorik.api.metrics import observe_request
from dvorik.kernel import context
from dvorik.kernel.log import get_logger

log = get_logger(__name__)
_ACCEPTED_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestTrail:
    """Pure ASGI: no response is buffered, no task is started."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        token = context.request_id.set(request_id)
        started = time.perf_counter()
        answered = None
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal answered, status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                answered = time.perf_counter()
                message["headers"] = [
                    *message.get("headers", []),
                    (b"x-request-id", request_id.encode()),
                ]
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception:
            log.exception("request_crashed", route=_route(scope))
            raise
        finally:
            seconds = time.perf_counter() - started
            # Live events are an answer without end; how long somebody listened is not slowness.
            waited = seconds if answered is None else answered - started
            observe_request(scope["method"], _route(scope), status, waited)
            log.info(
                "request",
                method=scope["method"],
                route=_route(scope),
                status=status,
                milliseconds=round(seconds * 1000, 1),
            )
            context.request_id.reset(token)


def _request_id(scope: Scope) -> str:
    """The caller's id when it is harmless, else one of our own."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _ACCEPTED_ID.fullmatch(value.decode("latin-1")):
            return str(value.decode("latin-1"))
    return secrets.token_hex(8)


def _route(scope: Scope) -> str:
    """The path's pattern, never the path: ids and codes stay out of logs and metrics."""
    # The route itself knows its path inside its router; the prefix is in FastAPI's context.
    whole: Any = scope.get("fastapi", {}).get("effective_route_context")
    route: Any = whole or scope.get("route")
    return getattr(route, "path", "unmatched")
