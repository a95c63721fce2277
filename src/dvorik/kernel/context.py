"""What the current request, update or task is called in logs and in the event log."""

from contextvars import ContextVar

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
