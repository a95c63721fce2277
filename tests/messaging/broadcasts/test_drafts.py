"""Writing broadcasts, counting whom they reach, deciding about them: over HTTP."""

from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.messaging.actions import broadcasts as actions
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON, Acting
from tests.loyalty.world import add_client, add_template

EVERYONE = {"kind": "everyone"}
DRAFT: dict[str, Any] = {
    "title": "Autumn",
    "content": {"text": "Hello, <b>{first_name|friend}</b>!"},
    "audience": EVERYONE,
}
KEY_NAME = "Idempotency-Key"
KEY = {KEY_NAME: "press-number-1"}
URL = "/api/v1/broadcasts"
LINK = {"kind": "url", "text": "Open", "url": "https://example.com/shop?x=1"}


def asks(reply: str, **more: str) -> dict[str, str]:
    return {"kind": "callback", "text": "Yes", "reply": reply, **more}


async def create(http: AsyncClient, **more: Any) -> Any:
    response = await http.post(URL, json={**DRAFT, **more})
    assert response.status_code == 201, response.text
    return response.json()


async def test_a_draft_is_kept_as_it_was_written(http: AsyncClient) -> None:
    made = await create(http)

    response = await http.get(f"{URL}/{made['id']}")

    assert response.headers["ETag"] == '"1"'
    assert response.json() == made
    assert made["status"] == "draft"
    assert made["content"] == {
        "text": "Hello, <b>{first_name|friend}</b>!",
        "media_ids": [],
        "buttons": [],
        "has_link_preview": False,
    }
    assert (await http.get(URL, params={"status": "draft"})).json()["total"] == 1
    assert (await http.get(URL, params={"status": "sent"})).json()["total"] == 0


@pytest.mark.parametrize(
    ("content", "pointer", "code"),
    [
        ({"text": "<b>Hello"}, "/body/content/text", "unclosed_tag"),
        ({"text": "Hello, {surname}"}, "/body/content/text", "unknown_variable"),
        ({"text": "Hello, {first_name"}, "/body/content/text", "bad_braces"),
        ({"text": "{first_name}"}, "/body/content/text", "empty_text"),
        ({"text": "Your code: {discount_code}"}, "/body/content/text", "unknown_variable"),
        ({}, "/body/content/text", "empty_text"),
        ({"text": "x", "media_ids": [999]}, "/body/content/media_ids/0", "no_such_media"),
        (
            {"text": "x", "buttons": [[{"kind": "copy_code", "text": "Copy"}]]},
            "/body/content/buttons",
            "no_code_to_copy",
        ),
        ({"text": "x" * 4097}, "/body/content/text", "too_long"),
        ({"text": "{first_name}" + "x" * 4033}, "/body/content/text", "too_long"),
        (
            {"text": "x", "buttons": [[LINK], [LINK, asks("y" * 201)]]},
            "/body/content/buttons/1/1/reply",
            "too_long",
        ),
        (
            {"text": "x", "buttons": [[asks("<b>Yes", shows="message")]]},
            "/body/content/buttons/0/0/reply",
            "unclosed_tag",
        ),
        (
            {"text": "x", "buttons": [[asks("{discount_code}", shows="message")]]},
            "/body/content/buttons/0/0/reply",
            "unknown_variable",
        ),
    ],
)
async def test_what_telegram_would_refuse_is_refused_when_saved(
    http: AsyncClient, content: dict[str, Any], pointer: str, code: str
) -> None:
    response = await http.post(URL, json={**DRAFT, "content": content})

    assert response.status_code == 422
    problem = response.json()
    assert problem["code"] == "messaging.broadcast_refused"
    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [(pointer, code)]
    assert (await http.get(URL)).json()["total"] == 0


async def test_tags_do_not_count_in_the_length_of_a_text(http: AsyncClient) -> None:
    longest = "".join(f"<b>{number:04}</b>" for number in range(1024))

    made = await create(http, content={"text": longest})

    assert made["content"]["text"] == longest


@pytest.mark.parametrize(
    "url", ["https://localhost/x", "http://", "https://?x", "ftp://example.com", "https://x .com"]
)
async def test_an_address_nobody_can_open_is_refused(http: AsyncClient, url: str) -> None:
    content = {"text": "x", "buttons": [[{**LINK, "url": url}]]}

    response = await http.post(URL, json={**DRAFT, "content": content})

    assert response.status_code == 422
    assert (await http.get(URL)).json()["total"] == 0


async def test_a_copy_is_a_draft_that_says_the_same(
    http: AsyncClient, session: AsyncSession
) -> None:
    template = await add_template(session)
    first = await create(
        http,
        content={"text": "Yours: {discount_code}", "buttons": [[asks("Thanks")]]},
        audience={"kind": "tags", "tags": ["vip"]},
        template_id=template.id,
        has_quiet_hours=False,
    )
    await http.post(f"{URL}/{first['id']}/send-now", headers=KEY)
    await http.post(f"{URL}/{first['id']}/cancel")

    copied = await http.post(f"{URL}/{first['id']}/copy", headers=KEY)
    again = await http.post(f"{URL}/{first['id']}/copy", headers=KEY)

    assert copied.status_code == 201
    assert copied.json() == {**first, "id": copied.json()["id"]}
    assert again.json() == copied.json()
    assert (await http.get(URL)).json()["total"] == 2


async def test_what_was_never_sent_may_be_put_away_for_good(http: AsyncClient) -> None:
    draft, canceled = await create(http), await create(http)
    await http.post(f"{URL}/{canceled['id']}/send-now", headers=KEY)
    await http.post(f"{URL}/{canceled['id']}/cancel")

    for made in (draft, canceled):
        gone = await http.delete(f"{URL}/{made['id']}")
        again = await http.delete(f"{URL}/{made['id']}")
        assert (gone.status_code, again.status_code) == (204, 404)
        assert (await http.get(f"{URL}/{made['id']}")).status_code == 404
        late = await http.post(f"{URL}/{made['id']}/send-now", headers={KEY_NAME: "too-late-1"})
        assert late.status_code == 404
    assert (await http.get(URL)).json()["total"] == 0


async def test_what_was_sent_or_will_be_cannot_be_deleted(
    http: AsyncClient, session: AsyncSession
) -> None:
    waiting, sent = await create(http), await create(http)
    await http.post(f"{URL}/{sent['id']}/send-now", headers=KEY)
    assert await actions.start_next(session, shop=ShopSettings(), now=NOON) == sent["id"]
    later = {"scheduled_at": "2026-11-21T12:00:00+10:00"}
    await http.post(f"{URL}/{waiting['id']}/schedule", json=later)

    refused = await http.delete(f"{URL}/{waiting['id']}")
    started = await http.delete(f"{URL}/{sent['id']}")
    await http.post(f"{URL}/{sent['id']}/cancel")
    stopped = await http.delete(f"{URL}/{sent['id']}")

    for response, status in ((refused, "scheduled"), (started, "sending"), (stopped, "canceled")):
        assert (response.status_code, response.json()["params"]) == (409, {"status": status})
    assert (await http.get(URL)).json()["total"] == 2


async def test_an_edit_names_the_version_it_was_made_from(http: AsyncClient) -> None:
    made = await create(http)
    url = f"{URL}/{made['id']}"

    first = await http.patch(url, json={"title": "Winter"}, headers={"If-Match": '"1"'})
    late = await http.patch(url, json={"title": "Spring"}, headers={"If-Match": '"1"'})

    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    assert (late.status_code, late.json()["code"]) == (409, "stale_version")
    assert (await http.get(url)).json()["title"] == "Winter"


async def test_a_template_may_be_attached_and_taken_away(
    http: AsyncClient, session: AsyncSession
) -> None:
    template = await add_template(session)
    yours = {"text": "Yours: {discount_code}, until {discount_expires_on}"}
    made = await create(http, content=yours, template_id=template.id)

    url = f"{URL}/{made['id']}"
    taken = await http.patch(url, json={"template_id": None})
    both = await http.patch(url, json={"template_id": None, "content": {"text": "Plain"}})

    assert (taken.status_code, taken.json()["code"]) == (422, "messaging.broadcast_refused")
    assert (both.status_code, both.json()["template_id"]) == (200, None)


async def test_whoever_may_not_issue_codes_attaches_none(
    http: AsyncClient, session: AsyncSession, acting: Acting
) -> None:
    template = await add_template(session)
    acting.actor = Actor(
        kind=ActorKind.ACCOUNT, id=2, permissions=frozenset({Permission.BROADCASTS_EDIT})
    )

    response = await http.post(URL, json={**DRAFT, "template_id": template.id})

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


async def test_counting_tells_why_others_are_left_out(
    http: AsyncClient, session: AsyncSession
) -> None:
    await add_client(session, consent_at=NOON, tags=["vip"])
    await add_client(session, consent_at=NOON, bot_blocked_at=NOON, tags=["vip"])
    await add_client(session, consent_at=None)
    await add_client(session, consent_at=NOON, is_blacklisted=True)
    await add_client(session, consent_at=NOON, telegram_id=None)
    await add_client(session, consent_at=NOON, is_test=True)

    everyone = await http.post(f"{URL}/count-recipients", json={"audience": EVERYONE})
    tagged = await http.post(
        f"{URL}/count-recipients", json={"audience": {"kind": "tags", "tags": ["vip"]}}
    )
    tested = await http.post(
        f"{URL}/count-recipients", json={"audience": EVERYONE, "is_test": True}
    )

    assert everyone.json() == {
        "total": 5,
        "reachable": 1,
        "left_out": {
            "no_telegram": 1,
            "blacklisted": 1,
            "blocked": 1,
            "no_consent": 1,
            "topic_off": 0,
            "weekly": 0,
            "capped": 0,
        },
        "lasts_seconds": 1,
    }
    assert (tagged.json()["total"], tagged.json()["reachable"]) == (2, 1)
    assert (tested.json()["total"], tested.json()["reachable"]) == (1, 1)


async def test_sending_needs_a_key_against_repeats(http: AsyncClient) -> None:
    made = await create(http)

    response = await http.post(f"{URL}/{made['id']}/send-now")

    assert response.status_code == 422
    assert (await http.get(f"{URL}/{made['id']}")).json()["status"] == "draft"


async def test_two_people_press_send_and_it_is_one_run(http: AsyncClient, acting: Acting) -> None:
    made = await create(http)
    url = f"{URL}/{made['id']}/send-now"

    first = await http.post(url, headers=KEY)
    again = await http.post(url, headers=KEY)
    second = await http.post(url, headers={KEY_NAME: "press-number-2"})

    assert (first.status_code, first.json()["status"]) == (200, "scheduled")
    assert again.json() == first.json()
    assert second.status_code == 409
    assert second.json()["code"] == "messaging.wrong_broadcast_status"


async def test_a_start_in_the_past_is_refused(http: AsyncClient) -> None:
    made = await create(http)
    url = f"{URL}/{made['id']}/schedule"

    past = await http.post(url, json={"scheduled_at": "2026-11-20T01:59:00Z"})
    future = await http.post(url, json={"scheduled_at": "2026-11-20T12:00:00+10:00"})
    later = await http.post(url, json={"scheduled_at": "2026-11-21T12:00:00+10:00"})

    assert (past.status_code, past.json()["code"]) == (422, "messaging.bad_start")
    assert (future.status_code, future.json()["code"]) == (422, "messaging.bad_start")
    assert later.json()["scheduled_at"] == "2026-11-21T02:00:00Z"


@pytest.mark.parametrize("act", ["pause", "resume", "cancel", "resend-unknown"])
async def test_a_draft_can_be_neither_paused_nor_resumed_nor_canceled(
    http: AsyncClient, act: str
) -> None:
    made = await create(http)

    response = await http.post(f"{URL}/{made['id']}/{act}", headers=KEY)

    assert response.status_code == 409
    assert response.json()["params"] == {"status": "draft"}
    assert (await http.get(f"{URL}/{made['id']}")).json() == made


async def test_a_scheduled_one_can_be_canceled(http: AsyncClient) -> None:
    made = await create(http)
    await http.post(f"{URL}/{made['id']}/send-now", headers=KEY)

    canceled = await http.post(f"{URL}/{made['id']}/cancel")

    assert canceled.json()["status"] == "canceled"


async def test_a_file_is_what_its_first_bytes_say(http: AsyncClient) -> None:
    good = await http.post(
        f"{URL}/media", files={"file": ("C:\\me\\photo.txt", b"\xff\xd8\xff\xe0 jpeg")}
    )
    bad = await http.post(f"{URL}/media", files={"file": ("photo.jpg", b"MZ not a photo")})

    assert good.status_code == 201
    made = good.json()
    assert (made["kind"], made["mime_type"], made["size_bytes"]) == ("photo", "image/jpeg", 9)
    assert made["file_name"] == "photo.txt"
    assert (bad.status_code, bad.json()["code"]) == (422, "messaging.media_refused")


async def test_an_audience_may_be_a_rule_or_a_saved_segment(
    http: AsyncClient, session: AsyncSession
) -> None:
    await add_client(session, consent_at=NOON, tags=["vip"])
    await add_client(session, consent_at=NOON)
    rule = {"type": "condition", "field": "tags", "operator": "any", "value": ["vip"]}
    saved = await http.post("/api/v1/segments", json={"name": "Vip", "rule": rule})
    assert saved.status_code == 201, saved.text

    for audience in (
        {"kind": "rule", "rule": rule},
        {"kind": "segment", "segment_id": saved.json()["id"]},
    ):
        made = await create(http, audience=audience)
        counted = await http.post(f"{URL}/count-recipients", json={"audience": audience})
        assert made["audience"] == audience
        assert counted.json()["total"] == 1

    gone = await http.post(URL, json={**DRAFT, "audience": {"kind": "segment", "segment_id": 999}})
    assert (gone.status_code, gone.json()["code"]) == (404, "segments.not_found")


async def test_a_test_goes_to_the_one_who_writes_and_is_listed_nowhere(
    http: AsyncClient, session: AsyncSession
) -> None:
    made = await create(http)
    url = f"{URL}/{made['id']}/test"

    nobody = await http.post(url)
    await session.execute(text("UPDATE account SET telegram_id = 4242 WHERE id = 1"))
    olga = await add_client(session, telegram_id=4242, consent_at=NOON)
    shown = await http.post(url)

    assert (nobody.status_code, nobody.json()["code"]) == (409, "messaging.nobody_to_show_it_to")
    assert shown.status_code == 200
    assert shown.json()["audience"] == {"kind": "clients", "client_ids": [olga.id]}
    capped = ShopSettings(broadcast_cap=1)
    assert await actions.start_next(session, shop=capped, now=NOON) == shown.json()["id"]
    assert (await http.get(URL)).json()["total"] == 1
    assert (await http.get(f"{URL}/{made['id']}")).json() == made
