"""What a lease and its keeper say to each other: one JSON line each way."""

import json
from dataclasses import asdict, dataclass

READY = b"{}\n"
# The keeper's exit status when another one already serves the home.
ALREADY_KEPT = 3


@dataclass(frozen=True)
class Request:
    """What a lease asks for: names of servers, and how to run them. Answered READY or an error."""

    servers: list[str]
    durable: bool
    linger_seconds: float

    def to_line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> "Request":
        """Raises ValueError for what another version of Dvorik may say."""
        try:
            return cls(**json.loads(line))
        except TypeError as error:
            raise ValueError(str(error)) from None
