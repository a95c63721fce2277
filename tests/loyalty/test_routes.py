from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient

from dvorik.kernel.actor import Actor, ActorKind
from dvorik.kernel.db import Database
from dvorik.loyalty import actions, queries
from dvorik.loyalty.models import Discount
from tests.conftest import NOON, OLGA, TIM, Acting
from tests.loyalty.world import (
    SHOP,
    add_cashier,
    add_client,
    add_code,
    add_template,
    add_till,
    live_redemptions,
    redeem,
    used,
)

TEMPLATE = {
    "name": "Ко дню рождения",
    "kind": "percent",
    "value": "15",
    "event": "birthday",
    "duration_days": 14,
}


async def redeemed(database: Database, **template_fields: Any) -> tuple[Discount, int]:
    """A code that Olga took, and the redemption's id."""
    async with database.transaction() as session:
        discount = await add_code(session, **template_fields)
        outcome = await redeem(session, OLGA, discount.code, bill_minor=100_00)
        assert outcome.redeemed is not None
        return discount, outcome.redeemed.redemption_id


async def test_a_template_lives_through_its_edits(http: AsyncClient) -> None:
    created = await http.post("/api/v1/discount-templates", json=TEMPLATE)
    assert (created.status_code, created.headers["etag"]) == (201, '"1"')
    path = f"/api/v1/discount-templates/{created.json()['id']}"

    edited = await http.patch(path, json={"value": 20}, headers={"If-Match": '"1"'})
    stale = await http.patch(path, json={"value": 30}, headers={"If-Match": '"1"'})
    listed = await http.get("/api/v1/discount-templates", params={"event": "birthday"})
    deleted = await http.delete(path)
    gone = await http.get(path)

    assert (edited.json()["value"], edited.json()["version"]) == ("20.00", 2)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    assert [item["value"] for item in listed.json()["items"]] == ["20.00"]
    assert deleted.status_code == 204
    assert (gone.status_code, gone.json()["code"]) == (404, "loyalty.template_not_found")


async def test_a_template_that_contradicts_itself_is_refused_by_field(http: AsyncClient) -> None:
    body = {**TEMPLATE, "kind": "gift", "value": 0, "usage_limit": 3}

    response = await http.post("/api/v1/discount-templates", json=body)

    assert (response.status_code, response.json()["code"]) == (422, "loyalty.template_invalid")
    assert response.json()["errors"] == [
        {"pointer": "/body/description", "code": "gift_not_described"},
        {"pointer": "/body/usage_limit", "code": "limit_contradicts_type"},
    ]
    assert (await http.get("/api/v1/discount-templates")).json()["total"] == 0


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("value", True, "decimal_type"),
        ("value", 100.001, "decimal_max_places"),
        ("alphabet", "АБВГ", "string_pattern_mismatch"),
        ("alphabet", "АБВГДА", "letter_repeated"),
        ("alphabet", "ABCDEF", "string_pattern_mismatch"),
        ("weekdays", [0], "greater_than_equal"),
        ("weekdays", [], "too_short"),
        ("from_time", "25:00", "not_a_wall_time"),
        ("duration_days", 0, "greater_than_equal"),
        ("is_active", 1, "bool_type"),
        ("name", "  ", "string_too_short"),
    ],
)
async def test_a_bad_field_of_a_template_is_refused(
    http: AsyncClient, field: str, value: object, code: str
) -> None:
    response = await http.post("/api/v1/discount-templates", json={**TEMPLATE, field: value})

    assert response.status_code == 422
    assert {error["code"] for error in response.json()["errors"]} == {code}


async def test_a_budget_starts_from_what_is_live(http: AsyncClient, database: Database) -> None:
    discount, _ = await redeemed(database, usage_limit=5)
    path = f"/api/v1/discount-templates/{discount.template_id}"

    below = await http.patch(path, json={"budget_minor": 9_99})
    given = await http.patch(path, json={"budget_minor": 10_00})
    spent = await http.post(
        "/api/v1/discounts/redeem", json={"code": discount.code, "bill_minor": 100}
    )
    taken_away = await http.patch(path, json={"budget_minor": None})

    assert (below.status_code, below.json()["code"]) == (409, "loyalty.budget_below_use")
    assert (given.json()["used_count"], given.json()["used_minor"]) == (1, 10_00)
    assert spent.json()["code"] == "loyalty.refused.budget_spent"
    assert (taken_away.json()["used_count"], taken_away.json()["used_minor"]) == (None, None)


async def test_a_code_is_issued_by_hand_once_per_period(
    http: AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        template, client = await add_template(session), await add_client(session)
    body = {"client_id": client.id, "template_id": template.id}
    key = {"Idempotency-Key": "issue-once"}

    issued = await http.post("/api/v1/discounts", json=body, headers=key)
    repeated = await http.post("/api/v1/discounts", json=body, headers=key)
    again = await http.post("/api/v1/discounts", json=body)

    assert issued.status_code == 201
    assert issued.json()["expires_at"] == "2026-12-20T14:00:00Z"
    assert repeated.json() == issued.json()
    assert (again.status_code, again.json()["code"]) == (409, "loyalty.already_issued")
    assert again.json()["params"] == {"discount_id": issued.json()["id"]}
    assert (await http.get("/api/v1/discounts")).json()["total"] == 1


async def test_nothing_is_issued_where_it_may_not_be(http: AsyncClient, database: Database) -> None:
    async with database.transaction() as session:
        template = await add_template(session)
        off = await add_template(session, is_active=False)
        client = await add_client(session)
        bad = await add_client(session, is_blacklisted=True)

    refused = {
        (client.id, off.id): (409, "loyalty.template_inactive"),
        (bad.id, template.id): (409, "loyalty.client_not_eligible"),
        (10**9, template.id): (404, "clients.not_found"),
        (client.id, 10**9): (404, "loyalty.template_not_found"),
    }
    for (client_id, template_id), expected in refused.items():
        body = {"client_id": client_id, "template_id": template_id}
        response = await http.post("/api/v1/discounts", json=body)
        assert (response.status_code, response.json()["code"]) == expected
    assert (await http.get("/api/v1/discounts")).json()["total"] == 0


async def test_the_story_of_a_code_is_told(http: AsyncClient, database: Database) -> None:
    discount, redemption_id = await redeemed(database)
    await http.post("/api/v1/discounts/redeem", json={"code": discount.code})
    await http.post(f"/api/v1/redemptions/{redemption_id}/reverse", json={"reason": "ошибка"})

    story = (await http.get(f"/api/v1/discounts/{discount.id}")).json()

    assert (story["state"], story["used_count"]) == ("active", 0)
    assert [attempt["status"] for attempt in story["attempts"]] == ["already_used", "success"]
    (redemption,) = story["redemptions"]
    assert (redemption["id"], redemption["cancel_reason"]) == (redemption_id, "ошибка")


async def test_codes_are_found_by_any_reading_and_by_state(
    http: AsyncClient, database: Database
) -> None:
    discount, _ = await redeemed(database)
    async with database.transaction() as session:
        await add_code(session)

    by_code = await http.get("/api/v1/discounts", params={"code": f" {discount.code.lower()}"})
    by_state = {
        state: (await http.get("/api/v1/discounts", params={"state": state})).json()["total"]
        for state in ("active", "used", "expired", "blocked", "upcoming")
    }
    nonsense = await http.get("/api/v1/discounts", params={"code": "?"})
    unknown = await http.get("/api/v1/discounts", params={"colour": "red"})

    assert [item["id"] for item in by_code.json()["items"]] == [discount.id]
    assert by_state == {"active": 1, "used": 1, "expired": 0, "blocked": 0, "upcoming": 0}
    assert nonsense.json()["items"] == []
    assert unknown.status_code == 422


async def test_a_blocked_code_is_refused_until_it_is_unblocked(
    http: AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        discount = await add_code(session)
    path, body = f"/api/v1/discounts/{discount.id}", {"code": discount.code}

    blocked = await http.post(f"{path}/block")
    refused = await http.post("/api/v1/discounts/redeem", json=body)
    unblocked = await http.post(f"{path}/unblock")
    taken = await http.post("/api/v1/discounts/redeem", json=body)
    too_late = await http.post(f"{path}/block")

    assert (blocked.json()["state"], unblocked.json()["state"]) == ("blocked", "active")
    assert refused.json()["code"] == "loyalty.refused.blocked"
    assert taken.status_code == 200
    assert (too_late.status_code, too_late.json()["code"]) == (409, "loyalty.discount_used_up")


async def test_figures_count_codes_and_money(http: AsyncClient, database: Database) -> None:
    discount, _ = await redeemed(database)
    async with database.transaction() as session:
        await add_code(session)

    figures = (await http.get("/api/v1/discounts/stats/overview")).json()

    by_template = figures.pop("by_template")
    assert figures == {
        "issued": 2, "redeemed": 1, "active": 1, "upcoming": 0, "used": 1, "expired": 0,
        "blocked": 0, "redemptions": 1, "discount_minor": 10_00, "bill_minor": 100_00,
    }  # fmt: skip
    assert [(part["template_id"], part["conversion"]) for part in by_template] == [
        (discount.template_id, 1.0),
        (discount.template_id + 1, 0.0),
    ]


async def test_undoing_is_for_a_short_while_and_reversing_for_ever(
    http: AsyncClient, database: Database, acting: Acting
) -> None:
    discount, redemption_id = await redeemed(database)
    path = f"/api/v1/redemptions/{redemption_id}"
    acting.now = NOON + timedelta(minutes=10, seconds=1)

    late = await http.post(f"{path}/undo")
    unexplained = await http.post(f"{path}/reverse", json={"reason": " "})
    reversed_ = await http.post(f"{path}/reverse", json={"reason": "не тот клиент"})
    twice = await http.post(f"{path}/reverse", json={"reason": "ещё раз"})

    assert (late.status_code, late.json()["code"]) == (409, "loyalty.undo_too_late")
    assert unexplained.status_code == 422
    assert reversed_.json()["cancel_reason"] == "не тот клиент"
    assert twice.json() == reversed_.json()
    async with database.transaction() as session:
        assert await used(session, discount) == await live_redemptions(session, discount.id) == 0


async def test_a_dispute_is_resolved(http: AsyncClient, database: Database) -> None:
    discount, redemption_id = await redeemed(database)
    client = Actor(kind=ActorKind.CLIENT, id=discount.client_id)
    async with database.transaction() as session:
        dispute, _ = await actions.open_dispute(
            session, client, redemption_id=redemption_id, now=NOON
        )
    path = f"/api/v1/disputes/{dispute.id}/resolve"

    listed = await http.get("/api/v1/disputes", params={"status": "open"})
    settled = await http.get("/api/v1/disputes", params={"status": "rejected"})
    confirmed = await http.post(path, json={"is_confirmed": True, "resolution": "вернули"})
    contrary = await http.post(path, json={"is_confirmed": False, "resolution": "нет"})

    (item,) = listed.json()["items"]
    assert (item["id"], item["discount_id"], item["code"]) == (
        dispute.id, discount.id, discount.code,
    )  # fmt: skip
    assert (item["client_name"], item["worker_name"]) == ("Анна", "Ольга")
    assert (item["bill_minor"], item["discount_minor"], item["currency"]) == (100_00, 10_00, "RUB")
    assert (settled.json()["items"], settled.json()["total"]) == ([], 0)
    assert confirmed.json()["status"] == "confirmed"
    assert (contrary.status_code, contrary.json()["code"]) == (409, "loyalty.dispute_resolved")
    async with database.transaction() as session:
        assert await used(session, discount) == 0


async def test_cashiers_are_listed_approved_and_counted(
    http: AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        cashier = await add_cashier(session, is_active=False)
        discount = await add_code(session)
    path = f"/api/v1/cashiers/{cashier.id}"

    requests = await http.get("/api/v1/cashiers/requests")
    decided = await http.get("/api/v1/cashiers", params={"waiting": "false"})
    activated = await http.post(f"{path}/activate")
    async with database.transaction() as session:
        till = queries.actor_of(cashier)
        await redeem(session, till, "ДЯА0000")
        outcome = await redeem(session, till, discount.code, bill_minor=100_00)
        assert outcome.redeemed is not None
        taken_id = outcome.redeemed.redemption_id
        await actions.undo(session, till, redemption_id=taken_id, shop=SHOP, now=NOON)
        await redeem(session, till, discount.code, bill_minor=200_00)
    details = await http.get(path)
    earlier = await http.get(path, params={"until": "2026-11-20T00:00:00Z"})
    deactivated = await http.post(f"{path}/deactivate")
    active = await http.get("/api/v1/cashiers", params={"active": "true"})
    former = await http.get(
        "/api/v1/cashiers",
        params={"active": "false", "waiting": "false", "since": "2026-11-20T00:00:00Z"},
    )

    assert [item["id"] for item in requests.json()["items"]] == [cashier.id]
    assert (activated.json()["is_active"], activated.json()["approved_by_id"]) == (True, OLGA.id)
    assert decided.json()["total"] == 0
    assert details.json()["figures"] == {
        "attempts": 3, "refused": 1, "wrong_codes": 1, "redemptions": 2, "undone": 1,
        "reversed": 0, "bill_minor": 200_00, "discount_minor": 20_00,
    }  # fmt: skip
    assert earlier.json()["figures"]["attempts"] == 0
    assert deactivated.json()["is_active"] is False
    assert active.json()["total"] == 0
    (row,) = former.json()["items"]
    assert row["figures"] == details.json()["figures"]
    assert row["approved_by_name"] == details.json()["approved_by_name"]


async def test_logs_are_filtered_and_paged(http: AsyncClient, database: Database) -> None:
    discount, redemption_id = await redeemed(database)
    for _ in range(3):
        await http.post("/api/v1/discounts/redeem", json={"code": discount.code})

    first = (await http.get("/api/v1/redemption-attempts", params={"limit": 2})).json()
    rest = await http.get(
        "/api/v1/redemption-attempts", params={"before_id": first["next_before_id"]}
    )
    refused = await http.get("/api/v1/redemption-attempts", params={"status": "already_used"})
    by_code = await http.get("/api/v1/redemption-attempts", params={"code": discount.code})
    redemptions = await http.get("/api/v1/redemptions", params={"is_canceled": "false"})

    assert [item["status"] for item in rest.json()["items"]] == ["already_used", "success"]
    assert rest.json()["next_before_id"] is None
    assert (len(refused.json()["items"]), len(by_code.json()["items"])) == (3, 4)
    assert [item["id"] for item in redemptions.json()["items"]] == [redemption_id]


async def test_redemptions_are_named_ordered_and_told_by_state(
    http: AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        till = await add_till(session)
        discount = await add_code(session, usage_limit=5)
        taken = []
        for bill_minor in (300_00, 100_00, None):
            outcome = await redeem(session, till, discount.code, bill_minor=bill_minor)
            assert outcome.redeemed is not None
            taken.append(outcome.redeemed.redemption_id)
        large, small, plain = taken
        await actions.undo(session, till, redemption_id=small, shop=SHOP, now=NOON)
        await actions.reverse(session, OLGA, redemption_id=plain, reason="Вернули", now=NOON)

    async def ids(**query: str) -> list[int]:
        page = (await http.get("/api/v1/redemptions", params=query)).json()
        return [item["id"] for item in page["items"]]

    (row,) = (await http.get("/api/v1/redemptions", params={"state": "stands"})).json()["items"]
    assert (row["id"], row["state"], row["code"]) == (large, "stands", discount.code)
    assert (row["taken_by_name"], row["template_name"]) == ("Касса", "За подписку")
    assert row["client_name"]
    assert await ids(state="undone") == [small]
    assert await ids(state="reversed") == [plain]
    assert await ids() == [plain, small, large]
    assert await ids(sort="-bill_minor") == [large, small, plain]
    assert await ids(sort="bill_minor") == [small, large, plain]
    assert await ids(code=f" {discount.code.lower()} ", sort="redeemed_at") == taken
    assert await ids(code="ШШШ0000") == []


async def test_a_streak_alarms_when_it_is_as_long_as_the_shop_says(
    http: AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        till = await add_till(session)
        for _ in range(2):
            await redeem(session, till, "ШШШ0000")
    path = f"/api/v1/cashiers/{till.id}"

    calm = (await http.get(path)).json()
    changed = await http.patch("/api/v1/settings", json={"wrong_code_alert": 2})
    alarming = (await http.get(path)).json()
    (listed,) = (await http.get("/api/v1/cashiers")).json()["items"]

    assert changed.status_code == 200, changed.json()
    assert (calm["wrong_streak"], calm["is_streak_alarming"]) == (2, False)
    assert (alarming["wrong_streak"], alarming["is_streak_alarming"]) == (2, True)
    assert listed["is_streak_alarming"]


MISSING = [
    ("GET", "/api/v1/discounts/999999", "loyalty.discount_not_found"),
    ("POST", "/api/v1/discounts/999999/block", "loyalty.discount_not_found"),
    ("POST", "/api/v1/redemptions/999999/undo", "loyalty.redemption_not_found"),
    ("POST", "/api/v1/redemptions/999999/reverse", "loyalty.redemption_not_found"),
    ("POST", "/api/v1/disputes/999999/resolve", "loyalty.dispute_not_found"),
    ("GET", "/api/v1/cashiers/999999", "loyalty.cashier_not_found"),
    ("POST", "/api/v1/cashiers/999999/activate", "loyalty.cashier_not_found"),
    ("PATCH", "/api/v1/discount-templates/999999", "loyalty.template_not_found"),
    ("DELETE", "/api/v1/discount-templates/999999", "loyalty.template_not_found"),
]
BODIES = {
    "reverse": {"reason": "x"},
    "resolve": {"is_confirmed": True, "resolution": "x"},
}


@pytest.mark.parametrize(("method", "path", "code"), MISSING)
async def test_what_is_not_there_is_not_found(
    http: AsyncClient, method: str, path: str, code: str
) -> None:
    body = BODIES.get(path.rsplit("/", 1)[1], {})

    response = await http.request(method, path, json=None if method == "GET" else body)

    assert (response.status_code, response.json()["code"]) == (404, code)


@pytest.mark.parametrize(("method", "path", "code"), MISSING)
async def test_who_lacks_the_right_does_not_learn_what_is_there(
    http: AsyncClient, acting: Acting, method: str, path: str, code: str
) -> None:
    acting.actor = TIM

    response = await http.request(method, path)

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
