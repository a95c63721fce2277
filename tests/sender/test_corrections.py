"""Editing and recalling what was sent, against the sandbox."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from sqlalchemy import text

from dvorik.kernel import clock
from dvorik.messaging.actions import broadcasts, corrections
from dvorik.messaging.queries.corrections import list_corrections
from dvorik.messaging.schemas.broadcasts import BroadcastContent
from dvorik.messaging.schemas.corrections import CorrectionView
from dvorik.messaging.types import CorrectionResult
from tests.conftest import OLGA
from tests.sandbox.pictures import png
from tests.sender.world import BOT, FIRST, Shop, eventually


async def sent(shop: Shop, **more: Any) -> int:
    """A broadcast everybody has got."""
    broadcast_id = await shop.send_now(**more)
    async with shop.sending():
        await shop.wait_for_status(broadcast_id, "sent")
    return broadcast_id


async def recall(shop: Shop, broadcast_id: int) -> CorrectionView:
    async with shop.database.transaction() as session:
        return await corrections.recall_sent(
            session, OLGA, broadcast_id=broadcast_id, now=clock.now()
        )


async def edit(shop: Shop, broadcast_id: int, **content: Any) -> CorrectionView:
    async with shop.database.transaction() as session:
        return await corrections.edit_sent(
            session,
            OLGA,
            broadcast_id=broadcast_id,
            content=BroadcastContent.model_validate(content),
            now=clock.now(),
        )


async def newest(shop: Shop, broadcast_id: int) -> CorrectionView:
    async with shop.database.transaction() as session:
        return (await list_corrections(session, broadcast_id)).items[0]


async def carried(shop: Shop, broadcast_id: int, status: str = "done") -> CorrectionView:
    """The newest correction once senders have brought it to `status`."""

    async def is_there() -> bool:
        return (await newest(shop, broadcast_id)).status.value == status

    async with shop.sending():
        await eventually(is_there)
    return await newest(shop, broadcast_id)


def results(view: CorrectionView) -> dict[str, int]:
    return {result.value: number for result, number in view.results.items() if number}


async def add_photo(shop: Shop, shade: int = 200) -> int:
    async with shop.database.transaction() as session:
        row = await broadcasts.add_media(
            session, OLGA, file_name="photo.png", content=png(shade=shade), now=clock.now()
        )
        return row.id


async def said(shop: Shop, person: int) -> list[str]:
    return [message.text for message in await shop.sandbox.messages(person, BOT)]


async def test_a_recall_takes_every_message_back(shop: Shop) -> None:
    people = await shop.add_crowd(200)
    broadcast_id = await sent(shop)

    started = await recall(shop, broadcast_id)
    done = await carried(shop, broadcast_id)

    assert results(started) == {"pending": 200}
    assert (results(done), done.reasons) == ({"done": 200}, {})
    assert [await said(shop, person) for person in people[::50]] == [[]] * 4
    assert (await shop.sandbox.statistics(BOT))["methods"]["deleteMessage"] == 200
    figures = await shop.figures(broadcast_id)
    assert (figures.recalled, figures.edited) == (200, 0)
    assert await shop.counts(broadcast_id) == {"sent": 200}


async def test_what_cannot_be_taken_back_is_told_person_by_person(shop: Shop) -> None:
    people = await shop.add_crowd(30)
    await shop.sandbox.cut_after_accept(BOT, requests=3)
    broadcast_id = await sent(shop)
    async with shop.database.transaction() as session:
        await session.execute(
            text(
                "UPDATE delivery SET finished_at = now() - interval '48 hours' WHERE id IN"
                " (SELECT id FROM delivery WHERE status = 'sent' ORDER BY id LIMIT 5)"
            )
        )

    await recall(shop, broadcast_id)
    done = await carried(shop, broadcast_id)

    assert results(done) == {"done": 22, "failed": 8}
    assert done.reasons == {"no_message": 3, "too_old": 5}
    left = [person for person in people if await said(shop, person)]
    assert len(left) == 8
    assert (await shop.figures(broadcast_id)).recalled == 22


async def test_a_message_grows_too_old_while_a_recall_waits(shop: Shop) -> None:
    await shop.add_crowd(2)
    broadcast_id = await sent(shop)
    await recall(shop, broadcast_id)
    async with shop.database.transaction() as session:
        await session.execute(
            text(
                "UPDATE delivery SET finished_at = now() - interval '48 hours' WHERE chat_id = :one"
            ),
            {"one": FIRST},
        )

    done = await carried(shop, broadcast_id)

    assert (results(done), done.reasons) == ({"done": 1, "failed": 1}, {"too_old": 1})
    assert len(await said(shop, FIRST)) == 1


async def test_a_deletion_nobody_heard_of_is_asked_again(shop: Shop) -> None:
    await shop.add_crowd(20)
    broadcast_id = await sent(shop)
    await shop.sandbox.cut_after_accept(BOT, requests=4, methods=("deleteMessage",))

    await recall(shop, broadcast_id)
    done = await carried(shop, broadcast_id)

    assert (results(done), done.reasons) == ({"done": 20}, {"gone": 4})
    assert (await shop.sandbox.statistics(BOT))["methods"]["deleteMessage"] == 24


async def test_an_edit_speaks_to_each_by_name(shop: Shop) -> None:
    people = await shop.add_crowd(60)
    broadcast_id = await sent(shop)
    for person in people[:6]:
        await shop.sandbox.block(person, BOT)
    buttons = [[{"kind": "callback", "text": "Yes", "reply": "Good"}]]
    new = {"text": "<b>Dear</b> {first_name}!", "buttons": buttons}

    await edit(shop, broadcast_id, **new)
    done = await carried(shop, broadcast_id)

    assert (results(done), done.reasons) == ({"done": 54, "failed": 6}, {"blocked": 6})
    assert await said(shop, people[0]) == [f"Hello, Person {people[0]}!"]
    (message,) = await shop.sandbox.messages(people[6], BOT)
    assert message.text == f"Dear Person {people[6]}!"
    assert [button.text for button in message.buttons] == ["Yes"]
    assert message.buttons[0].data.startswith("b:")
    assert (await shop.look(broadcast_id)).content.text == "<b>Dear</b> {first_name}!"
    assert (await shop.figures(broadcast_id)).edited == 54
    assert await shop.sandbox.faults() == []


async def test_an_edit_that_changes_nothing_is_fine(shop: Shop) -> None:
    await shop.add_crowd(10)
    broadcast_id = await sent(shop)

    await edit(shop, broadcast_id, text="Hello, {first_name|friend}!")
    done = await carried(shop, broadcast_id)

    assert (results(done), done.reasons) == ({"done": 10}, {})


async def test_only_buttons_are_sent_when_only_they_change(shop: Shop) -> None:
    await shop.add_crowd(3)
    broadcast_id = await sent(shop)
    link = [[{"kind": "url", "text": "Open", "url": "https://example.com"}]]

    await edit(shop, broadcast_id, text="Hello, {first_name|friend}!", buttons=link)
    await carried(shop, broadcast_id)
    (with_button,) = await shop.sandbox.messages(FIRST, BOT)
    await edit(shop, broadcast_id, text="Hello, {first_name|friend}!")
    await carried(shop, broadcast_id)
    (without,) = await shop.sandbox.messages(FIRST, BOT)

    assert [button.text for button in with_button.buttons] == ["Open"]
    assert (without.buttons, without.text) == ([], with_button.text)
    assert (await shop.sandbox.statistics(BOT))["methods"]["editMessageReplyMarkup"] == 6


async def test_a_caption_and_a_picture_are_edited_with_one_upload(shop: Shop) -> None:
    people = await shop.add_crowd(20)
    first, second = await add_photo(shop), await add_photo(shop, 40)
    broadcast_id = await sent(shop, content={"text": "Look!", "media_ids": [first]})

    await edit(shop, broadcast_id, text="Look, {first_name}!", media_ids=[first])
    await carried(shop, broadcast_id)
    captions = [await said(shop, person) for person in people[:2]]
    before = (await shop.sandbox.messages(FIRST, BOT))[0].raw["photo"][-1]["file_id"]
    await edit(shop, broadcast_id, text="Look, {first_name}!", media_ids=[second])
    done = await carried(shop, broadcast_id)

    assert captions == [[f"Look, Person {person}!"] for person in people[:2]]
    assert results(done) == {"done": 20}
    shown = {
        (await shop.sandbox.messages(person, BOT))[0].raw["photo"][-1]["file_id"]
        for person in people
    }
    # A file that came again would have got another id.
    assert len(shown) == 1
    assert before not in shown
    assert await said(shop, FIRST) == [f"Look, Person {FIRST}!"]
    methods = (await shop.sandbox.statistics(BOT))["methods"]
    assert (methods["editMessageCaption"], methods["editMessageMedia"]) == (20, 20)


async def test_an_album_is_edited_by_its_first_picture_and_recalled_whole(shop: Shop) -> None:
    await shop.add_crowd(5)
    first, second = await add_photo(shop), await add_photo(shop, 40)
    content = {"text": "Both", "media_ids": [first, second]}
    broadcast_id = await sent(shop, content=content)

    await edit(shop, broadcast_id, text="Both of them", media_ids=[first, second])
    await carried(shop, broadcast_id)
    edited = await said(shop, FIRST)
    await recall(shop, broadcast_id)
    done = await carried(shop, broadcast_id)

    assert edited == ["Both of them", ""]
    assert results(done) == {"done": 5}
    assert await said(shop, FIRST) == []
    assert (await shop.sandbox.statistics(BOT))["methods"]["deleteMessages"] == 5


async def test_what_telegram_refuses_stops_the_edit_and_says_why(limited: Shop) -> None:
    await limited.add_crowd(200)
    broadcast_id = await sent(limited)
    await edit(limited, broadcast_id, text="Hello again!")
    async with limited.database.transaction() as session:
        await session.execute(text('UPDATE broadcast SET content = \'{"text": "<b>Hello"}\''))

    paused = await carried(limited, broadcast_id, "paused")

    assert paused.reason is not None
    assert paused.reason.startswith("content_refused: 400 Bad Request: can't parse entities")
    assert 1 <= paused.results[CorrectionResult.FAILED] <= 50
    assert paused.results[CorrectionResult.FAILED] + paused.results[CorrectionResult.PENDING] == 200
    assert (await limited.figures(broadcast_id)).edited == 0


async def test_a_paused_recall_goes_on_and_a_canceled_one_leaves_the_rest(limited: Shop) -> None:
    people = await limited.add_crowd(120)
    broadcast_id = await sent(limited)
    view = await recall(limited, broadcast_id)
    ids = {"broadcast_id": broadcast_id, "correction_id": view.id}

    async def some() -> bool:
        return (await newest(limited, broadcast_id)).results[CorrectionResult.DONE] >= 10

    async def decide(act: Callable[..., Awaitable[CorrectionView]]) -> CorrectionView:
        async with limited.database.transaction() as session:
            return await act(session, OLGA, **ids, now=clock.now())

    async with limited.sending(2):
        await eventually(some)
        await decide(corrections.pause_correction)
        await asyncio.sleep(1)
        held = (await newest(limited, broadcast_id)).results[CorrectionResult.DONE]
        await asyncio.sleep(1)
        assert (await newest(limited, broadcast_id)).results[CorrectionResult.DONE] == held
        await decide(corrections.resume_correction)
        await eventually(partial(_more_done, limited, broadcast_id, held))
        await decide(corrections.cancel_correction)
        await asyncio.sleep(1)

    ended = await newest(limited, broadcast_id)
    left = [person for person in people if await said(limited, person)]
    assert ended.status.value == "canceled"
    assert results(ended) == {"done": 120 - len(left), "canceled": len(left)}
    assert left


async def _more_done(shop: Shop, broadcast_id: int, than: int) -> bool:
    return (await newest(shop, broadcast_id)).results[CorrectionResult.DONE] > than


async def test_senders_killed_in_the_middle_leave_nothing_undone(shop: Shop) -> None:
    people = await shop.add_crowd(1_500)
    broadcast_id = await sent(shop)
    await recall(shop, broadcast_id)
    senders = [shop.spawn(), shop.spawn()]
    try:
        for share in (200, 800):
            await eventually(partial(_more_done, shop, broadcast_id, share))
            for place, sender in enumerate(senders):
                sender.kill()
                sender.wait()
                senders[place] = shop.spawn()

        async def is_done() -> bool:
            return (await newest(shop, broadcast_id)).status.value == "done"

        # The leases of the dead run out after 20 s; then their messages are asked for again.
        await eventually(is_done)
    finally:
        for sender in senders:
            sender.kill()
            sender.wait()

    done = await newest(shop, broadcast_id)
    assert results(done) == {"done": 1_500}
    assert set(done.reasons) <= {"gone"}
    assert (await shop.figures(broadcast_id)).recalled == 1_500
    assert [await said(shop, person) for person in people[::150]] == [[]] * 10


async def test_a_flood_is_waited_out(limited: Shop) -> None:
    await limited.add_crowd(30)
    broadcast_id = await sent(limited)
    await limited.sandbox.storm(BOT, retry_after=2, seconds=5)

    await recall(limited, broadcast_id)
    done = await carried(limited, broadcast_id)

    assert (results(done), done.reasons) == ({"done": 30}, {})
    assert 1 <= (await limited.sandbox.statistics(BOT))["answers"]["429"] <= 20
