"""What happened to segments."""

from dataclasses import dataclass
from typing import ClassVar

from dvorik.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentCreated(Event):
    type: ClassVar[str] = "segments.created"

    segment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentChanged(Event):
    """`fields` were changed; what the rule says is not repeated: it may hold tags of people."""

    type: ClassVar[str] = "segments.changed"

    segment_id: int
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentDeleted(Event):
    type: ClassVar[str] = "segments.deleted"

    segment_id: int
