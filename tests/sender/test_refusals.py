"""Blocked people are marked, a broken message stops itself, a revoked token blames nobody."""

from pydantic import SecretStr
from sqlalchemy import text

from dvorik.kernel import clock
from dvorik.messaging.actions import broadcasts, corrections
from dvorik.messaging.errors import CorrectionAtWork
from dvorik.messaging.schemas.broadcasts import BroadcastContent
from tests.conftest import OLGA
from tests.sandbox.pictures import png
from tests.sender.world import BOT, Shop, eventually


async def marked(shop: Shop) -> set[int]:
    async with shop.database.transaction() as session:
        rows = await session.scalars(
            text("SELECT telegram_id FROM client WHERE bot_blocked_at IS NOT NULL")
        )
        return set(rows.all())


async def test_who_blocked_the_bot_or_is_gone_is_counted_and_marked(shop: Shop) -> None:
    people = await shop.add_crowd(300)
    for person in people[::10]:
        await shop.sandbox.block(person, BOT)
    for person in people[5::100]:
        await shop.sandbox.deactivate(person)
    broadcast_id = await shop.send_now()

    async with shop.sending():
        await shop.wait_for_status(broadcast_id, "sent")

    figures = await shop.figures(broadcast_id)
    assert await shop.counts(broadcast_id) == {"sent": 267, "blocked": 33}
    assert figures.reasons == {"blocked": 30, "deactivated": 3}
    assert await marked(shop) == {*people[::10], *people[5::100]}


async def test_a_message_telegram_refuses_stops_itself_and_says_why(shop: Shop) -> None:
    await shop.add_crowd(500)
    broadcast_id = await shop.send_now()
    async with shop.database.transaction() as session:
        await session.execute(text('UPDATE broadcast SET content = \'{"text": "<b>Hello"}\''))

    async with shop.sending():
        await shop.wait_for_status(broadcast_id, "paused")

    paused = await shop.look(broadcast_id)
    assert paused.reason is not None
    assert paused.reason.startswith("content_refused: 400 Bad Request: can't parse entities")
    assert await shop.sandbox.received(BOT) == {}
    assert await marked(shop) == set()


async def test_a_broken_text_is_stopped_within_fifty_sends(limited: Shop) -> None:
    people = await limited.add_crowd(500)
    for person in people[::10]:
        await limited.sandbox.block(person, BOT)
    broadcast_id = await limited.send_now()
    async with limited.database.transaction() as session:
        await session.execute(text('UPDATE broadcast SET content = \'{"text": "<b>Hello"}\''))

    async with limited.sending(2):
        await limited.wait_for_status(broadcast_id, "paused")

    counts = await limited.counts(broadcast_id)
    asked = (await limited.sandbox.statistics(BOT))["answers"]
    assert sum(asked.values()) <= 50
    assert counts.get("failed", 0) == asked["400"]
    assert counts.get("blocked", 0) == asked.get("403", 0)
    assert sum(counts.values()) == 500
    assert await marked(limited) <= set(people[::10])
    assert await limited.sandbox.received(BOT) == {}


async def test_a_mended_text_goes_on_where_it_was_stopped(limited: Shop) -> None:
    await limited.add_crowd(100)
    broadcast_id = await limited.send_now()
    async with limited.database.transaction() as session:
        await session.execute(text('UPDATE broadcast SET content = \'{"text": "<b>Hello"}\''))
    async with limited.sending():
        await limited.wait_for_status(broadcast_id, "paused")
    failed = (await limited.counts(broadcast_id))["failed"]

    async with limited.database.transaction() as session:
        mended = await corrections.edit_sent(
            session,
            OLGA,
            broadcast_id=broadcast_id,
            content=BroadcastContent(text="<b>Hello</b>"),
            now=clock.now(),
        )

    async def resumed() -> bool:
        try:
            async with limited.database.transaction() as session:
                await broadcasts.resume_broadcast(
                    session, OLGA, broadcast_id=broadcast_id, now=clock.now()
                )
        except CorrectionAtWork:
            return False
        return True

    async with limited.sending():
        await eventually(resumed)
        await limited.wait_for_status(broadcast_id, "sent")

    assert not any(mended.results.values())
    assert 1 <= failed <= 50
    assert await limited.counts(broadcast_id) == {"sent": 100 - failed, "failed": failed}
    received = await limited.sandbox.received(BOT)
    assert (len(received), set(received.values())) == (100 - failed, {1})


async def test_the_same_error_for_a_fifth_of_the_first_fifty_stops_it(limited: Shop) -> None:
    await limited.add_crowd(200)
    async with limited.database.transaction() as session:
        # Chats nobody has ever seen.
        await session.execute(text("UPDATE client SET telegram_id = telegram_id + 10000000"))
    broadcast_id = await limited.send_now()

    async with limited.sending():
        await limited.wait_for_status(broadcast_id, "paused")

    paused = await limited.look(broadcast_id)
    assert paused.reason == "same_errors: 400 Bad Request: chat not found"
    assert (await limited.counts(broadcast_id))["failed"] <= 50


async def test_a_revoked_token_pauses_the_bot_and_marks_nobody(shop: Shop) -> None:
    await shop.add_crowd(100)
    broadcast_id = await shop.send_now()
    token = SecretStr("7100000001:" + "X" * 35)
    revoked = Shop(
        database=shop.database,
        cache=shop.cache,
        config=shop.config.model_copy(update={"telegram_main_bot_token": token}),
        sandbox=shop.sandbox,
    )

    async with revoked.sending():
        await revoked.wait_for_status(broadcast_id, "paused")

    assert (await shop.look(broadcast_id)).reason == "bot_token_refused"
    assert await shop.counts(broadcast_id) == {"pending": 100}
    assert await marked(shop) == set()
    assert await shop.cache.get("messages:pause:client_bot") == "bot_token_refused"


async def test_a_photo_is_uploaded_once_and_then_sent_by_its_id(shop: Shop) -> None:
    people = await shop.add_crowd(1_000)
    async with shop.database.transaction() as session:
        photo = await broadcasts.add_media(
            session, OLGA, file_name="summer.png", content=png(), now=clock.now()
        )
    broadcast_id = await shop.send_now(content={"text": "Look!", "media_ids": [photo.id]})

    async with shop.sending(2):
        await shop.wait_for_status(broadcast_id, "sent")

    assert await shop.counts(broadcast_id) == {"sent": 1_000}
    assert (await shop.sandbox.statistics(BOT))["methods"] == {"sendPhoto": 1_000}
    # A file that came again would have got another id.
    shown = {
        message.raw["photo"][-1]["file_id"]
        for person in people[::40]
        for message in await shop.sandbox.messages(person, BOT)
    }
    assert len(shown) == 1
