"""Campaigns over HTTP: links, limits, periods, pictures."""

import struct
from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select

from dvorik.kernel import bot_names
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.loyalty.models import Campaign, CampaignClick
from dvorik.loyalty.queries.campaigns import in_state
from dvorik.loyalty.rules.campaigns import draw_slug, state_of
from dvorik.loyalty.types import CampaignState
from tests.conftest import NOON, OLGA, TIM, Acting
from tests.loyalty.world import (
    add_campaign,
    add_client,
    add_discount,
    add_template,
    count_rows,
    recorded,
    redeem,
)

CAMPAIGNS = "/api/v1/campaigns"


@pytest.fixture(autouse=True)
async def named_bot(cache: Cache, config: Config) -> None:
    token = config.telegram_main_bot_token.get_secret_value()
    await bot_names.remember(cache, token, "shop_bot")


async def make(http: AsyncClient, **fields: Any) -> dict[str, Any]:
    response = await http.post(CAMPAIGNS, json={"name": "Осень", **fields})
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


async def template_id(database: Database, **fields: Any) -> int:
    async with database.transaction() as session:
        return (await add_template(session, **{"event": "campaign", **fields})).id


async def stored(database: Database, campaign_id: int) -> Campaign:
    async with database.transaction() as session:
        row = await session.get(Campaign, campaign_id)
        assert row is not None
        return row


async def test_a_campaign_lives_through_its_edits(http: AsyncClient, database: Database) -> None:
    gift = await template_id(database, name="15 % осенью")
    created = await http.post(
        CAMPAIGNS,
        json={
            "name": "Осень на Светланской",
            "slug": "Autumn-26",
            "template_id": gift,
            "starts_on": "2026-11-01",
            "ends_on": "2026-11-30",
            "budget_minor": 50_000_00,
            "codes_limit": 100,
        },
    )
    assert (created.status_code, created.headers["etag"]) == (201, '"1"')
    made = created.json()
    path = f"{CAMPAIGNS}/{made['id']}"

    edited = await http.patch(path, json={"ends_on": "2026-12-05"}, headers={"If-Match": '"1"'})
    stale = await http.patch(path, json={"name": "Зима"}, headers={"If-Match": '"1"'})
    same = await http.patch(path, json={"name": made["name"]})

    assert made["link"] == "https://t.me/shop_bot?start=ref_Autumn-26"
    assert (made["template_id"], made["template_name"]) == (gift, "15 % осенью")
    assert (made["starts_on"], made["ends_on"]) == ("2026-11-01", "2026-11-30")
    assert (made["state"], made["is_exhausted"]) == ("running", False)
    assert (edited.json()["ends_on"], edited.json()["version"]) == ("2026-12-05", 2)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    assert same.json()["version"] == 2
    row = await stored(database, made["id"])
    # Days of Vladivostok, ten hours ahead of UTC.
    assert row.starts_at is not None
    assert row.ends_at is not None
    assert row.starts_at.isoformat() == "2026-10-31T14:00:00+00:00"
    assert row.ends_at.isoformat() == "2026-12-05T14:00:00+00:00"
    async with database.transaction() as session:
        assert await recorded(session, "loyalty.campaign_created") == [{"campaign_id": row.id}]
        assert await recorded(session, "loyalty.campaign_changed") == [
            {
                "campaign_id": row.id,
                "fields": ["ends_at"],
                "changes": {"ends_at": ["2026-11-30T14:00:00Z", "2026-12-05T14:00:00Z"]},
            }
        ]


async def test_a_campaign_may_be_as_plain_as_a_name(http: AsyncClient) -> None:
    made = await make(http)

    assert len(made["slug"]) == 8
    assert made["slug"].isascii()
    assert made["link"] == f"https://t.me/shop_bot?start=ref_{made['slug']}"
    assert (made["template_id"], made["starts_on"], made["ends_on"]) == (None, None, None)
    assert made["figures"] == {
        "clicks": 0,
        "people": 0,
        "joined": 0,
        "subscribed": 0,
        "codes_issued": 0,
        "codes_redeemed": 0,
        "redemptions": 0,
        "money": [
            {
                "currency": "RUB",
                "redemptions": 0,
                "bills": 0,
                "bill_minor": 0,
                "discount_minor": 0,
            }
        ],
    }


def test_links_drawn_at_random_differ_and_fit() -> None:
    drawn = {draw_slug() for _ in range(1000)}

    assert len(drawn) == 1000
    assert all(len(f"ref_{slug}") <= 64 for slug in drawn)


async def test_a_repeated_request_makes_one_campaign(http: AsyncClient) -> None:
    key = {"Idempotency-Key": "campaign-once"}
    first = await http.post(CAMPAIGNS, json={"name": "Осень"}, headers=key)
    again = await http.post(CAMPAIGNS, json={"name": "Осень"}, headers=key)

    assert again.json() == first.json()
    assert (await http.get(CAMPAIGNS)).json()["total"] == 1


async def test_two_links_that_differ_by_case_are_one(http: AsyncClient, database: Database) -> None:
    made = await make(http, slug="Spring")
    other = await make(http, slug="summer")

    taken = await http.post(CAMPAIGNS, json={"name": "Весна", "slug": "SPRING"})
    changed = await http.patch(f"{CAMPAIGNS}/{other['id']}", json={"slug": "sPring"})

    for refused in (taken, changed):
        assert (refused.status_code, refused.json()["code"]) == (409, "loyalty.slug_taken")
    assert (await stored(database, other["id"])).slug == "summer"
    assert (await http.get(CAMPAIGNS)).json()["total"] == 2
    assert made["slug"] == "Spring"


async def test_a_link_that_was_pressed_stays(http: AsyncClient, database: Database) -> None:
    made = await make(http, slug="spring")
    path = f"{CAMPAIGNS}/{made['id']}"
    before = await http.patch(path, json={"slug": "vesna"})
    async with database.transaction() as session:
        anna = await add_client(session)
        session.add(
            CampaignClick(campaign_id=made["id"], client_id=anna.id, clicked_at=NOON, is_test=False)
        )

    after = await http.patch(path, json={"slug": "spring", "name": "Весна"})

    assert before.json()["slug"] == "vesna"
    assert (after.status_code, after.json()["code"]) == (409, "loyalty.slug_in_use")
    row = await stored(database, made["id"])
    assert (row.slug, row.name, row.version) == ("vesna", "Осень", 2)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"slug": "a" * 61}, "string_pattern_mismatch"),
        ({"slug": "весна"}, "string_pattern_mismatch"),
        ({"slug": "a b"}, "string_pattern_mismatch"),
        ({"slug": ""}, "string_pattern_mismatch"),
        ({"codes_limit": 0}, "greater_than_equal"),
        ({"budget_minor": -1}, "greater_than_equal"),
        ({"is_active": 1}, "bool_type"),
        ({"starts_on": "2026-13-01"}, "date_from_datetime_parsing"),
        ({"starts_on": "2026-11-02", "ends_on": "2026-11-01"}, "ends_before_it_starts"),
        ({"template_id": 10**9}, "no_such_campaign_template"),
    ],
)
async def test_a_bad_field_of_a_campaign_is_refused(
    http: AsyncClient, fields: dict[str, Any], code: str
) -> None:
    response = await http.post(CAMPAIGNS, json={"name": "Осень", **fields})

    assert response.status_code == 422
    assert [error["code"] for error in response.json()["errors"]] == [code]
    assert (await http.get(CAMPAIGNS)).json()["total"] == 0


async def test_only_a_living_template_of_campaigns_fits(
    http: AsyncClient, database: Database
) -> None:
    other = await template_id(database, event="birthday")
    gone = await template_id(database, deleted_at=NOON)
    made = await make(http)

    for wrong in (other, gone):
        response = await http.patch(f"{CAMPAIGNS}/{made['id']}", json={"template_id": wrong})
        assert response.json()["errors"] == [
            {"pointer": "/body/template_id", "code": "no_such_campaign_template"}
        ]
    assert (await stored(database, made["id"])).template_id is None


async def test_what_must_not_be_empty_is_not_emptied(http: AsyncClient) -> None:
    made = await make(http)

    response = await http.patch(
        f"{CAMPAIGNS}/{made['id']}", json={"name": None, "slug": None, "is_active": None}
    )

    assert (response.status_code, response.json()["code"]) == (422, "loyalty.campaign_invalid")
    assert response.json()["errors"] == [
        {"pointer": "/body/name", "code": "null"},
        {"pointer": "/body/slug", "code": "null"},
        {"pointer": "/body/is_active", "code": "null"},
    ]


async def test_limits_start_from_what_was_taken(http: AsyncClient, database: Database) -> None:
    async with database.transaction() as session:
        template = await add_template(session, event="campaign")
        campaign = await add_campaign(session, template_id=template.id)
        for _ in range(3):
            code = await add_discount(
                session,
                template=template,
                client=await add_client(session),
                campaign_id=campaign.id,
            )
        await redeem(session, OLGA, code.code, bill_minor=100_00)
    path = f"{CAMPAIGNS}/{campaign.id}"

    money = await http.patch(path, json={"budget_minor": 9_99})
    codes = await http.patch(path, json={"codes_limit": 2})
    assert (money.status_code, money.json()["code"]) == (409, "loyalty.budget_below_use")
    assert money.json()["params"] == {"used_count": 1, "used_minor": 10_00}
    assert money.json()["errors"] == [{"pointer": "/body/budget_minor", "code": "below_use"}]
    assert (codes.status_code, codes.json()["code"]) == (409, "loyalty.codes_limit_below_use")
    assert codes.json()["params"] == {"issued_count": 3}
    assert (await stored(database, campaign.id)).version == 1

    given = await http.patch(path, json={"budget_minor": 10_01, "codes_limit": 4})
    taken = [given.json()[name] for name in ("used_count", "used_minor", "issued_count")]
    assert (taken, given.json()["is_exhausted"]) == ([1, 10_00, 3], False)
    full = await http.patch(path, json={"codes_limit": 3})
    assert full.json()["is_exhausted"] is True
    freed = await http.patch(path, json={"budget_minor": None, "codes_limit": None})
    taken = [freed.json()[name] for name in ("used_count", "used_minor", "issued_count")]
    assert (taken, freed.json()["is_exhausted"]) == ([0, 0, 0], False)


async def test_an_archived_campaign_is_off_and_out_of_the_way(http: AsyncClient) -> None:
    made = await make(http)
    path = f"{CAMPAIGNS}/{made['id']}"

    stale = await http.post(f"{path}/archive", headers={"If-Match": '"9"'})
    put_away = await http.post(f"{path}/archive")
    again = await http.post(f"{path}/archive")
    listed = await http.get(CAMPAIGNS)
    archived = await http.get(CAMPAIGNS, params={"state": "archived"})
    restored = await http.post(f"{path}/restore")

    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    assert (put_away.json()["state"], put_away.json()["is_active"]) == ("archived", False)
    assert again.json() == put_away.json()
    assert listed.json()["total"] == 0
    assert [item["id"] for item in archived.json()["items"]] == [made["id"]]
    assert (restored.json()["state"], restored.json()["archived_at"]) == ("paused", None)
    assert restored.headers["etag"] == '"3"'


async def test_the_list_is_filtered_sorted_and_paged(http: AsyncClient, database: Database) -> None:
    gift = await template_id(database)
    await make(http, name="Весна", slug="spring", ends_on="2026-11-19")
    await make(http, name="лето 100%", slug="Summer", template_id=gift, starts_on="2026-11-21")
    await make(http, name="Осень", slug="autumn", ends_on="2026-11-20")

    async def names(**params: Any) -> list[str]:
        page = (await http.get(CAMPAIGNS, params=params)).json()
        return [item["slug"] for item in page["items"]]

    assert await names() == ["autumn", "Summer", "spring"]
    assert await names(state="ended") == ["spring"]
    assert await names(state="upcoming") == ["Summer"]
    assert await names(state="running") == ["autumn"]
    assert await names(template_id=gift) == ["Summer"]
    assert await names(search="ЛЕТО") == ["Summer"]
    assert await names(search="100%") == ["Summer"]
    assert await names(search="%") == ["Summer"]
    assert await names(search="sum") == ["Summer"]
    assert await names(sort="ends_at") == ["spring", "autumn", "Summer"]
    assert await names(sort="-ends_at") == ["autumn", "spring", "Summer"]
    assert await names(sort="name") == ["spring", "Summer", "autumn"]
    assert await names(sort="created_at", page=2, limit=2) == ["autumn"]
    refused = await http.get(CAMPAIGNS, params={"sort": "slug"})
    assert refused.status_code == 422


async def test_a_state_in_sql_is_the_state_in_python(database: Database) -> None:
    moments = (None, NOON - timedelta(days=1), NOON, NOON + timedelta(days=1))
    async with database.transaction() as session:
        for archived_at in (None, NOON):
            for is_active in (True, False):
                for starts_at in moments:
                    for ends_at in moments:
                        if starts_at and ends_at and starts_at >= ends_at:
                            continue
                        await add_campaign(
                            session,
                            archived_at=archived_at,
                            is_active=is_active,
                            starts_at=starts_at,
                            ends_at=ends_at,
                        )
        seen = set()
        for state in CampaignState:
            rows = await session.scalars(select(Campaign).where(in_state(state, NOON)))
            for row in rows:
                assert state is state_of(
                    archived_at=row.archived_at,
                    is_active=row.is_active,
                    starts_at=row.starts_at,
                    ends_at=row.ends_at,
                    now=NOON,
                )
                seen.add(row.id)
        assert len(seen) == await count_rows(session, Campaign.id > 0)


async def test_the_link_as_a_picture(http: AsyncClient) -> None:
    made = await make(http, slug="spring")
    path = f"{CAMPAIGNS}/{made['id']}/qr"

    png = await http.get(path, params={"size": 500})
    svg = await http.get(path, params={"format": "svg", "size": 300})

    assert png.headers["content-type"] == "image/png"
    assert png.headers["content-disposition"] == 'inline; filename="ref_spring.png"'
    assert png.headers["cache-control"] == "private, max-age=3600"
    assert png.content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png.content[16:24])
    assert width == height
    assert 450 < width <= 500
    assert svg.headers["content-type"] == "image/svg+xml"
    assert b'width="300.0" height="300.0"' in svg.content
    for wrong in ({"size": 99}, {"size": 2001}, {"format": "gif"}):
        assert (await http.get(path, params=wrong)).status_code == 422
    missing = await http.get(f"{CAMPAIGNS}/999999/qr")
    assert (missing.status_code, missing.json()["code"]) == (404, "loyalty.campaign_not_found")


async def test_without_a_bot_there_is_no_link_and_the_rest_is_shown(
    http: AsyncClient, cache: Cache
) -> None:
    await cache.flushdb()
    made = await make(http, slug="spring")

    picture = await http.get(f"{CAMPAIGNS}/{made['id']}/qr")

    assert (made["slug"], made["link"]) == ("spring", None)
    assert (picture.status_code, picture.json()["code"]) == (404, "loyalty.link_unknown")


async def test_campaigns_need_their_rights(http: AsyncClient, acting: Acting) -> None:
    made = await make(http)
    acting.actor = TIM

    for response in (
        await http.get(CAMPAIGNS),
        await http.post(CAMPAIGNS, json={"name": "Весна"}),
        await http.patch(f"{CAMPAIGNS}/{made['id']}", json={"name": "Весна"}),
        await http.post(f"{CAMPAIGNS}/{made['id']}/archive"),
    ):
        assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    acting.actor = OLGA
    unchanged = (await http.get(f"{CAMPAIGNS}/{made['id']}")).json()
    assert (unchanged["name"], unchanged["version"]) == ("Осень", 1)
