"""Figures over HTTP."""

import pytest
from httpx2 import AsyncClient

from dvorik.kernel.db import Database
from tests.analytics.shop import Shopkeeper
from tests.conftest import NOON, TIM, Acting

KPI, DETAILED = "/api/v1/stats/kpi", "/api/v1/stats/detailed"


async def test_get_kpi(http: AsyncClient, database: Database) -> None:
    async with database.transaction() as session:
        keeper = Shopkeeper(session)
        await keeper.client(NOON, is_subscribed=True)
        await keeper.order(NOON, 10_000)

    response = await http.get(KPI, params={"from_on": "2026-11-20", "until_on": "2026-11-20"})

    assert response.status_code == 200
    shown = response.json()
    assert shown["timezone"] == "Asia/Vladivostok"
    period = shown["period"]
    assert (period["from_on"], period["until_on"]) == ("2026-11-20", "2026-11-20")
    assert (period["joined"], period["audience"], period["subscribed_share"]) == (1, 1, 1.0)
    assert period["money"] == [
        {
            "currency": "RUB",
            "bills": 0,
            "bill_minor": 0,
            "average_bill_minor": None,
            "discount_minor": 0,
            "orders": 1,
            "orders_minor": 10_000,
            "average_order_minor": 10_000,
        }
    ]
    assert shown["before"]["from_on"] == "2026-11-19"


async def test_get_detailed_stats(http: AsyncClient) -> None:
    response = await http.get(
        DETAILED, params={"from_on": "2026-11-01", "step": "week", "compare": "nothing"}
    )

    assert response.status_code == 200
    shown = response.json()
    assert (shown["step"], shown["before"]) == ("week", None)
    assert [point["from_on"] for point in shown["points"]] == [
        "2026-11-01",
        "2026-11-02",
        "2026-11-09",
        "2026-11-16",
    ]
    for name in ("by_template", "by_campaign", "by_broadcast", "by_cashier"):
        assert shown[name] == []
    assert len(shown["by_hour"]) == 168


@pytest.mark.parametrize(
    ("path", "query", "code", "params"),
    [
        (KPI, "from_on=2026-11-20&until_on=2026-11-19", "analytics.period_reversed", {}),
        (
            KPI,
            "from_on=2023-11-20&until_on=2026-11-20",
            "analytics.period_too_long",
            {"max_days": 1096},
        ),
        (
            DETAILED,
            "from_on=2025-01-01&until_on=2026-11-20&step=day",
            "analytics.step_too_fine",
            {"max_points": 400},
        ),
        (KPI, "from_on=1900-01-01", "analytics.period_too_long", {"max_days": 1096}),
    ],
)
async def test_what_cannot_be_answered_is_refused_with_a_code(
    http: AsyncClient, path: str, query: str, code: str, params: dict[str, int]
) -> None:
    response = await http.get(f"{path}?{query}")

    assert response.status_code == 422
    assert (response.json()["code"], response.json()["params"]) == (code, params)


@pytest.mark.parametrize(
    "query", ["from_on=2201-01-01", "from_on=yesterday", "step=hour", "compare=true", "colour=red"]
)
async def test_bad_questions_are_invalid(http: AsyncClient, query: str) -> None:
    response = await http.get(f"{DETAILED}?{query}")

    assert (response.status_code, response.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "query", ["from_on=1900-01-01&until_on=1900-01-01", "from_on=2200-12-31&until_on=2200-12-31"]
)
async def test_the_ends_of_the_calendar_are_answered(http: AsyncClient, query: str) -> None:
    for path in (KPI, DETAILED):
        assert (await http.get(f"{path}?{query}")).status_code == 200


async def test_figures_need_a_right(http: AsyncClient, acting: Acting) -> None:
    acting.actor = TIM

    for path in (KPI, DETAILED):
        response = await http.get(path)
        assert (response.status_code, response.json()["code"]) == (403, "forbidden")
