"""What bots asked for: counts per second, and requests that disagree with the schema."""

from collections import Counter, deque
from dataclasses import dataclass, field

from dvorik.sandbox.types import Json

_KEPT_SECONDS = 3600
_KEPT_STAMPS = 100_000
_KEPT_FAULTS = 500


@dataclass(slots=True)
class Ledger:
    """Statistics of one bot; memory is bounded, counting a request is O(1)."""

    methods: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    per_second: dict[int, Counter[str]] = field(default_factory=dict)
    messages: int = 0
    peak: int = 0
    stamps: deque[float] = field(default_factory=lambda: deque(maxlen=_KEPT_STAMPS))
    faults: deque[Json] = field(default_factory=lambda: deque(maxlen=_KEPT_FAULTS))
    _window: deque[float] = field(default_factory=deque)

    def request(self, method: str, now: float) -> None:
        self.methods[method] += 1
        second = int(now)
        if second not in self.per_second:
            self.per_second[second] = Counter()
            if len(self.per_second) > _KEPT_SECONDS:
                del self.per_second[next(iter(self.per_second))]
        self.per_second[second][method] += 1

    def in_last_second(self, now: float) -> int:
        """Messages accepted in the second that ends now."""
        while self._window and self._window[0] <= now - 1:
            self._window.popleft()
        return len(self._window)

    def accepted(self, count: int, now: float) -> None:
        """`count` messages go out now."""
        self.messages += count
        self.stamps.extend([now] * count)
        self._window.extend([now] * count)
        self.peak = max(self.peak, self.in_last_second(now))

    def fault(self, method: str, what: str, now: float) -> None:
        self.faults.append({"method": method, "fault": what, "at": now})

    def view(self) -> Json:
        return {
            "methods": dict(self.methods),
            "answers": {str(code): count for code, count in self.answers.items()},
            "messages": self.messages,
            "peak_messages_in_one_second": self.peak,
            "per_second": {str(s): dict(counts) for s, counts in self.per_second.items()},
        }
