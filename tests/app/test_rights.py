"""Every endpoint × every role × anonymous, generated from the application itself."""

from collections.abc import Awaitable, Callable, Iterator

import pytest
from fastapi import FastAPI, Request
from fastapi.routing import RouteContext
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts.types import DEFAULT_PERMISSIONS, RoleName
from dvorik.api.openapi import routes
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.errors import Unauthenticated
from tests.conftest import Acting
from tests.test_conventions import rights

Call = Callable[[RouteContext, str], Awaitable[tuple[int, str | None]]]

# Rights that no account has: other programs prove themselves by a key in a header.
KEYS = {"internal key", "Telegram's secret"}

# Values that no row has: what is allowed must end in "not found" or "invalid", never in 403.
PARAMETERS = {"key": "no.such", "role": "nobody", "code": "x" * 43}


def operations(app: FastAPI) -> Iterator[tuple[RouteContext, str, str]]:
    for route in routes(app):
        (right,) = rights(route.dependant)
        for method in sorted(route.methods or ()):
            yield route, method, right.label


def path_of(route: RouteContext) -> str:
    assert route.path_format
    names = [parameter.alias for parameter in route.dependant.path_params]
    return route.path_format.format(**{n: PARAMETERS.get(n, "999999999") for n in names})


@pytest.fixture
def call(http: AsyncClient) -> Call:
    async def send(route: RouteContext, method: str) -> tuple[int, str | None]:
        response = await http.request(method, path_of(route))
        is_problem = response.headers.get("content-type", "").endswith("problem+json")
        return response.status_code, response.json()["code"] if is_problem else None

    return send


async def test_nobody_gets_in_without_a_name(app: FastAPI, call: Call) -> None:
    async def nobody(request: Request, session: AsyncSession) -> Actor:
        raise Unauthenticated

    app.state.authenticate = nobody
    for route, method, label in operations(app):
        status, code = await call(route, method)
        if label == "public":
            assert (status, code) != (401, "unauthenticated"), route.name
        elif label in KEYS:
            assert (status, code) == (403, "forbidden"), route.name
        else:
            assert (status, code) == (401, "unauthenticated"), route.name


@pytest.mark.parametrize("role", list(RoleName))
async def test_a_role_may_do_what_it_was_granted_and_nothing_else(
    role: RoleName, app: FastAPI, call: Call, acting: Acting
) -> None:
    granted = DEFAULT_PERMISSIONS[role]
    # Account 3 is nobody's owner: what a role may do must not hang on who was first.
    acting.actor = Actor(kind=ActorKind.ACCOUNT, id=3, permissions=granted)
    for route, method, label in operations(app):
        status, code = await call(route, method)
        if (label in set(Permission) and label not in granted) or label in KEYS:
            assert (status, code) == (403, "forbidden"), route.name
        else:
            assert status not in {401, 403, 500}, f"{role} {route.name}: {status} {code}"


def test_no_permission_is_granted_to_nobody_or_asked_by_nobody(app: FastAPI) -> None:
    asked = {label for _, _, label in operations(app)}

    assert asked >= {Permission.DISCOUNTS_REDEEM, Permission.CLIENTS_READ, "public", "signed in"}

    assert set().union(*DEFAULT_PERMISSIONS.values()) == set(Permission)
    assert asked <= set(Permission) | {"public", "signed in"} | KEYS
