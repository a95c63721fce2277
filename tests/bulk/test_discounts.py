"""A discount to many: one code each; few are told, and only those who agreed."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik import reactions
from dvorik.bulk import actions
from dvorik.bulk.tasks import do_turns
from dvorik.kernel import clock, relay
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.events import EventRow
from dvorik.loyalty.models import Discount
from dvorik.messaging.models import OutgoingMessage
from tests.bulk.world import EVERYONE, JOBS, SHOP, URL, add_crowd, figures, key, look, order
from tests.conftest import NOON
from tests.loyalty.world import add_client, add_discount, add_template


async def work(database: Database) -> int:
    return await do_turns(database, SHOP, now=lambda: NOON)


def give(template_id: int, *, notify: bool = False) -> dict[str, object]:
    return {"kind": "assign_discount", "template_id": template_id, "notify": notify}


async def test_everyone_gets_one_code_and_who_does_not_is_told_why(
    http: AsyncClient, database: Database, session: AsyncSession
) -> None:
    template = await add_template(session, event="manual")
    anna, bella = await add_client(session), await add_client(session)
    holder = await add_client(session)
    await add_discount(session, template=template, client=holder, period="once")
    bad = await add_client(session, is_blacklisted=True)
    gone = await add_client(session, deleted_at=NOON)
    test = await add_client(session, is_test=True)
    ids = [client.id for client in (anna, bella, holder, bad, gone, test)]

    job = await order(http, give(template.id), {"kind": "clients", "client_ids": ids})
    await work(database)

    left_out = {"already": 1, "blacklisted": 1, "not_found": 1}
    assert figures(await look(http, job)) == ("done", 6, 3, left_out)
    rows = await session.execute(
        select(Discount.client_id, Discount.is_test, Discount.issued_at)
        .where(Discount.template_id == template.id, Discount.client_id != holder.id)
        .order_by(Discount.client_id)
    )
    assert [tuple(row) for row in rows] == [
        (anna.id, False, NOON), (bella.id, False, NOON), (test.id, True, NOON)
    ]  # fmt: skip
    page = (await http.get(f"{JOBS}/{job['id']}/left-out")).json()
    assert [(item["client_id"], item["reason"]) for item in page["items"]] == [
        (holder.id, "already"), (bad.id, "blacklisted"), (gone.id, "not_found")
    ]  # fmt: skip
    types = await session.scalars(select(EventRow.type).order_by(EventRow.id))
    assert types.all() == ["bulk.job_started", "bulk.job_finished"]


async def test_a_second_job_finds_that_everybody_holds_theirs(
    http: AsyncClient, database: Database, session: AsyncSession
) -> None:
    template = await add_template(session, event="manual")
    for _ in range(3):
        await add_client(session)
    first, second = [await order(http, give(template.id)) for _ in range(2)]

    assert await work(database) == 2

    assert figures(await look(http, first)) == ("done", 3, 3, {})
    assert figures(await look(http, second)) == ("done", 3, 0, {"already": 3})
    assert await session.scalar(select(func.count()).select_from(Discount)) == 3


async def test_a_template_that_gives_nothing_is_refused_before_anything_begins(
    http: AsyncClient, session: AsyncSession
) -> None:
    template = await add_template(session, is_active=False)
    await add_client(session)

    for template_id, code in ((template.id, "loyalty.template_inactive"),
                              (999_999, "loyalty.template_not_found")):  # fmt: skip
        response = await http.post(
            URL, json={"audience": EVERYONE, "action": give(template_id)}, headers=key()
        )
        assert response.json()["code"] == code
    assert (await http.get(JOBS)).json()["total"] == 0


async def test_a_template_switched_off_meanwhile_ends_the_job_with_what_was_done(
    http: AsyncClient, database: Database, session: AsyncSession
) -> None:
    template = await add_template(session, event="manual")
    await add_crowd(session, 600)
    job = await order(http, give(template.id))
    async with database.transaction() as turn:
        assert await actions.do_next(turn, shop=SHOP, now=NOON) == job["id"]
    template.is_active = False
    await session.flush()

    await work(database)

    after = await look(http, job)
    assert figures(after) == ("failed", 500, 500, {})
    assert after["error"] == "loyalty.template_inactive"
    assert await session.scalar(select(func.count()).select_from(Discount)) == 500


@pytest.mark.parametrize(("notify", "told"), [(False, []), (True, ["agreed"])])
async def test_only_those_who_agreed_are_told_and_only_when_asked(
    http: AsyncClient,
    config: Config,
    database: Database,
    session: AsyncSession,
    notify: bool,
    told: list[str],
) -> None:
    template = await add_template(session, event="manual")
    now = clock.now()
    people = {
        "agreed": await add_client(session, consent_at=NOON),
        "silent": await add_client(session),
        "blocked": await add_client(session, consent_at=NOON, bot_blocked_at=NOON),
    }
    holder = await add_client(session, consent_at=NOON)
    await add_discount(session, template=template, client=holder, period="once")

    await order(http, give(template.id, notify=notify))
    await do_turns(database, SHOP, now=lambda: now)
    await relay.drain(database, reactions.build(config))

    rows = await session.execute(
        select(OutgoingMessage.client_id, OutgoingMessage.text_key, OutgoingMessage.occasion)
    )
    code_of = dict((await session.execute(select(Discount.client_id, Discount.id))).all())
    assert [tuple(row) for row in rows] == [
        (people[who].id, "client.discount_issued", f"discount:{code_of[people[who].id]}:issued")
        for who in told
    ]


async def test_more_people_than_the_bot_can_tell_are_not_begun(
    http: AsyncClient, session: AsyncSession
) -> None:
    template = await add_template(session, event="manual")
    await add_crowd(session, 501)

    response = await http.post(
        URL,
        json={"audience": EVERYONE, "action": give(template.id, notify=True)},
        headers=key(),
    )

    assert response.status_code == 422
    problem = response.json()
    assert (problem["code"], problem["params"]) == (
        "bulk.too_many_to_tell", {"limit": 500, "people": 501}
    )  # fmt: skip
    assert (await http.get(JOBS)).json()["total"] == 0
