"""The card of a bot user: the person, the codes, the history."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from httpx2 import AsyncClient

from dvorik.clients.models import Client
from dvorik.kernel.actor import Permission
from dvorik.kernel.db import Database
from dvorik.loyalty import actions
from dvorik.loyalty.models import Discount
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON, OLGA, TIM, Acting
from tests.loyalty.world import add_client, add_discount, add_template

USERS = "/api/v1/users"


@pytest.fixture
async def anna(database: Database) -> Client:
    async with database.transaction() as session:
        return await add_client(session, phone="+79141234567", notes="любит лакрицу")


@pytest.fixture
async def codes(database: Database, anna: Client) -> tuple[Discount, Discount]:
    """One that is good and one that has ended."""
    async with database.transaction() as session:
        template = await add_template(session)
        good = await add_discount(session, template=template, client=anna)
        ended = await add_discount(
            session, template=template, client=anna, expires_at=NOON - timedelta(hours=1)
        )
    return good, ended


async def test_get_user(http: AsyncClient, anna: Client, codes: tuple[Discount, Discount]) -> None:
    good, ended = codes
    await http.patch(f"{USERS}/{anna.id}", json={"tags": ["vip"]})

    response = await http.get(f"{USERS}/{anna.id}")

    card = response.json()
    assert response.status_code == 200
    assert response.headers["etag"] == '"2"'
    assert (card["id"], card["phone"], card["notes"], card["tags"]) == (
        anna.id,
        "+79141234567",
        "любит лакрицу",
        ["vip"],
    )
    assert [code["id"] for code in card["active_discounts"]] == [good.id]
    assert [(code["id"], code["state"]) for code in card["discounts"]] == [
        (ended.id, "expired"),
        (good.id, "active"),
    ]
    assert [(entry["type"], entry["actor"]["name"]) for entry in card["history"]] == [
        ("clients.changed", "Ольга")
    ]


async def test_the_history_tells_what_happened_to_the_codes(
    http: AsyncClient, database: Database, anna: Client
) -> None:
    async with database.transaction() as session:
        template = await add_template(session, event="manual", value=Decimal(15))
        await actions.issue_by_hand(
            session,
            OLGA,
            client_id=anna.id,
            template_id=template.id,
            shop=ShopSettings(),
            now=NOON,
        )

    card = (await http.get(f"{USERS}/{anna.id}")).json()

    assert [entry["type"] for entry in card["history"]] == ["loyalty.discount_issued"]


async def test_a_card_shows_no_more_than_the_viewer_may_see(
    http: AsyncClient, anna: Client, codes: tuple[Discount, Discount], acting: Acting
) -> None:
    acting.actor = replace(TIM, permissions=frozenset({Permission.CLIENTS_READ}))

    card = (await http.get(f"{USERS}/{anna.id}")).json()

    assert (card["phone"], card["is_phone_hidden"]) == (None, True)
    assert (card["active_discounts"], card["discounts"]) == (None, None)


async def test_a_card_of_nobody_is_not_found(
    http: AsyncClient, database: Database, anna: Client
) -> None:
    async with database.transaction() as session:
        walk_in = await add_client(session, telegram_id=None)
        deleted = await add_client(session, deleted_at=NOON)

    for client_id in (walk_in.id, deleted.id, deleted.id + 1):
        response = await http.get(f"{USERS}/{client_id}")
        assert (response.status_code, response.json()["code"]) == (404, "clients.not_found")


async def test_cards_are_for_those_permitted(
    http: AsyncClient, anna: Client, acting: Acting
) -> None:
    acting.actor = TIM

    response = await http.get(f"{USERS}/{anna.id}")

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
