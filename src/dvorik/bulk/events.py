"""What happened to many people at once. One event for all of them: the log stays light."""

from dataclasses import dataclass
from typing import ClassVar

from dvorik.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJobStarted(Event):
    """Somebody asked for it; `people` are chosen from now on."""

    type: ClassVar[str] = "bulk.job_started"

    job_id: int
    kind: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJobFinished(Event):
    """`left_out` counts by reason those for whom nothing changed."""

    type: ClassVar[str] = "bulk.job_finished"

    job_id: int
    kind: str
    changed: int
    left_out: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJobCanceled(Event):
    """What was done until then stays: `done` people had their turn."""

    type: ClassVar[str] = "bulk.job_canceled"

    job_id: int
    kind: str
    done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJobFailed(Event):
    """It could not go on. `error` is a code; what was done until then stays."""

    type: ClassVar[str] = "bulk.job_failed"

    job_id: int
    kind: str
    done: int
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportDownloaded(Event):
    """Clients' data left the house."""

    type: ClassVar[str] = "bulk.export_downloaded"

    job_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkDiscountGiven(Event):
    """One of a few people who shall be told of their code."""

    type: ClassVar[str] = "bulk.discount_given"

    job_id: int
    client_id: int
    discount_id: int
