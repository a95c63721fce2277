"""What happened to orders."""

from dataclasses import dataclass
from typing import ClassVar

from dvorik.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRecorded(Event):
    type: ClassVar[str] = "finance.order_recorded"

    order_id: int
    client_id: int | None
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCanceled(Event):
    type: ClassVar[str] = "finance.order_canceled"

    order_id: int
    client_id: int | None
    amount_minor: int
    currency: str
