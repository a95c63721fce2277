"""What people will read about a discount that is still being thought up."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy import func, select

from dvorik.kernel.db import Database
from dvorik.loyalty.models import Discount, DiscountTemplate
from tests.conftest import TIM, Acting

PATH = "/api/v1/discount-templates/preview"
TERMS = {
    "name": "Чай <с другом>", "kind": "percent", "value": "15", "event": "manual",
    "duration_days": 7, "min_bill_minor": 500_00,
}  # fmt: skip
RUSSIAN = {"Accept-Language": "ru"}


async def test_both_read_the_offer_in_the_words_of_the_bots(
    http: AsyncClient, database: Database
) -> None:
    shown = (await http.post(PATH, json=TERMS, headers=RUSSIAN)).json()

    for text in (shown["client"], shown["cashier"]):
        assert "Чай &lt;с другом&gt;" in text
        assert "15" in text
        assert "<code>ДЯА4589</code>" in text
        assert "500" in text
    assert "Анна Смирнова" in shown["cashier"]
    async with database.transaction() as session:
        for table in (Discount, DiscountTemplate):
            assert await session.scalar(select(func.count()).select_from(table)) == 0


async def test_both_read_when_and_for_whom_it_is(http: AsyncClient) -> None:
    terms = {
        **TERMS, "weekdays": [6, 7], "from_time": "22:00", "until_time": "02:00",
        "requires_subscription": True,
    }  # fmt: skip

    russian = (await http.post(PATH, json=terms, headers=RUSSIAN)).json()
    english = (await http.post(PATH, json=terms, headers={"Accept-Language": "en"})).json()

    for text in (russian["client"], russian["cashier"]):
        assert "Действует: сб, вс, 22:00–02:00\nТолько для подписчиков канала" in text
    assert "Valid: Sat, Sun, 22:00–02:00\nOnly for subscribers" in english["client"]


async def test_a_birthday_gift_comes_with_the_greeting(http: AsyncClient) -> None:
    plain = (await http.post(PATH, json=TERMS, headers=RUSSIAN)).json()
    birthday = {**TERMS, "event": "birthday"}
    greeting = (await http.post(PATH, json=birthday, headers=RUSSIAN)).json()
    english = await http.post(PATH, json=birthday, headers={"Accept-Language": "en"})

    assert greeting["cashier"] == plain["cashier"]
    assert greeting["client"] != plain["client"]
    assert english.json()["client"] != greeting["client"]


@pytest.mark.parametrize("change", [{"name": ""}, {"duration_days": 0}, {"kind": "present"}])
async def test_unfinished_terms_are_refused(http: AsyncClient, change: dict[str, object]) -> None:
    response = await http.post(PATH, json={**TERMS, **change})

    assert response.status_code == 422


async def test_who_may_not_see_discounts_sees_no_preview(http: AsyncClient, acting: Acting) -> None:
    acting.actor = TIM

    assert (await http.post(PATH, json=TERMS)).status_code == 403
