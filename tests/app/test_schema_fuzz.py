"""Random requests by the OpenAPI document: no 5xx, and no answer it does not describe."""

from collections.abc import AsyncIterator, Iterator
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import pytest
import requests
import schemathesis
from fastapi import Request
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.api import main
from dvorik.api.app import create_app
from dvorik.embedded import Services
from dvorik.kernel import cache as redis
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from tests.app.live import serving
from tests.conftest import create_database, drop_database

FEW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
KEYS = {
    "Authorization": "Bearer anything",
    "X-API-Key": "test-internal-key-that-is-long-enough-01",
    "X-Telegram-Bot-Api-Secret-Token": "test-webhook-secret-that-is-long-enough-1",
}
# Health answers 503 on purpose while no worker lives: tests/api/test_health.py. Live events are an
# answer without end: tests/api/live.
UNASKED = ["/health", "/api/v1/live"]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

# An owner with an id that random requests do not hit, or they would delete themselves.
OWNER = Actor(kind=ActorKind.ACCOUNT, id=987_654_321, permissions=frozenset(Permission))


@pytest.fixture
def session() -> Iterator[requests.Session]:
    """One connection for all requests, and each of them a stranger: no cookies."""
    with requests.Session() as session:
        session.trust_env = False
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        yield session


@pytest.fixture(scope="module")
async def base_url(
    services: Services, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """The application with an owner at the keyboard and a database that nothing else needs."""
    url = await create_database(services, "fuzz", template)
    config = Config(
        dvorik_home=tmp_path_factory.mktemp("home"),
        internal_api_key=KEYS["X-API-Key"],
        telegram_webhook_secret=KEYS["X-Telegram-Bot-Api-Secret-Token"],
    )
    assert services.redis_url
    database = Database(url)
    async with database.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO account (id, email, first_name, last_name, language, role, status,"
                " can_broadcast_from_chat, notification_groups) OVERRIDING SYSTEM VALUE"
                " VALUES (:id, 'fuzz@dvorik.test', 'Ф', '', 'ru', 'owner', 'active', false, '{}')"
            ),
            {"id": OWNER.id},
        )
    await database.close()
    app = create_app(
        config=config,
        database=Database(url),
        cache=redis.connect(services.redis_url),
        authenticate=_owner,
    )
    with serving(app) as address:
        yield address
    await drop_database(services, url)


async def _owner(request: Request, session: AsyncSession) -> Actor:
    return OWNER


def test_answers_are_those_the_document_promises(
    base_url: str, session: requests.Session, subtests: pytest.Subtests
) -> None:
    document = main.document()
    for path in UNASKED:
        del document["paths"][path]
    schema = schemathesis.openapi.from_dict(document)
    asked = set()

    def check(case: Case[Any]) -> None:
        case.call_and_validate(base_url=base_url, session=session, headers=KEYS, checks=CHECKS)
        asked.add(case.operation.label)

    # Not `schema.parametrize`: it names its tests alike, and of one name xdist runs one.
    for found in get_all_tests(schema=schema, test_func=check, settings=FEW, given_kwargs={}):
        assert isinstance(found, Ok)
        operation, ask = found.ok()
        with subtests.test(operation.label):
            ask()

    assert asked == {
        f"{method.upper()} {path}"
        for path, methods in document["paths"].items()
        for method in methods
    }
