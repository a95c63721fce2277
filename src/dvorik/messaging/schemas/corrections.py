"""What callers send about corrections of sent broadcasts, and what they get back."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from dvorik.kernel.paging import CursorQuery
from dvorik.kernel.schemas import Input, Line, Output
from dvorik.messaging.schemas.broadcasts import BroadcastContent, ClaimedDelivery
from dvorik.messaging.types import (
    CorrectionKind,
    CorrectionResult,
    CorrectionStatus,
    MessagePart,
)


class SentEdit(Input):
    """What the message is to say. A text stays a text, and an album keeps its other pictures."""

    content: BroadcastContent


class CorrectionView(Output):
    id: int
    broadcast_id: int
    kind: CorrectionKind
    status: CorrectionStatus
    reason: str | None = Field(description="Why it is paused.")
    results: dict[CorrectionResult, int]
    reasons: dict[str, int]
    created_by_id: int | None
    created_at: datetime
    finished_at: datetime | None


class CorrectionList(Output):
    """Newest first."""

    items: list[CorrectionView]


class CorrectedFilter(CursorQuery):
    result: CorrectionResult | None = None
    reason: Line | None = None


class CorrectedView(Output):
    id: int
    client_id: int
    name: str
    result: CorrectionResult
    reason: str | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningCorrection:
    """`part` is what an edit changes of each message; `content` what the broadcast says now."""

    id: int
    kind: CorrectionKind
    part: MessagePart | None
    content: BroadcastContent


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedCorrection:
    """A message that is this sender's to correct until `delivery.lease`."""

    id: int
    delivery: ClaimedDelivery
    message_ids: tuple[int, ...]
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionOutcome:
    """What came of one try. `PENDING`: it certainly did not leave. `UNKNOWN`: nobody heard."""

    result: CorrectionResult
    reason: str | None = None
    is_blocked: bool = False
