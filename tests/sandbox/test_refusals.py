"""What Telegram refuses, in its own words; a refused call changes nothing."""

from typing import Any

import httpx2
import pytest

from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.schema import required_of
from tests.sandbox.harness import ALICE, SHOP, BotCalls


def inline(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


BUTTON = {"text": "a", "callback_data": "a"}
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
TEXT_BUTTON = (
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
)


@pytest.mark.parametrize(
    ("method", "parameters", "reason"),
    [
        ("sendMessage", {"text": "x", "chat_id": None}, "chat_id is empty"),
        ("sendMessage", {"text": "x", "chat_id": 42}, "chat not found"),
        ("sendMessage", {"text": "x", "chat_id": "@nowhere"}, "chat not found"),
        ("sendMessage", {"text": "x", "chat_id": "Alice"}, "chat not found"),
        ("sendMessage", {}, "message text is empty"),
        ("sendMessage", {"text": " \n "}, "text must be non-empty"),
        ("sendMessage", {"text": "я" * 4097}, "message is too long"),
        ("sendMessage", {"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        (
            "sendMessage",
            {"text": "x", "reply_markup": "{"},
            "can't parse reply keyboard markup JSON object",
        ),
        ("sendMessage", {"text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
        ("sendMessage", {"text": "x", "reply_markup": inline({"text": "a"})}, TEXT_BUTTON),
        (
            "sendMessage",
            {"text": "x", "reply_markup": inline({**BUTTON, "callback_data": "я" * 33})},
            "BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_markup": inline(*[BUTTON] * 101)},
            "reply markup is too long",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_markup": inline({"text": "a", "url": "nope"})},
            "inline keyboard button URL 'nope' is invalid: Wrong HTTP URL",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_parameters": {"message_id": 999}},
            "message to be replied not found",
        ),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendPhoto", {"photo": "no-such-id"}, "wrong file identifier/HTTP URL specified"),
        (
            "sendDocument",
            {"document": "attach://a"},
            "can't parse input media: file attach://a is not attached",
        ),
        ("sendPhoto", {"photo": "x", "caption": "я" * 1025}, "message caption is too long"),
        ("sendMediaGroup", {"media": []}, "there are no messages to send"),
        (
            "sendMediaGroup",
            {"media": [{"type": "photo", "media": "x"}] * 11},
            "too much messages to send as an album",
        ),
        (
            "sendMediaGroup",
            {"media": [{"type": "photo", "media": "x"}, {"type": "document", "media": "y"}]},
            "document can't be mixed with other media types",
        ),
        ("copyMessage", {"from_chat_id": ALICE.id, "message_id": 999}, "message to copy not found"),
        ("editMessageText", {"message_id": 999, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"text": "x"}, "message identifier is not specified"),
        ("deleteMessage", {"message_id": 999}, "message to delete not found"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, TOO_OLD),
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
        (
            "setMyCommands",
            {"commands": [{"command": "Привет", "description": "x"}]},
            "BOT_COMMAND_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": ""}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        ("getFile", {"file_id": "x"}, "invalid file_id"),
        (
            "setWebhook",
            {"url": "ftp://a"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        ("getChatMember", {"chat_id": "@shop_channel", "user_id": 99}, "PARTICIPANT_ID_INVALID"),
    ],
)
async def test_bad_requests(
    sandbox: Sandbox, bot: BotCalls, method: str, parameters: dict[str, Any], reason: str
) -> None:
    await sandbox.start(ALICE, SHOP)
    before = await sandbox.messages(ALICE, SHOP)

    refusal = await bot.refused(method, **{"chat_id": ALICE.id, **parameters})

    assert refusal == (400, f"Bad Request: {reason}")
    assert await sandbox.messages(ALICE, SHOP) == before


@pytest.mark.parametrize(
    "method",
    [
        "sendMessage",
        "sendPhoto",
        "sendVideo",
        "sendDocument",
        "sendMediaGroup",
        "copyMessage",
        "editMessageText",
        "editMessageMedia",
        "deleteMessage",
        "deleteMessages",
        "sendChatAction",
        "answerCallbackQuery",
        "getChat",
        "getChatMember",
        "getChatMemberCount",
        "setMyCommands",
        "getFile",
    ],
)
async def test_a_call_without_its_required_parameters_is_refused(
    sandbox: Sandbox, bot: BotCalls, method: str
) -> None:
    await sandbox.start(ALICE, SHOP)
    required = required_of(method) or ("text",)
    without_last = {"chat_id": ALICE.id} if len(required) > 1 else {}

    assert (await bot.refused(method))[0] == 400
    assert (await bot.refused(method, **without_last))[0] == 400


async def test_wrong_tokens_and_unknown_methods(base_url: str, bot: BotCalls) -> None:
    async with httpx2.AsyncClient(base_url=base_url) as http:
        stranger = await http.get(f"/bot{SHOP.id}:{'x' * 35}/getMe")
        nobody = await http.get("/botnonsense/getMe")

    assert stranger.status_code == nobody.status_code == 401
    assert stranger.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await bot.refused("sendPoem") == (404, "Not Found")


@pytest.mark.parametrize("name", ["getMe", "getme", "GETME"])
async def test_method_names_have_no_case(bot: BotCalls, name: str) -> None:
    assert (await bot.ok(name))["id"] == SHOP.id


async def test_a_callback_query_gets_too_old(sandbox: Sandbox, bot: BotCalls, clock: Any) -> None:
    await sandbox.start(ALICE, SHOP)
    await bot.ok("sendMessage", chat_id=ALICE.id, text="x", reply_markup=inline(BUTTON))
    pressed = await sandbox.press(ALICE, SHOP, "a")
    clock.ahead_seconds += 61

    refusal = await bot.refused("answerCallbackQuery", callback_query_id=pressed.callback_query_id)

    assert refusal == (400, f"Bad Request: {TOO_OLD}")


async def test_a_message_of_two_days_ago_cannot_be_deleted(
    sandbox: Sandbox, bot: BotCalls, clock: Any
) -> None:
    await sandbox.start(ALICE, SHOP)
    sent = [await bot.ok("sendMessage", chat_id=ALICE.id, text="x") for _ in range(2)]
    old, last = (message["message_id"] for message in sent)
    refusal = (400, "Bad Request: message can't be deleted for everyone")

    clock.ahead_seconds += 48 * 3600 - 60
    assert await bot.ok("deleteMessage", chat_id=ALICE.id, message_id=last) is True
    clock.ahead_seconds += 60
    assert await bot.refused("deleteMessage", chat_id=ALICE.id, message_id=old) == refusal
    assert await bot.refused("deleteMessages", chat_id=ALICE.id, message_ids=[old]) == refusal

    assert [m.id for m in await sandbox.messages(ALICE, SHOP) if m.from_bot] == [old]


async def test_the_member_list_is_for_administrators(sandbox: Sandbox, bot: BotCalls) -> None:
    ask = {"chat_id": "@shop_channel", "user_id": ALICE.id}
    await sandbox.set_bot_member(SHOP, "shop_channel", "member")

    refusal = await bot.refused("getChatMember", **ask)
    assert refusal == (400, "Bad Request: member list is inaccessible")
    post = await bot.refused("sendMessage", chat_id="@shop_channel", text="x")
    assert post == (400, "Bad Request: need administrator rights in the channel chat")
    assert await sandbox.posts("shop_channel") == []


async def test_a_deactivated_person_gets_nothing(sandbox: Sandbox, bot: BotCalls) -> None:
    await sandbox.start(ALICE, SHOP)
    await sandbox.deactivate(ALICE)

    refusal = await bot.refused("sendMessage", chat_id=ALICE.id, text="x")

    assert refusal == (403, "Forbidden: user is deactivated")


async def test_unknown_parameters_are_ignored_and_noted(sandbox: Sandbox, bot: BotCalls) -> None:
    await sandbox.start(ALICE, SHOP)
    await bot.ok("sendMessage", chat_id=ALICE.id, text="x", colour="red")
    keyboard = inline({**BUTTON, "size": 3})
    await bot.ok("sendMessage", chat_id=ALICE.id, text="x", reply_markup=keyboard)

    assert [fault["fault"] for fault in await sandbox.faults()] == [
        "sendMessage: unknown parameter 'colour'",
        "sendMessage.reply_markup.inline_keyboard[0][0]: InlineKeyboardButton has no field 'size'",
    ]
