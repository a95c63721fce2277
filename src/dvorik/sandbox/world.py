"""Everything the sandbox knows, in memory."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from dvorik.sandbox.bots import Bot
from dvorik.sandbox.changes import Changes
from dvorik.sandbox.channels import Channel, Membership
from dvorik.sandbox.clock import Clock, system_clock
from dvorik.sandbox.dialogs import Dialog
from dvorik.sandbox.errors import ControlError
from dvorik.sandbox.files import FileStore
from dvorik.sandbox.limits import Limits
from dvorik.sandbox.messages import MessageLog, StoredMessage
from dvorik.sandbox.people import Person
from dvorik.sandbox.types import BotSpec, ChannelSpec, Json, PersonSpec
from dvorik.sandbox.updates import UpdateQueue

Chat = Dialog | Channel


@dataclass(slots=True)
class World:
    """`keep_messages` bounds each chat; `clock` gives seconds since the epoch."""

    bot_specs: Sequence[BotSpec]
    channel_specs: Sequence[ChannelSpec] = ()
    person_specs: Sequence[PersonSpec] = ()
    rate_per_second: float | None = 30
    clock: Clock = system_clock
    keep_messages: int = 200
    bots: dict[int, Bot] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    files: FileStore = field(default_factory=FileStore)
    changes: Changes = field(default_factory=Changes)
    limits: Limits = field(default_factory=Limits)
    webhook_pause_seconds: float = 1.0
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        # Ids never come back after a restart that lost its memory: bots remember update ids.
        self.numbers = itertools.count(int(self.clock()) * 1000)
        for spec in self.bot_specs:
            self.bots[spec.id] = Bot(spec, UpdateQueue(self.clock, next_id=int(self.clock())))
        self.settle()

    def settle(self) -> None:
        """People and channels as they were given; conversations, files and weather are gone."""
        self.people = {spec.id: Person(spec) for spec in self.person_specs}
        self.channels = {spec.id: self._opened(spec) for spec in self.channel_specs}
        self.limits = Limits(per_second=self.rate_per_second)
        self.files.clear()

    def reset(self) -> None:
        """As at the start, but ids go on: bots remember updates and messages by them."""
        for bot in self.bots.values():
            bot.reset()
        self.settle()
        self.changes.next()
        self.changes.tell("resync")

    def _opened(self, spec: ChannelSpec) -> Channel:
        members = {bot_id: Membership("administrator") for bot_id in self.bots}
        if spec.creator_id is not None:
            members[spec.creator_id] = Membership("creator")
        return Channel(spec, MessageLog(self.keep_messages), members)

    def hang_up(self) -> None:
        """End what waits for news, so that a server can stop at once."""
        self.changes.hang_up()
        for bot in self.bots.values():
            bot.updates.hang_up()

    def revision(self) -> tuple[int, int]:
        """Differs when something worth saving may have changed."""
        return self.changes.last, sum(bot.ledger.methods.total() for bot in self.bots.values())

    def now(self) -> int:
        return int(self.clock())

    def knows(self, username: str) -> bool:
        """Whether t.me/username would open something here."""
        bots = {bot.spec.username.lower() for bot in self.bots.values()}
        return username.lower() in bots or self.find_channel(username) is not None

    def bot_of(self, token: str) -> Bot | None:
        """By the whole token. The sandbox keeps no secrets, so plain comparison will do."""
        head = token.partition(":")[0]
        bot = self.bots.get(int(head)) if head.isdecimal() else None
        return bot if bot is not None and bot.spec.token == token else None

    def bot(self, key: str) -> Bot:
        """By id or username, for the control API."""
        wanted = key.removeprefix("@").lower()
        for bot in self.bots.values():
            if wanted in {str(bot.id), bot.spec.username.lower()}:
                return bot
        raise ControlError(404, f"there is no bot {key}")

    def person(self, person_id: int) -> Person:
        person = self.people.get(person_id)
        if person is None:
            raise ControlError(404, f"there is no person {person_id}")
        return person

    def channel(self, key: str) -> Channel:
        """By id or username, for the control API."""
        channel = self.find_channel(key)
        if channel is None:
            raise ControlError(404, f"there is no channel {key}")
        return channel

    def find_channel(self, key: str) -> Channel | None:
        wanted = key.removeprefix("@").lower()
        for channel in self.channels.values():
            if wanted in {str(channel.chat_id), channel.spec.username.lower()}:
                return channel
        return None

    def dialog(self, bot: Bot, person: Person) -> Dialog:
        """The conversation, made when it is first looked at."""
        dialog = bot.dialogs.get(person.id)
        if dialog is None:
            dialog = Dialog(bot.id, person, MessageLog(self.keep_messages))
            bot.dialogs[person.id] = dialog
        return dialog

    def add_message(
        self, chat: Chat, body: Json, *, from_bot: bool, keyboard: Json | None = None
    ) -> StoredMessage:
        """Put a message into a chat and tell whoever watches."""
        number = self.changes.next()
        message = StoredMessage(body, from_bot, number, number, keyboard)
        chat.log.add(message)
        if isinstance(chat, Dialog):
            chat.last_change = number
            chat.shows(keyboard)
            if from_bot:
                chat.unread += 1
                chat.received += 1
                chat.action = ""
        self.tell(chat, "message", entry=message)
        return message

    def changed_message(self, chat: Chat, message: StoredMessage) -> None:
        message.changed = self.changes.next()
        if isinstance(chat, Dialog):
            chat.last_change = message.changed
        self.tell(chat, "edit", entry=message)

    def removed_message(self, chat: Chat, message: StoredMessage) -> None:
        number = self.changes.next()
        if isinstance(chat, Dialog):
            chat.last_change = number
        self.tell(chat, "delete", message_id=message.id)

    def tell(
        self, chat: Chat, kind: str, *, entry: StoredMessage | None = None, **facts: object
    ) -> None:
        """News about one chat. Messages are rendered only when somebody listens."""
        if not self.changes.has_listeners:
            return
        if entry is not None:
            facts["entry"] = entry.view()
        if isinstance(chat, Dialog):
            self.changes.tell(
                kind, bot=chat.bot_id, person=chat.chat_id, unread=chat.unread, **facts
            )
        else:
            self.changes.tell(kind, channel=chat.chat_id, **facts)
