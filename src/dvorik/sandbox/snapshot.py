"""Keeps conversations over a restart: one SQLite file, written in a transaction.

Weather, limits, statistics, files that grew old and people made for load tests are not kept.
"""

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from dvorik.sandbox.bots import Bot, Webhook
from dvorik.sandbox.channels import Channel, Membership
from dvorik.sandbox.dialogs import Dialog
from dvorik.sandbox.files import StoredFile
from dvorik.sandbox.messages import MessageLog, StoredMessage
from dvorik.sandbox.people import Person
from dvorik.sandbox.types import Json, PersonSpec
from dvorik.sandbox.world import World

_VERSION = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS world (one INTEGER PRIMARY KEY CHECK (one = 1), state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS file
    (file_id TEXT PRIMARY KEY, about TEXT NOT NULL, content BLOB NOT NULL);
"""


def world_state(world: World) -> Json:
    """Everything worth keeping, as JSON."""
    return {
        "version": _VERSION,
        "last_change": world.changes.last,
        "people": [
            {**asdict(person.spec), "is_deactivated": person.is_deactivated}
            for person in world.people.values()
            if not person.is_extra
        ],
        "channels": [_channel_state(channel) for channel in world.channels.values()],
        "bots": [_bot_state(bot) for bot in world.bots.values()],
    }


def save(path: Path, state: str, files: list[StoredFile]) -> None:
    """All or nothing. Files are written once: their content never changes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(_TABLES)
        connection.execute("INSERT OR REPLACE INTO world VALUES (1, ?)", (state,))
        known = {row[0] for row in connection.execute("SELECT file_id FROM file")}
        for file in files:
            if file.file_id not in known:
                about = {k: v for k, v in _file_fields(file).items() if k != "content"}
                row = (file.file_id, json.dumps(about), file.content)
                connection.execute("INSERT INTO file VALUES (?, ?, ?)", row)
        gone = known - {file.file_id for file in files}
        connection.executemany("DELETE FROM file WHERE file_id = ?", [(f,) for f in gone])


def load(path: Path, world: World) -> bool:
    """Put what was saved into a new world. A file that cannot be read is set aside: False."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path)) as connection:
            row = connection.execute("SELECT state FROM world").fetchone()
            files = connection.execute("SELECT about, content FROM file").fetchall()
        state = json.loads(row[0])
        if state["version"] != _VERSION:
            raise ValueError(f"version {state['version']}")
        _restore(world, state)
        for about, content in files:
            world.files.add(StoredFile(content=content, **json.loads(about)))
    except (sqlite3.Error, ValueError, KeyError, TypeError):
        world.reset()
        path.replace(path.with_name(path.name + ".broken"))
        return False
    return True


def _restore(world: World, state: Json) -> None:
    world.changes.last = state["last_change"]
    for fields in state["people"]:
        is_deactivated = fields.pop("is_deactivated")
        person = world.people.setdefault(fields["id"], Person(PersonSpec(**fields)))
        person.is_deactivated = is_deactivated
    for saved in state["channels"]:
        if saved["id"] in world.channels:
            _restore_channel(world.channels[saved["id"]], saved)
    for saved in state["bots"]:
        if saved["id"] in world.bots:
            _restore_bot(world, world.bots[saved["id"]], saved)


def _file_fields(file: StoredFile) -> Json:
    return {name: getattr(file, name) for name in file.__slots__}


def _log_state(log: MessageLog) -> list[Json]:
    return [message.view() for message in log]


def _restore_log(log: MessageLog, saved: list[Json]) -> None:
    for view in saved:
        body = view.pop("message")
        log.add(StoredMessage(body=body, **view))


def _channel_state(channel: Channel) -> Json:
    return {
        "id": channel.chat_id,
        "last_message_id": channel.last_message_id,
        "members": [[m_id, m.status, m.is_member] for m_id, m in channel.members.items()],
        "messages": _log_state(channel.log),
    }


def _restore_channel(channel: Channel, saved: Json) -> None:
    channel.last_message_id = saved["last_message_id"]
    for member_id, status, is_member in saved["members"]:
        channel.members[member_id] = Membership(status, is_member)
    _restore_log(channel.log, saved["messages"])


def _bot_state(bot: Bot) -> Json:
    hook = bot.webhook
    return {
        "id": bot.id,
        "last_message_id": bot.last_message_id,
        "next_update_id": bot.updates.next_id,
        "allowed_updates": list(bot.updates.allowed),
        "pending": [[u.body, u.lane] for u in bot.updates.pending.values()],
        "webhook": hook and [hook.url, hook.secret_token, hook.max_connections],
        "commands": [[scope, language, c] for (scope, language), c in bot.commands.items()],
        "menu_button": bot.menu_button,
        "dialogs": [_dialog_state(d) for d in bot.dialogs.values() if not d.person.is_extra],
    }


def _restore_bot(world: World, bot: Bot, saved: Json) -> None:
    bot.last_message_id = saved["last_message_id"]
    bot.updates.next_id = max(saved["next_update_id"], bot.updates.next_id)
    bot.updates.allowed = tuple(saved["allowed_updates"])
    bot.menu_button = saved["menu_button"]
    bot.commands = {(scope, language): c for scope, language, c in saved["commands"]}
    for body, lane in saved["pending"]:
        bot.updates.put(body, lane=lane)
    if saved["webhook"]:
        bot.set_webhook(Webhook(*saved["webhook"]))
    for dialog_state in saved["dialogs"]:
        _restore_dialog(world, bot, dialog_state)


_DIALOG_FIELDS = (
    "is_started",
    "is_blocked",
    "keyboard",
    "unread",
    "received",
    "menu_button",
    "last_change",
)


def _dialog_state(dialog: Dialog) -> Json:
    fields = {name: getattr(dialog, name) for name in _DIALOG_FIELDS}
    return {"person": dialog.chat_id, **fields, "messages": _log_state(dialog.log)}


def _restore_dialog(world: World, bot: Bot, saved: Json) -> None:
    dialog = world.dialog(bot, world.people[saved["person"]])
    for name in _DIALOG_FIELDS:
        setattr(dialog, name, saved[name])
    _restore_log(dialog.log, saved["messages"])
