"""What callers send about texts and messages, and what they get back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Field, RootModel

from dvorik.kernel.i18n import Language
from dvorik.kernel.paging import CursorQuery
from dvorik.kernel.schemas import MAX_ID, Input, Output, Paragraph
from dvorik.messaging.types import Channel, MessageStatus, TextFormat


class TextVariable(Output):
    name: str
    is_required: bool
    samples: dict[Language, str] = Field(description="A value to look at, in each language.")


class Wording(Output):
    """A text in one language."""

    text: str
    default: str
    is_changed: bool
    preview: str = Field(description="The text with samples for its variables.")
    updated_at: datetime | None
    updated_by_id: int | None


class TextView(Output):
    key: str
    version: int = Field(description="For If-Match; of the wordings in all languages.")
    format: TextFormat
    description: str
    variables: list[TextVariable]
    wordings: dict[Language, Wording]


class TextList(Output):
    items: list[TextView]


class TextChange(RootModel[dict[Language, Paragraph | None]]):
    """New wordings by language; null goes back to the default. All are taken, or none."""


class OutboxQuery(CursorQuery):
    channel: Channel | None = None
    status: MessageStatus | None = None
    client_id: int | None = Field(None, ge=1, le=MAX_ID)


class MessageView(Output):
    """One message in the outbox. Where it goes is told by the client or the account."""

    id: int
    occasion: str
    text_key: str
    channel: Channel
    status: MessageStatus
    client_id: int | None
    account_id: int | None
    recipient_name: str | None = Field(description="Null for who is gone, or may not be seen.")
    subject: str | None
    text: str | None = Field(
        description="Null when it opens a door, such as a link to sign in, or when it is to a "
        "client and clients may not be seen."
    )
    attempts: int
    error: str | None
    created_at: datetime
    not_before: datetime
    sent_at: datetime | None


class OutboxChannel(Output):
    channel: Channel
    is_configured: bool = Field(description="Whether there are credentials to send with.")
    counts: dict[MessageStatus, int] = Field(description="Of what has not arrived.")


class OutboxChannels(Output):
    items: list[OutboxChannel]


class RetryAll(Input):
    channel: Channel


class Retried(Output):
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message that is this process's to send until its lease ends."""

    id: int
    lease: datetime
    channel: Channel
    chat_id: int | None
    address: str | None
    subject: str | None
    text: str
    keyboard: dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one try. `PENDING`: it certainly did not leave; try again later.

    `pauses_channel`: nothing else will leave by this channel before `retry_after_seconds`.
    `is_flood`: because too much of it did.
    """

    status: MessageStatus
    telegram_message_id: int | None = None
    error: str | None = None
    retry_after_seconds: float = 0
    pauses_channel: bool = False
    is_flood: bool = False
    is_blocked: bool = False
