"""Deciding to edit or recall what was sent: who may, when, and what comes of claims."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.db import Database
from dvorik.kernel.errors import AppError
from dvorik.messaging.actions import broadcasts, corrections
from dvorik.messaging.models import Broadcast, CorrectedMessage, Correction, Delivery
from dvorik.messaging.schemas.broadcasts import BroadcastCreate, DeliveryOutcome
from dvorik.messaging.schemas.corrections import ClaimedCorrection, CorrectionOutcome
from dvorik.messaging.types import BroadcastStatus, CorrectionResult, DeliveryStatus
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON, OLGA, Acting
from tests.loyalty.world import add_client

SHOP = ShopSettings()
KEY = {"Idempotency-Key": "press-number-1"}
URL = "/api/v1/broadcasts"
LATE = NOON + timedelta(seconds=21)


async def send(session: AsyncSession, people: int = 2, **content: Any) -> Broadcast:
    """A broadcast everybody has got."""
    for _ in range(people):
        await add_client(session, consent_at=NOON)
    draft = BroadcastCreate.model_validate(
        {
            "title": "Autumn",
            "content": {"text": "Hello!", **content},
            "audience": {"kind": "everyone"},
        }
    )
    row = await broadcasts.create_broadcast(session, OLGA, draft=draft, shop=SHOP, now=NOON)
    await broadcasts.schedule_broadcast(
        session, OLGA, broadcast_id=row.id, scheduled_at=None, now=NOON
    )
    await broadcasts.start_next(session, shop=SHOP, now=NOON)
    claimed = await broadcasts.claim_deliveries(
        session, broadcast_id=row.id, fields=set(), limit=people, shop=SHOP, now=NOON
    )
    sent = DeliveryOutcome(status=DeliveryStatus.SENT, message_ids=(7,))
    await broadcasts.record_deliveries(session, [(one, sent) for one in claimed], now=NOON)
    await broadcasts.finish_broadcasts(session, now=NOON)
    await session.refresh(row)
    assert row.status == "sent"
    return row


async def claim(session: AsyncSession, correction_id: int, **more: Any) -> list[ClaimedCorrection]:
    return await corrections.claim_corrections(
        session,
        correction_id=correction_id,
        **{"fields": set(), "limit": 10, "shop": SHOP, "now": NOON, **more},
    )


async def record(
    session: AsyncSession,
    claimed: Sequence[ClaimedCorrection],
    result: CorrectionResult,
    **more: Any,
) -> None:
    outcome = CorrectionOutcome(result=result)
    await corrections.record_corrections(
        session, [(one, outcome) for one in claimed], **{"now": NOON, **more}
    )


async def statuses(session: AsyncSession) -> dict[str, int]:
    rows = await session.execute(
        select(CorrectedMessage.status, func.count()).group_by(CorrectedMessage.status)
    )
    return {row.status: row[1] for row in rows}


async def test_a_recall_is_asked_for_once_and_shown(
    http: AsyncClient, session: AsyncSession
) -> None:
    row = await send(session)

    bare = await http.post(f"{URL}/{row.id}/recall")
    first = await http.post(f"{URL}/{row.id}/recall", headers=KEY)
    again = await http.post(f"{URL}/{row.id}/recall", headers=KEY)
    other = await http.post(f"{URL}/{row.id}/recall", headers={"Idempotency-Key": "another-one"})

    assert bare.status_code == 422
    assert (first.status_code, again.json()) == (200, first.json())
    view = first.json()
    assert (view["kind"], view["status"], view["results"]["pending"]) == ("recall", "running", 2)
    assert (other.status_code, other.json()["code"]) == (409, "messaging.correction_at_work")
    assert (await http.get(f"{URL}/{row.id}/corrections")).json() == {"items": [view]}
    messages = await http.get(
        f"{URL}/{row.id}/corrections/{view['id']}/messages", params={"result": "pending"}
    )
    assert [item["result"] for item in messages.json()["items"]] == ["pending", "pending"]


async def test_a_recall_may_be_paused_resumed_and_canceled(
    http: AsyncClient, session: AsyncSession
) -> None:
    row = await send(session)
    view = (await http.post(f"{URL}/{row.id}/recall", headers=KEY)).json()
    url = f"{URL}/{row.id}/corrections/{view['id']}"

    answers = [await http.post(f"{url}/{act}") for act in ("pause", "resume", "cancel", "resume")]
    nobody = await http.post(f"{URL}/{row.id}/corrections/999/pause")
    elsewhere = await http.post(f"{URL}/{row.id + 1}/corrections/{view['id']}/pause")

    assert [answer.json().get("status") for answer in answers[:3]] == [
        "paused",
        "running",
        "canceled",
    ]
    assert answers[0].json()["reason"] == "by_person"
    assert answers[2].json()["results"]["canceled"] == 2
    assert (answers[3].status_code, answers[3].json()["code"]) == (
        409,
        "messaging.wrong_correction_status",
    )
    assert (nobody.status_code, elsewhere.status_code) == (404, 404)
    # Another may follow.
    second = await http.post(f"{URL}/{row.id}/recall", headers={"Idempotency-Key": "second-one"})
    assert second.json()["results"]["pending"] == 2


@pytest.mark.parametrize("status", ["draft", "scheduled", "sending", "error"])
async def test_what_is_not_sent_or_still_being_sent_is_not_corrected(
    http: AsyncClient, session: AsyncSession, status: str
) -> None:
    row = await send(session)
    row.status, row.scheduled_at = status, NOON
    await session.flush()

    for url, body in (("recall", None), ("edit-sent", {"content": {"text": "New"}})):
        response = await http.post(f"{URL}/{row.id}/{url}", json=body, headers=KEY)
        assert (response.status_code, response.json()["code"]) == (
            409,
            "messaging.wrong_broadcast_status",
        )
    assert await session.scalar(select(func.count()).select_from(Correction)) == 0
    assert row.content["text"] == "Hello!"


async def test_messages_on_their_way_are_waited_for(
    http: AsyncClient, session: AsyncSession
) -> None:
    row = await send(session)
    row.status = BroadcastStatus.PAUSED.value
    await session.execute(
        update(Delivery).values(status="sending", leased_until=NOON + timedelta(seconds=20))
    )

    response = await http.post(f"{URL}/{row.id}/recall", headers=KEY)

    assert (response.status_code, response.json()["code"]) == (
        409,
        "messaging.messages_on_their_way",
    )
    assert await session.scalar(select(func.count()).select_from(Correction)) == 0


async def test_a_broadcast_does_not_go_on_while_it_is_corrected(
    http: AsyncClient, session: AsyncSession
) -> None:
    row = await send(session)
    row.status = BroadcastStatus.PAUSED.value
    await session.execute(
        update(Delivery)
        .where(Delivery.id == select(func.max(Delivery.id)).scalar_subquery())
        .values(status="unknown", message_ids=None)
    )
    view = (await http.post(f"{URL}/{row.id}/recall", headers=KEY)).json()

    for act in ("resume", "resend-unknown"):
        response = await http.post(f"{URL}/{row.id}/{act}", headers=KEY)
        assert (response.status_code, response.json()["code"]) == (
            409,
            "messaging.correction_at_work",
        )
    assert view["reasons"] == {"no_message": 1}
    assert row.status == "paused"


async def test_what_was_recalled_is_not_recalled_again(
    http: AsyncClient, session: AsyncSession
) -> None:
    row = await send(session)
    view = (await http.post(f"{URL}/{row.id}/recall", headers=KEY)).json()
    await record(session, await claim(session, view["id"]), CorrectionResult.DONE)
    await corrections.finish_corrections(session, now=NOON)

    second = await http.post(f"{URL}/{row.id}/recall", headers={"Idempotency-Key": "second-one"})

    assert (second.status_code, second.json()["code"]) == (409, "messaging.nothing_to_correct")
    assert (await http.get(f"{URL}/{row.id}/stats")).json()["recalled"] == 2
    listed = await http.get(f"{URL}/{row.id}/recipients", params={"is_recalled": True})
    assert len(listed.json()["items"]) == 2


@pytest.mark.parametrize(
    ("media_ids", "new", "pointer", "code"),
    [
        ([], {"text": "<b>New"}, "/text", "unclosed_tag"),
        ([], {"text": "{discount_code}"}, "/text", "unknown_variable"),
        ([], {"text": "New", "media_ids": [1]}, "/media_ids", "another_kind"),
        ([1], {"text": "New"}, "/media_ids", "another_kind"),
        ([1], {"text": "New", "media_ids": [1, 2]}, "/media_ids", "another_kind"),
        ([1, 2], {"text": "New", "media_ids": [2, 1]}, "/media_ids", "album_is_fixed"),
    ],
)
async def test_what_cannot_be_made_of_a_message_is_refused(
    http: AsyncClient,
    session: AsyncSession,
    media_ids: list[int],
    new: dict[str, Any],
    pointer: str,
    code: str,
) -> None:
    files = [
        await broadcasts.add_media(
            session, OLGA, file_name="a.jpg", content=b"\xff\xd8\xff", now=NOON
        )
        for _ in range(2)
    ]

    def real(ids: list[int]) -> list[int]:
        return [files[number - 1].id for number in ids]

    row = await send(session, media_ids=real(media_ids))
    body = {"content": {**new, "media_ids": real(new.get("media_ids", []))}}

    response = await http.post(f"{URL}/{row.id}/edit-sent", json=body, headers=KEY)

    assert response.status_code == 422
    problem = response.json()
    assert problem["code"] == "messaging.broadcast_refused"
    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [
        (f"/body/content{pointer}", code)
    ]
    assert row.content["text"] == "Hello!"
    assert await session.scalar(select(func.count()).select_from(Correction)) == 0


async def test_an_edit_that_follows_a_stopped_one_reaches_everybody(
    http: AsyncClient, session: AsyncSession
) -> None:
    row = await send(session)
    link = [[{"kind": "url", "text": "Open", "url": "https://example.com"}]]

    async def part_of(key: str, **content: Any) -> str | None:
        view = await http.post(
            f"{URL}/{row.id}/edit-sent",
            json={"content": content},
            headers={"Idempotency-Key": key},
        )
        await http.post(f"{URL}/{row.id}/corrections/{view.json()['id']}/cancel")
        found = await session.get_one(Correction, view.json()["id"])
        return found.part

    assert await part_of("edit-number-1", text="Hello!", buttons=link) == "buttons"
    assert await part_of("edit-number-2", text="New") == "text"
    # Only buttons change now, but some messages still say what the first version said.
    assert await part_of("edit-number-3", text="New", buttons=link) == "text"


async def test_an_expired_lease_is_tried_again_five_times_at_most(session: AsyncSession) -> None:
    row = await send(session, people=1)
    view = await corrections.recall_sent(session, OLGA, broadcast_id=row.id, now=NOON)
    moment = NOON
    for _ in range(5):
        (claimed,) = await claim(session, view.id, now=moment)
        moment += timedelta(seconds=21)
        await corrections.release_expired_corrections(session, now=moment)

    assert await claim(session, view.id, now=moment) == []
    assert await statuses(session) == {"unknown": 1}
    # The last of them was only slow.
    await record(session, [claimed], CorrectionResult.DONE, now=moment)
    assert await statuses(session) == {"done": 1}


async def test_a_late_sender_is_not_heard_after_somebody_else_took_over(
    session: AsyncSession,
) -> None:
    row = await send(session, people=1)
    view = await corrections.recall_sent(session, OLGA, broadcast_id=row.id, now=NOON)
    first = await claim(session, view.id)
    await corrections.release_expired_corrections(session, now=LATE)
    second = await claim(session, view.id, now=LATE)

    await record(session, first, CorrectionResult.FAILED, now=LATE)
    assert await statuses(session) == {"sending": 1}
    await record(session, second, CorrectionResult.DONE, now=LATE)
    assert await statuses(session) == {"done": 1}


async def test_what_is_given_back_after_a_cancel_is_not_tried(session: AsyncSession) -> None:
    row = await send(session)
    view = await corrections.recall_sent(session, OLGA, broadcast_id=row.id, now=NOON)
    claimed = await claim(session, view.id, limit=1)

    await corrections.cancel_correction(
        session, OLGA, broadcast_id=row.id, correction_id=view.id, now=NOON
    )
    await record(session, claimed, CorrectionResult.PENDING)
    assert await claim(session, view.id) == []
    await corrections.finish_corrections(session, now=NOON)

    assert await statuses(session) == {"canceled": 2}


async def test_whoever_may_not_send_may_not_recall(
    http: AsyncClient, session: AsyncSession, acting: Acting
) -> None:
    row = await send(session)
    acting.actor = Actor(
        kind=ActorKind.ACCOUNT,
        id=2,
        permissions=frozenset({Permission.BROADCASTS_EDIT, Permission.BROADCASTS_READ}),
    )

    recalled = await http.post(f"{URL}/{row.id}/recall", headers=KEY)
    edited = await http.post(
        f"{URL}/{row.id}/edit-sent", json={"content": {"text": "New"}}, headers=KEY
    )

    assert (recalled.status_code, edited.status_code) == (403, 403)
    assert await session.scalar(select(func.count()).select_from(Correction)) == 0


async def test_two_people_recall_at_once_and_it_is_one_run(real_database: Database) -> None:
    async with real_database.transaction() as session:
        row = await send(session)

    async def press() -> str:
        try:
            async with real_database.transaction() as session:
                await corrections.recall_sent(session, OLGA, broadcast_id=row.id, now=NOON)
        except AppError as error:
            return error.code
        return "started"

    answers = await asyncio.gather(*(press() for _ in range(4)))

    assert sorted(answers) == ["messaging.correction_at_work"] * 3 + ["started"]
    async with real_database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Correction)) == 1
        assert await session.scalar(select(func.count()).select_from(CorrectedMessage)) == 2
