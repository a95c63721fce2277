"""What surrounds every answer: headers that restrain browsers, and a limit on what is read."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dvorik.api import problems
from dvorik.kernel.config import Config

MAX_BODY_BYTES = 1024 * 1024
"""More than any request without a file needs; Telegram's largest update is a tenth of it."""


# What browsers of other origins may send and read, where ALLOWED_ORIGINS lets them in.
_ASKED = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "X-Request-Id")
_SHOWN = ("ETag", "Retry-After", "X-Request-Id")


def install(app: FastAPI, config: Config) -> None:
    app.add_middleware(BodyLimit)
    app.add_middleware(DefectAnswer)
    if config.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=config.allowed_origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=_ASKED,
            expose_headers=_SHOWN,
            # A cookie for "any origin" would let any page act for whoever is signed in.
            allow_credentials="*" not in config.allowed_origins,
            max_age=600,
        )
    app.add_middleware(DefaultHeaders, headers=security_headers(config))


def security_headers(config: Config) -> dict[str, str]:
    headers = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        # Answers are data. The few pages there are bring a policy of their own.
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cache-Control": "no-store",
    }
    if config.is_production:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


class DefaultHeaders:
    """Adds headers which the answer does not carry already."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    present.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class DefectAnswer:
    """Answers a crash with a problem document, in here, where headers and the request's id are.

    The crash goes on outward, to the log and to whoever collects reports.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def send_noting(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except Exception:
            if scope["type"] == "http" and not has_begun:
                status = HTTPStatus.INTERNAL_SERVER_ERROR
                response = problems.problem(Request(scope), status, "internal_error")
                await response(scope, receive, send)
            raise


class BodyLimit:
    """Answers 413 to a body past the limit, whether its length was declared or not.

    The application sees the rest as a client that went away, so nothing of it is kept.
    """

    def __init__(self, app: ASGIApp, max_bytes: int = MAX_BODY_BYTES) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _declared_length(scope) > self._max_bytes:
            await _refuse(scope, receive, send)
        else:
            await self._count(scope, receive, send)

    async def _count(self, scope: Scope, receive: Receive, send: Send) -> None:
        received = 0
        is_answered = False

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return message if received <= self._max_bytes else {"type": "http.disconnect"}

        async def send_unless_refused(message: Message) -> None:
            nonlocal is_answered
            if received <= self._max_bytes or is_answered:
                is_answered = True
                await send(message)

        try:
            await self._app(scope, receive_counted, send_unless_refused)
        except Exception:
            if received <= self._max_bytes or is_answered:
                raise
        if received > self._max_bytes and not is_answered:
            await _refuse(scope, receive, send)


def _declared_length(scope: Scope) -> int:
    declared = Request(scope).headers.get("content-length", "")
    # Cut before it is read: a number of thousands of digits is an error of its own.
    return int(declared[:20]) if declared.isdecimal() else 0


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    response = problems.problem(Request(scope), status, problems.ROUTING_CODES[status])
    await response(scope, receive, send)
