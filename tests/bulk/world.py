"""Orders about many people, in a few words."""

import json
from collections.abc import Sequence
from typing import Any

from httpx2 import AsyncClient
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bulk import actions
from dvorik.bulk.models import BulkChunk, BulkJob
from dvorik.bulk.schemas import BulkOrder
from dvorik.clients.models import Client
from dvorik.kernel.actor import Actor
from dvorik.kernel.db import Database
from dvorik.kernel.i18n import Language
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON, OLGA

SHOP = ShopSettings()
URL = "/api/v1/users/bulk"
JOBS = "/api/v1/bulk-jobs"
EVERYONE: dict[str, Any] = {"kind": "filter", "filter": {}}
TAG: dict[str, Any] = {"kind": "add_tags", "tags": ["vip"]}


async def order(
    http: AsyncClient,
    action: dict[str, Any],
    audience: dict[str, Any] = EVERYONE,
    *,
    language: str = "ru",
) -> Any:
    """The job, as the API shows it."""
    body = {"audience": audience, "action": action}
    response = await http.post(URL, json=body, headers={**key(), "Accept-Language": language})
    assert response.status_code == 202, response.text
    return response.json()


_keys = iter(range(10**9))


def key() -> dict[str, str]:
    return {"Idempotency-Key": f"bulk-order-{next(_keys)}"}


async def look(http: AsyncClient, job: Any) -> Any:
    return (await http.get(f"{JOBS}/{job['id']}")).json()


def figures(job: Any) -> tuple[str, int, int, dict[str, int]]:
    return job["status"], job["done"], job["changed"], job["left_out"]


async def start(
    database: Database,
    action: dict[str, Any],
    audience: dict[str, Any] = EVERYONE,
    *,
    actor: Actor = OLGA,
) -> int:
    """The id of a job that nobody has begun."""
    wanted = BulkOrder.model_validate_json(json.dumps({"audience": audience, "action": action}))
    async with database.transaction() as session:
        job = await actions.start_job(
            session, actor, order=wanted, language=Language.RU, shop=SHOP, now=NOON
        )
        return job.id


async def add_crowd(session: AsyncSession, count: int) -> None:
    await session.execute(
        text(
            "INSERT INTO client (telegram_id, first_name, gender, language, is_subscribed, tags,"
            " notes, is_blacklisted, is_test, version) SELECT 3000000000 + n, 'Person ' || n,"
            " 'unknown', 'ru', true, '{}', '', false, false, 1 FROM generate_series(1, :count) n"
        ),
        {"count": count},
    )


async def get(database: Database, job_id: int) -> BulkJob:
    async with database.transaction() as session:
        return await session.get_one(BulkJob, job_id)


async def versions(session: AsyncSession, tag: str) -> dict[int, int]:
    """How many people with the tag have which version: 2 is changed once."""
    rows = await session.execute(
        select(Client.version, func.count())
        .where(Client.tags.contains([tag]))
        .group_by(Client.version)
    )
    return dict(rows.all())


async def chunks(session: AsyncSession, job_id: int) -> Sequence[BulkChunk]:
    found = await session.scalars(
        select(BulkChunk).where(BulkChunk.job_id == job_id).order_by(BulkChunk.number)
    )
    return found.all()
