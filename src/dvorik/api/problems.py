"""RFC 9457 problem documents."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from dvorik.api.texts import problem_detail
from dvorik.kernel import context, errors
from dvorik.kernel.i18n import pick_accepted

STATUS = {
    errors.Unauthenticated: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

# What the framework refuses before any route is reached.
ROUTING_CODES = {
    HTTPStatus.BAD_REQUEST: "malformed_request",
    HTTPStatus.NOT_FOUND: "no_such_path",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "request_too_large",
}


def status_of(error: type[errors.AppError]) -> HTTPStatus:
    return next(STATUS[kind] for kind in error.__mro__ if kind in STATUS)


def problem(request: Request, status: HTTPStatus, code: str, **members: Any) -> JSONResponse:
    language = pick_accepted(request.headers.get("accept-language"))
    body = {
        "type": f"/api/problems#{code}",
        "title": status.phrase,
        "status": status.value,
        "code": code,
        "detail": problem_detail(code, language, members.get("params", {})),
        "instance": context.request_id.get(),
        **members,
    }
    return JSONResponse(body, status, media_type="application/problem+json")


def field_errors(error: RequestValidationError) -> Iterator[dict[str, str]]:
    """Where and why, without what was sent: the input may be a password."""
    for item in error.errors():
        pointer = "/" + "/".join(
            str(part).replace("~", "~0").replace("/", "~1") for part in item["loc"]
        )
        yield {"pointer": pointer, "code": item["type"]}


def install(app: FastAPI) -> None:
    @app.exception_handler(errors.AppError)
    async def on_app_error(request: Request, error: errors.AppError) -> JSONResponse:
        params = dict(error.params)
        members: dict[str, Any] = {}
        if "errors" in params:
            members["errors"] = params.pop("errors")
        response = problem(request, status_of(type(error)), error.code, params=params, **members)
        if isinstance(error, errors.TooMany):
            response.headers["Retry-After"] = str(error.retry_after_seconds)
        if isinstance(error, errors.Unauthenticated):
            response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @app.exception_handler(RequestValidationError)
    async def on_bad_request(request: Request, error: RequestValidationError) -> JSONResponse:
        items = list(field_errors(error))
        if any(item["code"] == "json_invalid" for item in items):
            return problem(request, HTTPStatus.BAD_REQUEST, "malformed_json")
        return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, errors.Invalid.code, errors=items)

    @app.exception_handler(StarletteHTTPException)
    async def on_routing_error(request: Request, error: StarletteHTTPException) -> JSONResponse:
        status = HTTPStatus(error.status_code)
        code = ROUTING_CODES.get(status, status.name.lower())
        response = problem(request, status, code)
        response.headers.update(error.headers or {})
        return response
