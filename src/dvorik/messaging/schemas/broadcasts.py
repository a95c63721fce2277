"""What callers send about broadcasts, and what they get back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from dvorik.clients.types import Topic
from dvorik.kernel.paging import CursorQuery, PageQuery, QueryInput
from dvorik.kernel.schemas import Bool, Id, Input, Line, Markup, Moment, Output
from dvorik.kernel.spreadsheets import TableFormat
from dvorik.messaging.types import (
    BroadcastStatus,
    DeliveryStatus,
    MediaKind,
    ReplyKind,
    SkipReason,
)
from dvorik.segments.schemas import Rule

MAX_MEDIA = 10
"""Telegram's album."""

Label = Annotated[Line, StringConstraints(max_length=64)]
# Telegram refuses an address whose host has no dot: nobody outside could open it.
Url = Annotated[
    str,
    StringConstraints(
        max_length=1000,
        pattern=r"^(?:tg://[!-~]+|https?://(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+(?:[:/?#][!-~]*)?)$",
    ),
]


class UrlButton(Input):
    kind: Literal["url"]
    text: Label
    url: Url


class CopyCodeButton(Input):
    """Copies the recipient's own code; only with a discount template attached."""

    kind: Literal["copy_code"]
    text: Label


class CallbackButton(Input):
    """Answers whoever presses it; the only kind whose presses Telegram tells us about.

    A toast and an alert are plain text of 200 characters; a message may hold what the broadcast's
    text may.
    """

    kind: Literal["callback"]
    text: Label
    reply: Markup
    shows: ReplyKind = ReplyKind.TOAST


Button = Annotated[UrlButton | CopyCodeButton | CallbackButton, Field(discriminator="kind")]
ButtonRow = Annotated[list[Button], Field(min_length=1, max_length=8)]


class BroadcastContent(Input):
    """Text may hold Telegram's HTML and personal fields: `{first_name|friend}`."""

    text: Markup | None = None
    media_ids: list[Id] = Field([], max_length=MAX_MEDIA)
    buttons: list[ButtonRow] = Field([], max_length=10)
    has_link_preview: Bool = False

    @property
    def all_buttons(self) -> list[Button]:
        """Row after row."""
        return [button for row in self.buttons for button in row]


class Everyone(Input):
    kind: Literal["everyone"]


class ListedClients(Input):
    kind: Literal["clients"]
    client_ids: Annotated[list[Id], Field(min_length=1, max_length=10_000)]


class Tagged(Input):
    """Clients with any of these tags."""

    kind: Literal["tags"]
    tags: Annotated[list[Line], Field(min_length=1, max_length=50)]


class SavedSegment(Input):
    """Whom the segment selects when the broadcast starts."""

    kind: Literal["segment"]
    segment_id: Id


class AdHocRule(Input):
    kind: Literal["rule"]
    rule: Rule


Audience = Annotated[
    Everyone | ListedClients | Tagged | SavedSegment | AdHocRule, Field(discriminator="kind")
]


class BroadcastCreate(Input):
    title: Line
    content: BroadcastContent
    audience: Audience
    topic: Topic = Field(Topic.OFFERS, description="Goes to those alone who did not decline it.")
    template_id: Id | None = Field(None, description="Each recipient gets a code of their own.")
    has_quiet_hours: Bool = Field(default=True, description="Wait while it is night.")
    is_test: Bool = Field(default=False, description="Goes to test people, and to nobody else.")


class BroadcastEdit(Input):
    """What is left out stays as it is."""

    title: Line | None = None
    content: BroadcastContent | None = None
    audience: Audience | None = None
    topic: Topic | None = None
    template_id: Id | None = None
    has_quiet_hours: Bool | None = None
    is_test: Bool | None = None


class BroadcastSchedule(Input):
    scheduled_at: Moment


class RecipientCountQuery(Input):
    audience: Audience
    topic: Topic = Topic.OFFERS
    is_test: Bool = False


class RecipientCount(Output):
    """How many the audience has, how many of them would get it, and why the others would not."""

    total: int
    reachable: int
    left_out: dict[SkipReason, int]
    lasts_seconds: int = Field(description="At the pace of the settings, quiet hours aside.")


class BroadcastFilter(PageQuery):
    status: BroadcastStatus | None = None


class BroadcastView(Output):
    id: int
    title: str
    status: BroadcastStatus
    reason: str | None = Field(description="Why it is paused or could not start.")
    content: BroadcastContent
    audience: Audience
    topic: Topic
    template_id: int | None
    has_quiet_hours: bool
    is_test: bool
    scheduled_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    created_by_id: int | None
    version: int
    created_at: datetime
    updated_at: datetime


class BroadcastStats(Output):
    """Counted at this moment. `deliveries` has every status, `reasons` those that occur.

    `clicked` counts people who pressed a callback button, by the one they pressed first: Telegram
    tells nobody of links and copied codes. Redemptions and sums (minor units) are of the codes it
    gave, since it started; `redeemed` counts the codes.
    """

    total: int
    deliveries: dict[DeliveryStatus, int]
    reasons: dict[str, int]
    edited: int
    recalled: int
    recallable: int = Field(description="Can be taken back now: Telegram allows it for 48 hours.")
    lasts_seconds: int = Field(
        description="Of what is ahead, at the pace of the settings, quiet hours aside."
    )
    asleep: int = Field(description="Of `pending`: they wait for the end of their quiet hours.")
    wakes_at: datetime | None = Field(description="When the first of them is written to.")
    clicked: int
    clicked_by_button: dict[str, int]
    redeemed: int
    redemptions: int
    bill_minor: int
    discount_minor: int


class RecipientCriteria(QueryInput):
    """All that are given must hold."""

    status: DeliveryStatus | None = None
    reason: Line | None = None
    is_clicked: bool | None = Field(None, description="Pressed a callback button.")
    is_recalled: bool | None = None
    is_redeemed: bool | None = Field(None, description="Used the code it gave.")


class RecipientFilter(RecipientCriteria, CursorQuery):
    pass


class RecipientExport(RecipientCriteria):
    format: TableFormat = TableFormat.XLSX


class ReceivedBroadcast(Output):
    """One broadcast as one person met it."""

    id: int
    broadcast_id: int
    title: str
    status: DeliveryStatus
    reason: str | None
    clicked_button: str | None
    edited_at: datetime | None
    recalled_at: datetime | None
    finished_at: datetime | None
    created_at: datetime


class RecipientView(Output):
    id: int
    client_id: int
    name: str
    status: DeliveryStatus
    reason: str | None
    discount_id: int | None
    clicked_at: datetime | None
    clicked_button: str | None
    edited_at: datetime | None
    recalled_at: datetime | None
    recall_until: datetime | None = Field(
        description="Telegram lets it be taken back until then; null: there is nothing to take."
    )
    redemptions: int
    bill_minor: int
    discount_minor: int
    finished_at: datetime | None


class MediaView(Output):
    id: int
    kind: MediaKind
    file_name: str
    mime_type: str
    size_bytes: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedDelivery:
    """A recipient who is this sender's until `lease`. `values` are those of personal fields."""

    id: int
    broadcast_id: int
    chat_id: int
    lease: datetime
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PressReply:
    """What a pressed button says: HTML in a message, plain text elsewhere."""

    shows: ReplyKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOutcome:
    """What came of one claim. `PENDING`: it certainly did not leave; somebody else may try."""

    status: DeliveryStatus
    reason: str | None = None
    message_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """One photo or video: by Telegram's `file_id`, or with `content` to be uploaded."""

    id: int
    kind: MediaKind
    file_name: str
    mime_type: str
    file_id: str | None
    content: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A broadcast that is being sent. Its recipients live in `zones`; None is the shop's."""

    id: int
    version: int
    content: BroadcastContent
    has_quiet_hours: bool
    zones: frozenset[str | None]
