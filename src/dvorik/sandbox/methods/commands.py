"""The bot's menu: commands by scope and language, and the menu button."""

import json
import re

from dvorik.sandbox.bots import Bot
from dvorik.sandbox.dialogs import Dialog
from dvorik.sandbox.errors import bad_request
from dvorik.sandbox.methods.call import Call, Result, method
from dvorik.sandbox.methods.recipients import chat_of
from dvorik.sandbox.types import Json

_COMMAND = re.compile(r"^[a-z0-9_]{1,32}$")
_MAX_COMMANDS = 100
_MAX_DESCRIPTION = 256
_DEFAULT_BUTTON: Json = {"type": "default"}


@method("setMyCommands")
async def set_my_commands(call: Call) -> Result:
    commands = call.given.objects("commands", "bot commands")
    if commands is None:
        raise bad_request('can\'t find field "commands"')
    if len(commands) > _MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.bot.commands[_key(call)] = [_command(given) for given in commands]
    return Result(True)


@method("getMyCommands")
async def get_my_commands(call: Call) -> Result:
    return Result(call.bot.commands.get(_key(call), []))


@method("deleteMyCommands")
async def delete_my_commands(call: Call) -> Result:
    call.bot.commands.pop(_key(call), None)
    return Result(True)


def _command(given: Json) -> Json:
    name = str(given.get("command", "")).removeprefix("/")
    description = str(given.get("description", ""))
    if not _COMMAND.match(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= _MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _key(call: Call) -> tuple[str, str]:
    scope = call.given.structure("scope", "bot command scope") or {"type": "default"}
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: object expected")
    return scope_key(scope), call.given.text("language_code")


def scope_key(scope: Json) -> str:
    return json.dumps(scope, sort_keys=True)


def commands_for(bot: Bot, dialog: Dialog) -> list[Json]:
    """What this person sees in the menu: the narrowest scope in their language wins."""
    scopes: tuple[Json, ...] = (
        {"type": "chat", "chat_id": dialog.chat_id},
        {"type": "all_private_chats"},
        {"type": "default"},
    )
    for scope in scopes:
        for language in (dialog.person.spec.language_code, ""):
            commands = bot.commands.get((scope_key(scope), language))
            if commands:
                return commands
    return []


@method("setChatMenuButton")
async def set_chat_menu_button(call: Call) -> Result:
    button = call.given.structure("menu_button", "menu button") or _DEFAULT_BUTTON
    if not isinstance(button, dict) or button.get("type") not in {"commands", "web_app", "default"}:
        raise bad_request("can't parse MenuButton: type is not one of commands, web_app, default")
    dialog = _dialog_of(call)
    if dialog is None:
        call.bot.menu_button = button
    else:
        dialog.menu_button = button
    return Result(True)


@method("getChatMenuButton")
async def get_chat_menu_button(call: Call) -> Result:
    dialog = _dialog_of(call)
    own = dialog.menu_button if dialog is not None else None
    return Result(own or call.bot.menu_button or _DEFAULT_BUTTON)


def _dialog_of(call: Call) -> Dialog | None:
    """The private chat named by `chat_id`; None means "for everybody"."""
    if not call.given.has("chat_id"):
        return None
    chat = chat_of(call)
    if not isinstance(chat, Dialog):
        raise bad_request("chat_id must be of a private chat")
    return chat
