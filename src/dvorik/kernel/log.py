"""Structured logs. One line is one event with fields; personal data never is a field."""

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

from dvorik.kernel import context

# Fields that would name a person or open a door, whoever passes them by mistake.
_NEVER = frozenset(
    {
        "email", "phone", "name", "first_name", "last_name", "username", "birthday", "text",
        "password", "token", "secret", "code", "authorization", "cookie",
    }
)  # fmt: skip

# PostgreSQL quotes the row it refused, up to the sentence that joins two tracebacks.
_REFUSED_ROW = re.compile(
    r"^([ |]*DETAIL:).*?(?=^[ |]*(?:The above exception|During handling|\+-)|\Z)",
    re.MULTILINE | re.DOTALL,
)


def get_logger(name: str) -> FilteringBoundLogger:
    logger: FilteringBoundLogger = structlog.get_logger(name)
    return logger


def configure(*, json: bool, level: str = "INFO") -> None:
    """Once per process. Standard-library loggers end in the same stream and format."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request_id,
        _hide_personal,
        structlog.processors.format_exc_info,
        _hide_refused_rows,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # A line per HTTP call is ours to write, with the request id; theirs quotes query strings.
    for noisy in ("uvicorn.access", "httpx2", "httpcore2", "aiogram.event"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _add_request_id(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if (current := context.request_id.get()) is not None:
        event.setdefault("request_id", current)
    return event


def _hide_personal(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for field in _NEVER & event.keys():
        event[field] = "[hidden]"
    return event


def _hide_refused_rows(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if isinstance(trace := event.get("exception"), str):
        event["exception"] = _REFUSED_ROW.sub(r"\1 [hidden]\n\n", trace)
    return event
