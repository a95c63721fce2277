"""Error kinds. A feature subclasses a kind; each door decides what the kind means there.

* AppError
  - Unauthenticated  HTTP 401   nobody, or somebody who cannot prove it
  - Forbidden        HTTP 403
  - NotFound         HTTP 404   also for a row the actor may not see
  - Conflict         HTTP 409   the request was fine, the state was not
  - Invalid          HTTP 422   the request itself was wrong
  - TooMany          HTTP 429   `retry_after_seconds` says when to come back
  - Unavailable      HTTP 503   a task may retry it
"""

from typing import ClassVar


class AppError(Exception):
    """Something the caller can understand and act on.

    `code` is a stable public name ("loyalty.limit_reached"). `params` are the facts a client
    needs to explain it. The words shown to a person live in the locale files.
    """

    code: ClassVar[str]

    def __init__(self, **params: object) -> None:
        super().__init__(self.code, params)
        self.params = params


class Unauthenticated(AppError):
    code = "unauthenticated"


class Forbidden(AppError):
    code = "forbidden"


class NotFound(AppError):
    code = "not_found"


class Conflict(AppError):
    code = "conflict"


class Invalid(AppError):
    """`errors` may name the places: `[{"pointer": "/body/x", "code": "y"}]`."""

    code = "invalid"


class TooMany(AppError):
    code = "too_many_requests"

    def __init__(self, *, retry_after_seconds: int, **params: object) -> None:
        super().__init__(retry_after_seconds=retry_after_seconds, **params)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(AppError):
    code = "unavailable"


class Busy(Unavailable):
    """Someone else holds the row. Nothing was changed; the same request may be sent again."""

    code = "busy"


class StaleVersion(Conflict):
    """`If-Match` named an older state of the row."""

    code = "stale_version"
