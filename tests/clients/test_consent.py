"""What clients allow, decision by decision, and the proof of it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import actions, queries
from dvorik.clients.errors import ClientNotFound
from dvorik.clients.models import Client, ConsentRecord, ConsentText
from dvorik.clients.rules import Wishes, text_version
from dvorik.clients.schemas import Choice, ConsentHistory, Proof
from dvorik.clients.types import ConsentDecision, ConsentSource, Frequency, Topic
from dvorik.kernel.actor import Actor, ActorKind
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Forbidden
from dvorik.kernel.events import EventRow
from tests.clients.conftest import Add, put
from tests.conftest import NOON, TIM, Acting

LATER = NOON + timedelta(hours=1)
SHOWN = Proof(source=ConsentSource.BOT, text="We write about discounts.")
ALLOW = Choice(decision=ConsentDecision.GRANTED)
STOP = Choice(decision=ConsentDecision.WITHDRAWN)
WEEKLY = Choice(decision=ConsentDecision.FREQUENCY, frequency=Frequency.WEEKLY)
NO_OFFERS = Choice(decision=ConsentDecision.WITHDRAWN, topic=Topic.OFFERS)
OFFERS = Choice(decision=ConsentDecision.GRANTED, topic=Topic.OFFERS)


def as_client(client: Client) -> Actor:
    return Actor(kind=ActorKind.CLIENT, id=client.id)


async def person(session: AsyncSession, **fields: Any) -> Client:
    return await put(session, **{"telegram_id": 1001, "first_name": "Анна", **fields})


async def choose(session: AsyncSession, client: Client, *choices: Choice) -> ConsentHistory:
    for choice in choices:
        await actions.choose(
            session, as_client(client), client_id=client.id, choice=choice, proof=SHOWN, now=LATER
        )
    return await queries.tell_consent(session, client.id)


async def grant_at_first(session: AsyncSession, client: Client) -> bool:
    return await actions.grant_at_first(
        session, as_client(client), client_id=client.id, proof=SHOWN, now=NOON
    )


async def test_who_never_decided_allows_by_start_and_the_words_are_kept(
    session: AsyncSession,
) -> None:
    client = await person(session)

    assert await grant_at_first(session, client)

    told = await queries.tell_consent(session, client.id)
    assert (told.consent_at, told.topics, told.frequency) == (NOON, sorted(Topic), Frequency.ALL)
    [entry] = told.items
    assert (entry.decision, entry.topic, entry.source) == ("granted", None, "bot")
    assert (entry.text, entry.text_version) == (SHOWN.text, text_version(SHOWN.text or ""))
    assert (entry.decided_at, entry.recorded_at, entry.account_id) == (NOON, NOON, None)


async def test_start_asks_nobody_twice(session: AsyncSession) -> None:
    client = await person(session)
    await grant_at_first(session, client)
    assert not await grant_at_first(session, client)

    told = await choose(session, client, STOP)

    assert not await grant_at_first(session, client)
    assert (told.consent_at, told.topics, told.frequency) == (None, [], Frequency.NONE)
    assert [entry.decision for entry in told.items] == ["withdrawn", "granted"]


@pytest.mark.parametrize(
    ("choices", "topics", "frequency", "decisions"),
    [
        ([STOP], [], "none", 1),
        ([STOP, STOP], [], "none", 1),
        ([STOP, ALLOW], ["birthdays", "offers", "reminders"], "all", 2),
        ([NO_OFFERS], ["birthdays", "reminders"], "all", 1),
        ([NO_OFFERS, NO_OFFERS], ["birthdays", "reminders"], "all", 1),
        ([NO_OFFERS, OFFERS], ["birthdays", "offers", "reminders"], "all", 2),
        ([STOP, OFFERS], ["offers"], "all", 2),
        ([STOP, OFFERS, NO_OFFERS], [], "none", 3),
        ([WEEKLY], ["birthdays", "offers", "reminders"], "weekly", 1),
        ([NO_OFFERS, WEEKLY], ["birthdays", "reminders"], "weekly", 2),
        ([STOP, WEEKLY], ["birthdays", "offers", "reminders"], "weekly", 2),
        ([WEEKLY, STOP, ALLOW], ["birthdays", "offers", "reminders"], "all", 3),
    ],
)
async def test_what_stands_follows_from_each_decision(
    session: AsyncSession,
    choices: list[Choice],
    topics: list[str],
    frequency: str,
    decisions: int,
) -> None:
    client = await person(session, consent_at=NOON)

    told = await choose(session, client, *choices)

    assert ([topic.value for topic in told.topics], told.frequency.value) == (topics, frequency)
    assert len(told.items) == decisions
    assert (told.consent_at is not None) is bool(topics)


_choices = st.one_of(
    st.builds(
        Choice,
        decision=st.sampled_from([ConsentDecision.GRANTED, ConsentDecision.WITHDRAWN]),
        topic=st.none() | st.sampled_from(Topic),
    ),
    st.builds(
        Choice, decision=st.just(ConsentDecision.FREQUENCY), frequency=st.sampled_from(Frequency)
    ),
)


@given(st.sets(st.sampled_from(Topic)), st.booleans(), _choices)
def test_a_decision_said_twice_is_said_once(
    topics: set[Topic], is_weekly: bool, choice: Choice
) -> None:
    def after(wishes: Wishes) -> Wishes:
        if choice.frequency is not None:
            return wishes.paced(choice.frequency)
        is_granted = choice.decision is ConsentDecision.GRANTED
        return (wishes.granted if is_granted else wishes.withdrawn)(choice.topic)

    once = after(Wishes(frozenset(topics), is_weekly))

    assert after(once) == once
    if choice.decision is ConsentDecision.WITHDRAWN:
        assert once.topics <= topics


async def test_each_decision_is_an_event_without_personal_words(session: AsyncSession) -> None:
    client = await person(session, consent_at=NOON)

    await choose(session, client, NO_OFFERS)

    [event] = await session.scalars(select(EventRow))
    assert (event.type, event.payload) == (
        "clients.consent_changed",
        {
            "client_id": client.id,
            "decision": "withdrawn",
            "topic": "offers",
            "frequency": "all",
            "source": "bot",
        },
    )


async def test_the_same_words_are_kept_once(session: AsyncSession) -> None:
    for number in range(3):
        await grant_at_first(session, await person(session, telegram_id=2000 + number))

    assert await session.scalar(select(func.count()).select_from(ConsentText)) == 1
    assert await session.scalar(select(func.count()).select_from(ConsentRecord)) == 3


async def test_nobody_decides_for_another_client(session: AsyncSession) -> None:
    client, other = await person(session), await person(session, telegram_id=1002)

    for actor in (as_client(other), TIM):
        with pytest.raises(Forbidden):
            await actions.choose(
                session, actor, client_id=client.id, choice=ALLOW, proof=SHOWN, now=NOON
            )

    told = await queries.tell_consent(session, client.id)
    assert (told.consent_at, told.items) == (None, [])


async def test_a_deleted_client_decides_nothing(session: AsyncSession) -> None:
    client = await person(session, deleted_at=NOON)

    with pytest.raises(ClientNotFound):
        await grant_at_first(session, client)


async def test_starts_at_once_are_one_decision(real_database: Database) -> None:
    async with real_database.transaction() as session:
        client = await person(session)

    async def start() -> bool:
        async with real_database.transaction() as session:
            return await grant_at_first(session, client)

    granted = await asyncio.gather(*(start() for _ in range(10)))

    assert sum(granted) == 1
    async with real_database.transaction() as session:
        assert len((await queries.tell_consent(session, client.id)).items) == 1


FORM = {
    "decision": "granted",
    "source": "paper",
    "text": "Согласен получать сообщения.",
    "note": "папка 3",
    "decided_at": "2026-11-19T02:00:00Z",
}


async def test_a_form_on_paper_is_recorded_with_who_did_it(http: AsyncClient, add: Add) -> None:
    client = await add()

    answer = await http.patch(f"/api/v1/users/{client.id}/consent", json=FORM)
    shown = await http.get(f"/api/v1/users/{client.id}/consent")

    assert answer.status_code == 200
    assert shown.json() == answer.json()
    history = shown.json()
    assert history["consent_at"] == "2026-11-19T02:00:00Z"
    assert (history["topics"], history["frequency"]) == (
        ["birthdays", "offers", "reminders"],
        "all",
    )
    [entry] = history["items"]
    del entry["id"]
    assert entry == {
        "topic": None,
        "decision": "granted",
        "frequency": None,
        "source": "paper",
        "text_version": text_version("Согласен получать сообщения."),
        "text": "Согласен получать сообщения.",
        "account_id": 1,
        "note": "папка 3",
        "decided_at": "2026-11-19T02:00:00Z",
        "recorded_at": "2026-11-20T02:00:00Z",
    }


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"text": None}, 422, "invalid"),
        ({"source": "bot"}, 422, "invalid"),
        ({"frequency": "weekly"}, 422, "invalid"),
        ({"decision": "frequency"}, 422, "invalid"),
        ({"decision": "frequency", "frequency": "weekly", "topic": "offers"}, 422, None),
        ({"decided_at": "2026-11-20T02:00:01Z"}, 422, "clients.consent_in_future"),
    ],
)
async def test_a_record_that_proves_nothing_is_refused(
    http: AsyncClient, add: Add, change: dict[str, Any], status: int, code: str | None
) -> None:
    client = await add()

    refused = await http.patch(f"/api/v1/users/{client.id}/consent", json={**FORM, **change})

    assert refused.status_code == status
    assert code in {None, refused.json()["code"]}
    assert (await http.get(f"/api/v1/users/{client.id}/consent")).json()["items"] == []


async def test_an_older_form_does_not_undo_what_the_client_said_since(
    http: AsyncClient, add: Add, database: Database
) -> None:
    client = await add(consent_at=NOON)
    async with database.transaction() as session:
        await actions.choose(
            session, as_client(client), client_id=client.id, choice=STOP, proof=SHOWN, now=NOON
        )

    refused = await http.patch(f"/api/v1/users/{client.id}/consent", json=FORM)

    assert (refused.status_code, refused.json()["code"]) == (409, "clients.consent_superseded")
    history = (await http.get(f"/api/v1/users/{client.id}/consent")).json()
    assert (history["consent_at"], len(history["items"])) == (None, 1)


async def test_a_trainee_neither_sees_nor_records_consent(
    http: AsyncClient, add: Add, acting: Acting
) -> None:
    client = await add()
    acting.actor = TIM
    path = f"/api/v1/users/{client.id}/consent"

    assert (await http.get(path)).status_code == 403
    assert (await http.get(f"{path}/export")).status_code == 403
    assert (await http.patch(path, json=FORM)).status_code == 403


async def test_the_proof_goes_out_as_a_table_that_runs_nothing(http: AsyncClient, add: Add) -> None:
    client = await add()
    path = f"/api/v1/users/{client.id}/consent"
    await http.patch(path, json={**FORM, "note": "=HYPERLINK(1)"})

    table = await http.get(f"{path}/export")
    workbook = await http.get(f"{path}/export?format=xlsx")

    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.headers["content-disposition"] == f'attachment; filename="consent-{client.id}.csv"'
    titles, row = table.text.splitlines()
    assert titles == (
        "id,topic,decision,frequency,source,text_version,text,account_id,note,decided_at,recorded_at"
    )
    assert row.split(",", 1)[1] == (
        f",granted,,paper,{text_version(FORM['text'])},{FORM['text']},1,'=HYPERLINK(1),"
        "2026-11-19 12:00:00,2026-11-20 12:00:00"
    )
    assert workbook.content[:2] == b"PK"
    assert (await http.get("/api/v1/users/999999/consent/export")).status_code == 404
