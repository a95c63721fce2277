"""The npm package telegram-test-api and the sandbox see the same conversation alike.

What the package made of it is recorded in `fixtures/telegram_test_api` (see `record.js` there).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dvorik.sandbox.client import Sandbox
from tests.sandbox.harness import ALICE, SHOP, BotCalls

RECORDED = Path(__file__).parent / "fixtures" / "telegram_test_api" / "conversation.json"

# Fields of the package that Telegram does not have: its own bookkeeping and echoes.
INVENTED = {"botToken", "chat_id", "title"}
# Same field, but each side has its own numbers and names; types still must agree.
OWN_VALUES = {"id", "update_id", "message_id", "date", "username", "first_name"}


async def played(sandbox: Sandbox, bot: BotCalls) -> dict[str, Any]:
    """The recorded conversation once more, here."""
    steps: dict[str, Any] = {"getMe": await bot.ok("getMe")}
    await sandbox.start(ALICE, SHOP, "ref_summer")
    steps["command"] = await unseen(bot)
    markup = {"inline_keyboard": [[{"text": "Buy", "callback_data": "buy:1"}]]}
    sent = await bot.ok("sendMessage", chat_id=ALICE.id, text="Hi", reply_markup=markup)
    steps["sendMessage"] = sent
    await sandbox.press(ALICE, SHOP, "buy:1")
    steps["callback"] = await unseen(bot)
    query = steps["callback"][0]["callback_query"]
    await bot.ok("answerCallbackQuery", callback_query_id=query["id"])
    edit = {"chat_id": ALICE.id, "message_id": sent["message_id"]}
    await bot.ok("editMessageText", **edit, text="Sold")
    await sandbox.say(ALICE, SHOP, "thanks")
    steps["message"] = await unseen(bot)
    await bot.ok("deleteMessage", **edit)
    return steps


async def unseen(bot: BotCalls) -> Any:
    updates = await bot.ok("getUpdates")
    await bot.ok("getUpdates", offset=updates[-1]["update_id"] + 1)
    return updates


def differences(theirs: Any, ours: Any, where: str) -> Iterator[str]:
    """What the package shows and the sandbox does not, or shows otherwise."""
    if isinstance(theirs, dict):
        for name in theirs.keys() - INVENTED:
            if name not in ours:
                yield f"{where}.{name} is missing"
            else:
                yield from differences(theirs[name], ours[name], f"{where}.{name}")
    elif isinstance(theirs, list):
        if len(theirs) != len(ours):
            yield f"{where} has {len(ours)} items, not {len(theirs)}"
        for index, (their, our) in enumerate(zip(theirs, ours, strict=False)):
            yield from differences(their, our, f"{where}[{index}]")
    elif type(theirs) is not type(ours):
        yield f"{where} is a {type(ours).__name__}, not a {type(theirs).__name__}"
    elif where.rpartition(".")[2] not in OWN_VALUES and theirs != ours:
        yield f"{where} is {ours!r}, not {theirs!r}"


async def test_the_same_conversation_has_the_same_shapes(sandbox: Sandbox, bot: BotCalls) -> None:
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))

    ours = await played(sandbox, bot)

    found = [
        d for step, our in ours.items() for d in differences(recorded[step]["result"], our, step)
    ]
    # The package forgets who wrote the message under a pressed button and shows the presser.
    assert found == ["callback[0].callback_query.message.from.is_bot is True, not False"]
