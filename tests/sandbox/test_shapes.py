"""Every answer and update has exactly the fields that the Bot API's schema gives it."""

from typing import Any

from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.schema import api_version, faults_of_value
from tests.sandbox.harness import ALICE, CHANNEL, SHOP, BotCalls
from tests.sandbox.pictures import MP4, PDF, png

STATUSES = ("member", "restricted", "kicked", "left", "administrator", "creator")


async def uploaded(bot: BotCalls, kind: str, content: bytes) -> Any:
    response = await bot.http.post(
        f"/bot{bot.spec.token}/send{kind.capitalize()}",
        data={"chat_id": str(ALICE.id), "caption": "<b>x</b>", "parse_mode": "HTML"},
        files={kind: ("file.bin", content)},
    )
    return response.json()["result"]


async def test_messages_fit_the_schema(sandbox: Sandbox, bot: BotCalls) -> None:
    await sandbox.start(ALICE, SHOP)
    chat = {"chat_id": ALICE.id}
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    text = await bot.ok("sendMessage", **chat, text="/a b@c.de", reply_markup=markup)
    edit = {**chat, "message_id": text["message_id"]}
    answers = [
        text,
        await bot.ok("sendMessage", **chat, text="x", reply_to_message_id=text["message_id"]),
        await bot.ok("sendMessage", chat_id=CHANNEL.id, text="a post"),
        await bot.ok("editMessageText", **edit, text="other"),
        await uploaded(bot, "photo", png()),
        await uploaded(bot, "video", MP4),
        await uploaded(bot, "document", PDF),
    ]

    assert [fault for answer in answers for fault in faults_of_value("Message", answer)] == []


async def test_other_answers_fit_the_schema(sandbox: Sandbox, bot: BotCalls) -> None:
    await sandbox.start(ALICE, SHOP)
    photo = await uploaded(bot, "photo", png())
    answers = [
        ("User", await bot.ok("getMe")),
        ("WebhookInfo", await bot.ok("getWebhookInfo")),
        ("ChatFullInfo", await bot.ok("getChat", chat_id=ALICE.id)),
        ("ChatFullInfo", await bot.ok("getChat", chat_id=CHANNEL.id)),
        ("File", await bot.ok("getFile", file_id=photo["photo"][0]["file_id"])),
        ("MenuButton", await bot.ok("getChatMenuButton")),
    ]
    for status in STATUSES:
        await sandbox.set_member(ALICE, CHANNEL, status)
        member = await bot.ok("getChatMember", chat_id=CHANNEL.id, user_id=ALICE.id)
        assert member["status"] == status
        answers.append(("ChatMember", member))

    assert [fault for kind, answer in answers for fault in faults_of_value(kind, answer)] == []


async def test_updates_fit_the_schema(sandbox: Sandbox, bot: BotCalls) -> None:
    kinds = ["message", "callback_query", "my_chat_member", "chat_member"]
    await bot.ok("getUpdates", allowed_updates=kinds)
    await sandbox.start(ALICE, SHOP)
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    await bot.ok("sendMessage", chat_id=ALICE.id, text="x", reply_markup=markup)
    await sandbox.press(ALICE, SHOP, "a")
    await sandbox.share_contact(ALICE, SHOP)
    await sandbox.send_photo(ALICE, SHOP, png(), caption="mine")
    await sandbox.join(ALICE, CHANNEL)
    await sandbox.set_bot_member(SHOP, CHANNEL, "member")
    await sandbox.block(ALICE, SHOP)

    updates = await bot.ok("getUpdates")

    assert {kind for update in updates for kind in update} == {"update_id", *kinds}
    assert [fault for update in updates for fault in faults_of_value("Update", update)] == []


def test_the_schema_says_which_version_it_is() -> None:
    assert api_version() == "10.3"
