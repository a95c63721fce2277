"""What a marketer learns afterwards: who pressed, who bought, in figures and person by person."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from dvorik.clients.models import Client
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.loyalty.models import Discount
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.errors import NoSuchButton
from dvorik.messaging.gateway.broadcasts import compose
from dvorik.messaging.models import Broadcast, Delivery
from dvorik.messaging.queries.broadcasts import count_recipients
from dvorik.messaging.queries.results import describe_broadcast, list_recipients
from dvorik.messaging.schemas.broadcasts import (
    BroadcastContent,
    BroadcastCreate,
    ClaimedDelivery,
    DeliveryOutcome,
    Everyone,
    PressReply,
    RecipientCountQuery,
    RecipientFilter,
)
from dvorik.messaging.types import DeliveryStatus, ReplyKind
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON, OLGA, Acting
from tests.loyalty.world import add_client, add_template, add_till, redeem
from tests.statements import counting

SHOP = ShopSettings()
LATER = NOON + timedelta(minutes=5)
BUTTONS = [
    [{"kind": "url", "text": "Open", "url": "https://example.com"}],
    [
        {"kind": "callback", "text": "I will come", "reply": "See you!"},
        {"kind": "callback", "text": "No", "reply": "A pity & all", "shows": "alert"},
    ],
    [
        {
            "kind": "callback",
            "text": "My code",
            "reply": "<b>{first_name|Friend}</b>: {discount_code}",
            "shows": "message",
        }
    ],
]


async def start(session: AsyncSession, **more: Any) -> Broadcast:
    draft = BroadcastCreate.model_validate(
        {
            "title": "Autumn",
            "content": {"text": "Hello!", "buttons": BUTTONS[:2]},
            "audience": {"kind": "everyone"},
            **more,
        }
    )
    row = await broadcasts.create_broadcast(session, OLGA, draft=draft, shop=SHOP, now=NOON)
    await broadcasts.schedule_broadcast(
        session, OLGA, broadcast_id=row.id, scheduled_at=None, now=NOON
    )
    assert await broadcasts.start_next(session, shop=SHOP, now=NOON) == row.id
    return row


async def delivery_to(session: AsyncSession, row: Broadcast, person: Client) -> int:
    found = await session.scalars(
        select(Delivery.id).where(Delivery.broadcast_id == row.id, Delivery.client_id == person.id)
    )
    return found.one()


async def press(
    session: AsyncSession, person: Client, delivery_id: int, place: int, **more: Any
) -> PressReply:
    return await broadcasts.press_button(
        session,
        Actor(kind=ActorKind.CLIENT, id=person.id),
        delivery_id=delivery_id,
        place=place,
        **{"message_id": None, "shop": SHOP, "now": LATER, **more},
    )


async def test_only_the_first_press_of_a_person_is_counted(session: AsyncSession) -> None:
    anna = await add_client(session, consent_at=NOON)
    await add_client(session, consent_at=NOON)
    row = await start(session)
    hers = await delivery_to(session, row, anna)

    first = await press(session, anna, hers, 1)
    second = await press(session, anna, hers, 2, now=LATER + timedelta(hours=1))

    assert first == PressReply(shows=ReplyKind.TOAST, text="See you!")
    assert second == PressReply(shows=ReplyKind.ALERT, text="A pity & all")
    figures = await describe_broadcast(session, row, shop=SHOP, now=LATER)
    assert (figures.clicked, figures.clicked_by_button) == (1, {"I will come": 1})
    pressed = await list_recipients(session, row.id, RecipientFilter(is_clicked=True))
    (view,) = pressed.items
    assert (view.client_id, view.clicked_at, view.clicked_button) == (anna.id, LATER, "I will come")
    others = await list_recipients(session, row.id, RecipientFilter(is_clicked=False))
    assert [other.client_id for other in others.items] != [anna.id]
    assert len(others.items) == 1


async def test_figures_are_read_in_one_look_and_one_more_for_codes(
    session: AsyncSession, engine: AsyncEngine
) -> None:
    people = [await add_client(session, consent_at=NOON) for _ in range(6)]
    template = await add_template(session, event="manual")
    row = await start(session, template_id=template.id)
    fates: list[dict[str, Any]] = [
        {"status": "sent", "clicked_at": LATER, "clicked_button": "No", "edited_at": LATER},
        {"status": "sent", "clicked_at": LATER, "clicked_button": "I will come"},
        {"status": "sent", "clicked_at": LATER, "clicked_button": "No", "recalled_at": LATER},
        {"status": "failed", "reason": "400 chat not found"},
        {"status": "blocked", "reason": "blocked"},
        {"status": "canceled"},
    ]
    for person, fate in zip(people, fates, strict=True):
        await session.execute(
            update(Delivery)
            .where(Delivery.client_id == person.id)
            .values(message_ids=[7], finished_at=NOON, **fate)
        )

    with counting(engine) as with_codes:
        figures = await describe_broadcast(session, row, shop=SHOP, now=LATER)
    row.template_id = None
    await session.flush()
    with counting(engine) as without:
        assert await describe_broadcast(session, row, shop=SHOP, now=LATER) == figures

    assert (len(with_codes), len(without)) == (2, 1)
    assert {status: n for status, n in figures.deliveries.items() if n} == {
        "sent": 3,
        "failed": 1,
        "blocked": 1,
        "canceled": 1,
    }
    assert (figures.total, figures.edited, figures.recalled, figures.recallable) == (6, 1, 1, 2)
    assert figures.reasons == {"400 chat not found": 1, "blocked": 1}
    assert list(figures.clicked_by_button.items()) == [("No", 2), ("I will come", 1)]


async def test_what_was_sent_may_be_taken_back_for_two_days(session: AsyncSession) -> None:
    anna, boris, vera = [await add_client(session, consent_at=NOON) for _ in range(3)]
    row = await start(session)
    for person, finished_at in ((anna, NOON), (boris, LATER)):
        await session.execute(
            update(Delivery)
            .where(Delivery.client_id == person.id)
            .values(status="sent", message_ids=[7], finished_at=finished_at)
        )
    two_days = timedelta(hours=48)

    async def recallable(now: datetime) -> int:
        return (await describe_broadcast(session, row, shop=SHOP, now=now)).recallable

    assert await recallable(NOON + two_days - timedelta(seconds=1)) == 2
    assert await recallable(NOON + two_days) == 1
    assert await recallable(LATER + two_days) == 0
    found = await list_recipients(session, row.id, RecipientFilter())
    assert {one.client_id: one.recall_until for one in found.items} == {
        anna.id: NOON + two_days,
        boris.id: LATER + two_days,
        vera.id: None,
    }
    ahead = await describe_broadcast(session, row, shop=SHOP, now=NOON)
    assert (ahead.deliveries[DeliveryStatus.PENDING], ahead.lasts_seconds) == (1, 1)


async def test_who_waits_for_the_morning_is_told_apart_from_who_is_next(
    session: AsyncSession,
) -> None:
    for zone in (None, None, "Europe/Berlin", "America/New_York"):
        await add_client(session, consent_at=NOON, timezone=zone)
    row = await start(session)

    async def seen(now: datetime) -> tuple[int, int, datetime | None]:
        slowly = ShopSettings(bulk_per_second=1)
        stats = await describe_broadcast(session, row, shop=slowly, now=now)
        assert stats.deliveries[DeliveryStatus.PENDING] == 4
        return stats.lasts_seconds, stats.asleep, stats.wakes_at

    morning_in_berlin = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    morning_in_new_york = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
    assert await seen(NOON) == (2, 2, morning_in_berlin)
    assert await seen(morning_in_berlin) == (3, 1, morning_in_new_york)
    row.has_quiet_hours = False
    assert await seen(NOON) == (4, 0, None)


async def test_a_reply_may_speak_of_the_person_and_their_code(session: AsyncSession) -> None:
    anna = await add_client(session, consent_at=NOON, first_name="A & B")
    template = await add_template(session, event="manual")
    row = await start(
        session, content={"text": "Hello!", "buttons": BUTTONS}, template_id=template.id
    )
    code = await session.scalar(select(Discount.code))

    reply = await press(session, anna, await delivery_to(session, row, anna), 3)

    assert reply == PressReply(shows=ReplyKind.MESSAGE, text=f"<b>A &amp; B</b>: {code}")


@pytest.mark.parametrize("place", [0, 3, 99, 10**17])
async def test_a_button_that_is_not_there_counts_nothing(session: AsyncSession, place: int) -> None:
    anna = await add_client(session, consent_at=NOON)
    row = await start(session)

    with pytest.raises(NoSuchButton):
        await press(session, anna, await delivery_to(session, row, anna), place)

    assert (await describe_broadcast(session, row, shop=SHOP, now=LATER)).clicked == 0


async def test_nobody_presses_for_somebody_else(session: AsyncSession) -> None:
    anna = await add_client(session, consent_at=NOON)
    boris = await add_client(session, consent_at=NOON)
    row = await start(session)
    hers = await delivery_to(session, row, anna)

    with pytest.raises(NoSuchButton):
        await press(session, boris, hers, 1)
    with pytest.raises(NoSuchButton):
        await broadcasts.press_button(
            session, OLGA, delivery_id=hers, place=1, message_id=7, shop=SHOP, now=LATER
        )

    assert (await describe_broadcast(session, row, shop=SHOP, now=LATER)).clicked == 0


async def test_a_press_tells_that_an_unknown_message_arrived(session: AsyncSession) -> None:
    anna, boris = [await add_client(session, consent_at=NOON) for _ in range(2)]
    row = await start(session)
    await session.execute(
        update(Delivery).values(status="unknown", reason="no_answer", finished_at=NOON)
    )

    await press(session, anna, await delivery_to(session, row, anna), 1, message_id=77)

    rows = await session.execute(
        select(Delivery.client_id, Delivery.status, Delivery.reason, Delivery.message_ids).order_by(
            Delivery.client_id
        )
    )
    assert [tuple(one) for one in rows] == [
        (anna.id, "sent", None, [77]),
        (boris.id, "unknown", "no_answer", None),
    ]


async def test_no_answer_heard_after_a_press_does_not_undo_it(session: AsyncSession) -> None:
    """Pressed at once, while the sender still waits for the answer of a Telegram that is silent."""
    anna, boris = [await add_client(session, consent_at=NOON) for _ in range(2)]
    row = await start(session)
    claimed = await broadcasts.claim_deliveries(
        session, broadcast_id=row.id, fields=set(), limit=10, shop=SHOP, now=NOON
    )

    await press(session, anna, await delivery_to(session, row, anna), 1, message_id=77)
    silence = DeliveryOutcome(status=DeliveryStatus.UNKNOWN, reason="no_answer")
    outcomes = [(one, silence) for one in claimed]
    await broadcasts.record_deliveries(session, outcomes, now=LATER)

    await session.refresh(row)
    again = await broadcasts.resend_unknown(session, OLGA, broadcast_id=row.id, now=LATER)
    rows = await session.execute(
        select(Delivery.client_id, Delivery.status, Delivery.message_ids, Delivery.finished_at)
        .where(Delivery.broadcast_id == again.id)
        .order_by(Delivery.client_id)
    )
    assert [tuple(one) for one in rows] == [
        (anna.id, "sent", [77], LATER),
        (boris.id, "pending", None, None),
    ]


async def test_who_presses_before_a_second_try_needs_none(session: AsyncSession) -> None:
    anna = await add_client(session, consent_at=NOON)
    row = await start(session)
    await session.execute(
        update(Delivery).values(status="unknown", reason="no_answer", finished_at=NOON)
    )
    await broadcasts.resend_unknown(session, OLGA, broadcast_id=row.id, now=LATER)

    await press(session, anna, await delivery_to(session, row, anna), 1, message_id=77)

    claimed = await broadcasts.claim_deliveries(
        session, broadcast_id=row.id, fields=set(), limit=10, shop=SHOP, now=LATER
    )
    assert claimed == []


async def test_recipients_are_found_by_what_became_of_them(
    http: AsyncClient, session: AsyncSession
) -> None:
    people = [await add_client(session, consent_at=NOON) for _ in range(6)]
    left_out = await add_client(session, consent_at=None)
    row = await start(session)
    fates = [
        ("sent", None),
        ("sent", None),
        ("failed", "400 chat not found"),
        ("blocked", "blocked"),
        ("blocked", "deactivated"),
        ("unknown", "no_answer"),
    ]
    for person, (status, reason) in zip(people, fates, strict=True):
        await session.execute(
            update(Delivery)
            .where(Delivery.client_id == person.id)
            .values(status=status, reason=reason, finished_at=LATER)
        )
    url = f"/api/v1/broadcasts/{row.id}"

    async def found(**params: Any) -> list[int]:
        response = await http.get(f"{url}/recipients", params=params)
        return [item["client_id"] for item in response.json()["items"]]

    assert await found(status="sent") == [people[1].id, people[0].id]
    assert await found(status="blocked", reason="deactivated") == [people[4].id]
    assert await found(reason="400 chat not found") == [people[2].id]
    assert await found(status="skipped", reason="no_consent") == [left_out.id]
    stats = (await http.get(f"{url}/stats")).json()
    assert stats["total"] == 7
    assert {name: number for name, number in stats["deliveries"].items() if number} == {
        "sent": 2,
        "failed": 1,
        "blocked": 2,
        "unknown": 1,
        "skipped": 1,
    }
    assert stats["reasons"] == {
        "400 chat not found": 1,
        "blocked": 1,
        "deactivated": 1,
        "no_answer": 1,
        "no_consent": 1,
    }
    first = (await http.get(f"{url}/recipients", params={"limit": 4})).json()
    rest = (
        await http.get(
            f"{url}/recipients", params={"limit": 4, "before_id": first["next_before_id"]}
        )
    ).json()
    pages = [*first["items"], *rest["items"]]
    assert len({item["id"] for item in pages}) == len(pages) == 7
    assert rest["next_before_id"] is None


async def test_a_forecast_follows_the_pace_of_the_settings(session: AsyncSession) -> None:
    for _ in range(26):
        await add_client(session, consent_at=NOON)

    async def forecast(**settings: Any) -> int:
        counted = await count_recipients(
            session,
            asked=RecipientCountQuery(audience=Everyone(kind="everyone")),
            shop=ShopSettings(**settings),
            now=NOON,
        )
        return counted.lasts_seconds

    assert await forecast() == 2
    assert await forecast(bulk_per_second=26) == 1
    assert await forecast(bulk_per_second=30, service_per_second=5) == 6


def test_a_press_carries_only_the_delivery_and_its_place() -> None:
    content = BroadcastContent.model_validate({"text": "Hello!", "buttons": BUTTONS})
    one = ClaimedDelivery(
        id=2**63 - 1, broadcast_id=1, chat_id=5, lease=NOON, values={"discount_code": "ДЯА4589"}
    )

    keyboard = compose(content, one).parameters["reply_markup"]["inline_keyboard"]

    pressed = [button.get("callback_data") for line in keyboard for button in line]
    assert pressed == [None, *(f"b:9223372036854775807:{place}" for place in (1, 2, 3))]
    assert all(len(data) <= 64 for data in pressed if data)


async def test_a_card_lists_what_its_person_was_sent(
    http: AsyncClient, session: AsyncSession, acting: Acting
) -> None:
    anna = await add_client(session, consent_at=NOON)
    boris = await add_client(session, consent_at=NOON)
    first = await start(session)
    second = await start(session, title="Winter")
    await session.execute(
        update(Delivery)
        .where(Delivery.client_id == boris.id)
        .values(status="failed", reason="400 chat not found")
    )
    url = f"/api/v1/users/{anna.id}/broadcasts"

    newest = (await http.get(url, params={"limit": 1})).json()
    older = (await http.get(url, params={"before_id": newest["next_before_id"]})).json()

    (one,), (other,) = newest["items"], older["items"]
    assert (one["broadcast_id"], one["title"], one["status"]) == (second.id, "Winter", "pending")
    assert (other["broadcast_id"], other["title"], other["reason"]) == (first.id, "Autumn", None)
    assert older["next_before_id"] is None
    assert (await http.get("/api/v1/users/999999/broadcasts")).status_code == 404
    for missing in (Permission.CLIENTS_READ, Permission.BROADCASTS_READ):
        acting.actor = Actor(
            kind=ActorKind.ACCOUNT, id=2, permissions=frozenset(set(Permission) - {missing})
        )
        assert (await http.get(url)).status_code == 403


async def test_money_is_that_of_the_codes_it_gave(http: AsyncClient, session: AsyncSession) -> None:
    anna = await add_client(session, consent_at=NOON)
    boris = await add_client(session, consent_at=NOON)
    template = await add_template(session, event="manual", usage_type="multi", usage_limit=5)
    row = await start(session, template_id=template.id)
    till = await add_till(session)
    hers = await session.scalar(select(Discount.code).where(Discount.client_id == anna.id))
    for bill in (100_00, 50_00):
        await redeem(session, till, str(hers), bill_minor=bill, now=LATER)

    stats = (await http.get(f"/api/v1/broadcasts/{row.id}/stats")).json()
    found = await http.get(f"/api/v1/broadcasts/{row.id}/recipients", params={"is_redeemed": True})
    others = await http.get(
        f"/api/v1/broadcasts/{row.id}/recipients", params={"is_redeemed": False}
    )

    money = {"redeemed": 1, "redemptions": 2, "bill_minor": 150_00, "discount_minor": 15_00}
    assert {name: stats[name] for name in money} == money
    (view,) = found.json()["items"]
    assert view["client_id"] == anna.id
    assert {name: view[name] for name in money if name in view} == {
        "redemptions": 2,
        "bill_minor": 150_00,
        "discount_minor": 15_00,
    }
    (other,) = others.json()["items"]
    assert (other["client_id"], other["redemptions"], other["bill_minor"]) == (boris.id, 0, 0)
