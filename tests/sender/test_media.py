"""Files on their way to Telegram: odd answers, and a pace that has no room for the first one."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from dvorik.kernel import bot_limits, clock
from dvorik.kernel.bot_limits import Budget, Lane
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.types import Channel
from tests.conftest import OLGA
from tests.sandbox.pictures import MP4, png
from tests.sender.world import BOT, Shop

Json = dict[str, Any]
SPENT = Budget(total_per_second=28, bulk_per_second=25)


class OddTelegram:
    """Takes everything and answers as it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: Callable[[], Json] = dict

    async def take(self, request: web.Request) -> web.Response:
        await request.read()
        self.asked.append(request.path.rsplit("/", 1)[1])
        return web.json_response({"ok": True, "result": self.answer()})


@pytest.fixture
async def odd(shop: Shop) -> AsyncIterator[tuple[OddTelegram, Shop]]:
    telegram = OddTelegram()
    app = web.Application(client_max_size=10_000_000)
    app.router.add_post("/{method:.*}", telegram.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    config = shop.config.model_copy(update={"telegram_api_url": f"http://127.0.0.1:{port}"})
    yield telegram, replace(shop, config=config)
    await runner.cleanup()


async def add_media(shop: Shop, name: str, content: bytes) -> int:
    async with shop.database.transaction() as session:
        media = await broadcasts.add_media(
            session, OLGA, file_name=name, content=content, now=clock.now()
        )
    return media.id


async def test_a_video_that_telegram_calls_an_animation_reaches_everyone(
    odd: tuple[OddTelegram, Shop],
) -> None:
    """What becomes of one without sound: its id cannot be sent as a video."""
    telegram, shop = odd
    telegram.answer = lambda: {"message_id": 1, "animation": {"file_id": "A"}}
    await shop.add_crowd(3)
    video = await add_media(shop, "summer.mp4", MP4)
    broadcast_id = await shop.send_now(content={"text": "Look!", "media_ids": [video]})

    async with shop.sending():
        await shop.wait_for_status(broadcast_id, "sent")

    assert telegram.asked == ["sendVideo"] * 3
    assert await shop.counts(broadcast_id) == {"sent": 3}


async def test_an_answer_nobody_understands_leaves_an_unknown_and_a_sender_at_work(
    odd: tuple[OddTelegram, Shop],
) -> None:
    _, shop = odd
    await shop.add_crowd(2)
    photo = await add_media(shop, "summer.png", png())
    broadcast_id = await shop.send_now(content={"text": "Look!", "media_ids": [photo]})

    async with shop.sending():
        await shop.wait_for_status(broadcast_id, "sent")

    assert await shop.counts(broadcast_id) == {"unknown": 2}
    assert (await shop.figures(broadcast_id)).reasons == {"KeyError": 2}


async def test_a_photo_goes_as_soon_as_there_is_room_for_it(limited: Shop) -> None:
    people = await limited.add_crowd(5)
    photo = await add_media(limited, "summer.png", png())
    broadcast_id = await limited.send_now(content={"text": "Look!", "media_ids": [photo]})
    for _ in range(40):
        await bot_limits.take(limited.cache, Channel.CLIENT_BOT, Lane.SERVICE, 1, SPENT)

    async with limited.sending():
        await limited.wait_for_status(broadcast_id, "sent", seconds=20)

    assert await limited.sandbox.received(BOT) == dict.fromkeys(people, 1)
