"""Bad weather on purpose: storms of 429, slowness, outages, answers that never come."""

from dataclasses import dataclass, field
from typing import Literal

from dvorik.sandbox.types import Json

Kind = Literal["storm", "latency", "outage", "hang", "cut"]


@dataclass(slots=True)
class Front:
    """One kind of trouble, until it has met `requests_left` requests or `until` has come.

    `storm` refuses with 429 and `retry_after`; `latency` answers `seconds` later; `outage`
    answers `status`; `hang` does what was asked and never answers; `cut` does it and drops the
    connection. `methods` empty means all but getUpdates.
    """

    kind: Kind
    seconds: float = 0.0
    retry_after: int = 1
    status: int = 502
    methods: frozenset[str] = frozenset()
    requests_left: int | None = None
    until: float | None = None
    met: int = 0

    def meets(self, method: str, now: float) -> bool:
        if self.is_over(now):
            return False
        return method in self.methods if self.methods else method != "getupdates"

    def is_over(self, now: float) -> bool:
        return self.requests_left == 0 or (self.until is not None and now >= self.until)

    def count(self) -> None:
        self.met += 1
        if self.requests_left is not None:
            self.requests_left -= 1

    def view(self) -> Json:
        return {
            "kind": self.kind,
            "seconds": self.seconds,
            "retry_after": self.retry_after,
            "status": self.status,
            "methods": sorted(self.methods),
            "requests_left": self.requests_left,
            "until": self.until,
            "met": self.met,
        }


@dataclass(slots=True)
class Weather:
    """The fronts over one bot. With none, the sky costs a request nothing."""

    fronts: list[Front] = field(default_factory=list)

    def meet(self, kind: Kind, method: str, now: float) -> Front | None:
        """The front of this kind that this request runs into; it is counted."""
        for front in self.fronts:
            if front.kind == kind and front.meets(method, now):
                front.count()
                return front
        return None

    def clear(self) -> None:
        self.fronts.clear()
