"""Purchases: kept once, never edited, taken back with a reason."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.errors import ClientNotFound
from dvorik.finance import actions, queries
from dvorik.finance.errors import OrderDiffers, OrderedInFuture, OrderNotFound
from dvorik.finance.models import Order
from dvorik.finance.schemas import OrderCreate, OrderFilter
from dvorik.kernel.actor import Actor
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Forbidden
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON, OLGA, TIM
from tests.loyalty.world import add_client, recorded

SHOP = ShopSettings()


async def record(session: AsyncSession, actor: Actor = OLGA, **fields: Any) -> Order:
    order = OrderCreate.model_validate({"amount_minor": 125_050, **fields})
    return await actions.record_order(session, actor, order=order, shop=SHOP, now=NOON)


async def count_orders(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Order)) or 0


async def test_an_order_is_kept_as_it_was_sent(session: AsyncSession) -> None:
    anna = await add_client(session)

    order = await record(
        session,
        client_id=anna.id,
        currency="UAH",
        source="till",
        external_id="A-17",
        ordered_at=(NOON - timedelta(hours=1)).isoformat(),
        note="два торта",
    )

    assert (order.client_id, order.amount_minor, order.currency) == (anna.id, 125_050, "UAH")
    assert (order.source, order.external_id, order.note) == ("till", "A-17", "два торта")
    assert (order.ordered_at, order.created_at) == (NOON - timedelta(hours=1), NOON)
    assert (order.is_test, order.canceled_at, order.cancel_reason) == (False, None, None)
    assert await recorded(session, "finance.order_recorded") == [
        {
            "order_id": order.id,
            "client_id": anna.id,
            "amount_minor": 125_050,
            "currency": "UAH",
        }
    ]


async def test_what_is_left_out_is_now_in_the_shops_currency_by_nobody(
    session: AsyncSession,
) -> None:
    order = await record(session)

    assert (order.client_id, order.currency, order.source) == (None, "RUB", "manual")
    assert (order.external_id, order.ordered_at, order.note) == (None, NOON, "")
    assert order.is_test is False


async def test_a_test_persons_order_is_test_data(session: AsyncSession) -> None:
    tester = await add_client(session, is_test=True)

    order = await record(session, client_id=tester.id)

    assert order.is_test is True
    assert (await queries.list_orders(session, OrderFilter())).total == 0
    assert (await queries.list_orders(session, OrderFilter(is_test=True))).total == 1


async def test_the_same_external_id_again_gives_the_first_answer(session: AsyncSession) -> None:
    anna = await add_client(session)
    first = await record(session, client_id=anna.id, source="till", external_id="17")

    again = await record(
        session, client_id=anna.id, source="till", external_id="17", note="something else"
    )
    without_client = await record(session, source="till", external_id="17")

    assert (again.id, without_client.id, again.note) == (first.id, first.id, "")
    assert await count_orders(session) == 1
    assert len(await recorded(session, "finance.order_recorded")) == 1


@pytest.mark.parametrize("change", [{"amount_minor": 125_051}, {"currency": "UAH"}])
async def test_other_money_under_the_same_external_id_is_refused(
    session: AsyncSession, change: dict[str, Any]
) -> None:
    first = await record(session, source="till", external_id="17")

    with pytest.raises(OrderDiffers) as refused:
        await record(session, source="till", external_id="17", **change)

    assert refused.value.params == {"order_id": first.id}
    assert await count_orders(session) == 1
    assert (await queries.get_order(session, first.id)).amount_minor == 125_050


async def test_another_client_under_the_same_external_id_is_refused(session: AsyncSession) -> None:
    anna, vera = await add_client(session), await add_client(session)
    await record(session, client_id=anna.id, source="till", external_id="17")

    with pytest.raises(OrderDiffers):
        await record(session, client_id=vera.id, source="till", external_id="17")

    assert await count_orders(session) == 1


async def test_two_sources_may_count_alike_and_orders_without_a_number_are_all_kept(
    session: AsyncSession,
) -> None:
    await record(session, source="till", external_id="17")
    await record(session, source="site", external_id="17")
    await record(session, source="till")
    await record(session, source="till")

    assert await count_orders(session) == 4


async def test_one_external_id_sent_twenty_times_at_once_is_one_order(
    real_database: Database,
) -> None:
    async def send() -> int:
        async with real_database.transaction() as session:
            return (await record(session, source="till", external_id="17")).id

    async with asyncio.TaskGroup() as group:
        sending = [group.create_task(send()) for _ in range(20)]

    assert len({task.result() for task in sending}) == 1
    async with real_database.transaction() as session:
        assert await count_orders(session) == 1
        assert len(await recorded(session, "finance.order_recorded")) == 1


async def test_a_purchase_that_has_not_happened_is_refused(session: AsyncSession) -> None:
    slightly_ahead = await record(session, ordered_at=(NOON + timedelta(minutes=5)).isoformat())

    with pytest.raises(OrderedInFuture):
        await record(session, ordered_at=(NOON + timedelta(minutes=6)).isoformat())

    assert slightly_ahead.ordered_at == NOON + timedelta(minutes=5)
    assert await count_orders(session) == 1


async def test_a_client_who_is_not_there_is_refused(session: AsyncSession) -> None:
    gone = await add_client(session, deleted_at=NOON)

    for client_id in (gone.id, 2**63 - 1):
        with pytest.raises(ClientNotFound):
            await record(session, client_id=client_id)

    assert await count_orders(session) == 0


async def test_a_canceled_order_keeps_its_first_reason(session: AsyncSession) -> None:
    order = await record(session)

    for reason in ("typed twice", "another word"):
        await actions.cancel_order(session, OLGA, order_id=order.id, reason=reason, now=NOON)

    assert (order.canceled_at, order.cancel_reason) == (NOON, "typed twice")
    assert await recorded(session, "finance.order_canceled") == [
        {"order_id": order.id, "client_id": None, "amount_minor": 125_050, "currency": "RUB"}
    ]


async def test_an_order_that_is_not_there_cannot_be_canceled(session: AsyncSession) -> None:
    with pytest.raises(OrderNotFound):
        await actions.cancel_order(session, OLGA, order_id=5, reason="why not", now=NOON)


async def test_who_may_not_edit_orders_changes_nothing(session: AsyncSession) -> None:
    order = await record(session)

    with pytest.raises(Forbidden):
        await record(session, TIM)
    with pytest.raises(Forbidden):
        await actions.cancel_order(session, TIM, order_id=order.id, reason="no", now=NOON)

    assert await count_orders(session) == 1
    assert order.canceled_at is None


async def test_the_database_itself_refuses_a_negative_amount(session: AsyncSession) -> None:
    broken = Order(amount_minor=-1, currency="RUB", source="till", ordered_at=NOON, is_test=False)
    session.add(broken)

    with pytest.raises(IntegrityError, match="ck_shop_order_amount_not_negative"):
        await session.flush()
