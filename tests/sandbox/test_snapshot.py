"""Conversations outlive a restart; a broken file does not stop the sandbox."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx2

from dvorik.sandbox.app import create_app
from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.server import serving
from tests.sandbox.harness import ALICE, BOTS, CHANNEL, PEOPLE, SHOP, BotCalls
from tests.sandbox.pictures import png


def opened(state_file: Path) -> AbstractAsyncContextManager[str]:
    app = create_app(bots=BOTS, channels=[CHANNEL], people=PEOPLE, state_file=state_file)
    return serving(app)


async def test_everything_worth_keeping_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "deeper" / "sandbox.db"
    async with opened(path) as url, Sandbox(url) as sandbox, httpx2.AsyncClient(base_url=url) as h:
        bot = BotCalls(h, SHOP)
        await sandbox.start(ALICE, SHOP)
        await sandbox.join(ALICE, CHANNEL)
        photo = {"photo": ("a.png", png(), "image/png")}
        answer = await h.post(f"/bot{SHOP.token}/sendPhoto", data={"chat_id": "1001"}, files=photo)
        file_id = answer.json()["result"]["photo"][0]["file_id"]
        await bot.ok("setMyCommands", commands=[{"command": "a", "description": "b"}])
        newcomer = await sandbox.create_person("Newcomer")
        before = await sandbox.messages(ALICE, SHOP)

    async with opened(path) as url, Sandbox(url) as sandbox, httpx2.AsyncClient(base_url=url) as h:
        bot = BotCalls(h, SHOP)
        assert await sandbox.messages(ALICE, SHOP) == before
        [pending] = await bot.ok("getUpdates")
        assert pending["message"]["text"] == "/start"
        member = await bot.ok("getChatMember", chat_id=CHANNEL.id, user_id=ALICE.id)
        assert member["status"] == "member"
        assert (await bot.ok("getFile", file_id=file_id))["file_size"] == len(png())
        assert await bot.ok("getMyCommands") == [{"command": "a", "description": "b"}]
        sent = await sandbox.say(newcomer, SHOP, "hello")
        assert sent.id > before[-1].id


async def test_a_broken_file_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    path.write_bytes(b"not a database" * 100)
    async with opened(path) as url, Sandbox(url) as sandbox:
        assert await sandbox.messages(ALICE, SHOP) == []

    assert (tmp_path / "sandbox.db.broken").exists()
