"""What happened to clients."""

from dataclasses import dataclass
from typing import ClassVar

from dvorik.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientJoined(Event):
    """Somebody pressed Start in the client bot for the first time."""

    type: ClassVar[str] = "clients.joined"

    client_id: int
    campaign_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientReturned(Event):
    """Somebody whose card had been deleted pressed Start again."""

    type: ClassVar[str] = "clients.returned"

    client_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSubscribed(Event):
    type: ClassVar[str] = "clients.subscribed"

    client_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientUnsubscribed(Event):
    type: ClassVar[str] = "clients.unsubscribed"

    client_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientBlockedBot(Event):
    type: ClassVar[str] = "clients.blocked_bot"

    client_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientUnblockedBot(Event):
    type: ClassVar[str] = "clients.unblocked_bot"

    client_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentChanged(Event):
    """Messages were allowed or forbidden. No `topic` means all; `frequency` is what stands now."""

    type: ClassVar[str] = "clients.consent_changed"

    client_id: int
    decision: str
    topic: str | None
    frequency: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientChanged(Event):
    """`fields` are names only: what they hold is personal."""

    type: ClassVar[str] = "clients.changed"

    client_id: int
    fields: list[str]
