"""Two cards of one person, with something in every table that knows clients."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik import tables
from dvorik.clients.models import Client, ConsentRecord
from dvorik.finance.models import Order
from dvorik.loyalty.models import CampaignClick, Discount, Dispute
from dvorik.messaging.models import Broadcast, Delivery, OutgoingMessage
from tests.conftest import NOON
from tests.loyalty.world import (
    add_campaign,
    add_client,
    add_discount,
    add_template,
    add_till,
    redeem,
)

LATER = NOON + timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pair:
    """`anna` is kept, `anya` dissolves. Of both codes of one gift `anya_second` is anya's."""

    anna: Client
    anya: Client
    anna_code: Discount
    anya_code: Discount
    anya_second: Discount


async def add_pair(session: AsyncSession) -> Pair:
    campaign = await add_campaign(session)
    anna = await add_client(
        session,
        first_name="Анна",
        tags=["vip", "кофе"],
        notes="любит окно",
        consent_at=NOON,
        last_active_at=NOON,
    )
    anya = await add_client(
        session,
        first_name="Аня",
        last_name="Котова",
        phone="+79141234567",
        email="anya@example.com",
        birthday=date(2002, 2, 3),
        gender="female",
        timezone="Asia/Vladivostok",
        source="insta",
        campaign_id=campaign.id,
        tags=["кофе", "новые"],
        notes="без сахара",
        is_blacklisted=False,
        consent_at=NOON - DAY,
        wants_birthdays=False,
        is_weekly=True,
        last_active_at=NOON - DAY,
        created_at=NOON - 3 * DAY,
    )
    template = await add_template(session)
    gift = await add_template(session, name="На двоих")
    till = await add_till(session)
    anna_code = await add_discount(session, template=template, client=anna)
    anya_code = await add_discount(session, template=template, client=anya)
    await add_discount(session, template=gift, client=anna, period="once")
    second = await add_discount(session, template=gift, client=anya, period="once")
    for code in (anna_code, anya_code):
        await redeem(session, till, code.code, bill_minor=100_00)
    await _add_rest(session, anna, anya, campaign_id=campaign.id)
    return Pair(anna, anya, anna_code, anya_code, second)


async def _add_rest(session: AsyncSession, anna: Client, anya: Client, *, campaign_id: int) -> None:
    both = Broadcast(title="Обеим", content={}, audience={})
    one = Broadcast(title="Одной", content={}, audience={})
    session.add_all([both, one])
    await session.flush()
    redemption_id = await session.scalar(
        select(tables.metadata.tables["redemption"].c.id).where(
            tables.metadata.tables["redemption"].c.client_id == anya.id
        )
    )
    assert redemption_id is not None
    session.add(
        Dispute(redemption_id=redemption_id, client_id=anya.id, status="open", opened_at=NOON)
    )
    for number, client in enumerate((anna, anya)):
        session.add_all(
            [
                Order(
                    client_id=client.id,
                    amount_minor=500_00,
                    currency="RUB",
                    source="till",
                    external_id=f"{number}",
                    ordered_at=NOON,
                    is_test=False,
                ),
                CampaignClick(
                    campaign_id=campaign_id, client_id=client.id, clicked_at=NOON, is_test=False
                ),
                OutgoingMessage(
                    occasion=f"test:{client.id}",
                    text_key="client.receipt",
                    channel="client_bot",
                    client_id=client.id,
                    chat_id=client.telegram_id,
                    text="Чек",
                    not_before=NOON,
                ),
                ConsentRecord(
                    client_id=client.id,
                    decision="granted",
                    source="bot",
                    decided_at=NOON - DAY,
                    recorded_at=NOON - DAY,
                ),
                _delivery(both, client),
            ]
        )
    session.add(_delivery(one, anya))
    await session.flush()


def _delivery(broadcast: Broadcast, client: Client) -> Delivery:
    return Delivery(
        broadcast_id=broadcast.id,
        client_id=client.id,
        chat_id=client.telegram_id,
        status="sent",
        not_before=NOON,
        created_at=NOON,
        finished_at=NOON,
        message_ids=[7],
    )


# What tells of the merge itself; versions and edits only ever go forward.
_ITS_OWN = {"event_log", "event_delivery", "client_merge"}
_FORWARD = {"client": {"version", "updated_at"}}

State = dict[str, list[dict[str, Any]]]


async def everything(session: AsyncSession) -> State:
    """Every row of every table, but of those that tell of merging itself."""
    await session.flush()
    found: State = {}
    for table in tables.metadata.sorted_tables:
        if table.name in _ITS_OWN:
            continue
        columns = [column for column in table.c if column.name not in _FORWARD.get(table.name, ())]
        rows = await session.execute(select(*columns).order_by(*table.primary_key))
        found[table.name] = [dict(row._mapping) for row in rows]
    return found


async def owned(session: AsyncSession, client_id: int) -> dict[str, int]:
    """How many rows of each table belong to the client, where there are some."""
    found: dict[str, int] = {}
    for table, rows in (await everything(session)).items():
        if number := sum(row.get("client_id") == client_id for row in rows):
            found[table] = number
    return found
