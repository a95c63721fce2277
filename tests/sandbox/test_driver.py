"""What the driver gives to conversation tests."""

import asyncio

import httpx2
import pytest

from dvorik.sandbox.app import create_app
from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.server import serving
from dvorik.sandbox.world import World
from tests.sandbox.harness import ALICE, BOTS, PEOPLE, SHOP, TILL, BotCalls

MARKUP = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


async def test_reading_starts_after_the_last_act(sandbox: Sandbox, bot: BotCalls) -> None:
    await sandbox.start(ALICE, SHOP)
    await bot.ok("sendMessage", chat_id=ALICE.id, text="unread")
    await sandbox.say(ALICE, SHOP, "next")
    await bot.ok("sendMessage", chat_id=ALICE.id, text="one")
    await bot.ok("sendMessage", chat_id=ALICE.id, text="two")

    assert (await sandbox.next_message(ALICE, SHOP)).text == "one"
    assert (await sandbox.next_message(ALICE, SHOP)).text == "two"


async def test_an_edit_is_waited_for_like_a_message(sandbox: Sandbox, bot: BotCalls) -> None:
    await sandbox.start(ALICE, SHOP)
    sent = await bot.ok("sendMessage", chat_id=ALICE.id, text="old", reply_markup=MARKUP)
    await sandbox.press(ALICE, SHOP, "Go")
    edit = {"chat_id": ALICE.id, "message_id": sent["message_id"], "text": "new"}
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(sandbox.wait_for_text(ALICE, SHOP, "new", timeout=5))
        await bot.ok("editMessageText", **edit)

    assert waiting.result().is_edited
    assert waiting.result().buttons == []


async def test_press_and_wait_gives_the_alert(sandbox: Sandbox, bot: BotCalls) -> None:
    start = await sandbox.start(ALICE, SHOP)
    [seen] = await bot.ok("getUpdates")
    assert seen["message"]["message_id"] == start.id
    await bot.ok("sendMessage", chat_id=ALICE.id, text="x", reply_markup=MARKUP)
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(sandbox.press_and_wait(ALICE, SHOP, "go"))
        [update] = await bot.ok("getUpdates", timeout=5, offset=seen["update_id"] + 1)
        query_id = update["callback_query"]["id"]
        await bot.ok("answerCallbackQuery", callback_query_id=query_id, text="!", show_alert=True)
    shown = waiting.result()

    assert (shown.text, shown.show_alert, shown.url) == ("!", True, "")


async def test_reply_keyboards_appear_work_and_go(sandbox: Sandbox, bot: BotCalls) -> None:
    await sandbox.start(ALICE, SHOP)
    keyboard = {"keyboard": [["Menu"], [{"text": "Phone", "request_contact": True}]]}
    await bot.ok("sendMessage", chat_id=ALICE.id, text="x", reply_markup=keyboard)
    shown = await sandbox.next_message(ALICE, SHOP)
    said = await sandbox.press(ALICE, SHOP, "Menu")
    shared = await sandbox.press(ALICE, SHOP, "Phone")
    gone = {"remove_keyboard": True}
    await bot.ok("sendMessage", chat_id=ALICE.id, text="x", reply_markup=gone)

    assert shown.reply_buttons == ["Menu", "Phone"]
    assert said.message is not None
    assert said.message.text == "Menu"
    assert shared.message is not None
    assert shared.message.raw["contact"]["phone_number"] == ALICE.phone_number
    assert await sandbox.keyboard(ALICE, SHOP) == []


async def test_a_button_that_is_not_there_fails_loudly(sandbox: Sandbox, bot: BotCalls) -> None:
    with pytest.raises(AssertionError, match="there is no button 'Buy'"):
        await sandbox.press(ALICE, SHOP, "Buy")


async def test_silence_is_silence(sandbox: Sandbox, bot: BotCalls) -> None:
    await sandbox.say(ALICE, SHOP, "hello?")
    await sandbox.silence(ALICE, SHOP, seconds=0.05)
    await bot.ok("sendMessage", chat_id=ALICE.id, text="yes?")

    with pytest.raises(AssertionError, match="was not to speak"):
        await sandbox.silence(ALICE, SHOP, seconds=0.05)


async def test_a_blocked_bot_hears_nothing_until_start(sandbox: Sandbox, bot: BotCalls) -> None:
    await sandbox.start(ALICE, SHOP)
    await sandbox.block(ALICE, SHOP)
    with pytest.raises(AssertionError, match="unblock it first"):
        await sandbox.say(ALICE, SHOP, "x")
    await sandbox.start(ALICE, SHOP)

    kinds = [next(k for k in u if k != "update_id") for u in await sandbox.updates(SHOP)]
    assert kinds == ["message", "my_chat_member", "my_chat_member", "message"]


async def test_bots_do_not_hear_each_other(sandbox: Sandbox, bot: BotCalls) -> None:
    await sandbox.say(ALICE, TILL, "a code")

    assert await bot.ok("getUpdates") == []


async def test_reset_forgets_but_numbers_go_on(sandbox: Sandbox, bot: BotCalls) -> None:
    first = await sandbox.start(ALICE, SHOP)
    [before] = await sandbox.updates(SHOP)
    await sandbox.reset()
    second = await sandbox.start(ALICE, SHOP)
    [after] = await sandbox.updates(SHOP)

    assert len(await sandbox.messages(ALICE, SHOP)) == 1
    assert second.id > first.id
    assert after["update_id"] > before["update_id"]


async def test_latency_delays_and_clear_weather_ends_it(sandbox: Sandbox, bot: BotCalls) -> None:
    loop = asyncio.get_running_loop()
    await sandbox.latency(SHOP, 0.2)
    begin = loop.time()
    await bot.ok("getMe")
    slow = loop.time() - begin
    await sandbox.clear_weather()
    begin = loop.time()
    await bot.ok("getMe")

    assert slow >= 0.2
    assert loop.time() - begin < 0.2


async def test_memory_of_a_chat_is_bounded() -> None:
    world = World(BOTS, (), PEOPLE, keep_messages=3)
    bot = world.bots[SHOP.id]
    dialog = world.dialog(bot, world.person(ALICE.id))
    for number in range(1, 6):
        world.add_message(dialog, {"message_id": number}, from_bot=True)

    assert [message.id for message in dialog.log] == [3, 4, 5]
    assert dialog.received == 5


async def test_the_default_application_sends_thirty_a_second() -> None:
    async with serving(create_app(bots=BOTS, people=PEOPLE)) as url, Sandbox(url) as sandbox:
        await sandbox.crowd(SHOP, 1, first_id=9)
        async with httpx2.AsyncClient(base_url=url) as http:
            bot = BotCalls(http, SHOP)
            codes = [
                (await bot.call("sendMessage", chat_id=9, text="x")).status_code for _ in range(31)
            ]

    assert codes == [200] * 30 + [429]
