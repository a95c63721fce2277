"""The OpenAPI document: FastAPI's, with what it cannot see from the routes.

Which right an operation asks for, how a caller proves who they are, and that every refusal is a
problem document (RFC 9457) with a code from the catalogue.
"""

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from dvorik.kernel.web import Right

PROBLEM = {
    "title": "Problem",
    "description": "Why a request was refused (RFC 9457). `code` is stable; `detail` is for people,"
    " in the language of Accept-Language.",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "description": "`/api/problems#` and the code."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "examples": ["loyalty.limit_reached"]},
        "detail": {"type": "string"},
        "instance": {"type": ["string", "null"], "description": "The id of the request."},
        "params": {"type": "object", "description": "Facts that explain the refusal."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code"],
                "properties": {"pointer": {"type": "string"}, "code": {"type": "string"}},
            },
        },
    },
}

SECURITY_SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token from POST /api/v1/auth/login.",
    },
    "internalKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "INTERNAL_API_KEY of the installation.",
    },
    "telegramSecret": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Telegram-Bot-Api-Secret-Token",
        "description": "What setWebhook told Telegram.",
    },
}

_EVERYWHERE = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_WHEN_CHANGING = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)


def describe(app: FastAPI) -> None:
    """Make `app.openapi()` answer with the completed document. Call after the last route."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(plain(), routes(app))
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI documents


def routes(app: FastAPI) -> Iterator[RouteContext]:
    """Every operation with the prefix and the dependencies of the routers around it."""
    every = iter_route_contexts(app.routes)
    return (route for route in every if isinstance(route.original_route, APIRoute))


def right_of(dependant: Dependant) -> Right | None:
    """The marker the route carries, however deep."""
    if isinstance(dependant.call, Right):
        return dependant.call
    found = (right_of(child) for child in dependant.dependencies)
    return next((right for right in found if right), None)


def _complete(document: dict[str, Any], all_routes: Iterable[RouteContext]) -> dict[str, Any]:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for replaced in ("HTTPValidationError", "ValidationError"):
        schemas.pop(replaced, None)
    schemas["Problem"] = PROBLEM
    components["securitySchemes"] = SECURITY_SCHEMES
    for route in all_routes:
        if route.include_in_schema:
            for method in route.methods or ():
                operation = document["paths"][route.path_format][method.lower()]
                _complete_operation(operation, method, route)
    return document


def _complete_operation(operation: dict[str, Any], method: str, route: RouteContext) -> None:
    right = right_of(route.dependant)
    if right is not None:
        operation["x-permission"] = right.label
        operation["security"] = _security(right)
    _drop_key_parameter(operation)
    responses: dict[str, Any] = operation["responses"]
    # FastAPI's own, which we never answer with.
    had_validation = responses.pop("422", None) is not None
    for status in _refusals(operation, method, right, had_validation=had_validation):
        responses.setdefault(str(status.value), _problem_response(status))
    operation["responses"] = dict(sorted(responses.items()))


def _security(right: Right) -> list[dict[str, list[str]]]:
    return [{right.scheme: []}] if right.scheme else []


def _drop_key_parameter(operation: dict[str, Any]) -> None:
    """The key is the security scheme, not one more field to fill in."""
    parameters = operation.get("parameters", [])
    keys = {scheme["name"].lower() for scheme in SECURITY_SCHEMES.values() if "name" in scheme}
    kept = [one for one in parameters if one["name"].lower() not in keys]
    operation.pop("parameters", None)
    if kept:
        operation["parameters"] = kept


def _refusals(
    operation: dict[str, Any], method: str, right: Right | None, *, had_validation: bool
) -> Iterator[HTTPStatus]:
    yield from _EVERYWHERE
    if method != "GET":
        yield from _WHEN_CHANGING
        return
    if right is not None and right.scheme:
        yield HTTPStatus.FORBIDDEN
        if right.scheme == "bearer":
            yield HTTPStatus.UNAUTHORIZED
    if had_validation:
        yield HTTPStatus.UNPROCESSABLE_ENTITY
    if any(one["in"] == "path" for one in operation.get("parameters", [])):
        yield HTTPStatus.NOT_FOUND
        yield HTTPStatus.FORBIDDEN


def _problem_response(status: HTTPStatus) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": status.phrase,
        "content": {"application/problem+json": {"schema": schema}},
    }
