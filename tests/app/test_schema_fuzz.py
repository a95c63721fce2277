"""Random requests by the OpenAPI document: no 5xx, and no answer it does not describe."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import schemathesis
from fastapi import Request
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
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

EXAMPLES = 12
KEYS = {
    "Authorization": "Bearer anything",
    "X-API-Key": "test-internal-key-that-is-long-enough-01",
    "X-Telegram-Bot-Api-Secret-Token": "test-webhook-secret-that-is-long-enough-1",
}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


# Health answers 503 on purpose while no worker lives: tests/api/test_health.py. Live events are an
# answer without end: tests/api/live.
schema = schemathesis.openapi.from_dict(main.document()).exclude(
    path_regex="^(/health|/api/v1/live$)"
)

# An owner with an id that random requests do not hit, or they would delete themselves.
OWNER = Actor(kind=ActorKind.ACCOUNT, id=987_654_321, permissions=frozenset(Permission))


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


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_those_the_document_promises(case: Any, base_url: str) -> None:
    case.call_and_validate(base_url=base_url, headers=KEYS, checks=CHECKS)
