"""Makes `bot_api.json`: the part of the Bot API's published schema that the sandbox implements.

aiogram's source distribution carries that schema as JSON, made from the official documentation:

    pip download --no-deps --no-binary aiogram aiogram==3.31.0
    tar xzf aiogram-3.31.0.tar.gz
    python -m dvorik.sandbox.schema.extract aiogram-3.31.0/.butcher/schema/schema.json

Only names, types and "required" are kept; descriptions stay where they are.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

METHODS = """
getMe getUpdates setWebhook deleteWebhook getWebhookInfo sendMessage sendPhoto sendVideo
sendDocument sendMediaGroup copyMessage editMessageText editMessageCaption editMessageMedia
editMessageReplyMarkup deleteMessage deleteMessages answerCallbackQuery sendChatAction getChat
getChatMember getChatMemberCount getChatAdministrators setMyCommands getMyCommands
deleteMyCommands getFile setChatMenuButton getChatMenuButton
"""

TYPES = """
User Chat ChatFullInfo AcceptedGiftTypes Message MaybeInaccessibleMessage InaccessibleMessage
MessageEntity PhotoSize Video Document Contact File Update CallbackQuery ChatMemberUpdated
ChatMember ChatMemberOwner ChatMemberAdministrator ChatMemberMember ChatMemberRestricted
ChatMemberLeft ChatMemberBanned WebhookInfo MessageId ResponseParameters
InlineKeyboardMarkup InlineKeyboardButton WebAppInfo CopyTextButton LoginUrl
ReplyKeyboardMarkup KeyboardButton ReplyKeyboardRemove ForceReply
LinkPreviewOptions ReplyParameters InputMedia InputMediaPhoto InputMediaVideo InputMediaDocument
BotCommand BotCommandScope BotCommandScopeDefault BotCommandScopeAllPrivateChats
BotCommandScopeAllGroupChats BotCommandScopeAllChatAdministrators BotCommandScopeChat
BotCommandScopeChatAdministrators BotCommandScopeChatMember
MenuButton MenuButtonCommands MenuButtonWebApp MenuButtonDefault
"""

_VARIANT = re.compile(r"^\s*-\s+(\w+)\s*$", re.MULTILINE)


def _fields(item: dict[str, Any]) -> dict[str, Any]:
    return {
        field["name"]: {"type": field["type"], "required": bool(field["required"])}
        for field in item["annotations"]
    }


def extract(schema: dict[str, Any]) -> dict[str, Any]:
    """The trimmed schema. A type that is one of several lists those the sandbox knows."""
    items = {child["name"]: child for group in schema["items"] for child in group["children"]}
    types: dict[str, Any] = {}
    known = TYPES.split()
    for name in known:
        item = items[name]
        variants = [v for v in _VARIANT.findall(item["description"]) if v in known]
        types[name] = {"fields": _fields(item), "one_of": variants}
    return {
        "api": schema["api"],
        "methods": {name: _fields(items[name]) for name in METHODS.split()},
        "types": types,
    }


def main(source: Path) -> None:
    trimmed = extract(json.loads(source.read_text(encoding="utf-8")))
    target = Path(__file__).with_name("bot_api.json")
    target.write_text(json.dumps(trimmed, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
