"""Talks to a bot as a person would: through the inbox, the consumer and the real dispatcher."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from aiogram import Bot, Dispatcher

from dvorik.bots.consumer import Consumer
from dvorik.bots.replies import Replies
from dvorik.bots.resources import Resources
from dvorik.bots.telegram import build_bot
from dvorik.kernel import inbox
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.i18n import Language
from dvorik.kernel.inbox import BotName
from dvorik.messaging.rules import fill
from dvorik.messaging.texts import TEXTS, defaults
from tests.conftest import NOON
from tests.fakes import FakeTelegram

_update_ids = count(1)
CHANNEL_ID = -1001000000001
CHANNEL = {"id": CHANNEL_ID, "type": "channel", "title": "News", "username": "shop_news"}


@dataclass(frozen=True)
class Person:
    id: int
    first_name: str = "Анна"
    language: str | None = "ru"
    last_name: str | None = None
    username: str | None = None

    def user(self) -> dict[str, Any]:
        fields = {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language,
        }
        return {name: value for name, value in fields.items() if value is not None}

    def chat(self) -> dict[str, Any]:
        return {"id": self.id, "type": "private", "first_name": self.first_name}


ANNA = Person(5001)
BORIS = Person(5002, "Борис", "en")


@dataclass
class Moment:
    """The clock the bots read; a test moves it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Talk:
    """One bot and what it did. Updates are handled as soon as they are sent."""

    name: BotName
    resources: Resources
    bot: Bot
    dispatcher: Dispatcher
    telegram: FakeTelegram
    replies: Replies
    consumer: Consumer = field(init=False)

    def __post_init__(self) -> None:
        self.consumer = self.new_consumer()

    def new_consumer(self) -> Consumer:
        """As a new process that takes the lead has."""
        return Consumer(self.resources, self.name, self.bot, self.dispatcher, self.replies)

    async def writes(self, person: Person, text: str) -> list[str]:
        """What the bot says to it."""
        return await self.send(message(person, text=text))

    async def presses(self, person: Person, label: str) -> list[str]:
        """Press the newest inline button with this label."""
        button = next(b for b in reversed(self.telegram.buttons) if b.text == label)
        assert button.callback_data is not None
        return await self.sends_press(person, button.callback_data)

    async def sends_press(self, person: Person, data: str) -> list[str]:
        return await self.send(press(person, data))

    async def send(self, update: dict[str, Any]) -> list[str]:
        before = len(self.telegram.texts)
        await self.receive(update)
        await self.handle_due()
        return self.telegram.texts[before:]

    async def handle_due(self) -> int:
        """Handle everything that is due now, one by one; how many."""
        return await handle_due(self.consumer)

    async def receive(self, *updates: dict[str, Any]) -> int:
        """Write updates down as the poller and the webhook do; nothing handles them yet."""
        async with self.resources.database.transaction() as session:
            return await inbox.receive(session, self.name, updates, now=self.resources.now())


async def handle_due(consumer: Consumer) -> int:
    handled = 0
    while rows := await consumer.claim(1):
        await consumer.handle(rows[0])
        handled += 1
    return handled


def open_talk(
    name: BotName,
    build_dispatcher: Callable[[Resources], Dispatcher],
    *,
    config: Config,
    database: Database,
    cache: Cache,
    now: Moment,
    is_limited: bool = False,
) -> Talk:
    config = config.model_copy(update={"sandbox_without_limit": not is_limited})
    resources = Resources(config=config, database=database, cache=cache, now=now)
    telegram = FakeTelegram()
    token = {
        BotName.CLIENT: config.telegram_main_bot_token,
        BotName.CASHIER: config.telegram_auth_bot_token,
    }[name]
    replies = Replies(resources, name)
    bot = build_bot(token.get_secret_value(), session=telegram, replies=replies)
    return Talk(name, resources, bot, build_dispatcher(resources), telegram, replies)


def told(key: str, language: Language = Language.RU, /, **values: object) -> str:
    """The default text `key`; `values` as they stand in the message, so escaped already."""
    spec = TEXTS[key]
    filling = {name: str(values.pop(name, "")) for name in spec.variables}
    assert not values, f"{key} has no {sorted(values)}"
    return fill(defaults().pattern(key, language), filling)


def message(person: Person, **content: Any) -> dict[str, Any]:
    number = next(_update_ids)
    body = {"message_id": number, "date": 1_800_000_000, "chat": person.chat()}
    entities = _entities(content.get("text", ""))
    return {"update_id": number, "message": {**body, "from": person.user(), **content, **entities}}


def _entities(text: str) -> dict[str, Any]:
    """Telegram marks commands; aiogram needs no marks, a real update has them."""
    if not text.startswith("/"):
        return {}
    length = len(text.split()[0])
    return {"entities": [{"type": "bot_command", "offset": 0, "length": length}]}


def press(person: Person, data: str) -> dict[str, Any]:
    number = next(_update_ids)
    pressed = {
        "message_id": number,
        "date": 1_800_000_000,
        "chat": person.chat(),
        "from": {"id": 1, "is_bot": True, "first_name": "Bot"},
        "text": "a message with buttons",
    }
    query = {
        "id": str(number),
        "from": person.user(),
        "message": pressed,
        "chat_instance": "1",
        "data": data,
    }
    return {"update_id": number, "callback_query": query}


def channel_change(person: Person, status: str, **more: Any) -> dict[str, Any]:
    """`chat_member`: somebody joined, left, was restricted."""
    return _member_change("chat_member", person, CHANNEL, status, **more)


def bot_change(person: Person, status: str) -> dict[str, Any]:
    """`my_chat_member`: the person blocked the bot ("kicked") or let it in ("member")."""
    number = next(_update_ids)
    bot = {"id": 1001, "is_bot": True, "first_name": "Bot"}
    change = {
        "chat": person.chat(),
        "from": person.user(),
        "date": 1_800_000_000,
        "old_chat_member": {"user": bot, "status": "member"},
        "new_chat_member": _member(bot, status),
    }
    return {"update_id": number, "my_chat_member": change}


def _member_change(
    kind: str, person: Person, chat: dict[str, Any], status: str, **more: Any
) -> dict[str, Any]:
    change = {
        "chat": chat,
        "from": person.user(),
        "date": 1_800_000_000,
        "old_chat_member": {"user": person.user(), "status": "left"},
        "new_chat_member": {**_member(person.user(), status), **more},
    }
    return {"update_id": next(_update_ids), kind: change}


def _member(user: dict[str, Any], status: str) -> dict[str, Any]:
    member: dict[str, Any] = {"user": user, "status": status}
    if status == "kicked":
        member["until_date"] = 0
    return member
