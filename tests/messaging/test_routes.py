"""Texts and the outbox over HTTP."""

import asyncio
from typing import Any

from httpx2 import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.db import Database
from dvorik.kernel.errors import StaleVersion
from dvorik.kernel.events import EventRow
from dvorik.kernel.i18n import Language
from dvorik.messaging import actions, queries, texts
from dvorik.messaging.models import MessageTemplate
from dvorik.messaging.texts import TEXTS
from dvorik.messaging.types import Channel
from tests.conftest import NOON, OLGA, TIM, Acting
from tests.messaging.senders import outbox, queue

URL = "/api/v1/message-templates"


async def recorded(session: AsyncSession) -> list[dict[str, Any]]:
    rows = await session.scalars(
        select(EventRow).where(EventRow.type.like("messaging.%")).order_by(EventRow.id)
    )
    return [{"type": row.type, **row.payload} for row in rows]


async def test_every_text_is_listed_in_all_languages(http: AsyncClient) -> None:
    response = await http.get(URL, headers={"Accept-Language": "en"})

    assert response.status_code == 200
    items = {item["key"]: item for item in response.json()["items"]}
    assert list(items) == list(TEXTS)
    undone = items["cashier.undone"]
    english = undone.pop("wordings")["en"]
    assert undone.pop("version") > 0
    names = {"ru": "Анна Смирнова", "uk": "Анна Коваль", "en": "Anna Smith"}
    assert undone == {
        "key": "cashier.undone",
        "format": "telegram",
        "description": "The redemption was undone",
        "variables": [
            {"name": "client", "is_required": False, "samples": names},
            {"name": "code", "is_required": True, "samples": dict.fromkeys(names, "ДЯА4589")},
        ],
    }
    assert english == {
        "text": "The redemption of code <code>{code}</code> was undone.",
        "default": "The redemption of code <code>{code}</code> was undone.",
        "is_changed": False,
        "preview": "The redemption of code <code>ДЯА4589</code> was undone.",
        "updated_at": None,
        "updated_by_id": None,
    }


async def test_a_link_that_opens_a_door_cannot_be_led_elsewhere(
    http: AsyncClient, session: AsyncSession
) -> None:
    telegram = '<a href="https://thief.test/?to={link}">Sign in</a>, {minutes} min'
    letter = "Set a password: https://thief.test/?to={link}"

    answers = [
        await http.patch(f"{URL}/signin.login_link", json={"en": telegram}),
        await http.patch(f"{URL}/account.reset_password", json={"en": letter}),
        await http.patch(f"{URL}/account.invitation", json={"en": letter}),
    ]

    refused = [{"pointer": "/body/en", "code": "not_alone", "name": "link"}]
    assert [answer.status_code for answer in answers] == [422] * 3
    assert [answer.json()["errors"] for answer in answers] == [refused] * 3
    assert await queries.find_wording(session, "signin.login_link", Language.EN) is None
    moved = {"en": "{minutes} min:\n  {link}"}
    assert (await http.patch(f"{URL}/signin.login_link", json=moved)).status_code == 200


async def test_an_owners_wording_is_kept_used_and_audited(
    http: AsyncClient, session: AsyncSession
) -> None:
    response = await http.patch(
        f"{URL}/cashier.undone", json={"en": "Undone: {code}, {client}", "ru": "Отмена {code}"}
    )

    assert response.status_code == 200
    wordings = response.json()["wordings"]
    assert wordings["en"]["text"] == "Undone: {code}, {client}"
    assert wordings["en"]["preview"] == "Undone: ДЯА4589, Anna Smith"
    assert (wordings["en"]["is_changed"], wordings["en"]["updated_by_id"]) == (True, 1)
    assert (wordings["ru"]["is_changed"], wordings["uk"]["is_changed"]) == (True, False)
    rendered = await queries.render(
        session, "cashier.undone", Language.EN, code="A<1", client="Ann"
    )
    assert rendered == "Undone: A&lt;1, Ann"
    assert await recorded(session) == [
        {"type": "messaging.text_changed", "key": "cashier.undone", "language": language.value,
         "is_default": False, "text_before": texts.defaults().pattern("cashier.undone", language),
         "text_after": after}
        for language, after in (
            (Language.EN, "Undone: {code}, {client}"), (Language.RU, "Отмена {code}"),
        )
    ]  # fmt: skip


async def test_null_and_the_default_itself_go_back_to_the_default(
    http: AsyncClient, session: AsyncSession
) -> None:
    await http.patch(f"{URL}/cashier.undone", json={"en": "1 {code}", "ru": "2 {code}"})
    default = "The redemption of code <code>{code}</code> was undone."
    response = await http.patch(f"{URL}/cashier.undone", json={"en": default, "ru": None})
    again = await http.patch(f"{URL}/cashier.undone", json={"ru": None})

    assert (response.status_code, again.status_code) == (200, 200)
    assert (await session.scalars(select(MessageTemplate))).all() == []
    assert [event["is_default"] for event in await recorded(session)] == [
        False, False, True, True,
    ]  # fmt: skip


async def test_whoever_saves_later_is_told_that_the_text_is_another_one(
    http: AsyncClient, session: AsyncSession
) -> None:
    url = f"{URL}/cashier.undone"
    seen = await http.get(url)
    match = {"If-Match": seen.headers["ETag"]}

    first = await http.patch(url, json={"en": "First {code}"}, headers=match)
    later = await http.patch(url, json={"en": "Later {code}"}, headers=match)
    fresh = {"If-Match": first.headers["ETag"]}
    again = await http.patch(url, json={"en": "Later {code}"}, headers=fresh)

    assert seen.headers["ETag"] == f'"{seen.json()["version"]}"'
    assert (first.status_code, later.status_code, again.status_code) == (200, 409, 200)
    assert later.json()["code"] == "stale_version"
    assert later.json()["params"] == {"version": first.json()["version"]}
    assert [event["text_after"] for event in await recorded(session)] == [
        "First {code}", "Later {code}",
    ]  # fmt: skip
    # What is again as it was seen is no other text.
    back = await http.patch(url, json={"en": None})
    assert back.headers["ETag"] == seen.headers["ETag"]


async def test_two_who_save_at_once_do_not_both_win(real_database: Database) -> None:
    async with real_database.transaction() as session:
        version = (await queries.get_text(session, "cashier.undone", Language.EN)).version

    async def save(words: str) -> bool:
        try:
            async with real_database.transaction() as session:
                await actions.change_text(
                    session,
                    OLGA,
                    key="cashier.undone",
                    wordings={Language.EN: words},
                    version=version,
                    now=NOON,
                )
        except StaleVersion:
            return False
        return True

    saved = await asyncio.gather(*(save(f"{number} {{code}}") for number in range(5)))

    assert sorted(saved) == [False] * 4 + [True]


async def test_a_wording_with_faults_changes_nothing_in_any_language(
    http: AsyncClient, session: AsyncSession
) -> None:
    response = await http.patch(
        f"{URL}/cashier.undone",
        json={"ru": "Хорошо {code}", "en": "<b>{code}", "uk": "{klient} без коду"},
    )

    assert response.status_code == 422
    problem = response.json()
    assert problem["code"] == "messaging.text_refused"
    assert problem["errors"] == [
        {"pointer": "/body/en", "code": "unclosed_tag", "name": "b"},
        {"pointer": "/body/uk", "code": "unknown_variable", "name": "klient"},
        {"pointer": "/body/uk", "code": "missing_variable", "name": "code"},
    ]
    assert (await session.scalars(select(MessageTemplate))).all() == []
    assert await recorded(session) == []


async def test_refusals_of_texts(http: AsyncClient, acting: Acting, session: AsyncSession) -> None:
    missing = await http.get(f"{URL}/no.such")
    changed = await http.patch(f"{URL}/no.such", json={"en": "x"})
    language = await http.patch(f"{URL}/cashier.undone", json={"de": "x {code}"})
    empty = await http.patch(f"{URL}/cashier.undone", json={"en": " "})
    acting.actor = TIM
    forbidden = [
        await http.get(URL),
        await http.get(f"{URL}/cashier.undone"),
        await http.patch(f"{URL}/cashier.undone", json={"en": "x {code}"}),
    ]

    assert [r.json()["code"] for r in (missing, changed)] == ["messaging.no_such_text"] * 2
    assert [r.status_code for r in (missing, changed, language, empty)] == [404, 404, 422, 422]
    assert [r.status_code for r in forbidden] == [403] * 3
    assert (await session.scalars(select(MessageTemplate))).all() == []


async def test_the_outbox_is_read_newest_first_by_channel_and_status(
    http: AsyncClient, database: Database
) -> None:
    for number in range(1, 5):
        await queue(database, number, channel=list(Channel)[number % 2])
    first, _, third, _ = [row.id for row in await outbox(database)]

    page = (await http.get("/api/v1/outbox?channel=cashier_bot&status=pending&limit=1")).json()
    rest = (
        await http.get(f"/api/v1/outbox?channel=cashier_bot&before_id={page['next_before_id']}")
    ).json()

    assert [item["id"] for item in page["items"]] == [third]
    assert [item["id"] for item in rest["items"]] == [first]
    assert rest["next_before_id"] is None
    assert (await http.get("/api/v1/outbox?status=sent")).json()["items"] == []
    assert (await http.get("/api/v1/outbox?state=sent")).status_code == 422


async def test_a_text_that_opens_a_door_is_not_shown(http: AsyncClient, database: Database) -> None:
    await queue(
        database,
        key="account.reset_password",
        channel=Channel.EMAIL,
        address="olga@dvorik.test",
        values={"link": "https://dvorik.test/secret", "business_name": "Dvorik"},
    )

    response = await http.get("/api/v1/outbox")

    [item] = response.json()["items"]
    assert (item["subject"], item["text"]) == ("New password: Dvorik", None)
    assert "secret" not in response.text
    assert "olga@" not in response.text


async def test_a_failed_message_is_sent_again_when_asked(
    http: AsyncClient, session: AsyncSession, database: Database
) -> None:
    await queue(database)
    [row] = await outbox(database)
    await set_status(database, row.id, "failed")

    headers = {"Idempotency-Key": "retry-one-1"}
    answers = [await http.post(f"/api/v1/outbox/{row.id}/retry", headers=headers) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert (answers[0].json()["status"], answers[0].json()["attempts"]) == ("pending", 0)
    assert await recorded(session) == [
        {"type": "messaging.message_retried", "message_id": row.id, "status_before": "failed"}
    ]


async def test_refusals_of_the_outbox(
    http: AsyncClient, acting: Acting, session: AsyncSession, database: Database
) -> None:
    await queue(database)
    [row] = await outbox(database)

    waiting = await http.post(f"/api/v1/outbox/{row.id}/retry")
    missing = await http.post("/api/v1/outbox/999999/retry")
    acting.actor = TIM
    forbidden = [
        await http.get("/api/v1/outbox"),
        await http.post(f"/api/v1/outbox/{row.id}/retry"),
    ]

    assert (waiting.status_code, waiting.json()["code"]) == (409, "messaging.message_on_its_way")
    assert waiting.json()["params"] == {"status": "pending"}
    assert (missing.status_code, missing.json()["code"]) == (404, "messaging.message_not_found")
    assert [answer.status_code for answer in forbidden] == [403, 403]
    assert [row.status for row in await outbox(database)] == ["pending"]
    assert await recorded(session) == []


async def set_status(database: Database, message_id: int, status: str) -> None:
    async with database.transaction() as session:
        message = await queries.lock_message(session, message_id)
        message.status = status
        message.attempts = 2
