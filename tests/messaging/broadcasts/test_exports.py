"""The results of a broadcast as a file: what is in it, and who may have it."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.config import Config
from dvorik.kernel.events import EventRow
from dvorik.kernel.i18n import Language
from dvorik.loyalty.models import Discount
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.models import Broadcast, Delivery
from dvorik.messaging.queries import tables
from dvorik.messaging.schemas.broadcasts import BroadcastCreate, RecipientCriteria
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON, OLGA, Acting
from tests.loyalty.world import add_client, add_template, add_till, redeem

SHOP = ShopSettings()
LATER = NOON + timedelta(minutes=5)
ALL = {Permission.CLIENTS_EXPORT, Permission.CLIENTS_PHONES, Permission.BROADCASTS_READ}


async def send(session: AsyncSession) -> Broadcast:
    """To Anna, who bought, and to Boris, who is left out."""
    anna = await add_client(
        session, consent_at=NOON, first_name="=1+1", last_name=None, phone="+79140000001"
    )
    await add_client(session, first_name="Boris", last_name=None, consent_at=None)
    template = await add_template(session, event="manual")
    draft = BroadcastCreate.model_validate(
        {
            "title": "Autumn",
            "content": {"text": "Hello!"},
            "audience": {"kind": "everyone"},
            "template_id": template.id,
        }
    )
    row = await broadcasts.create_broadcast(session, OLGA, draft=draft, shop=SHOP, now=NOON)
    await broadcasts.schedule_broadcast(
        session, OLGA, broadcast_id=row.id, scheduled_at=None, now=NOON
    )
    await broadcasts.start_next(session, shop=SHOP, now=NOON)
    await session.execute(
        update(Delivery)
        .where(Delivery.client_id == anna.id)
        .values(status="sent", finished_at=LATER, clicked_at=LATER, clicked_button="+7 (914) @shop")
    )
    code = await session.scalar(select(Discount.code))
    await redeem(session, await add_till(session), str(code), bill_minor=150_50, now=LATER)
    return row


async def export(http: AsyncClient, row: Broadcast, **params: Any) -> bytes:
    response = await http.get(
        f"/api/v1/broadcasts/{row.id}/recipients/export",
        params=params,
        headers={"Accept-Language": "en"},
    )
    assert response.status_code == 200, response.text
    assert response.headers["Content-Disposition"].startswith("attachment")
    return response.content


async def test_a_table_says_what_became_of_each_and_runs_nothing(
    http: AsyncClient, session: AsyncSession, config: Config
) -> None:
    row = await send(session)

    content = await export(http, row, format="csv")

    first, second = csv.DictReader(io.StringIO(content.decode()))
    assert first == {
        "Client no.": first["Client no."],
        "Name": "'=1+1",
        "Phone": "+79140000001",
        "Result": "sent",
        "Reason": "",
        "When": "2026-11-20 12:05:00",
        "Pressed": "2026-11-20 12:05:00",
        "Button": "'+7 (914) @shop",
        "Code used, times": "1",
        "Bills": "150.5",
        "Discounts": "15.05",
        "Edited": "",
        "Recalled": "",
    }
    assert (second["Name"], second["Result"], second["Reason"], second["Bills"]) == (
        "Boris",
        "left out",
        "does not want messages",
        "",
    )
    # The file lived for as long as the answer took.
    assert list(config.files_folder.glob("*")) == []
    told = await session.scalars(
        select(EventRow.payload).where(EventRow.type == "messaging.broadcast_exported")
    )
    assert told.all() == [{"broadcast_id": row.id, "has_phones": True}]


async def test_a_workbook_holds_the_same_and_filters_count(
    http: AsyncClient, session: AsyncSession
) -> None:
    row = await send(session)

    content = await export(http, row, format="xlsx", status="sent")

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    titles, only = sheet.to_python()
    assert titles[:4] == ["Client no.", "Name", "Phone", "Result"]
    assert only[1:4] == ["=1+1", "+79140000001", "sent"]
    assert only[9] == 150.5


async def test_phones_are_only_for_those_who_may_see_them(
    http: AsyncClient, session: AsyncSession, acting: Acting
) -> None:
    row = await send(session)
    acting.actor = Actor(
        kind=ActorKind.ACCOUNT, id=2, permissions=frozenset(ALL - {Permission.CLIENTS_PHONES})
    )

    content = await export(http, row, format="csv")

    assert b"Phone" not in content
    assert b"+79140000001" not in content


@pytest.mark.parametrize("missing", [Permission.CLIENTS_EXPORT, Permission.BROADCASTS_READ])
async def test_whoever_lacks_a_right_gets_no_file(
    http: AsyncClient, session: AsyncSession, acting: Acting, missing: Permission
) -> None:
    row = await send(session)
    acting.actor = Actor(kind=ActorKind.ACCOUNT, id=2, permissions=frozenset(ALL - {missing}))

    response = await http.get(f"/api/v1/broadcasts/{row.id}/recipients/export")

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    told = await session.scalars(
        select(EventRow.id).where(EventRow.type == "messaging.broadcast_exported")
    )
    assert told.all() == []


async def test_rows_come_some_at_a_time_and_all_of_them(session: AsyncSession) -> None:
    await session.execute(
        text(
            "INSERT INTO client (first_name, gender, language, is_subscribed, tags, notes,"
            " is_blacklisted, is_test, version)"
            " SELECT 'Somebody', 'unknown', 'ru', false, '{}', '', false, false, 1"
            " FROM generate_series(1, :count)"
        ),
        {"count": 2 * tables.CHUNK - 1},
    )
    row = await send(session)

    chunks = [
        chunk
        async for chunk in tables.recipient_rows(
            session,
            row,
            RecipientCriteria(),
            has_phones=False,
            language=Language.EN,
            currency="RUB",
        )
    ]

    assert [len(chunk) for chunk in chunks] == [1_000, 1_000, 1]
    assert len({cells[0] for chunk in chunks for cells in chunk}) == 2_001
