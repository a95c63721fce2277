"""Two cards became one person's, or two again. `client_id` is of the card that is kept."""

from dataclasses import dataclass
from typing import ClassVar

from dvorik.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientsMerged(Event):
    """`moved` counts by table what went over to the kept card."""

    type: ClassVar[str] = "merging.clients_merged"

    client_id: int
    dissolved_id: int
    merge_id: int
    moved: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeUndone(Event):
    type: ClassVar[str] = "merging.merge_undone"

    client_id: int
    dissolved_id: int
    merge_id: int
