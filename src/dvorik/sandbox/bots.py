"""A bot of the sandbox: its conversations, its queue, its settings."""

import asyncio
from dataclasses import dataclass, field

from dvorik.sandbox.dialogs import Dialog
from dvorik.sandbox.ledger import Ledger
from dvorik.sandbox.types import BotSpec, Json
from dvorik.sandbox.updates import UpdateQueue
from dvorik.sandbox.weather import Weather


@dataclass(slots=True)
class Webhook:
    """Where updates are posted, and how the last tries went."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    ip_address: str = ""
    last_error_date: int | None = None
    last_error_message: str = ""
    room: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.room = asyncio.Semaphore(self.max_connections)


@dataclass(slots=True)
class CallbackQuery:
    """A pressed button that waits for an answer."""

    id: str
    person_id: int
    created_at: float
    answer: Json | None = None


@dataclass(slots=True)
class Bot:
    """`commands` is keyed by (scope as JSON, language)."""

    spec: BotSpec
    updates: UpdateQueue
    dialogs: dict[int, Dialog] = field(default_factory=dict)
    callbacks: dict[str, CallbackQuery] = field(default_factory=dict)
    webhook: Webhook | None = None
    webhook_generation: int = 0
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_button: Json | None = None
    ledger: Ledger = field(default_factory=Ledger)
    weather: Weather = field(default_factory=Weather)
    last_message_id: int = 0

    @property
    def id(self) -> int:
        return self.spec.id

    def user(self) -> Json:
        """Telegram's `User` as it stands in messages."""
        return {
            "id": self.spec.id,
            "is_bot": True,
            "first_name": self.spec.first_name,
            "username": self.spec.username,
        }

    def me(self) -> Json:
        """Telegram's `User` as getMe tells it."""
        return {
            **self.user(),
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def next_message_id(self) -> int:
        self.last_message_id += 1
        return self.last_message_id

    def set_webhook(self, webhook: Webhook | None) -> None:
        """A new generation: deliveries under way for the old address stop by themselves."""
        self.webhook = webhook
        self.webhook_generation += 1
        self.updates.interrupt("terminated by setWebhook request")
        self.updates.arrived.set()

    def reset(self) -> None:
        """Forget people and trouble; keep the webhook, commands and the numbering."""
        self.dialogs.clear()
        self.callbacks.clear()
        self.updates.reset()
        self.ledger = Ledger()
        self.weather.clear()
