"""A person and a bot talk; both sides see what Telegram would show."""

import pytest

from dvorik.sandbox.client import NothingCame, Sandbox
from tests.sandbox.harness import ALICE, SHOP, BotCalls

INLINE = {"inline_keyboard": [[{"text": "Buy", "callback_data": "buy:1"}]]}


async def test_start_with_a_payload_reaches_the_bot_as_a_command(
    sandbox: Sandbox, bot: BotCalls
) -> None:
    await sandbox.start(ALICE, SHOP, "ref_summer")

    [update] = await bot.ok("getUpdates")

    message = update["message"]
    assert message["text"] == "/start ref_summer"
    assert message["entities"] == [{"offset": 0, "length": 6, "type": "bot_command"}]
    assert message["from"] == {
        "id": 1001,
        "is_bot": False,
        "first_name": "Alice",
        "last_name": "Ivanova",
        "username": "alice",
        "language_code": "ru",
    }
    assert message["chat"]["type"] == "private"


async def test_the_bot_answers_and_the_person_presses(sandbox: Sandbox, bot: BotCalls) -> None:
    await sandbox.start(ALICE, SHOP)
    await bot.ok(
        "sendMessage", chat_id=ALICE.id, text="<b>Hi</b>", parse_mode="HTML", reply_markup=INLINE
    )
    message = await sandbox.next_message(ALICE, SHOP)
    assert message.text == "Hi"
    assert message.raw["entities"] == [{"offset": 0, "length": 2, "type": "bold"}]
    assert [button.data for button in message.buttons] == ["buy:1"]

    pressed = await sandbox.press(ALICE, SHOP, "Buy")
    update = (await bot.ok("getUpdates"))[-1]
    query = update["callback_query"]
    assert query["data"] == "buy:1"
    assert query["message"]["message_id"] == message.id
    await bot.ok("answerCallbackQuery", callback_query_id=query["id"], text="Done")

    answer = await sandbox.answer_to(SHOP, pressed)
    assert (answer.text, answer.show_alert) == ("Done", False)


async def test_waiting_for_silence_ends_in_a_readable_failure(
    sandbox: Sandbox, bot: BotCalls
) -> None:
    await sandbox.say(ALICE, SHOP, "anybody?")

    with pytest.raises(NothingCame, match=r"person: anybody\?"):
        await sandbox.next_message(ALICE, SHOP, timeout=0.1)


async def test_a_bot_cannot_write_first(sandbox: Sandbox, bot: BotCalls) -> None:
    refusal = await bot.refused("sendMessage", chat_id=ALICE.id, text="Hello!")

    assert refusal == (403, "Forbidden: bot can't initiate conversation with a user")
    assert await sandbox.messages(ALICE, SHOP) == []


async def test_blocking_is_told_and_stops_messages(sandbox: Sandbox, bot: BotCalls) -> None:
    await sandbox.start(ALICE, SHOP)
    await sandbox.block(ALICE, SHOP)

    refusal = await bot.refused("sendMessage", chat_id=ALICE.id, text="Hello!")
    assert refusal == (403, "Forbidden: bot was blocked by the user")
    update = (await bot.ok("getUpdates"))[-1]["my_chat_member"]
    assert update["old_chat_member"]["status"] == "member"
    assert update["new_chat_member"]["status"] == "kicked"


async def test_subscribing_is_seen_by_get_chat_member(sandbox: Sandbox, bot: BotCalls) -> None:
    ask = {"chat_id": "@shop_channel", "user_id": ALICE.id}
    assert (await bot.ok("getChatMember", **ask))["status"] == "left"

    await sandbox.join(ALICE, "shop_channel")
    assert (await bot.ok("getChatMember", **ask))["status"] == "member"

    await sandbox.leave(ALICE, "shop_channel")
    assert (await bot.ok("getChatMember", **ask))["status"] == "left"
