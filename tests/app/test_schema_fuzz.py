"""Random requests by the OpenAPI document: no 5xx, and no answer it does not describe."""

import asyncio
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
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.api.app import create_app
from dvorik.embedded import Services
from dvorik.kernel import cache as redis
from dvorik.kernel.actor import Actor
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from tests.app.live import serving
from tests.conftest import OLGA, create_database, drop_database

EXAMPLES = 12
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
async def api_schema(
    services: Services, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Any]:
    url = await create_database(services, "fuzz", template)
    config = Config(
        dvorik_home=tmp_path_factory.mktemp("home"),
        internal_api_key="test-internal-key-that-is-long-enough-01",
    )
    assert services.redis_url
    app = create_app(
        config=config,
        database=Database(url),
        cache=redis.connect(services.redis_url),
        authenticate=_owner,
    )
    with serving(app) as base_url:
        yield await asyncio.to_thread(schemathesis.openapi.from_url, f"{base_url}/api/openapi.json")
    await drop_database(services, url)


async def _owner(request: Request, session: AsyncSession) -> Actor:
    return OLGA


schema = schemathesis.pytest.from_fixture("api_schema")


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_those_the_document_promises(case: Any) -> None:
    case.call_and_validate(checks=CHECKS)
